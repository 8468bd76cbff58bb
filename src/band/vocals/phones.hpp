#pragma once
// The sounds of English as the voice knows them, and how each is sung.

#include <string_view>

namespace souls::band::vocals {

enum class Manner { vowel, diphthong, stop, affricate, fricative, aspirate, nasal, liquid, glide };

struct PhoneKind {
  std::string_view arpabet;
  std::string_view name;  ///< in the voice's phone set
  Manner manner = Manner::vowel;
  bool voiced = true;
  double length_ms = 0;  ///< of a sung consonant where there is room
  double level_db = 0;   ///< added to the level that the voice model gives it

  bool sibilant() const { return name == "s" || name == "z" || name == "sh" || name == "zh"; }
  bool vowel() const { return manner == Manner::vowel || manner == Manner::diphthong; }
};

/// Null when there is no such sound. `stress` tells the "a" of "about" (AH, 0) from the "u" of "cup" (AH, 1).
const PhoneKind* find_phone(std::string_view arpabet, int stress);

}  // namespace souls::band::vocals
