#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "band/music/grooves.hpp"
#include "band/music/metre.hpp"
#include "band/music/music.hpp"

namespace souls::band::music {
namespace {

using song::SectionKind;

/// The drums of one section, measure by measure.
class Drummer {
 public:
  Drummer(const song::Plan& plan, const song::SectionPlan& section, const song::SectionPlan* next, Seed seed)
      : plan_(plan),
        section_(section),
        next_(next),
        metre_(metre_of(plan.time_signature)),
        info_(groove_info(plan.traits.groove)),
        seed_(seed) {}

  std::vector<song::Note> play() {
    const int last = section_.measures - 1;
    const bool ends = next_ == nullptr || section_.kind == SectionKind::outro;
    const int build = build_measures();
    for (int m = 0; m < section_.measures; ++m) {
      if (ends && m == last) {
        end_song(m);
      } else if (m > last - build) {
        build_up(m, build);
      } else {
        groove(m);
      }
    }
    open_section();
    if (!ends && build == 0) fill(last);
    return finish();
  }

 private:
  void add(double beat, int drum, double velocity, double length = 0.25) {
    if (beat < -1e-9 || beat >= section_.measures * metre_.measure_beats - 1e-9) return;
    notes_.push_back({beat, length, drum, std::clamp(static_cast<int>(std::lround(velocity)), 1, 127), std::nullopt});
  }

  double start_of(int measure) const { return measure * metre_.measure_beats; }
  bool loud() const { return section_.energy >= 0.7; }
  bool to_chorus() const {
    return next_ != nullptr && (next_->kind == SectionKind::chorus || next_->energy > section_.energy + 0.2);
  }

  int build_measures() const {
    if (!info_.builds || !to_chorus() || section_.measures < 4 || section_.energy < 0.35) return 0;
    return section_.measures >= 8 && section_.kind != SectionKind::intro ? 2 : 1;
  }

  /// One measure: A, B, A, and every fourth with something of its own.
  void groove(int m) {
    Random random(derive_seed(seed_, {"measure", std::to_string(m)}));
    const bool enters = section_.kind == SectionKind::intro && m < section_.measures / 2;
    const double energy = enters ? section_.energy * 0.7 : section_.energy;
    std::vector<DrumHit> hits = groove_measure(plan_.traits.groove, metre_, m % 2, energy);
    const bool ride = info_.rides && section_.energy >= 0.8 && section_.kind != SectionKind::verse;
    const double swell = 1 + 0.05 * std::sin(m * 1.3);
    for (DrumHit& hit : hits) {
      const bool timekeeper = hit.drum == kClosedHat || hit.drum == kOpenHat;
      if (enters && section_.energy < 0.5 && hit.drum != kClosedHat && hit.drum != kRide && hit.drum != kShaker &&
          hit.drum != kPedalHat && hit.start > 1e-9) {
        continue;  // an intro starts with the time alone
      }
      if (hit.ghost && random.chance(0.25)) continue;
      if (ride && timekeeper) hit.drum = kRide;
      add(start_of(m) + hit.start, hit.drum, hit.velocity * swell + random.uniform(-4, 4));
    }
    if (m % 4 == 3 && m != section_.measures - 1 && !enters && section_.energy > 0.3) turn(m, random);
  }

  /// A small push at the end of a four-measure phrase.
  void turn(int m, Random& random) {
    const double end = start_of(m + 1);
    const double level = 60 + 40 * section_.energy;
    switch (info_.fill) {
      case FillKind::rock:
        add(end - 0.5, random.chance(0.5) ? kSnare : kOpenHat, level);
        if (plan_.traits.swing < 0.54 && random.chance(0.5)) add(end - 0.25, kSnare, level * 0.7);
        break;
      case FillKind::electronic:
        add(end - 0.25, kClap, level * 0.8);
        break;
      case FillKind::brush:
        add(end - 0.5, kSnare, level * 0.55);
        break;
      case FillKind::toms:
        add(end - 0.5, kMidTom, level * 0.8);
        break;
      case FillKind::none:
        break;
    }
  }

  /// Crash on the first downbeat of a section that lifts.
  void open_section() {
    const bool lifts = section_.kind == SectionKind::chorus || section_.kind == SectionKind::solo ||
                       (section_.kind == SectionKind::bridge && section_.energy > 0.6);
    if (!lifts || section_.energy < 0.3) return;
    add(0, info_.crash, 78 + 34 * section_.energy, 1);
    if (section_.measures >= 8 && loud())
      add(start_of(section_.measures / 2), info_.crash, 66 + 30 * section_.energy, 1);
  }

  /// House and its kin roll into the chorus: quarters, eighths, sixteenths, ever louder, the kick leaves at the end.
  void build_up(int m, int measures) {
    const int step = m - (section_.measures - measures);
    const double length = metre_.measure_beats;
    const bool final_measure = m == section_.measures - 1;
    if (!final_measure) {
      for (const Pulse& pulse : metre_.pulses) add(start_of(m) + pulse.start, kKick, 92 + 20 * section_.energy);
    } else {
      add(start_of(m), kKick, 100);
    }
    for (double beat = 0; beat < length - 1e-9;) {
      const double share = (step + beat / length) / measures;
      const double gap = share < 0.34 ? 1 : share < 0.67 ? 0.5 : 0.25;
      const bool breath = final_measure && beat > length - 0.55 && metre_.pulses.size() >= 3;
      if (!breath) add(start_of(m) + beat, kSnare, 48 + 62 * share);
      beat += gap;
    }
  }

  /// The last beats before the next section: longer and louder into a chorus.
  void fill(int m) {
    if (info_.fill == FillKind::none) {
      drop_out(m);
      return;
    }
    Random random(derive_seed(seed_, {"fill"}));
    const double end = start_of(m + 1);
    const std::size_t pulses = metre_.pulses.size();
    const bool big = to_chorus() && section_.energy > 0.3;
    const std::size_t taken = std::min(pulses, big ? std::max<std::size_t>(2, pulses / 2) : std::size_t{1});
    const double begin = start_of(m) + metre_.pulses[pulses - taken].start;
    const double level = 58 + 46 * section_.energy;
    // The groove makes room, but for a kick that may hold the ground.
    std::erase_if(notes_, [&](const song::Note& n) { return n.start_beat >= begin - 1e-9 && n.pitch != kKick; });
    const bool coarse = plan_.traits.swing > 0.54 || plan_.tempo_bpm > 150;
    const double gap = coarse || info_.fill == FillKind::brush ? 0.5 : 0.25;
    play_fill(begin, end, gap, level, big, random);
  }

  void play_fill(double begin, double end, double gap, double level, bool big, Random& random) {
    const int shape = random.integer(0, 2);
    const int count = std::max(1, static_cast<int>(std::lround((end - begin) / gap)));
    for (int i = 0; i < count; ++i) {
      const double share = static_cast<double>(i) / count;
      const double beat = begin + i * gap;
      const bool off = i % 2 == 1;
      const double rise = level * (0.75 + 0.35 * share) * (off ? 0.82 : 1);
      int drum = kSnare;
      switch (info_.fill) {
        case FillKind::rock:
          if (big || shape == 0)
            drum = share < 0.25 ? kSnare : share < 0.5 ? kHighTom : share < 0.75 ? kMidTom : kHighFloorTom;
          if (!big && shape == 1 && i == 1) continue;
          if (!big && shape == 2) drum = off ? kHighTom : kSnare;
          break;
        case FillKind::electronic:
          drum = big ? (share < 0.5 ? kSnare : kMidTom) : kClap;
          if (!big && i % 2 == 0 && i != 0) continue;
          break;
        case FillKind::brush:
          if (shape == 0 && i % 3 == 2) continue;
          drum = big && share > 0.5 ? kMidTom : kSnare;
          break;
        case FillKind::toms:
          drum = share < 0.34 ? kMidTom : share < 0.67 ? kLowTom : kLowFloorTom;
          break;
        case FillKind::none:
          break;
      }
      const double soft = info_.fill == FillKind::brush ? 0.7 : 1;
      add(beat, drum, rise * soft);
    }
    if (info_.fill == FillKind::brush) add(begin, kRide, level * 0.8);
  }

  /// Instead of a fill: the beat holds its breath.
  void drop_out(int m) {
    const double begin = start_of(m) + metre_.pulses.back().start;
    std::erase_if(notes_, [&](const song::Note& n) { return n.start_beat > begin - 1e-9; });
    add(begin, kOpenHat, 60 + 20 * section_.energy, 0.5);
    if (to_chorus()) add(start_of(m + 1) - 0.5, kSnare, 62 + 20 * section_.energy);
  }

  /// The last measure rings.
  void end_song(int m) {
    const double level = 66 + 40 * section_.energy;
    const int low = info_.fill == FillKind::toms ? static_cast<int>(kLowFloorTom) : static_cast<int>(kKick);
    add(start_of(m), low, level, 1);
    if (section_.energy >= 0.2) add(start_of(m), info_.crash, level * 0.9, std::min(4.0, metre_.measure_beats));
  }

  std::vector<song::Note> finish() {
    std::stable_sort(notes_.begin(), notes_.end(), [](const song::Note& a, const song::Note& b) {
      if (a.start_beat != b.start_beat) return a.start_beat < b.start_beat;
      return a.pitch != b.pitch ? a.pitch < b.pitch : a.velocity > b.velocity;
    });
    const auto same = [](const song::Note& a, const song::Note& b) {
      return a.start_beat == b.start_beat && a.pitch == b.pitch;
    };
    notes_.erase(std::unique(notes_.begin(), notes_.end(), same), notes_.end());
    const double end = section_.measures * metre_.measure_beats;
    for (song::Note& note : notes_) note.length_beats = std::min(note.length_beats, end - note.start_beat);
    return notes_;
  }

  const song::Plan& plan_;
  const song::SectionPlan& section_;
  const song::SectionPlan* next_;
  Metre metre_;
  GrooveInfo info_;
  Seed seed_;
  std::vector<song::Note> notes_;
};

}  // namespace

Result<std::vector<song::Note>> make_drums(const song::Plan& plan, const song::SectionPlan& section,
                                           const song::SectionPlan* next, Seed seed) {
  const GrooveInfo info = groove_info(plan.traits.groove);
  if (!info.known) return fail(ErrorCode::invalid_request, "There is no groove \"" + plan.traits.groove + "\".");
  const bool plays = std::any_of(section.tracks.begin(), section.tracks.end(), [&](const std::string& name) {
    const song::TrackPlan* track = plan.find_track(name);
    return track != nullptr && track->role == song::Role::drums;
  });
  if (info.silent || !plays) return std::vector<song::Note>{};
  return Drummer(plan, section, next, seed).play();
}

}  // namespace souls::band::music
