#pragma once
// Words and notes for tests.

#include <string>
#include <vector>

#include "band/vocals/timing.hpp"
#include "base/random.hpp"
#include "song/lyrics.hpp"
#include "song/score.hpp"

namespace souls::band::vocals {

inline song::Syllable syllable(std::vector<song::Phoneme> phonemes, int stress = 1) {
  return {"x", std::move(phonemes), stress};
}

inline song::Line line_of(std::vector<song::Word> words) {
  song::Line line;
  line.words = std::move(words);
  return line;
}

/// "Hold my summer still".
inline song::Line summer_line() {
  return line_of({{"Hold", {syllable({"HH", "OW", "L", "D"})}, 0, 0},
                  {"my", {syllable({"M", "AY"})}, 0, 0},
                  {"summer", {syllable({"S", "AH"}), syllable({"M", "ER"}, 0)}, 0, 0},
                  {"still", {syllable({"S", "T", "IH", "L"})}, 0, 0}});
}

inline song::Syllable random_syllable(Random& random) {
  static const std::vector<std::string> kVowels = {"AA", "AE", "AH", "AO", "AW", "AY", "EH", "ER",
                                                   "EY", "IH", "IY", "OW", "OY", "UH", "UW"};
  static const std::vector<std::string> kConsonants = {"B", "CH", "D", "DH", "F", "G", "HH", "JH", "K", "L", "M", "N",
                                                       "NG", "P", "R", "S", "SH", "T", "TH", "V", "W", "Y", "Z", "ZH"};
  std::vector<song::Phoneme> phonemes;
  for (int i = random.integer(0, 3); i > 0; --i) phonemes.push_back(random.pick(kConsonants));
  phonemes.push_back(random.pick(kVowels));
  for (int i = random.integer(0, 4); i > 0; --i) phonemes.push_back(random.pick(kConsonants));
  return syllable(std::move(phonemes), random.integer(0, 2));
}

inline song::Line random_line(Random& random, int syllables) {
  std::vector<song::Word> words;
  for (int left = syllables; left > 0;) {
    song::Word word{"word", {}, 0, 0};
    for (int i = std::min(left, random.integer(1, 4)); i > 0; --i, --left) {
      word.syllables.push_back(random_syllable(random));
    }
    words.push_back(std::move(word));
  }
  return line_of(std::move(words));
}

/// A line as a model that speaks every sound in a tenth of a second would have it.
inline ModelLine model_of(const song::Line& line) {
  ModelLine model;
  model.utterance = *write_labels(line, Delivery::sung);
  const int labels = static_cast<int>(model.utterance.labels.size());
  for (int i = 0; i < labels; ++i) model.spoken.spans.push_back({20 * i, 20 * (i + 1)});
  return model;
}

inline song::Note note(double start_beat, double length_beats, int pitch, int syllable_index) {
  return {start_beat, length_beats, pitch, 80, syllable_index};
}

}  // namespace souls::band::vocals
