#pragma once
// From words to motifs.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "song/plan.hpp"

namespace souls::band::visuals {

/// The motif that a word calls (singular or plural, any verb form), or empty.
std::string_view motif_of_word(std::string_view word);

/// Motifs of a cover, the hero first: that of a hand, those of the title, then of the brief, then of the lyrics (by how
/// often their words come). No two are the same; at most `count_max`. Empty when nothing matches.
std::vector<std::string_view> motifs_of(std::string_view title, const song::CoverBrief& brief,
                                        std::span<const std::string> lyrics, std::size_t count_max = 6);

/// Lower-case words of a text, without punctuation and possessive 's.
std::vector<std::string> words_of(std::string_view text);

}  // namespace souls::band::visuals
