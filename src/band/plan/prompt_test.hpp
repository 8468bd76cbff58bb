#pragma once
// Prompts as the plan reads them.

#include <string_view>
#include <vector>

#include "band/plan/text.hpp"
#include "band/plan/wishes.hpp"

namespace souls::band::plan::test {

/// Tokens, those that ask for something marked.
inline std::vector<Token> read(std::string_view prompt) {
  std::vector<Token> tokens = tokenize(prompt);
  calm_shouting(tokens);
  read_wishes(tokens);
  return tokens;
}

}  // namespace souls::band::plan::test
