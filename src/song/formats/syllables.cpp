#include "song/formats/syllables.hpp"

#include "song/formats/text.hpp"

namespace souls::song::formats {

std::vector<SungSyllable> sung_syllables(const Lyrics& lyrics) {
  std::vector<SungSyllable> all;
  for (std::size_t l = 0; l < lyrics.lines.size(); ++l) {
    const Line& line = lyrics.lines[l];
    for (const Word& word : line.words) {
      std::string letters;
      for (const Syllable& syllable : word.syllables) letters += syllable.text;
      // Punctuation around the letters goes to the first and the last syllable.
      const std::size_t at = letters.empty() ? std::string::npos : word.text.find(letters);
      const std::size_t first = all.size();
      for (const Syllable& syllable : word.syllables) {
        all.push_back({clean_line(syllable.text), all.size() == first, false, false, l});
      }
      if (all.size() == first) continue;
      if (at != std::string::npos) {
        all[first].text = clean_line(word.text.substr(0, at)) + all[first].text;
        all.back().text += clean_line(word.text.substr(at + letters.size()));
      } else if (word.syllables.size() == 1) {
        all.back().text = clean_line(word.text);
      }
      all.back().last_of_word = true;
    }
    if (!all.empty() && all.back().line == l) all.back().last_of_line = true;
  }
  return all;
}

}  // namespace souls::song::formats
