#include "band/visuals/noise.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "band/visuals/fastmath.hpp"

namespace souls::band::visuals {
namespace {

struct Statistics {
  double mean = 0, deviation = 0, step = 0;
};

template <class Field>
Statistics statistics_of(const Field& field, int side) {
  std::vector<float> row(static_cast<std::size_t>(side));
  double sum = 0, squares = 0, steps = 0;
  for (int y = 0; y < side; ++y) {
    std::fill(row.begin(), row.end(), 0.0f);
    field.add_row(y, side, 1, row.data());
    for (std::size_t x = 0; x < row.size(); ++x) {
      sum += static_cast<double>(row[x]);
      squares += static_cast<double>(row[x] * row[x]);
      if (x > 0) steps = std::max(steps, std::fabs(static_cast<double>(row[x] - row[x - 1])));
    }
  }
  const double n = static_cast<double>(side) * side;
  return {sum / n, std::sqrt(squares / n - sum * sum / n / n), steps};
}

TEST(Noise, IsCentredAndBounded) {
  Random random(1);
  const Statistics s = statistics_of(Noise(random, 40), 400);
  EXPECT_NEAR(s.mean, 0, 0.05);
  EXPECT_NEAR(s.deviation, 0.43, 0.08);
}

TEST(Noise, IsSmooth) {
  Random random(2);
  EXPECT_LT(statistics_of(Noise(random, 10), 400).step, 0.12);
}

TEST(Noise, LooksTheSameAtEverySize) {
  Random random(3);
  const Noise noise(random, 20, 9);
  std::vector<float> small(200), large(1000);
  noise.add_row(70, 200, 1, small.data());
  noise.add_row(352, 1000, 1, large.data());
  for (std::size_t x = 5; x < 195; ++x) EXPECT_NEAR(small[x], large[5 * x + 2], 0.02);
}

TEST(Noise, RowsAgreeWithPoints) {
  Random random(4);
  const Noise noise(random, 12);
  std::vector<float> row(300);
  noise.add_row(100, 300, 1, row.data());
  for (int x = 0; x < 300; x += 7) {
    EXPECT_NEAR(row[static_cast<std::size_t>(x)], noise.at((static_cast<float>(x) + 0.5f) / 300, 100.5f / 300), 1e-4);
  }
}

TEST(Fbm, KeepsTheStrengthOfOneOctave) {
  Random random(5);
  const Statistics s = statistics_of(Fbm(random, 8, 5), 300);
  EXPECT_NEAR(s.mean, 0, 0.1);
  EXPECT_GT(s.deviation, 0.15);
  EXPECT_LT(s.deviation, 0.45);
}

TEST(FastMath, AgreesWithTheLibrary) {
  for (float x = -20; x < 5; x += 0.037f) EXPECT_NEAR(fast_exp(x), std::exp(x), std::exp(x) * 1e-4f);
  for (float t = -3; t < 3; t += 0.0123f) EXPECT_NEAR(sin_turns(t), std::sin(kTau * t), 2e-3f);
  for (float a = -3.1f; a < 3.1f; a += 0.0171f) EXPECT_NEAR(atan2_turns(std::sin(a), std::cos(a)), a / kTau, 1e-4f);
  EXPECT_FLOAT_EQ(smooth(2, 0, 1), 1);
  EXPECT_FLOAT_EQ(smooth(0.25f, 1, 0), 1 - smooth(0.25f, 0, 1));
}

}  // namespace
}  // namespace souls::band::visuals
