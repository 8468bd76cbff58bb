#pragma once
// Numbers as words.

#include <string>
#include <string_view>

namespace souls::band::lyrics {

/// Digits as one says them: "10" → "ten", "1999" → "nineteen ninety nine", "007" → "oh oh seven". Only digits.
std::string number_words(std::string_view digits);
/// "1" → "first", "22" → "twenty second".
std::string ordinal_words(std::string_view digits);

}  // namespace souls::band::lyrics
