#pragma once
// Polynomials for the inner loops: the same bits with every C library, and short enough to be vectorised.

#include <bit>
#include <cstdint>

namespace souls::band::vocals {

/// e^x for |x| < 80; relative error below 3e-7 (Taylor to degree 6 on ±ln2/2).
inline float fast_exp(float x) {
  const float scaled = x * 1.44269504f;
  const float whole = static_cast<float>(static_cast<std::int32_t>(scaled + (scaled < 0 ? -0.5f : 0.5f)));
  const float r = (scaled - whole) * 0.69314718f;
  const float p =
      1 + r * (1 + r * (0.5f + r * (1.0f / 6 + r * (1.0f / 24 + r * (1.0f / 120 + r * (1.0f / 720))))));
  return p * std::bit_cast<float>((static_cast<std::int32_t>(whole) + 127) << 23);
}

/// sin(2πx); error below 2e-6 (odd Taylor polynomial to degree 11 on a quarter turn).
inline float sin_turns(float x) {
  const float whole = static_cast<float>(static_cast<std::int32_t>(x + (x < 0 ? -0.5f : 0.5f)));
  float r = x - whole;
  r = r > 0.25f ? 0.5f - r : r;
  r = r < -0.25f ? -0.5f - r : r;
  const float t = r * 6.28318531f;
  const float s = t * t;
  return t * (1 + s * (-1.0f / 6 +
                       s * (1.0f / 120 + s * (-1.0f / 5040 + s * (1.0f / 362880 + s * (-1.0f / 39916800))))));
}

inline float cos_turns(float x) { return sin_turns(x + 0.25f); }

/// 10^(db/20).
inline float gain_of_db(float db) { return fast_exp(db * 0.11512925f); }

}  // namespace souls::band::vocals
