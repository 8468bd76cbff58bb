#pragma once
// Arithmetic for loops over pixels: no calls into libm, so that the compiler can work on eight pixels at a time.

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>

namespace souls::band::visuals {

inline constexpr float kTau = 6.28318530718f;

inline float clamp01(float v) { return v < 0.0f ? 0.0f : (v > 1.0f ? 1.0f : v); }
inline float mix(float a, float b, float t) { return a + (b - a) * t; }

/// Hermite step from 0 at `low` to 1 at `high`; `low` may lie above `high`.
inline float smooth(float v, float low, float high) {
  const float t = clamp01((v - low) / (high - low));
  return t * t * (3.0f - 2.0f * t);
}

/// e^x within 2e-5 relative; x below -80 gives nearly 0, above 80 is held at 80.
inline float fast_exp(float x) {
  const float t = std::min(std::max(x, -80.0f), 80.0f) * 1.44269504f;
  const float whole = std::floor(t);
  const float f = t - whole;
  const float p = 1.0f + f * (0.6931472f + f * (0.2402265f + f * (0.0554906f + f * (0.0096793f + f * 0.0013264f))));
  const auto bits = static_cast<std::int32_t>(whole) + 127;
  return p * std::bit_cast<float>(bits << 23);
}

/// sin(2 pi t) within 2e-4.
inline float sin_turns(float t) {
  const float x = t - std::floor(t + 0.5f);
  const float y = x * (8.0f - 16.0f * std::fabs(x));
  return y * (0.775f + 0.225f * std::fabs(y));
}
inline float cos_turns(float t) { return sin_turns(t + 0.25f); }

/// atan2(y, x) / 2 pi, in -0.5 to 0.5, within 2e-5 turns.
inline float atan2_turns(float y, float x) {
  const float ax = std::fabs(x), ay = std::fabs(y);
  const float high = std::max(ax, ay) + 1e-12f, low = std::min(ax, ay);
  const float q = low / high, s = q * q;
  float r = q * (0.159151f + s * (-0.052939f + s * (0.030803f + s * (-0.018531f + s * (0.0083800f - s * 0.0018655f)))));
  r = ay > ax ? 0.25f - r : r;
  r = x < 0 ? 0.5f - r : r;
  return y < 0 ? -r : r;
}

}  // namespace souls::band::visuals
