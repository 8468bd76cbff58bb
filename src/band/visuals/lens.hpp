#pragma once
// What lens, film and paper do to a picture.

#include "band/visuals/canvas.hpp"
#include "band/visuals/noise.hpp"

namespace souls::band::visuals {

/// Moves red inwards and blue outwards by `amount` of the distance from the middle.
void aberrate(Canvas& canvas, float amount);

/// 0 to 1 linear to sRGB by table, row by row.
void encode_row(float* values, int count);

/// Adds grain, stronger in the shadows; canvas in sRGB.
void add_grain(Canvas& canvas, const Grain& grain, float strength);

/// How paper shows through a print: shares of the light, and what is added where a share of it is next to nothing.
struct Paper {
  float texture, grain;                ///< shares of the light
  float lift;                          ///< of grain, everywhere
  float shadow_texture, shadow_grain;  ///< in full shadow
};
/// Lays a print on paper; canvas in sRGB.
void lay_on_paper(Canvas& canvas, const Grain& grain, const Fbm& texture, const Paper& paper);

}  // namespace souls::band::visuals
