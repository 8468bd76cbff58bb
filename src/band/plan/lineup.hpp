#pragma once
// Bands: who plays, and from which fullness of the music on.

#include <string_view>
#include <vector>

#include "song/catalogue.hpp"

namespace souls::band::plan {

/// A place in a band. `instruments` are ids separated by '|', the most typical first.
struct PartRow {
  song::Role role;
  std::string_view instruments;
  std::string_view comping;  ///< overrides the style's when not empty
  double from = 0;           ///< plays in sections at least this full, 0 to 1
};

/// The parts of a line-up; null when there is none of that name. Every line-up has one lead_synth part for solos.
const std::vector<PartRow>* find_lineup(std::string_view name);

}  // namespace souls::band::plan
