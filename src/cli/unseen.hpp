#pragma once
// Secrets and passwords, as they come in: from standard input, never from an argument that others can see.

#include <string>

#include "base/result.hpp"

namespace souls::cli {

/// Standard input without the line end: at a terminal a line, which is asked for by `prompt` and isn't shown; else all
/// of it. invalid_request: there is nothing, or no UTF-8. What is longer than the bound is cut a byte after it.
Result<std::string> read_unseen(const std::string& prompt, std::size_t bytes_max);

}  // namespace souls::cli
