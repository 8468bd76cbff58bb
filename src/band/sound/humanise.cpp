#include "band/sound/humanise.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "base/limits.hpp"

namespace souls::band::sound {
namespace {

using song::Role;

constexpr double kSameOnset_beats = 0.02;

enum class Piece { kick, snare, cymbal };

Piece piece_of(int pitch) {
  if (pitch <= 36) return Piece::kick;
  return pitch <= 40 ? Piece::snare : Piece::cymbal;
}

/// How much a player's error resembles the one before: measured over drummers' takes.
double resemblance(Role role, int pitch) {
  if (role != Role::drums) return 0.45;
  switch (piece_of(pitch)) {
    case Piece::kick: return 0.35;
    case Piece::snare: return 0.1;
    default: return 0.55;
  }
}

/// Noise of deviation 1 in which neighbours resemble each other, never beyond ±2.5.
class Drift {
 public:
  double next(Random& random, double resemblance) {
    value_ = resemblance * value_ + std::sqrt(1 - resemblance * resemblance) * random.normal();
    value_ = std::clamp(value_, -2.5, 2.5);
    return value_;
  }

 private:
  double value_ = 0;
};

/// Seconds between neighbouring strings or fingers of a chord.
double strum_s(const RenderTask& task, Random& random) {
  const bool tight = task.traits.humanise == "tight";
  if (task.track.role == Role::guitar) {
    const std::string& comping = task.track.comping.empty() ? task.traits.comping : task.track.comping;
    if (comping == "power" || comping == "stabs" || comping == "offbeat") return random.uniform(0.003, 0.006);
    return tight ? random.uniform(0.006, 0.009) : random.uniform(0.012, 0.020);
  }
  if (task.track.instrument == "harp") return random.uniform(0.020, 0.030);
  if (task.track.role == Role::keys && !tight) return random.uniform(0.002, 0.006);
  return 0;
}

int loudened(int velocity, double change) {
  return std::clamp(static_cast<int>(std::lround(velocity + change)), 1, 127);
}

}  // namespace

Feel feel_of(const song::Traits& traits, Role role) {
  struct Row {
    Feel drums, bass, chords, lead;
  };
  static const std::map<std::string, Row, std::less<>> kRows = {
      {"tight", {{2, 3, 0}, {2, 3, 0}, {4, 4, 0}, {8, 5, 0}}},
      {"medium", {{6, 7, 0}, {5, 5, 0}, {7, 6, 0}, {10, 6, 0}}},
      {"loose", {{8, 9, 0}, {6, 4, 2}, {8, 6, 0}, {11, 6, 0}}},
      {"laid_back", {{7, 8, 0}, {8, 5, 10}, {9, 6, 8}, {12, 7, 12}}}};
  const auto found = kRows.find(traits.humanise);
  const Row& row = found == kRows.end() ? kRows.at("medium") : found->second;
  switch (role) {
    case Role::drums: return row.drums;
    case Role::bass: return row.bass;
    case Role::lead:
    case Role::harmony:
    case Role::lead_synth: return row.lead;
    case Role::arp: return {row.chords.timing_ms / 2, row.chords.velocity, row.chords.late_ms / 2};
    case Role::fx: return {};
    default: return row.chords;
  }
}

double swung(double beat, const song::Traits& traits, const song::TimeSignature& signature) {
  if (traits.swing <= 0.505 || signature.compound()) return beat;
  constexpr double kOnGrid = 0.02;
  const double step = traits.groove == "lofi" || traits.rig == "lofi" ? 0.5 : 1.0;  // the pair that swings, in beats
  const double pair = std::floor(beat / step + kOnGrid) * step;
  const double place = (beat - pair) / step;
  if (std::fabs(place - 0.5) > kOnGrid) return beat;
  return pair + step * std::min(traits.swing, 0.7);
}

std::vector<PlayedNote> humanise(const RenderTask& task) {
  std::vector<song::Note> notes;
  for (const song::Note& note : task.notes) {
    if (notes.size() == limits::kNotesPerTrackMax) break;
    if (note.start_beat > -0.5 && note.start_beat < task.length_beats && note.length_beats > 0) notes.push_back(note);
  }
  std::stable_sort(notes.begin(), notes.end(), [](const song::Note& a, const song::Note& b) {
    return a.start_beat != b.start_beat ? a.start_beat < b.start_beat : a.pitch < b.pitch;
  });
  const double beat_s = 60 / task.tempo_bpm;
  const Feel feel = feel_of(task.traits, task.track.role);
  Random timing(derive_seed(task.seed, {"timing"}));
  Random force(derive_seed(task.seed, {"velocity"}));
  std::map<Piece, Drift> drifts, force_drifts;
  std::vector<PlayedNote> played;
  for (std::size_t first = 0; first < notes.size();) {
    std::size_t end = first + 1;
    while (end < notes.size() && notes[end].start_beat - notes[first].start_beat < kSameOnset_beats) ++end;
    const bool drums = task.track.role == Role::drums;
    const double string_s = end - first > 1 && !drums ? strum_s(task, timing) : 0;
    const double beat = notes[first].start_beat;
    const bool upstroke = task.track.role == Role::guitar && std::fabs(beat - std::floor(beat + 0.5)) > 0.2;
    const double chord_ms = drums ? 0 : feel.timing_ms * drifts[Piece::kick].next(timing, 0.45) + feel.late_ms;
    for (std::size_t i = first; i < end; ++i) {
      const song::Note& note = notes[i];
      const Piece piece = drums ? piece_of(note.pitch) : Piece::kick;
      const double likeness = resemblance(task.track.role, note.pitch);
      double shift_s = chord_ms / 1000;
      if (drums) {
        shift_s = (feel.timing_ms * drifts[piece].next(timing, likeness) +
                   (piece == Piece::snare && task.traits.humanise == "laid_back" ? 8 : 0)) / 1000;
      }
      const double order = static_cast<double>(upstroke ? end - 1 - i : i - first);
      shift_s += string_s * (order - 0.35 * static_cast<double>(end - first - 1));
      const double start = swung(note.start_beat, task.traits, task.time_signature);
      const double stop = swung(note.start_beat + note.length_beats, task.traits, task.time_signature);
      PlayedNote p;
      p.start_s = std::max(-kEarliest_s, start * beat_s + shift_s);
      p.length_s = std::max(0.02, std::min(stop, task.length_beats + 1) * beat_s - start * beat_s - 0.5 * std::max(0.0, shift_s));
      p.pitch = std::clamp(note.pitch, 0, 127);
      p.velocity = loudened(note.velocity, feel.velocity * force_drifts[piece].next(force, 0.3) - (upstroke ? 6 : 0));
      played.push_back(p);
    }
    first = end;
  }
  std::stable_sort(played.begin(), played.end(),
                   [](const PlayedNote& a, const PlayedNote& b) { return a.start_s < b.start_s; });
  return played;
}

std::vector<PlayedNote> second_take(const std::vector<PlayedNote>& notes, Seed seed) {
  Random random(derive_seed(seed, {"second take"}));
  std::vector<PlayedNote> take = notes;
  for (PlayedNote& note : take) {
    note.start_s = std::max(-kEarliest_s, note.start_s + 0.004 + 0.006 * random.uniform(-1, 1));
    note.velocity = loudened(note.velocity, 6 * random.uniform(-1, 1));
  }
  return take;
}

}  // namespace souls::band::sound
