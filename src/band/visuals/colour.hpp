#pragma once
// Colours: sRGB as floats 0 to 1, linear light, CIE L*a*b*, and contrast as WCAG 2.2 defines it.

#include <string>
#include <string_view>

namespace souls::band::visuals {

struct Rgb {
  float r = 0, g = 0, b = 0;
  bool operator==(const Rgb&) const = default;
};

struct Lab {
  float l = 0, a = 0, b = 0;
};

inline Rgb operator*(Rgb c, float k) { return {c.r * k, c.g * k, c.b * k}; }
inline Rgb operator+(Rgb p, Rgb q) { return {p.r + q.r, p.g + q.g, p.b + q.b}; }
inline Rgb operator*(Rgb p, Rgb q) { return {p.r * q.r, p.g * q.g, p.b * q.b}; }
inline Rgb mix(Rgb p, Rgb q, float t) {
  return {p.r + (q.r - p.r) * t, p.g + (q.g - p.g) * t, p.b + (q.b - p.b) * t};
}

Rgb to_linear(Rgb srgb);
Rgb to_srgb(Rgb linear);
Lab to_lab(Rgb srgb);
Rgb from_lab(Lab lab);
float chroma(Lab lab);
/// Hue in degrees, 0 to 360.
float hue_degrees(Lab lab);
float hue_distance_degrees(Rgb p, Rgb q);
/// Relative luminance of an sRGB colour, 0 to 1.
float luminance(Rgb srgb);
/// Contrast ratio of two luminances, 1 to 21 (WCAG 2.2).
float contrast(float luminance_a, float luminance_b);
float contrast(Rgb a, Rgb b);
/// The colour at another CIE lightness, hue and chroma kept as far as the gamut allows.
Rgb with_lightness(Rgb srgb, float lightness);

/// "#rrggbb"
std::string to_hex(Rgb srgb);
/// Whether a text is "#rrggbb".
bool is_hex(std::string_view text);
/// Reads "rrggbb" with or without '#'; black for anything else.
Rgb from_hex(std::string_view text);

}  // namespace souls::band::visuals
