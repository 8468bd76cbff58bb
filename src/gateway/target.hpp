#pragma once
// The target of a request: a path and a query (RFC 3986), decoded once and strictly.

#include <string>
#include <string_view>
#include <vector>

#include "gateway/message.hpp"

namespace souls::gateway {

struct Target {
  std::vector<std::string> path;  ///< "/v1/songs" is {"v1", "songs"}; "/" has none
  std::vector<Field> query;       ///< "+" is a space
};

/// Refuses with one sentence: what doesn't begin with "/", broken or superfluous escapes of control characters, text
/// that isn't UTF-8, empty segments (but for one at the end), "." and "..".
Result<Target> parse_target(std::string_view text);

/// The text with all escaped that isn't a letter, a digit or one of "-._~".
std::string escape(std::string_view text);

}  // namespace souls::gateway
