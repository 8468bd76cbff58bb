#pragma once
// Chord progressions by family, mode and place in the form.

#include <string>
#include <string_view>
#include <vector>

#include "song/theory.hpp"

namespace souls::band::music {

/// Where a progression belongs.
enum class ProgressionPlace { verse, prechorus, chorus, bridge };

/// The progressions of a family of song::kHarmonies in a mode; never empty for a known family. A measure a word,
/// numerals as symbol_of() reads them, a comma between two chords of a measure: "I vi ii7,V7 I".
std::vector<std::string_view> progressions(std::string_view family, song::Mode mode, ProgressionPlace place);

/// The numerals of one measure, one or two.
using MeasureNumerals = std::vector<std::string>;
/// A progression's measures.
std::vector<MeasureNumerals> read_progression(std::string_view text);

/// How a family closes its phrases.
struct CadenceStyle {
  bool periods = false;       ///< phrases answer one another: half cadence, then full; else loops run through
  std::string_view dominant;  ///< chord before the tonic
  std::string_view half;      ///< chord of a half cadence
  std::string_view tonic;     ///< chord to end on
};
CadenceStyle cadence_style(std::string_view family, song::Mode mode);

}  // namespace souls::band::music
