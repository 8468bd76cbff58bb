#include "band/vocals/fourier.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "band/vocals/fast_math.hpp"
#include "base/random.hpp"

namespace souls::band::vocals {
namespace {

TEST(Fourier, AgreesWithTheDefinition) {
  Random random(1);
  std::vector<float> block(300);
  for (float& x : block) x = static_cast<float>(random.uniform(-1, 1));
  Fourier fourier;
  Spectrum spectrum;
  fourier.forward(block, spectrum);
  for (const int bin : {0, 1, 7, 200, 1023, 1024}) {
    double re = 0, im = 0;
    for (std::size_t n = 0; n < block.size(); ++n) {
      const double angle = -2 * std::numbers::pi * bin * static_cast<double>(n) / kBlockSize;
      re += static_cast<double>(block[n]) * std::cos(angle);
      im += static_cast<double>(block[n]) * std::sin(angle);
    }
    EXPECT_NEAR(spectrum.re[bin], re, 1e-4) << bin;
    EXPECT_NEAR(spectrum.im[bin], im, 1e-4) << bin;
  }
}

TEST(Fourier, InverseUndoesForward) {
  Random random(2);
  std::vector<float> block(kBlockSize);
  for (float& x : block) x = static_cast<float>(random.uniform(-1, 1));
  Fourier fourier;
  Spectrum spectrum;
  fourier.forward(block, spectrum);
  std::array<float, kBlockSize> back{};
  fourier.inverse(spectrum, back);
  for (int n = 0; n < kBlockSize; ++n) ASSERT_NEAR(back[n], block[n], 2e-6) << n;
}

TEST(FastMath, IsCloseToTheLibrary) {
  for (double x = -20; x < 20; x += 0.0137) {
    const float f = static_cast<float>(x);
    EXPECT_NEAR(fast_exp(f) / std::exp(static_cast<double>(f)), 1, 3e-6) << x;
    EXPECT_NEAR(sin_turns(f), std::sin(2 * std::numbers::pi * static_cast<double>(f)), 3e-6) << x;
    EXPECT_NEAR(cos_turns(f), std::cos(2 * std::numbers::pi * static_cast<double>(f)), 2e-5) << x;
  }
}

}  // namespace
}  // namespace souls::band::vocals
