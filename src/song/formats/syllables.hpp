#pragma once
// The words as they stand under notes.

#include <string>
#include <vector>

#include "song/document.hpp"

namespace souls::song::formats {

/// One syllable with the letters and punctuation that are written for it; those of a word join to the word's text.
struct SungSyllable {
  std::string text;
  bool first_of_word = true;
  bool last_of_word = true;
  bool last_of_line = false;
  std::size_t line = 0;  ///< index into Lyrics::lines
};

/// All syllables of all lines in order, so that Note::syllable is an index into them.
std::vector<SungSyllable> sung_syllables(const Lyrics& lyrics);

}  // namespace souls::song::formats
