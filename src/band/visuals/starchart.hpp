#pragma once
// Constellations: stars with magnitudes and the lines between them.

#include <utility>
#include <vector>

#include "band/visuals/motifs.hpp"

namespace souls::band::visuals {

struct StarFigure {
  struct Star {
    float x = 0, y = 0;
    int magnitude = 2;  ///< 0 brightest to 3
  };
  std::vector<Star> stars;                     ///< in a square of -1 to 1 (a little more upwards and down)
  std::vector<std::pair<int, int>> lines;
};

/// The motif as a constellation: placed by hand for some, else traced along its outline.
StarFigure star_figure(const Motif& motif);

}  // namespace souls::band::visuals
