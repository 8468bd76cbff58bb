#pragma once
// A title and theme words from the part of a prompt that says what the song is about.

#include <string>
#include <string_view>
#include <vector>

#include "band/plan/text.hpp"
#include "base/random.hpp"

namespace souls::band::plan {

/// One to five words out of the prompt in title case. When nothing is left beside requests, one of the mood's own.
std::string make_title(const std::vector<Token>& tokens, std::string_view style, std::string_view mood, Random& random);

/// Content words, most telling first, at most 12. Those of the mood when the prompt has none.
std::vector<std::string> make_theme(const std::vector<Token>& tokens, std::string_view mood);

/// Words that call motifs, best first, one for each motif, at most 6.
std::vector<std::string> make_motifs(std::string_view title, const std::vector<std::string>& theme);

/// A mood of the ten: the heaviest, ties in the order of their names; `fallback` when nothing weighs.
inline constexpr std::size_t kThemeWordsMax = 12;

}  // namespace souls::band::plan
