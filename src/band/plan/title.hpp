#pragma once
// A title from the part of a prompt that says what the song is about.

#include <string>
#include <string_view>
#include <vector>

#include "band/plan/text.hpp"
#include "base/random.hpp"

namespace souls::band::plan {

/// One to five words out of the prompt in title case. When nothing is left beside requests, one of the mood's own.
std::string make_title(const std::vector<Token>& tokens, std::string_view style, std::string_view mood, Random& random);

}  // namespace souls::band::plan
