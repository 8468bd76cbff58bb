#include "band/visuals/colour.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>

namespace souls::band::visuals {
namespace {

float channel_to_linear(float c) { return c <= 0.04045f ? c / 12.92f : std::pow((c + 0.055f) / 1.055f, 2.4f); }

float channel_to_srgb(float c) {
  if (c <= 0) return 0;
  return c <= 0.0031308f ? c * 12.92f : 1.055f * std::pow(c, 1 / 2.4f) - 0.055f;
}

float lab_curve(float t) { return t > 0.008856f ? std::cbrt(t) : 7.787f * t + 16.0f / 116; }
float lab_curve_inverse(float f) { return f > 0.206893f ? f * f * f : (f - 16.0f / 116) / 7.787f; }

bool in_gamut(Rgb c) {
  const auto fits = [](float v) { return v >= -0.002f && v <= 1.002f; };
  return fits(c.r) && fits(c.g) && fits(c.b);
}

Rgb clamped(Rgb c) { return {std::clamp(c.r, 0.0f, 1.0f), std::clamp(c.g, 0.0f, 1.0f), std::clamp(c.b, 0.0f, 1.0f)}; }

}  // namespace

Rgb to_linear(Rgb c) { return {channel_to_linear(c.r), channel_to_linear(c.g), channel_to_linear(c.b)}; }
Rgb to_srgb(Rgb c) { return {channel_to_srgb(c.r), channel_to_srgb(c.g), channel_to_srgb(c.b)}; }

Lab to_lab(Rgb srgb) {
  const Rgb l = to_linear(srgb);
  const float x = lab_curve((0.4124f * l.r + 0.3576f * l.g + 0.1805f * l.b) / 0.9505f);
  const float y = lab_curve(0.2126f * l.r + 0.7152f * l.g + 0.0722f * l.b);
  const float z = lab_curve((0.0193f * l.r + 0.1192f * l.g + 0.9505f * l.b) / 1.089f);
  return {116 * y - 16, 500 * (x - y), 200 * (y - z)};
}

Rgb from_lab(Lab lab) {
  const float fy = (lab.l + 16) / 116;
  const float x = 0.9505f * lab_curve_inverse(fy + lab.a / 500);
  const float y = lab_curve_inverse(fy);
  const float z = 1.089f * lab_curve_inverse(fy - lab.b / 200);
  const Rgb linear{3.2406f * x - 1.5372f * y - 0.4986f * z, -0.9689f * x + 1.8758f * y + 0.0415f * z,
                   0.0557f * x - 0.2040f * y + 1.0570f * z};
  const auto keep_sign = [](float v) { return v < 0 ? v * 12.92f : channel_to_srgb(v); };
  return {keep_sign(linear.r), keep_sign(linear.g), keep_sign(linear.b)};
}

float chroma(Lab lab) { return std::hypot(lab.a, lab.b); }

float hue_degrees(Lab lab) {
  const float degrees = std::atan2(lab.b, lab.a) * 57.29578f;
  return degrees < 0 ? degrees + 360 : degrees;
}

float hue_distance_degrees(Rgb p, Rgb q) {
  const float d = std::fabs(hue_degrees(to_lab(p)) - hue_degrees(to_lab(q)));
  return std::min(d, 360 - d);
}

float luminance(Rgb srgb) {
  const Rgb l = to_linear(srgb);
  return 0.2126f * l.r + 0.7152f * l.g + 0.0722f * l.b;
}

float contrast(float a, float b) { return (std::max(a, b) + 0.05f) / (std::min(a, b) + 0.05f); }
float contrast(Rgb a, Rgb b) { return contrast(luminance(a), luminance(b)); }

Rgb with_lightness(Rgb srgb, float lightness) {
  Lab lab = to_lab(srgb);
  lab.l = lightness;
  Rgb out = from_lab(lab);
  for (int i = 0; i < 24 && !in_gamut(out); ++i) {
    lab.a *= 0.92f;
    lab.b *= 0.92f;
    out = from_lab(lab);
  }
  return clamped(out);
}

std::string to_hex(Rgb srgb) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string out = "#";
  for (const float v : {srgb.r, srgb.g, srgb.b}) {
    const int byte = static_cast<int>(std::clamp(v, 0.0f, 1.0f) * 255 + 0.5f);
    out += kDigits[byte >> 4];
    out += kDigits[byte & 15];
  }
  return out;
}

bool is_hex(std::string_view text) {
  return text.size() == 7 && text[0] == '#' &&
         text.substr(1).find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

Rgb from_hex(std::string_view text) {
  if (text.starts_with('#')) text.remove_prefix(1);
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
  if (error != std::errc() || text.size() != 6 || end != text.data() + text.size()) return {};
  return {static_cast<float>(value >> 16 & 255) / 255, static_cast<float>(value >> 8 & 255) / 255,
          static_cast<float>(value & 255) / 255};
}

}  // namespace souls::band::visuals
