#include "band/lyrics/sounds.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace souls::band::lyrics {
namespace {

constexpr char kFirstCode = '#';
constexpr int kVowelCodes = 45;
constexpr std::array<std::string_view, 69> kPhones = {
    "AA0", "AA1", "AA2", "AE0", "AE1", "AE2", "AH0", "AH1", "AH2", "AO0", "AO1", "AO2", "AW0", "AW1",
    "AW2", "AY0", "AY1", "AY2", "EH0", "EH1", "EH2", "ER0", "ER1", "ER2", "EY0", "EY1", "EY2", "IH0",
    "IH1", "IH2", "IY0", "IY1", "IY2", "OW0", "OW1", "OW2", "OY0", "OY1", "OY2", "UH0", "UH1", "UH2",
    "UW0", "UW1", "UW2", "B",   "CH",  "D",   "DH",  "F",   "G",   "HH",  "JH",  "K",   "L",   "M",
    "N",   "NG",  "P",   "R",   "S",   "SH",  "T",   "TH",  "V",   "W",   "Y",   "Z",   "ZH"};

// Consonants that may begin an English syllable together.
constexpr std::array<std::string_view, 61> kOnsets = {
    "B L",   "B R",   "B Y",   "D R",   "D W",   "D Y",   "F L",   "F R",   "F Y",   "G L",   "G R",   "G W", "G Y",
    "HH Y",  "HH W",  "K L",   "K R",   "K W",   "K Y",   "M Y",   "N Y",   "P L",   "P R",   "P Y",   "S F", "S K",
    "S L",   "S M",   "S N",   "S P",   "S T",   "S W",   "SH R",  "T R",   "T W",   "TH R",  "TH W",  "V Y", "S P L",
    "S P R", "S T R", "S K R", "S K W", "S K Y", "S P Y", "S T Y", "L Y",   "T Y",   "SH L",  "SH M",  "SH N", "SH W",
    "V R",   "V L",   "Z L",   "Z W",   "K V",   "P W",   "B W",   "TH Y",  "S K L"};

bool may_begin(std::string_view consonants) {
  if (consonants.empty()) return true;
  if (consonants.size() == 1) return phoneme_of(consonants[0]) != "NG";
  std::string names;
  for (char code : consonants) {
    if (!names.empty()) names += ' ';
    names += phoneme_of(code);
  }
  return std::find(kOnsets.begin(), kOnsets.end(), names) != kOnsets.end();
}

std::size_t rhyme_start(std::string_view sounds) {
  std::size_t last_vowel = 0, last_stressed = sounds.size();
  for (std::size_t i = 0; i < sounds.size(); ++i) {
    if (!is_vowel(sounds[i])) continue;
    last_vowel = i;
    if (stress_of(sounds[i]) != 0) last_stressed = i;
  }
  return last_stressed < sounds.size() ? last_stressed : last_vowel;
}

/// A letter for the class of a consonant; vowels stand for themselves.
std::string sound_class(char code) {
  const std::string_view phoneme = phoneme_of(code);
  const auto is_one_of = [&](std::initializer_list<std::string_view> names) {
    return std::find(names.begin(), names.end(), phoneme) != names.end();
  };
  if (is_one_of({"M", "N", "NG"})) return "nasal";
  if (is_one_of({"P", "B", "T", "D", "K", "G"})) return "stop";
  if (is_one_of({"F", "V", "TH", "DH", "S", "Z", "SH", "ZH", "HH"})) return "fricative";
  if (is_one_of({"CH", "JH"})) return "affricate";
  if (is_one_of({"L", "R"})) return "liquid";
  if (is_one_of({"W", "Y"})) return "glide";
  return std::string(phoneme);
}

}  // namespace

std::string_view phone_names() {
  static const std::string names = [] {
    std::string joined;
    for (std::string_view phone : kPhones) joined += (joined.empty() ? "" : " ") + std::string(phone);
    return joined;
  }();
  return names;
}

char phone_code(std::string_view name) {
  const auto found = std::find(kPhones.begin(), kPhones.end(), name);
  return found == kPhones.end() ? '\0' : static_cast<char>(kFirstCode + (found - kPhones.begin()));
}

bool is_vowel(char code) { return code >= kFirstCode && code < kFirstCode + kVowelCodes; }

int stress_of(char code) { return is_vowel(code) ? (code - kFirstCode) % 3 : 0; }

char with_stress(char code, int stress) {
  return is_vowel(code) ? static_cast<char>(code - stress_of(code) + stress) : code;
}

std::string_view phoneme_of(char code) {
  const std::string_view name = kPhones.at(static_cast<std::size_t>(code - kFirstCode));
  return is_vowel(code) ? name.substr(0, 2) : name;
}

int syllable_count(std::string_view sounds) { return static_cast<int>(std::count_if(sounds.begin(), sounds.end(), is_vowel)); }

std::string stresses(std::string_view sounds) {
  std::string digits;
  for (char code : sounds) {
    if (is_vowel(code)) digits += static_cast<char>('0' + stress_of(code));
  }
  return digits;
}

std::vector<Sounds> split_syllables(std::string_view sounds) {
  std::vector<Sounds> syllables;
  std::size_t start = 0, vowel = sounds.size();
  for (std::size_t i = 0; i < sounds.size(); ++i) {
    if (!is_vowel(sounds[i])) continue;
    if (vowel < sounds.size()) {
      std::size_t onset = vowel + 1;
      while (!may_begin(sounds.substr(onset, i - onset))) ++onset;
      syllables.emplace_back(sounds.substr(start, onset - start));
      start = onset;
    }
    vowel = i;
  }
  if (vowel < sounds.size()) syllables.emplace_back(sounds.substr(start));
  return syllables;
}

RhymeKind rhyme_kind(std::string_view first, std::string_view second) {
  if (first == second) return RhymeKind::identical;
  const std::size_t i = rhyme_start(first), j = rhyme_start(second);
  const std::string tail = rhyme_key(first), other = rhyme_key(second);
  if (tail == other) {
    const bool same_onset = i > 0 && j > 0 ? phoneme_of(first[i - 1]) == phoneme_of(second[j - 1]) : i == j;
    return same_onset ? RhymeKind::identical : RhymeKind::perfect;
  }
  const auto classes = [](const std::string& codes) {
    std::string joined;
    for (char code : codes) joined += sound_class(code) + ' ';
    return joined;
  };
  const bool same_coda = tail.size() > 1 && tail.substr(1) == other.substr(1);
  return same_coda || classes(tail) == classes(other) ? RhymeKind::slant : RhymeKind::none;
}

std::string rhyme_key(std::string_view sounds) {
  std::string key(sounds.substr(rhyme_start(sounds)));
  for (char& code : key) code = with_stress(code, 0);
  return key;
}

}  // namespace souls::band::lyrics
