#pragma once
// Text is UTF-8 everywhere.

#include <cstddef>
#include <string_view>

namespace souls {

/// Well-formed UTF-8 (RFC 3629): no stray or missing continuation bytes, overlong forms, surrogates, or code points over 10FFFF.
bool is_utf8(std::string_view text);

/// Code points of well-formed UTF-8: what JSON Schema calls its length.
std::size_t count_letters(std::string_view text);

/// The start of the text, at most `bytes_max` bytes of it, not cut within a character.
std::string_view cut_utf8(std::string_view text, std::size_t bytes_max);

/// The same by code points, of well-formed UTF-8.
std::string_view cut_letters(std::string_view text, std::size_t letters_max);

/// Well-formed, and of at most so many code points.
bool is_text(std::string_view text, std::size_t letters_max);

/// Well-formed, and without control characters: nothing that ends a line or moves a terminal's cursor.
bool is_line(std::string_view text);

}  // namespace souls
