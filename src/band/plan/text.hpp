#pragma once
// Text of a prompt as tokens, and back as a title.

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace souls::band::plan {

/// True when the text holds a control character other than tab, line feed or carriage return.
bool has_control_characters(std::string_view text);

/// True when nothing but white space (ASCII or U+00A0, U+2000 to U+200B, U+3000) is there.
bool is_blank(std::string_view text);

/// A word of the prompt. Parts of a hyphenated word are tokens of their own, `hyphenated` to the one before.
struct Token {
  std::string raw;    ///< as written, apostrophes straightened
  std::string lower;  ///< ASCII and Latin-1, Greek and Cyrillic letters in lower case
  int clause = 0;     ///< counts the pieces between commas, stops, brackets and dashes
  bool hyphenated = false;
  bool request = false;  ///< asks for something, so it isn't what the song is about
};

/// Splits valid UTF-8. "6/8", "1:30", "72.5", "r&b" and "F#" stay whole.
std::vector<Token> tokenize(std::string_view text);

/// A prompt that is all in capitals is read as if it were written in small letters.
void calm_shouting(std::vector<Token>& tokens);

std::string to_lower(std::string_view text);
std::string to_upper_first(std::string_view text);

/// Tokens as a title in title case: small words stay small but at the ends, capitals of the asker are kept.
std::string title_case(const std::vector<Token>& tokens);

bool one_of(std::string_view text, std::initializer_list<std::string_view> list);

/// Splits at a separator; empty pieces are left out.
std::vector<std::string_view> split(std::string_view text, char separator);

/// A rough count of an English word's syllables by its groups of vowel letters; at least 1 for anything with a letter
/// or digit, 0 otherwise.
int estimate_syllables(std::string_view word);

/// Syllables of a line, word by word.
int estimate_line_syllables(std::string_view line);

/// 2 decimals at most, without trailing zeros: "72", "92.5".
std::string number_text(double value);

}  // namespace souls::band::plan
