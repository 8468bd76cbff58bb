#pragma once
// Blurs, enlargements and displaced outlines.

#include "band/visuals/canvas.hpp"
#include "band/visuals/noise.hpp"

namespace souls::band::visuals {

/// Gaussian blur with a deviation of `radius` page sides; works on a reduced copy where that can't be seen.
Mask blur(const Mask& mask, float radius);
/// The same for a plane that covers the whole page.
Plane blur(const Plane& plane, float radius);
/// Gaussian blur in pixels of the plane itself, edges held.
void blur_px(Plane& plane, float radius_px);

/// Mean of `factor` × `factor` pixels.
Plane reduced(const Plane& plane, int factor);
/// One row of a bilinear enlargement of `plane` to a page of `side` pixels; `out` holds `side` floats.
void enlarged_row(const Plane& plane, int y, int side, float* out);
/// Bilinear sample in pixels, held at the edges.
float sample(const Plane& plane, float x, float y);

/// Outlines moved by two noise fields, as a hand or a knife would: `amplitude` page sides, `cells` waves a side.
Mask rough(const Mask& mask, Random& random, float amplitude, float cells);
/// The outline grown by about `by` page sides with soft corners.
Mask thickened(const Mask& mask, float by);

}  // namespace souls::band::visuals
