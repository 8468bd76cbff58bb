// Which letters of a word spell which of its syllables: the cheapest alignment of letters with sounds.

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <utility>

#include "band/lyrics/sounds.hpp"

namespace souls::band::lyrics {
namespace {

constexpr double kSilentLetter = 1.0;
constexpr double kSilentSound = 1.3;
constexpr double kOddSpelling = 1.6;
constexpr double kLongSpelling = 0.15;
constexpr std::size_t kLettersMax = 64;
constexpr std::size_t kGraphemeMax = 4;

struct Spellings {
  std::string_view phoneme;
  std::string_view graphemes;  ///< each between spaces
};

constexpr std::array<Spellings, 24> kConsonants = {{
    {"B", " b bb "}, {"CH", " ch tch t c "}, {"D", " d dd ed "}, {"DH", " th the "}, {"F", " f ff ph gh "},
    {"G", " g gg gu gh "}, {"HH", " h wh "}, {"JH", " j g dg dge d gg ge "}, {"K", " k c ck ch cc q que x "},
    {"L", " l ll le "}, {"M", " m mm mb mn "}, {"N", " n nn kn gn "}, {"NG", " ng n "}, {"P", " p pp "},
    {"R", " r rr wr rh re "}, {"S", " s ss c sc st ce se ps "}, {"SH", " sh ti ci s ss ch si sci ce "},
    {"T", " t tt ed th bt "}, {"TH", " th "}, {"V", " v ve f vv "}, {"W", " w wh u o "}, {"Y", " y i u e "},
    {"Z", " z s zz se ze es x "}, {"ZH", " s si z g ge "},
}};

bool is_vowel_letter(char letter) { return std::string_view("aeiouy").find(letter) != std::string_view::npos; }

double vowel_cost(std::string_view phoneme, std::string_view letters) {
  if (phoneme == "ER") {
    static constexpr std::string_view kSpellings = " er ir ur or ar ear our re ure yr eur r ";
    return kSpellings.find(" " + std::string(letters) + " ") != std::string_view::npos ? 0.05 : kOddSpelling + 9;
  }
  if (!is_vowel_letter(letters[0])) return kOddSpelling + 9;
  std::size_t vowels = 0;
  while (vowels < letters.size() && is_vowel_letter(letters[vowels])) ++vowels;
  const std::string_view rest = letters.substr(vowels);
  const bool allowed_end = rest.empty() || rest == "w" || rest == "gh" || (rest == "h" && vowels == 1);
  if (!allowed_end || vowels > 3) return kOddSpelling + 9;
  return kLongSpelling * static_cast<double>(letters.size() - 1);
}

double spelling_cost(char code, std::string_view letters) {
  if (is_vowel(code)) return vowel_cost(phoneme_of(code), letters);
  const auto* row = std::find_if(kConsonants.begin(), kConsonants.end(),
                                 [&](const Spellings& s) { return s.phoneme == phoneme_of(code); });
  if (row->graphemes.find(" " + std::string(letters) + " ") != std::string_view::npos) {
    return kLongSpelling / 2 * static_cast<double>(letters.size() - 1);
  }
  return letters.size() == 1 && !is_vowel_letter(letters[0]) ? kOddSpelling : kOddSpelling + 9;
}

/// For each sound, the letter at which it begins.
std::vector<std::size_t> align(std::string_view letters, std::string_view sounds) {
  const std::size_t rows = sounds.size() + 1, columns = letters.size() + 1;
  std::vector<double> cost(rows * columns, 1e9);
  std::vector<std::size_t> letters_used(rows * columns, 0);
  std::vector<char> sound_used(rows * columns, 0);
  cost[0] = 0;
  for (std::size_t i = 0; i < rows; ++i) {
    for (std::size_t j = 0; j < columns; ++j) {
      const auto relax = [&](std::size_t to_i, std::size_t to_j, double price) {
        const std::size_t from = i * columns + j, to = to_i * columns + to_j;
        if (cost[from] + price >= cost[to]) return;
        cost[to] = cost[from] + price;
        letters_used[to] = to_j - j;
        sound_used[to] = to_i > i ? 1 : 0;
      };
      if (j < letters.size()) relax(i, j + 1, i == 0 ? kSilentLetter + 0.5 : kSilentLetter);
      if (i == sounds.size()) continue;
      relax(i + 1, j, kSilentSound);
      for (std::size_t n = 1; n <= kGraphemeMax && j + n <= letters.size(); ++n) {
        relax(i + 1, j + n, spelling_cost(sounds[i], letters.substr(j, n)));
      }
    }
  }
  std::vector<std::size_t> starts(sounds.size(), 0);
  std::size_t i = sounds.size(), j = letters.size();
  while (i > 0 || j > 0) {
    const std::size_t at = i * columns + j;
    j -= letters_used[at];
    if (sound_used[at] != 0) starts[--i] = j;
  }
  return starts;
}

char lowered(char letter) { return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter; }

}  // namespace

std::vector<song::Syllable> spell_syllables(std::string_view spelling, std::string_view sounds) {
  const std::vector<Sounds> parts = split_syllables(sounds);
  std::string letters;
  std::vector<std::size_t> places;  // of each letter in the spelling
  for (std::size_t i = 0; i < spelling.size() && letters.size() < kLettersMax; ++i) {
    const char letter = lowered(spelling[i]);
    if (letter < 'a' || letter > 'z') continue;
    letters += letter;
    places.push_back(i);
  }
  const std::vector<std::size_t> starts = align(letters, sounds);
  std::vector<song::Syllable> syllables(parts.size());
  std::size_t first_sound = 0;
  std::vector<std::size_t> cuts;  // where each syllable begins in the spelling
  for (std::size_t s = 0; s < parts.size(); ++s) {
    for (char code : parts[s]) {
      syllables[s].phonemes.emplace_back(phoneme_of(code));
      if (is_vowel(code)) syllables[s].stress = stress_of(code);
    }
    const std::size_t letter = starts[first_sound];
    cuts.push_back(s == 0 ? 0 : letter < places.size() ? places[letter] : spelling.size());
    first_sound += parts[s].size();
  }
  // No syllable goes without a letter while there are letters enough.
  if (places.size() >= parts.size()) {
    for (std::size_t s = 1; s < cuts.size(); ++s) {
      const auto after = std::upper_bound(places.begin(), places.end(), cuts[s - 1]);
      const auto last_free = places[places.size() - (cuts.size() - s)];
      if (cuts[s] <= cuts[s - 1]) cuts[s] = after == places.end() ? last_free : *after;
      cuts[s] = std::min(cuts[s], last_free);
    }
  }
  for (std::size_t s = 0; s < cuts.size(); ++s) {
    const std::size_t end = s + 1 < cuts.size() ? std::max(cuts[s + 1], cuts[s]) : spelling.size();
    syllables[s].text = std::string(spelling.substr(cuts[s], end - cuts[s]));
  }
  return syllables;
}

}  // namespace souls::band::lyrics
