#include "band/music/setting.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace souls::band::music {
namespace {

constexpr double kNever = std::numeric_limits<double>::infinity();
constexpr double kShortBeats = 0.3;
constexpr double kRestBeats = 0.05;

/// Longest notes in equal parts until there are `count`.
std::vector<song::Note> divided(const std::vector<song::Note>& phrase, std::size_t count) {
  std::vector<std::size_t> parts(phrase.size(), 1);
  for (std::size_t all = phrase.size(); all < count; ++all) {
    std::size_t longest = 0;
    const auto length = [&](std::size_t i) { return phrase[i].length_beats / static_cast<double>(parts[i]); };
    for (std::size_t i = 1; i < phrase.size(); ++i) {
      if (length(i) > length(longest) + 1e-9) longest = i;
    }
    ++parts[longest];
  }
  std::vector<song::Note> notes;
  for (std::size_t i = 0; i < phrase.size(); ++i) {
    song::Note note = phrase[i];
    note.length_beats /= static_cast<double>(parts[i]);
    for (std::size_t part = 0; part < parts[i]; ++part) {
      note.start_beat = phrase[i].start_beat + static_cast<double>(part) * note.length_beats;
      notes.push_back(note);
    }
  }
  return notes;
}

/// What a syllable costs that begins on a note.
double start_cost(const song::Note& note, const SyllableWeight& syllable, const Metre& metre) {
  const double strength = metre.strength(note.start_beat) / 4.0;
  return std::abs(syllable.weight / 2 - strength) + (note.length_beats < kShortBeats ? 0.5 : 0);
}

/// What it costs that a note carries on the syllable of the one before.
double slur_cost(const song::Note& before, const song::Note& note, const Metre& metre) {
  const double rest = note.start_beat - before.start_beat - before.length_beats;
  return 0.4 + 0.12 * std::abs(note.pitch - before.pitch) + 0.15 * metre.strength(note.start_beat) +
         (note.length_beats < kShortBeats ? 0 : 0.4) + (note.length_beats >= 1 ? 0.5 : 0) +
         (rest > kRestBeats ? 20 : 0);
}

}  // namespace

std::vector<song::Note> set_words(const std::vector<song::Note>& phrase, const std::vector<SyllableWeight>& syllables,
                                  const Metre& metre) {
  std::vector<song::Note> notes = divided(phrase, syllables.size());
  const std::size_t count = syllables.size();
  // cost[i][s]: the first i notes sing the first s syllables.
  std::vector<std::vector<double>> cost(notes.size() + 1, std::vector<double>(count + 1, kNever));
  std::vector<std::vector<bool>> begins(notes.size() + 1, std::vector<bool>(count + 1, false));
  cost[0][0] = 0;
  for (std::size_t i = 1; i <= notes.size(); ++i) {
    for (std::size_t s = 1; s <= std::min(i, count); ++s) {
      const double begun = cost[i - 1][s - 1] + start_cost(notes[i - 1], syllables[s - 1], metre);
      const double slurred = i > 1 ? cost[i - 1][s] + slur_cost(notes[i - 2], notes[i - 1], metre) : kNever;
      begins[i][s] = begun <= slurred;
      cost[i][s] = std::min(begun, slurred);
    }
  }
  std::size_t s = count;
  for (std::size_t i = notes.size(); i > 0; --i) {
    notes[i - 1].syllable = static_cast<int>(s) - 1;
    if (begins[i][s]) --s;
  }
  return notes;
}

int octaves_into(const song::Plan& plan, song::Pitch low, song::Pitch high) {
  constexpr int kOctavesMax = 6;
  int best = 0;
  int least = std::numeric_limits<int>::max();
  for (int octaves = -kOctavesMax; octaves <= kOctavesMax; ++octaves) {
    int outside = 0;
    for (const song::SectionPlan& section : plan.sections) {
      for (const auto& phrase : section.melody) {
        for (const song::Note& note : phrase) {
          const int pitch = note.pitch + 12 * octaves;
          outside += std::max({0, low - pitch, pitch - high});
        }
      }
    }
    if (outside > least || (outside == least && std::abs(octaves) >= std::abs(best / 12))) continue;
    least = outside;
    best = 12 * octaves;
  }
  return best;
}

}  // namespace souls::band::music
