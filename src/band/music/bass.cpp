// Bass lines: every entry of song::kBasslines, locked with the groove's kick.

#include <algorithm>
#include <cmath>
#include <string>

#include "band/music/grooves.hpp"
#include "band/music/part.hpp"

namespace souls::band::music {
namespace {

class Bassist {
 public:
  explicit Bassist(const PartContext& context) : context_(context), writer_(context) {
    base_ = std::clamp(context.low, 28, 36);
  }

  std::vector<song::Note> play() {
    const std::string& line = context_.plan.traits.bassline;
    if (line == "none") return {};
    for (std::size_t i = 0; i < context_.spans.size(); ++i) {
      const ChordSpan& span = context_.spans[i];
      if (span.silent() || span.start > context_.last_onset() + 1e-9) continue;
      if (context_.ends_song && span.start >= context_.last_onset() - 1e-9) continue;
      const ChordSpan* next = i + 1 < context_.spans.size() ? &context_.spans[i + 1] : nullptr;
      if (calm()) {
        hold(span);
      } else if (line == "root_fifth") {
        root_fifth(span);
      } else if (line == "eighths") {
        eighths(span, next);
      } else if (line == "octaves") {
        octaves(span, next);
      } else if (line == "offbeat") {
        offbeat(span);
      } else if (line == "syncopated") {
        syncopated(span, next);
      } else if (line == "walking") {
        walk(span, next);
      } else if (line == "arpeggio") {
        arpeggio(span);
      } else if (line == "pedal") {
        pedal(span);
      } else {
        roots(span, next);
      }
    }
    if (context_.ends_song) ring();
    return writer_.finish_line();
  }

 private:
  bool calm() const { return context_.section.energy < 0.22 && context_.plan.traits.bassline != "walking"; }
  double seconds(double beats) const { return beats * 60 / context_.plan.tempo_bpm; }

  /// The pitch of a class nearest above the instrument's comfortable bottom.
  song::Pitch low(int pitch_class) const {
    song::Pitch pitch = base_ + ((pitch_class - base_) % 12 + 12) % 12;
    return pitch;
  }
  song::Pitch root(const ChordSpan& span) const { return low(span.tones.bass); }
  int fifth_interval(const ChordSpan& span) const {
    for (int interval : span.tones.intervals) {
      if (interval >= 6 && interval <= 8) return interval;
    }
    return 7;
  }
  song::Pitch fifth(const ChordSpan& span) const {
    const song::Pitch above = low((span.tones.root + fifth_interval(span)) % 12);
    return above;
  }
  double loud(double beat) const { return accent_at(context_, beat) + 6; }
  void add(double beat, double length, song::Pitch pitch, double change = 0) {
    if (pitch > context_.high) pitch -= 12;
    writer_.add(beat, length, pitch, loud(beat) + change);
  }

  /// Calls `at(beat, length, strength)` for each pulse inside the span.
  template <class F>
  void each_pulse(const ChordSpan& span, F at) {
    const int first = context_.metre.measure_of(span.start);
    const int last = context_.metre.measure_of(span.end - 1e-6);
    for (int m = first; m <= last; ++m) {
      for (const Pulse& pulse : context_.metre.pulses) {
        const double beat = context_.measure_start(m) + pulse.start;
        if (beat >= span.start - 1e-9 && beat < span.end - 1e-9)
          at(beat, std::min(pulse.length, span.end - beat), pulse.strength);
      }
    }
  }

  template <class F>
  void each_kick(const ChordSpan& span, F at) {
    const int first = context_.metre.measure_of(span.start);
    const int last = context_.metre.measure_of(span.end - 1e-6);
    for (int m = first; m <= last; ++m) {
      for (double place : kick_places(context_.plan.traits.groove, context_.metre, m % 2, context_.section.energy)) {
        const double beat = context_.measure_start(m) + place;
        if (beat >= span.start - 1e-9 && beat < span.end - 1e-9) at(beat);
      }
    }
  }

  /// A note that leads into the next root: a scale step or a semitone beside it.
  song::Pitch approach(const ChordSpan& span, const ChordSpan& next, song::Pitch from, int number) const {
    const song::Pitch goal = root(next);
    Random random(context_.place("approach", number));
    const std::array<int, 7> scale = chord_scale(context_.plan.key, span);
    const bool below = from < goal || (from == goal && random.chance(0.5));
    for (int distance = random.chance(0.35) ? 1 : 2; distance >= 1; --distance) {
      const song::Pitch pitch = below ? goal - distance : goal + distance;
      const bool in_scale = std::find(scale.begin(), scale.end(), ((pitch % 12) + 12) % 12) != scale.end();
      if ((in_scale || distance == 1) && pitch >= context_.low && pitch <= context_.high) return pitch;
    }
    return from;
  }

  void hold(const ChordSpan& span) { add(span.start, span.length(), root(span)); }

  void roots(const ChordSpan& span, const ChordSpan* next) {
    std::vector<double> places;
    each_kick(span, [&](double beat) {
      const bool room = places.empty() || beat - places.back() >= (context_.section.energy > 0.6 ? 0.5 : 1.0) - 1e-9;
      if (room) places.push_back(beat);
    });
    if (places.empty() || places.front() > span.start + 1e-9) places.insert(places.begin(), span.start);
    for (std::size_t i = 0; i < places.size(); ++i) {
      const double until = i + 1 < places.size() ? places[i + 1] : span.end;
      add(places[i], std::max(0.25, until - places[i] - (i + 1 < places.size() ? 0.05 : 0)), root(span));
    }
    lead_on(span, next, 0.5);
  }

  /// Now and then the last bit of a chord walks to the next one.
  void lead_on(const ChordSpan& span, const ChordSpan* next, double length) {
    if (next == nullptr || next->silent() || next->tones.bass == span.tones.bass || span.length() < 2) return;
    const int number = static_cast<int>(std::lround(span.start * 4));
    Random random(context_.place("lead", number));
    if (!random.chance(0.25 + 0.35 * context_.section.energy)) return;
    writer_.add(span.end - length, length, approach(span, *next, root(span), number), loud(span.end - length) - 4);
  }

  void root_fifth(const ChordSpan& span) {
    int k = 0;
    const bool each = context_.metre.pulses.size() <= 2 || context_.metre.compound();
    each_pulse(span, [&](double beat, double length, int strength) {
      if (k > 0 && !each && strength < 3) return;
      const bool is_root = k % 2 == 0;
      const song::Pitch five = fifth(span);
      const song::Pitch pitch = is_root                                                              ? root(span)
                                : five > root(span) && five - 12 >= context_.low && (k / 2) % 2 == 1 ? five - 12
                                                                                                     : five;
      double hold_for = each ? length : std::min(span.end - beat, 2.0);
      if (context_.metre.pulses.size() == 3)
        hold_for = std::min(span.end - beat, context_.section.energy < 0.5 ? 3.0 : 1.0);
      add(beat, hold_for * 0.95, pitch, is_root ? 0 : -4);
      ++k;
    });
  }

  void eighths(const ChordSpan& span, const ChordSpan* next) {
    const bool thin = seconds(0.5) < 0.13 || context_.section.energy < 0.4;
    const double step = thin && !context_.metre.compound() ? 1.0 : 0.5;
    const int number = static_cast<int>(std::lround(span.start * 4));
    for (double beat = span.start; beat < span.end - 1e-9; beat += step) {
      const bool last = beat + step > span.end - 1e-9;
      song::Pitch pitch = root(span);
      if (last && next != nullptr && !next->silent() && next->tones.bass != span.tones.bass &&
          Random(context_.place("push", number)).chance(0.4)) {
        pitch = approach(span, *next, pitch, number);
      }
      add(beat, step * 0.92, pitch);
    }
  }

  void octaves(const ChordSpan& span, const ChordSpan* next) {
    const double step = seconds(0.5) < 0.12 ? 1.0 : 0.5;
    int k = 0;
    for (double beat = span.start; beat < span.end - 1e-9; beat += step, ++k) {
      const song::Pitch up = root(span) + 12 <= context_.high ? 12 : 0;
      const bool high = k % 2 == 1;
      if (context_.section.energy < 0.45 && high) continue;
      add(beat, (context_.section.energy < 0.45 ? 2 * step : step) * 0.8, root(span) + (high ? up : 0), high ? 3 : 0);
    }
    lead_on(span, next, 0.25);
  }

  void offbeat(const ChordSpan& span) {
    each_pulse(span, [&](double beat, double length, int strength) {
      if (length < 0.9) {
        add(beat, length * 0.8, root(span));
        return;
      }
      const double off = length > 1.2 ? length - 0.5 : 0.5;
      if (context_.section.energy < 0.35 && strength < 3) return;
      add(beat + off, 0.4, root(span), 6);
      if (context_.section.energy > 0.7 && strength == 3) add(beat + off + 0.25, 0.2, root(span) + 12, -6);
    });
  }

  void syncopated(const ChordSpan& span, const ChordSpan* next) {
    Random random(context_.place("funk", context_.metre.measure_of(span.start) % 4));
    std::vector<double> places;
    each_kick(span, [&](double beat) { places.push_back(beat); });
    if (places.empty() || places.front() > span.start + 1e-9) places.insert(places.begin(), span.start);
    const double grid = context_.plan.traits.swing > 0.54 || seconds(0.25) < 0.1 ? 0.5 : 0.25;
    for (double beat = span.start + 0.5; beat < span.end - 0.45; beat += grid) {  // answers between the kicks
      const bool taken =
          std::any_of(places.begin(), places.end(), [&](double p) { return std::abs(p - beat) < grid * 1.5; });
      if (!taken && context_.metre.strength(beat) < 2 && random.chance(0.15 + 0.35 * context_.section.energy))
        places.push_back(beat);
    }
    std::sort(places.begin(), places.end());
    for (std::size_t i = 0; i < places.size(); ++i) {
      const double until = i + 1 < places.size() ? places[i + 1] : span.end;
      const double length = std::min(until - places[i], i == 0 ? 1.0 : 0.5);
      song::Pitch pitch = root(span);
      if (i > 0 && context_.metre.strength(places[i]) < 2) {
        pitch = random.chance(0.45) ? root(span) + 12 : random.chance(0.6) ? fifth(span) : root(span);
      }
      add(places[i], length * 0.85, pitch, i == 0 ? 2 : -2);
    }
    lead_on(span, next, 0.5);
  }

  void walk(const ChordSpan& span, const ChordSpan* next) {
    std::vector<double> places;
    each_pulse(span, [&](double beat, double, int) { places.push_back(beat); });
    if (places.empty()) places.push_back(span.start);
    const int number = static_cast<int>(std::lround(span.start * 4));
    Random random(context_.place("walk", number));
    const std::array<int, 7> scale = chord_scale(context_.plan.key, span);
    song::Pitch pitch = root(span);
    const song::Pitch goal = next != nullptr && !next->silent() ? root(*next) : root(span);
    int direction = goal > pitch ? 1 : goal < pitch ? -1 : (random.chance(0.5) ? 1 : -1);
    if (pitch + direction * 7 < context_.low || pitch + direction * 7 > context_.high) direction = -direction;
    for (std::size_t i = 0; i < places.size(); ++i) {
      const double until = i + 1 < places.size() ? places[i + 1] : span.end;
      if (i > 0 && i + 1 == places.size() && next != nullptr && !next->silent()) {
        pitch = approach(span, *next, pitch, number);
      } else if (i > 0) {
        // On strong pulses a chord tone, else the scale's next step.
        const bool chord_tone = context_.metre.strength(places[i]) >= 3 || random.chance(0.35);
        for (song::Pitch p = pitch + direction; std::abs(p - pitch) <= 7; p += direction) {
          const int pc = ((p % 12) + 12) % 12;
          const bool fits = chord_tone ? span.contains(p) : std::find(scale.begin(), scale.end(), pc) != scale.end();
          if (fits && p >= context_.low && p <= std::min(context_.high, 57)) {
            pitch = p;
            break;
          }
        }
        if (random.chance(0.25)) direction = -direction;
      }
      add(places[i], (until - places[i]) * 0.96, pitch);
      if (until - places[i] >= 0.9 && context_.section.energy > 0.6 && random.chance(0.15)) {
        add(places[i] + (until - places[i]) * 0.5, 0.3, pitch, -14);  // a skip
      }
    }
  }

  void arpeggio(const ChordSpan& span) {
    const int five = fifth_interval(span);
    const int third = span.tones.intervals.size() > 1 ? span.tones.intervals[1] : 7;
    const std::array<int, 4> figure = {0, five, 12, Random(context_.place("figure")).chance(0.5) ? five : third + 12};
    std::size_t k = 0;
    for (double beat = span.start; beat < span.end - 1e-9; beat += context_.section.energy < 0.45 ? 1.0 : 0.5) {
      song::Pitch pitch = root(span) + figure[k % 4];
      if (pitch > context_.high) pitch -= 12;
      add(beat, context_.section.energy < 0.45 ? 1.0 : 0.5, pitch, k % 4 == 0 ? 0 : -5);
      ++k;
    }
  }

  /// The tonic stays while chords move above it; where it would clash the chord's own bass sounds.
  void pedal(const ChordSpan& span) {
    const int tonic = context_.plan.key.tonic;
    const bool rises = context_.section.kind == song::SectionKind::prechorus;
    const int pedal_class = rises ? (tonic + 7) % 12 : tonic;
    const bool moves =
        context_.section.kind == song::SectionKind::chorus || context_.section.kind == song::SectionKind::bridge;
    const bool clashes =
        !span.contains(pedal_class) && (moves || span.contains(pedal_class + 1) || span.contains(pedal_class + 11));
    const song::Pitch pitch = clashes ? root(span) : low(pedal_class);
    if (context_.section.energy < 0.5) {
      add(span.start, span.length(), pitch);
      return;
    }
    for (double beat = span.start; beat < span.end - 1e-9; beat += 0.5) add(beat, 0.42, pitch);
  }

  void ring() {
    const double beat = context_.last_onset();
    const ChordSpan& span = span_at(context_.spans, beat);
    if (!span.silent()) add(beat, context_.metre.measure_beats, root(span), 2);
  }

  const PartContext& context_;
  PartWriter writer_;
  song::Pitch base_ = 28;
};

}  // namespace

std::vector<song::Note> make_bass(const PartContext& context) { return Bassist(context).play(); }

}  // namespace souls::band::music
