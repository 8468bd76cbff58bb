#pragma once
// Values of header fields as text.

#include <string_view>

namespace souls::gateway {

/// Without the blanks and tabs around it (OWS of RFC 9110).
inline std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ') || text.starts_with('\t')) text.remove_prefix(1);
  while (text.ends_with(' ') || text.ends_with('\t')) text.remove_suffix(1);
  return text;
}

}  // namespace souls::gateway
