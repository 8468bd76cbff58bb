#include "band/sound/filters.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "band/sound/signals_fixture.hpp"

namespace souls::band::sound {
namespace {

using enum FilterKind;
using test::rms_db;
using test::tone;

double gain_at(const Equaliser& bands, double hz) {
  Stereo x = tone(hz, 0.5, 1);
  const double before = rms_db(x.left, 0.5, 1);
  equalise(x, bands);
  return rms_db(x.left, 0.5, 1) - before;
}

TEST(Filters, MeetTheirDesignAtPoints) {
  EXPECT_NEAR(gain_at({{low_pass, 1000}}, 1000), -3.01, 0.05);
  EXPECT_NEAR(gain_at({{low_pass, 1000}}, 100), 0, 0.05);
  EXPECT_LT(gain_at({{low_pass, 1000}}, 10000), -38);
  EXPECT_NEAR(gain_at({{high_pass, 1000}}, 1000), -3.01, 0.05);
  EXPECT_NEAR(gain_at({{peak, 2000, 6, 1}}, 2000), 6, 0.05);
  EXPECT_NEAR(gain_at({{peak, 2000, 6, 1}}, 200), 0, 0.1);
  EXPECT_NEAR(gain_at({{low_shelf, 200, -4, 0.7}}, 40), -4, 0.2);
  EXPECT_NEAR(gain_at({{high_shelf, 5000, 3, 0.7}}, 15000), 3, 0.2);
  EXPECT_NEAR(gain_at({{band_pass, 1500, 0, 1}}, 1500), 0, 0.05);
  EXPECT_NEAR(response_db(design({peak, 2000, 6, 1}), 2000), 6, 0.01);
  EXPECT_NEAR(response_db(design({high_pass, 80}), 80), -3.01, 0.02);
}

TEST(Filters, ZeroPhaseKeepsTheMagnitudeAndTurnsNoPhase) {
  Stereo x = tone(125, 0.5, 2);
  const Stereo dry = x;
  ASSERT_TRUE(equalise_zero_phase(x, {{peak, 125, 4, 0.6}}, Context{}));
  EXPECT_NEAR(rms_db(x.left, 0.5, 1.5) - rms_db(dry.left, 0.5, 1.5), 4, 0.05);
  double product = 0, wet = 0, plain = 0;
  for (std::size_t i = 24000; i < 72000; ++i) {
    product += static_cast<double>(x.left[i]) * static_cast<double>(dry.left[i]);
    wet += static_cast<double>(x.left[i]) * static_cast<double>(x.left[i]);
    plain += static_cast<double>(dry.left[i]) * static_cast<double>(dry.left[i]);
  }
  EXPECT_GT(product / std::sqrt(wet * plain), 0.9999);
}

TEST(Filters, RunInChunksAsInOne) {
  Stereo x = test::white_noise(0.5, 1), y = x;
  equalise(x, {{peak, 700, 3, 1}, {high_pass, 90}});
  Cascade cascade(Equaliser{{peak, 700, 3, 1}, {high_pass, 90}});
  for (std::size_t i = 0; i < y.frames(); i += 1000) cascade.run(y, {i, std::min(i + 1000, y.frames())});
  EXPECT_EQ(x.left, y.left);
  EXPECT_EQ(x.right, y.right);
}

TEST(Filters, StopWhenAsked) {
  Stereo x = test::white_noise(0.5, 1);
  Context context;
  context.should_stop = [] { return true; };
  EXPECT_FALSE(equalise_zero_phase(x, {{peak, 700, 3, 1}}, context));
}

}  // namespace
}  // namespace souls::band::sound
