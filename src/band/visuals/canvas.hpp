#pragma once
// Pixels: float planes, 8-bit masks of a window of the page, and how one is laid on the other.

#include <cstdint>
#include <vector>

#include "band/visuals/colour.hpp"

namespace souls::band::visuals {

/// A rectangle in fractions of the page's side; y grows downwards.
struct Box {
  float x = 0, y = 0, width = 1, height = 1;
  float right() const { return x + width; }
  float bottom() const { return y + height; }
};

/// Bounding box of two.
Box unite(Box a, Box b);
Box grown(Box box, float by);

/// One float a pixel.
struct Plane {
  int width = 0, height = 0;
  std::vector<float> values;

  Plane() = default;
  Plane(int w, int h, float value = 0)
      : width(w), height(h), values(static_cast<std::size_t>(w) * static_cast<std::size_t>(h), value) {}
  float* row(int y) { return values.data() + static_cast<std::size_t>(y) * static_cast<std::size_t>(width); }
  const float* row(int y) const { return values.data() + static_cast<std::size_t>(y) * static_cast<std::size_t>(width); }
};

/// Coverage, 0 to 255, of a window of a page of `side` pixels; nothing outside the window.
struct Mask {
  int side = 0;
  int x0 = 0, y0 = 0, width = 0, height = 0, stride = 0;
  std::vector<std::uint8_t> values;

  Mask() = default;
  /// An empty window that covers the box, cut to the page and a margin of a quarter side.
  Mask(int side_px, Box box);
  bool empty() const { return width <= 0 || height <= 0; }
  std::uint8_t* row(int y) { return values.data() + static_cast<std::size_t>(y - y0) * static_cast<std::size_t>(stride); }
  const std::uint8_t* row(int y) const {
    return values.data() + static_cast<std::size_t>(y - y0) * static_cast<std::size_t>(stride);
  }
  /// Coverage 0 to 1 of one row of the page, zero outside the window; `out` holds `side` floats.
  void read_row(int y, float* out) const;
  float at(int x, int y) const;
  /// The same shape elsewhere, to whole pixels.
  Mask moved(float dx, float dy) const;
  /// Share of the window that is covered.
  double ink_share() const;
};

/// Three planes, sRGB or linear as the style works.
struct Canvas {
  int side = 0;
  Plane red, green, blue;

  Canvas() = default;
  explicit Canvas(int side_px, Rgb ground = {});
  Rgb at(int x, int y) const { return {red.row(y)[x], green.row(y)[x], blue.row(y)[x]}; }
};

/// Colour over the canvas where the mask is, at `opacity`.
void lay(Canvas& canvas, Rgb colour, const Mask& mask, float opacity = 1);
/// The canvas times the colour where the mask is: a transparent ink.
void multiply(Canvas& canvas, Rgb colour, const Mask& mask, float opacity = 1);
void add(Canvas& canvas, Rgb light, const Mask& mask);

/// Larger, product and difference of two masks; windows are united or kept as needed.
Mask unite(const Mask& a, const Mask& b);
Mask intersect(const Mask& a, const Mask& b);
Mask subtract(const Mask& a, const Mask& b);
/// value = clamp(value * gain + offset), both in parts of full coverage.
Mask levels(Mask mask, float gain, float offset);

/// 8-bit picture with one level of seeded noise before rounding, so that skies don't band.
std::vector<std::uint8_t> to_bytes(const Canvas& canvas, std::uint64_t seed);

}  // namespace souls::band::visuals
