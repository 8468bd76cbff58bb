#pragma once
// Sounds of words that people write.

#include <string>
#include <string_view>

#include "band/lyrics/lexicon.hpp"

namespace souls::band::lyrics {

/// The sounds of one lower-case word of ASCII letters and apostrophes: from the lexicon, else from its parts (possessives,
/// "singin'", two known words written together), else by letter-to-sound rules. Empty when it has no letter.
Sounds sounds_of_word(const Lexicon& lexicon, std::string_view word);

/// The sounds of two known words written together ("starlit"), the longer first part preferred; the second keeps a lesser
/// stress. Empty for any other word.
Sounds sounds_of_compound(const Lexicon& lexicon, std::string_view word);

}  // namespace souls::band::lyrics
