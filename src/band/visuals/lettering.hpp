#pragma once
// Laying type on a picture so that it can be read: the colour, the quiet ground, and the measure of both.

#include <cstdint>
#include <span>
#include <vector>

#include "band/visuals/canvas.hpp"
#include "band/visuals/title.hpp"

namespace souls::band::visuals {

/// Least contrast of any type on a cover (WCAG 2.2, success criterion 1.4.3), and what styles aim at.
inline constexpr float kContrastMin = 4.5f;
inline constexpr float kContrastAim = 5.4f;

/// Lays the letters in the candidate with the best worst case against what lies below; where that is less than the
/// aim, the ground under the letters is quieted softly first. Canvas in sRGB. Returns the colour taken.
Rgb lay_type(Canvas& canvas, const Lettering& type, std::span<const Rgb> candidates, float aim = kContrastAim);

/// Lowest and highest luminance under a box (6th and 94th percentile).
struct Tones {
  float low = 0, high = 0;
};
Tones tones_under(const Canvas& canvas, Box box);

/// Contrast between the medians of the two lightness classes (Otsu 1979) of a region of 8-bit pixels.
double measured_contrast(const std::vector<std::uint8_t>& rgb, int side, Box box);

/// Sets the letters again on a ground pushed away from them; `strength` 0 to 1. For type that measured too low.
void strengthen(Canvas& canvas, const Lettering& type, float strength);

}  // namespace souls::band::visuals
