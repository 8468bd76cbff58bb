// Which lines that a person wrote rhyme.

#include <algorithm>
#include <string>
#include <vector>

#include "band/lyrics/lyrics.hpp"
#include "band/lyrics/sounds.hpp"

namespace souls::band::lyrics {
namespace {

constexpr std::size_t kReachLines = 4;  ///< lines further apart aren't heard as rhyming

Sounds end_sounds(const song::Line& line) {
  Sounds sounds;
  if (line.words.empty()) return sounds;
  for (const song::Syllable& syllable : line.words.back().syllables) {
    for (const song::Phoneme& phoneme : syllable.phonemes) {
      const char consonant = phone_code(phoneme);
      sounds += consonant != '\0' ? consonant : phone_code(phoneme + std::to_string(std::clamp(syllable.stress, 0, 2)));
    }
  }
  std::erase(sounds, '\0');
  return sounds;
}

}  // namespace

void assign_rhyme_groups(std::vector<song::Line>& lines) {
  std::vector<Sounds> ends;
  for (song::Line& line : lines) {
    ends.push_back(end_sounds(line));
    line.rhyme_group.clear();
  }
  std::vector<int> group(lines.size(), -1);
  int groups = 0;
  const auto rhymes_with_all = [&](std::size_t line, std::size_t partner, RhymeKind wanted) {
    for (std::size_t other = 0; other < line; ++other) {
      const bool member = other == partner || (group[partner] >= 0 && group[other] == group[partner]);
      if (member && rhyme_kind(ends[other], ends[line]) != wanted) return false;
    }
    return true;
  };
  for (const RhymeKind wanted : {RhymeKind::perfect, RhymeKind::slant}) {
    for (std::size_t line = 1; line < lines.size(); ++line) {
      for (std::size_t back = 1; back <= std::min(line, kReachLines) && group[line] < 0; ++back) {
        const std::size_t partner = line - back;
        const bool candidate = lines[partner].section == lines[line].section && !ends[line].empty() &&
                               !ends[partner].empty() && (wanted == RhymeKind::perfect || group[partner] < 0);
        if (!candidate || !rhymes_with_all(line, partner, wanted)) continue;
        if (group[partner] < 0) group[partner] = groups++;
        group[line] = group[partner];
      }
    }
  }
  // Letters count up within a section, in the order of the lines.
  std::vector<int> letter(static_cast<std::size_t>(groups), -1);
  int next = 0;
  for (std::size_t line = 0; line < lines.size(); ++line) {
    if (line > 0 && lines[line].section != lines[line - 1].section) next = 0;
    if (group[line] < 0) continue;
    int& mine = letter[static_cast<std::size_t>(group[line])];
    if (mine < 0) mine = next++ % 26;
    lines[line].rhyme_group = std::string(1, static_cast<char>('A' + mine));
  }
}

}  // namespace souls::band::lyrics
