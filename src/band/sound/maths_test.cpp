#include "band/sound/maths.hpp"

#include <gtest/gtest.h>

namespace souls::band::sound {
namespace {

TEST(Maths, AgreesWithTheLibrary) {
  for (double x = -9; x < 9; x += 0.0371) {
    EXPECT_NEAR(sine(x), std::sin(2 * kPi * x), 1e-7);
    EXPECT_NEAR(cosine(x), std::cos(2 * kPi * x), 1e-7);
    EXPECT_NEAR(exp2_of(x) / std::exp2(x), 1, 1e-9);
    EXPECT_NEAR(exp_of(x) / std::exp(x), 1, 1e-9);
    EXPECT_NEAR(tanh_of(static_cast<float>(x)), std::tanh(x), 2e-4);
  }
  for (double x = 1e-9; x < 1e9; x *= 1.7) EXPECT_NEAR(log2_of(x), std::log2(x), 1e-9);
  for (double x = 0.001; x < 0.49; x += 0.01) EXPECT_NEAR(tangent_half_turns(x) / std::tan(kPi * x), 1, 1e-6);
}

TEST(Maths, ConvertsDecibels) {
  EXPECT_NEAR(gain_of_db(-6.0206), 0.5, 1e-6);
  EXPECT_NEAR(db_of_gain(10), 20, 1e-9);
  EXPECT_NEAR(db_of_gain(0), -200, 1e-6);
  EXPECT_NEAR(hertz_of_pitch(60), 261.6256, 1e-4);
  EXPECT_EQ(power(0, 2), 0);
}

TEST(Maths, NoiseIsCentredAndRepeats) {
  Noise a(5), b(5), other(6);
  double sum = 0, differing = 0;
  for (int i = 0; i < 20000; ++i) {
    const float v = a.next();
    EXPECT_EQ(v, b.next());
    differing += v != other.next();
    EXPECT_LE(std::fabs(v), 1.0f);
    sum += static_cast<double>(v);
  }
  EXPECT_LT(std::fabs(sum / 20000), 0.02);
  EXPECT_GT(differing, 19000);
}

}  // namespace
}  // namespace souls::band::sound
