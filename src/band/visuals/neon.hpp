#pragma once
// The street of the neon style, as data that two canvases are painted from: the picture and its light.

#include <vector>

#include "band/visuals/noise.hpp"
#include "band/visuals/scene.hpp"

namespace souls::band::visuals {

struct NeonPane {
  Box box;
  int colour = 0;
};

struct NeonSign {
  enum class Kind { board, rings, motif, bars } kind = Kind::board;
  Box box;
  int colour = 0;
  float stroke = 0.003f;
  std::vector<int> strokes;  ///< which marks a board shows
  const Motif* motif = nullptr;
};

struct NeonWall {
  Box box;
  float near = 0;    ///< 0 far to 1 near
  float edge = 0.5f; ///< x of the edge that the street's light reaches
  float depth = 0.5f;
  std::vector<Box> roofs;
  std::vector<NeonPane> panes;
  std::vector<NeonSign> signs;
};

struct NeonStreet {
  float vanish_x = 0.5f, horizon = 0.6f;
  std::vector<NeonWall> walls;  ///< far to near
  std::vector<Rgb> lights;      ///< sign colours, linear: 0 first hue, 1 second, 2 warm, 3 white
  Rgb fog;
};

/// Where a street runs and what hangs in it.
struct NeonLayout {
  float vanish_x = 0.5f, horizon = 0.6f;
  float clear_above = 0;         ///< no sign hangs higher: the title stands there
  const Motif* motif = nullptr;  ///< becomes the largest sign
  Box sign{0, 0, 0, 0};          ///< where the motif hangs over the street; empty: small, on a wall
};

/// Lays out the walls, panes and signs. Signs don't overlap.
NeonStreet lay_street(const Palette& palette, const NeonLayout& layout, Random& random);

/// Paints the walls from far to near; `light_only` leaves out the fog on the walls.
void paint_street(Canvas& canvas, const NeonStreet& street, const Noise& patches, bool light_only);

}  // namespace souls::band::visuals
