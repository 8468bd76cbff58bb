#pragma once
// Generators of the Swiss style: each fills the page below y = 0.30 with one geometric idea.

#include <span>
#include <string_view>

#include "band/visuals/sheet.hpp"

namespace souls::band::visuals {

struct SwissColours {
  Rgb ground, front, accent, second, third;
  bool dark = false;
};

/// Margin of the page.
inline constexpr float kSwissMargin = 0.06f;

struct SwissGenerator {
  std::string_view name;
  void (*draw)(Sheet&, const SwissColours&, Random&);
  std::string_view motifs;  ///< words of the motifs it suits, between blanks
};

std::span<const SwissGenerator> swiss_generators();

}  // namespace souls::band::visuals
