#include "band/plan/phrases.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "band/plan/fit.hpp"
#include "band/plan/lines.hpp"
#include "base/limits.hpp"

namespace souls::band::plan {
namespace {

constexpr double kNever = std::numeric_limits<double>::infinity();
constexpr std::size_t kPhraseNotesMax = 48;
constexpr double kPhraseSeconds = 4.2;
constexpr double kPhraseNotes = 8;
constexpr int kSyllablesMax = 12;
/// A run of notes faster than this shares a syllable.
constexpr double kSyllableSecondsMin = 0.17;

double end_of(const song::Note& note) { return note.start_beat + note.length_beats; }

double median_length(const Phrase& notes) {
  std::vector<double> lengths;
  for (const song::Note& note : notes) lengths.push_back(note.length_beats);
  const auto middle = lengths.begin() + static_cast<std::ptrdiff_t>(lengths.size() / 2);
  std::nth_element(lengths.begin(), middle, lengths.end());
  return *middle;
}

/// What a cut before each note costs; less where the melody itself makes a pause.
std::vector<double> cut_costs(const Phrase& notes, const PhraseFrame& frame) {
  const double usual = median_length(notes);
  const double measure = frame.metre.measure_beats();
  std::vector<double> costs(notes.size(), 0);
  for (std::size_t i = 1; i < notes.size(); ++i) {
    const double rest_s = std::max(0.0, notes[i].start_beat - end_of(notes[i - 1])) * 60 / frame.tempo_bpm;
    const double held = std::log2((notes[i].start_beat - notes[i - 1].start_beat) / usual);
    // An upbeat is near the bar line that it leads to.
    const double ahead = std::ceil(notes[i].start_beat / measure - 1e-9) * measure - notes[i].start_beat;
    const double bar = 1 - std::min(1.0, ahead / measure);
    costs[i] = 4 - std::min(2.5, 4 * rest_s) - 1.3 * std::clamp(held, -1.0, 2.0) - 0.8 * bar;
  }
  return costs;
}

double size_cost(const Phrase& notes, std::size_t first, std::size_t last, const PhraseFrame& frame) {
  const double seconds = (end_of(notes[last - 1]) - notes[first].start_beat) * 60 / frame.tempo_bpm;
  const double count = static_cast<double>(last - first);
  const double length = std::log2(std::max(seconds, 0.1) / kPhraseSeconds);
  const double size = std::log2(count / kPhraseNotes);
  const double crowded = std::max(0.0, count - kSyllablesMax) * 0.4;
  return 1.6 * length * length + 0.9 * size * size + crowded;
}

/// Costs of the best cuts of the first notes into k phrases, and where the last of them begins.
struct Cuts {
  Cuts(const Phrase& notes, const PhraseFrame& frame, std::size_t phrases_max, std::size_t size_max)
      : cost(phrases_max + 1, std::vector<double>(notes.size() + 1, kNever)),
        from(phrases_max + 1, std::vector<std::size_t>(notes.size() + 1, 0)) {
    const std::vector<double> cuts = cut_costs(notes, frame);
    cost[0][0] = 0;
    for (std::size_t last = 1; last <= notes.size(); ++last) {
      for (std::size_t first = last > size_max ? last - size_max : 0; first < last; ++first) {
        const double phrase = cuts[first] + size_cost(notes, first, last, frame);
        for (std::size_t k = 1; k <= phrases_max; ++k) {
          if (cost[k - 1][first] + phrase >= cost[k][last]) continue;
          cost[k][last] = cost[k - 1][first] + phrase;
          from[k][last] = first;
        }
      }
    }
  }

  std::vector<Phrase> phrases(const Phrase& notes, std::size_t count) const {
    std::vector<Phrase> out(count);
    std::size_t last = notes.size();
    for (std::size_t k = count; k > 0; --k) {
      const std::size_t first = from[k][last];
      out[k - 1].assign(notes.begin() + static_cast<std::ptrdiff_t>(first),
                        notes.begin() + static_cast<std::ptrdiff_t>(last));
      last = first;
    }
    return out;
  }

  std::vector<std::vector<double>> cost;
  std::vector<std::vector<std::size_t>> from;
};

int comfortable_syllables(const Phrase& phrase, int measures, const PhraseFrame& frame) {
  int syllables = 1;
  double sung_until_s = phrase.front().start_beat * 60 / frame.tempo_bpm;
  for (std::size_t i = 1; i < phrase.size(); ++i) {
    const double start_s = phrase[i].start_beat * 60 / frame.tempo_bpm;
    if (start_s - sung_until_s < kSyllableSecondsMin) continue;
    ++syllables;
    sung_until_s = start_s;
  }
  const double line_s = measures * measure_seconds(frame.metre, frame.tempo_bpm);
  return std::clamp(syllables, 1,
                    std::min(kSyllablesMax, std::max(1, static_cast<int>(line_s * kSyllablesPerSecondMax))));
}

/// Stressed are syllables on stronger places than their neighbours, and the last, for rhyme.
std::string stresses_of(const Phrase& phrase, int syllables, const PhraseFrame& frame) {
  const double measure = frame.metre.measure_beats();
  const auto strength = [&](int syllable) {
    const auto note = static_cast<std::size_t>(syllable) * phrase.size() / static_cast<std::size_t>(syllables);
    return song::beat_strength(std::fmod(phrase[note].start_beat, measure), measure);
  };
  std::string stress;
  for (int i = 0; i < syllables; ++i) {
    const int before = i > 0 ? strength(i - 1) : 0;
    const int after = i + 1 < syllables ? strength(i + 1) : 0;
    const bool clash = i > 0 && stress.back() == 'x';
    stress += strength(i) >= std::max({before, after, 1}) && !clash ? 'x' : '.';
  }
  stress.back() = 'x';
  return stress;
}

}  // namespace

std::vector<Phrase> cut_phrases(const Phrase& notes, const PhraseFrame& frame) {
  const std::size_t most = std::min(limits::kSectionLinesMax, notes.size());
  const Cuts cuts(notes, frame, most, kPhraseNotesMax);
  std::size_t best = 0;
  for (std::size_t k = 1; k <= most; ++k) {
    if (cuts.cost[k][notes.size()] < (best == 0 ? kNever : cuts.cost[best][notes.size()])) best = k;
  }
  return cuts.phrases(notes, best);
}

std::vector<Phrase> cut_phrases(const Phrase& notes, const PhraseFrame& frame, std::size_t count) {
  return Cuts(notes, frame, count, notes.size()).phrases(notes, count);
}

song::LinePlan line_of(const Phrase& phrase, const PhraseFrame& frame, int syllables) {
  const double measure = frame.metre.measure_beats();
  song::LinePlan line;
  line.first_measure = static_cast<int>(phrase.front().start_beat / measure + 1e-9);
  const int end = static_cast<int>(std::ceil(end_of(phrase.back()) / measure - 1e-9));
  line.measures = std::max(1, end - line.first_measure);
  line.syllables = syllables > 0 ? syllables : comfortable_syllables(phrase, line.measures, frame);
  line.stress = stresses_of(phrase, line.syllables, frame);
  line.rhyme = '-';
  return line;
}

}  // namespace souls::band::plan
