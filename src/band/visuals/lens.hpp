#pragma once
// What a lens and a film do to light: shared by the styles that work in linear light.

#include "band/visuals/canvas.hpp"
#include "band/visuals/noise.hpp"

namespace souls::band::visuals {

/// Moves red inwards and blue outwards by `amount` of the distance from the middle.
void aberrate(Canvas& canvas, float amount);

/// 0 to 1 linear to sRGB by table, row by row.
void encode_row(float* values, int count);

/// Adds grain, stronger in the shadows; canvas in sRGB.
void add_grain(Canvas& canvas, const Grain& grain, float strength);

}  // namespace souls::band::visuals
