#pragma once
// The words.

#include <string>
#include <vector>

namespace souls::song {

/// Who made something: the band, or a hand. What a hand made is never overwritten.
enum class Origin { generated, edited };

/// A phoneme of the ARPAbet as CMUdict writes it, without the stress digit: "AH", "K", "NG".
using Phoneme = std::string;

struct Syllable {
  std::string text;                ///< letters of the word that it covers; the syllables of a word join to the word
  std::vector<Phoneme> phonemes;   ///< onset, nucleus, coda in order; exactly one vowel
  int stress = 0;                  ///< 0 none, 1 main, 2 secondary
  bool operator==(const Syllable&) const = default;
};

struct Word {
  std::string text;  ///< as written, with its punctuation: "Hush,"
  std::vector<Syllable> syllables;
  double start_s = 0;  ///< seconds from the start of the mix, filled in from the notes
  double end_s = 0;
  bool operator==(const Word&) const = default;
};

struct Line {
  std::string section;  ///< name of its section
  std::string text;
  std::vector<Word> words;  ///< joined by spaces they are `text`
  std::string rhyme_group;  ///< "A", or "" for none; counts inside a section
  double start_s = 0;
  double end_s = 0;
  Origin origin = Origin::generated;
  bool locked = false;

  int syllable_count() const {
    int count = 0;
    for (const Word& word : words) count += static_cast<int>(word.syllables.size());
    return count;
  }
  bool operator==(const Line&) const = default;
};

struct Lyrics {
  std::vector<Line> lines;
  bool operator==(const Lyrics&) const = default;
};

}  // namespace souls::song
