#pragma once
// Words that call a picture.

#include <string_view>

namespace souls::band::plan {

/// The motif that a word calls ("keeper": "lighthouse"), also in the plural or possessive; empty for none.
std::string_view motif_of(std::string_view lower);

/// The word of the motif's list that was met, without its ending ("keeper's": "keeper"), or the motif's first word for
/// one that only brings it to mind ("shipwreck": "boat").
std::string_view motif_word_of(std::string_view lower);

}  // namespace souls::band::plan
