// Sounds of one word: the lexicon first, then what can be told from its parts, then letter-to-sound rules (Flite's).

#include <flite/flite.h>

#include <algorithm>
#include <cctype>
#include <memory>
#include <mutex>

#include "band/lyrics/pronounce.hpp"

extern "C" cst_lexicon* cmu_lex_init();

namespace souls::band::lyrics {
namespace {

constexpr std::size_t kPartLettersMin = 3;
constexpr std::string_view kVowelLetters = "aeiouy";

Sounds coded(std::initializer_list<std::string_view> phones) {
  Sounds sounds;
  for (std::string_view phone : phones) sounds += phone_code(phone);
  return sounds;
}

/// Flite's phones are CMUdict's in lower case, save for its schwa.
char code_of_flite(std::string_view phone) {
  std::string name;
  for (char c : phone) name += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  if (name.starts_with("AX")) name.replace(0, name.starts_with("AXR") ? 3 : 2, name.starts_with("AXR") ? "ER" : "AH");
  return phone_code(name);
}

Sounds by_rules(const std::string& letters) {
  static std::mutex mutex;  // Flite's lexicon is one for the process
  const std::lock_guard lock(mutex);
  static const cst_lexicon* const flite = cmu_lex_init();
  const std::unique_ptr<cst_val, decltype(&delete_val)> phones(lex_lookup(flite, letters.c_str(), nullptr, nullptr),
                                                               &delete_val);
  Sounds sounds;
  for (const cst_val* phone = phones.get(); phone != nullptr; phone = val_cdr(phone)) {
    const char code = code_of_flite(val_string(val_car(phone)));
    if (code != '\0') sounds += code;
  }
  return sounds;
}

Sounds by_letter_names(const Lexicon& lexicon, std::string_view letters) {
  Sounds sounds;
  for (char letter : letters) {
    const std::string_view name = letter == 'a' ? std::string_view() : lexicon.primary(std::string_view(&letter, 1));
    sounds += name.empty() ? coded({"EY1"}) : Sounds(name);
  }
  return sounds;
}

/// The ending of a possessive or plural after these sounds.
Sounds with_s(Sounds stem) {
  const std::string_view last = phoneme_of(stem.back());
  const auto is_one_of = [&](std::string_view names) { return names.find(" " + std::string(last) + " ") != names.npos; };
  if (is_one_of(" S Z SH ZH CH JH ")) return stem + coded({"IH0", "Z"});
  return stem + coded({is_one_of(" P T K F TH ") ? "S" : "Z"});
}

}  // namespace

Sounds sounds_of_compound(const Lexicon& lexicon, std::string_view word) {
  for (std::size_t cut = word.size() - std::min(word.size(), kPartLettersMin); cut >= kPartLettersMin; --cut) {
    const WordInfo* first = lexicon.find(word.substr(0, cut));
    const WordInfo* second = lexicon.find(word.substr(cut));
    if (first == nullptr || second == nullptr || first->function || second->function) continue;
    Sounds sounds(first->sounds);
    for (char code : second->sounds) sounds += with_stress(code, stress_of(code) == 1 ? 2 : stress_of(code));
    return sounds;
  }
  return {};
}

Sounds sounds_of_word(const Lexicon& lexicon, std::string_view word) {
  while (word.starts_with('\'') && !lexicon.contains(word)) word.remove_prefix(1);
  if (word.empty()) return {};
  if (const std::string_view known = lexicon.primary(word); !known.empty()) return Sounds(known);
  const std::string text(word);
  if (text.ends_with("in'") && lexicon.contains(text.substr(0, text.size() - 1) + "g")) {
    Sounds sounds(lexicon.primary(text.substr(0, text.size() - 1) + "g"));
    sounds.back() = phone_code("N");
    return sounds;
  }
  if (text.ends_with("'s") && text.size() > 2) return with_s(sounds_of_word(lexicon, text.substr(0, text.size() - 2)));
  if (text.ends_with("'")) return sounds_of_word(lexicon, text.substr(0, text.size() - 1));
  std::string letters;
  std::copy_if(text.begin(), text.end(), std::back_inserter(letters), [](char c) { return c >= 'a' && c <= 'z'; });
  if (letters.empty()) return {};
  if (letters != text && lexicon.contains(letters)) return Sounds(lexicon.primary(letters));
  if (letters.find_first_of(kVowelLetters) == std::string::npos) {
    // "hmm" and "shh" are hummed on one vowel; anything else without a vowel is spelled.
    const bool hummed = letters.size() > 1 && letters.find_first_not_of("bfghmnprstz") == std::string::npos;
    if (!hummed) return by_letter_names(lexicon, letters);
    return coded({"HH", "AH1", "M"});
  }
  if (Sounds sounds = sounds_of_compound(lexicon, letters); !sounds.empty()) return sounds;
  if (letters.ends_with("s") && !letters.ends_with("ss") && lexicon.contains(letters.substr(0, letters.size() - 1))) {
    return with_s(Sounds(lexicon.primary(letters.substr(0, letters.size() - 1))));
  }
  Sounds sounds = by_rules(letters);
  if (syllable_count(sounds) == 0) return by_letter_names(lexicon, letters);
  return sounds;
}

}  // namespace souls::band::lyrics
