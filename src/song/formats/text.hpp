#pragma once
// Text as the formats need it.

#include <string>
#include <string_view>

namespace souls::song::formats {

/// Valid UTF-8 without the characters that XML 1.0 and tags can't hold: control characters but tab and newline, and
/// surrogates. What is invalid becomes U+FFFD.
std::string clean_text(std::string_view text);
/// The same on one line: newlines and tabs become spaces.
std::string clean_line(std::string_view text);

}  // namespace souls::song::formats
