#include "band/music/tune.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "band/music/melody_statistics.hpp"

namespace souls::band::music {
namespace {

constexpr double kNever = 1e12;

struct Candidate {
  song::Pitch pitch = 60;
  int step = 0;     ///< scale steps above the tonic of octave 0
  double cost = 0;  ///< what the note costs by itself
  bool in_chord = true;
};

/// A number in [0, 1) that hangs on the place alone.
double chance_at(Seed seed, int tick, int step) {
  std::uint64_t z = seed + 0x9e3779b97f4a7c15ULL * static_cast<std::uint64_t>(tick * 64 + step + 1);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return static_cast<double>((z ^ (z >> 31)) >> 11) * 0x1.0p-53;
}

double chord_cost(const ChordSpan& span, song::Pitch pitch, int strength, double length_beats, bool last) {
  if (span.silent() || span.contains(pitch)) return 0;
  const bool leans = strength >= 3 || length_beats >= 1.5 || last;
  double cost = last ? 150 : leans ? 62 : strength == 2 ? 24 : 4;
  // A semitone above a chord tone is what clashes most with a held chord.
  if (span.contains(pitch - 1)) cost += leans ? 150 : 75;
  if (length_beats >= 1) cost += 26 * std::min(length_beats, 3.0);
  return cost;
}

std::vector<Candidate> candidates_of(const SyllableTime& time, std::size_t index, bool last, const TuneFrame& frame) {
  const double beat = frame.offset + time.start;
  const ChordSpan& span = span_at(*frame.spans, beat);
  const std::array<int, 7> scale = chord_scale(frame.key, span);
  const int strength = frame.metre.strength(beat);
  const int tick = static_cast<int>(std::lround(time.start * 24));
  const double middle = (frame.low + frame.high) / 2.0;
  std::vector<Candidate> candidates;
  for (song::Pitch pitch = frame.low; pitch <= frame.high; ++pitch) {
    const auto degree = std::find(scale.begin(), scale.end(), pitch % 12);
    if (degree == scale.end()) continue;
    const int above = (pitch % 12 - frame.key.tonic + 12) % 12;
    const int octave = (pitch - frame.key.tonic - above) / 12;
    Candidate candidate;
    candidate.pitch = pitch;
    candidate.step = octave * 7 + static_cast<int>(degree - scale.begin());
    candidate.in_chord = span.silent() || span.contains(pitch);
    candidate.cost = chord_cost(span, pitch, strength, time.length, last);
    if (index < frame.targets.size()) candidate.cost += frame.target_weight * std::abs(pitch - frame.targets[index]);
    candidate.cost += 0.12 * (pitch - middle) * (pitch - middle);
    if (last) candidate.cost += frame.end_costs[static_cast<std::size_t>(degree - scale.begin())];
    candidate.cost += 190 * chance_at(frame.seed, tick, candidate.step);
    candidates.push_back(candidate);
  }
  return candidates;
}

double style_cost(std::string_view style, int interval) {
  const int size = std::abs(interval);
  if (style == "gentle") return size == 0 ? 45 : size > 2 ? 30.0 * (size - 2) : 0;
  if (style == "anthemic") return size == 0 ? 15 : size == 3 || size == 4 ? -45 : 0;
  if (style == "riff") return size == 0 ? 10 : size == 2 ? -35 : 0;
  if (style == "floating") return size == 0 ? 130 : size >= 2 && size <= 4 ? -45 : 0;
  if (style == "syncopated") return size == 0 ? 30 : size == 2 ? -35 : 0;
  return size == 0 ? 35 : size >= 2 && size <= 4 ? -25 : 0;
}

/// Cost of going on by `interval` after `before` (scale steps).
double interval_cost(const TuneFrame& frame, std::size_t index, int before, int interval, double rest_beats,
                     bool in_chord) {
  constexpr int kWidest = 7;
  if (std::abs(interval) > kWidest) return 1500 + 100.0 * std::abs(interval);
  const auto row = static_cast<std::size_t>(std::clamp(before, -kWidest, kWidest) + kWidest);
  double cost = 0.55 * kIntervalCosts[row][static_cast<std::size_t>(interval + kWidest)];
  if (rest_beats > 0.9) cost *= 0.6;
  if (!in_chord && std::abs(interval) > 1) cost += 70;
  if (std::abs(interval) == 6) cost += 80;
  // A leap wants to turn back.
  if (std::abs(before) > 2 && before * interval > 0) cost += 60;
  cost += style_cost(frame.style, interval);
  if (before == 0 && interval == 0 && index >= 2) cost += 90;  // a third repetition in a row
  if (index >= 1 && index - 1 < frame.motif.size())
    cost += 55 * std::min(3, std::abs(interval - frame.motif[index - 1]));
  return cost;
}

double rest_before(const std::vector<SyllableTime>& times, std::size_t index) {
  return times[index].start - times[index - 1].start - times[index - 1].length;
}

}  // namespace

std::vector<song::Pitch> choose_pitches(const std::vector<SyllableTime>& times, const TuneFrame& frame) {
  const std::size_t count = times.size();
  if (count == 0) return {};
  std::vector<std::vector<Candidate>> notes;
  for (std::size_t i = 0; i < count; ++i) notes.push_back(candidates_of(times[i], i, i + 1 == count, frame));
  const auto least_of = [](const std::vector<double>& costs) {
    return static_cast<std::size_t>(std::min_element(costs.begin(), costs.end()) - costs.begin());
  };
  if (count == 1) {
    std::vector<double> costs;
    for (const Candidate& c : notes[0]) costs.push_back(c.cost);
    return {notes[0][least_of(costs)].pitch};
  }
  // cost[i][a * |b| + b]: the best way to sing note i - 1 as a and note i as b.
  std::vector<std::vector<double>> cost(count);
  std::vector<std::vector<std::size_t>> before(count);
  for (std::size_t i = 1; i < count; ++i) {
    const std::size_t wide = notes[i].size();
    cost[i].assign(notes[i - 1].size() * wide, kNever);
    before[i].assign(cost[i].size(), 0);
    const double rest = rest_before(times, i);
    for (std::size_t a = 0; a < notes[i - 1].size(); ++a) {
      for (std::size_t b = 0; b < wide; ++b) {
        const int interval = notes[i][b].step - notes[i - 1][a].step;
        const std::size_t here = a * wide + b;
        if (i == 1) {
          cost[i][here] =
              notes[0][a].cost + notes[1][b].cost + interval_cost(frame, 1, 0, interval, rest, notes[1][b].in_chord);
          continue;
        }
        for (std::size_t z = 0; z < notes[i - 2].size(); ++z) {
          const int last_interval = notes[i - 1][a].step - notes[i - 2][z].step;
          double all = cost[i - 1][z * notes[i - 1].size() + a] + notes[i][b].cost +
                       interval_cost(frame, i, last_interval, interval, rest, notes[i][b].in_chord);
          if (!notes[i - 1][a].in_chord && std::abs(interval) > 1) all += 60;  // a dissonance resolves by step
          if (all < cost[i][here]) {
            cost[i][here] = all;
            before[i][here] = z;
          }
        }
      }
    }
  }
  std::size_t pair = least_of(cost[count - 1]);
  std::vector<song::Pitch> pitches(count);
  for (std::size_t i = count - 1; i >= 1; --i) {
    const std::size_t wide = notes[i].size();
    const std::size_t a = pair / wide;
    pitches[i] = notes[i][pair % wide].pitch;
    pitches[i - 1] = notes[i - 1][a].pitch;
    if (i >= 2) pair = before[i][pair] * notes[i - 1].size() + a;
  }
  return pitches;
}

}  // namespace souls::band::music
