#pragma once
// Text is UTF-8 everywhere.

#include <string_view>

namespace souls {

/// Well-formed UTF-8 (RFC 3629): no stray or missing continuation bytes, overlong forms, surrogates, or code points over 10FFFF.
bool is_utf8(std::string_view text);

}  // namespace souls
