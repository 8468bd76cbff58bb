#pragma once
// What happens to the letters of the type style.

#include <span>
#include <string_view>
#include <vector>

#include "band/visuals/scene.hpp"

namespace souls::band::visuals {

struct TypoColours {
  Rgb ground, front, second, accent;
};

/// A row of letters, stretched to its place.
struct TypoRow {
  Shape shape;
  float x = 0, y = 0;              ///< baseline start
  float scale_x = 1, scale_y = 1;  ///< of size 1
};

struct TypoPage {
  int side = 0;
  std::vector<TypoRow> rows;
  Mask letters;
  Box box;
  float turn = 0;  ///< of the whole block about the page's middle, in turns
  TypoColours colours;
};

/// Fills or strokes all rows, moved.
void paint_rows(Pen& pen, const TypoPage& page, float dx, float dy, float stroke = 0);

struct TypoEffect {
  std::string_view name;
  void (*draw)(Canvas&, const TypoPage&, Random&);
  std::string_view motifs;  ///< that it suits, between blanks
  int rows_max = 6;
  bool narrow = false;  ///< wants Bebas Neue, which bears stretching
  bool tilts = false;   ///< bears a block that leans
};

std::span<const TypoEffect> typo_effects();

}  // namespace souls::band::visuals
