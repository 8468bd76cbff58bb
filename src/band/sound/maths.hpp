#pragma once
// Elementary functions of our own, so that sound has the same bytes whatever the C library's version.

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>

namespace souls::band::sound {

inline constexpr double kPi = 3.14159265358979323846;
inline constexpr double kRate = 48000.0;

/// sin(2π turns), error below 1e-7.
inline double sine(double turns) {
  double x = turns - std::floor(turns + 0.5);
  if (x > 0.25) x = 0.5 - x;
  if (x < -0.25) x = -0.5 - x;
  const double y = 2 * kPi * x;
  const double s = y * y;
  return y * (1 + s * (-1.0 / 6 + s * (1.0 / 120 + s * (-1.0 / 5040 + s * (1.0 / 362880 + s * (-1.0 / 39916800))))));
}

/// cos(2π turns).
inline double cosine(double turns) { return sine(turns + 0.25); }

/// 2^x for |x| < 1000, relative error below 1e-11 (Taylor series of the fraction).
inline double exp2_of(double x) {
  x = std::clamp(x, -1000.0, 1000.0);
  const double whole = std::floor(x + 0.5);
  const double f = (x - whole) * 0.69314718055994530942;
  double p = 1 + f / 9;
  for (int k = 8; k >= 1; --k) p = 1 + f * p / k;
  const auto scale = std::bit_cast<double>(static_cast<std::uint64_t>(static_cast<std::int64_t>(whole) + 1023) << 52);
  return p * scale;
}

/// log2(x) for normal x > 0, error below 1e-10 (series of atanh).
inline double log2_of(double x) {
  auto bits = std::bit_cast<std::uint64_t>(x);
  auto exponent = static_cast<int>((bits >> 52) & 0x7ff) - 1023;
  double m = std::bit_cast<double>((bits & 0x000fffffffffffffULL) | 0x3ff0000000000000ULL);
  if (m > 1.4142135623730951) {
    m *= 0.5;
    ++exponent;
  }
  const double s = (m - 1) / (m + 1);
  const double q = s * s;
  const double series =
      s * (1 + q * (1.0 / 3 + q * (1.0 / 5 + q * (1.0 / 7 + q * (1.0 / 9 + q * (1.0 / 11 + q * (1.0 / 13)))))));
  return exponent + series * 2.88539008177792681472;  // 2 / ln 2
}

inline double exp_of(double x) { return exp2_of(x * 1.44269504088896340736); }
inline double power(double base, double exponent) { return base <= 0 ? 0 : exp2_of(exponent * log2_of(base)); }
inline double gain_of_db(double decibel) { return exp2_of(decibel * 0.16609640474436812); }
inline double db_of_gain(double gain) { return 6.02059991327962390 * log2_of(std::max(gain, 1e-10)); }
/// tan(π turns) for 0 ≤ turns < 0.5.
inline double tangent_half_turns(double turns) { return sine(turns / 2) / cosine(turns / 2); }
inline double hertz_of_pitch(double pitch) { return 440 * exp2_of((pitch - 69) / 12); }

/// tanh by a continued fraction, exact to 1e-4 and clamped where it saturates.
inline float tanh_of(float x) {
  x = std::min(std::max(x, -4.97f), 4.97f);
  const float s = x * x;
  return x * (135135.0f + s * (17325.0f + s * (378.0f + s))) /
         (135135.0f + s * (62370.0f + s * (3150.0f + s * 28.0f)));
}

/// White noise, uniform in −1 to 1 (Marsaglia's xorshift32).
class Noise {
 public:
  explicit Noise(std::uint64_t seed) : state_(static_cast<std::uint32_t>((seed ^ (seed >> 32)) * 2654435761U) | 1U) {
    for (int i = 0; i < 4; ++i) next();
  }
  float next() {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 17;
    state_ ^= state_ << 5;
    return static_cast<float>(static_cast<std::int32_t>(state_)) * 4.656613e-10f;
  }

 private:
  std::uint32_t state_;
};

}  // namespace souls::band::sound
