#pragma once
// Theme words and motifs from the part of a prompt that says what the song is about.

#include <string>
#include <string_view>
#include <vector>

#include "band/plan/text.hpp"

namespace souls::band::plan {

/// Content words, most telling first, at most 12; small letters but for the capital of a name. Those of the mood when the
/// prompt has none.
std::vector<std::string> make_theme(const std::vector<Token>& tokens, std::string_view mood);

/// Words that call motifs, best first, one for each motif, at most 6.
std::vector<std::string> make_motifs(std::string_view title, const std::vector<std::string>& theme);

}  // namespace souls::band::plan
