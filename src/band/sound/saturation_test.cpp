#include "band/sound/saturation.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "band/sound/filters.hpp"
#include "band/sound/signals_fixture.hpp"

namespace souls::band::sound {
namespace {

using test::amplitude_at;
using test::tone;

TEST(Saturation, KeepsSmallSignalsWhereTheyAre) {
  Stereo x = tone(1000, 0.01, 0.5);
  const Stereo dry = x;
  ASSERT_TRUE(saturate(x, {2, 0}, Context{}));
  for (std::size_t i = 2000; i < 20000; ++i) ASSERT_NEAR(x.left[i], dry.left[i], 3e-5f);
}

TEST(Saturation, MakesOddOvertonesAndFoldsNoneBack) {
  Stereo x = tone(9000, 0.9, 0.5);
  ASSERT_TRUE(saturate(x, {12, 0}, Context{}));
  EXPECT_LT(amplitude_at(x.left, 48000 - 27000, 0.1, 0.4), 0.012);  // alias of the third harmonic
  Stereo low = tone(1000, 0.9, 0.5);
  ASSERT_TRUE(saturate(low, {12, 0}, Context{}));
  EXPECT_GT(amplitude_at(low.left, 3000, 0.1, 0.4), 0.02);
  EXPECT_LT(amplitude_at(low.left, 2000, 0.1, 0.4), 0.001);
}

TEST(Saturation, BiasMakesEvenOvertones) {
  Stereo x = tone(1000, 0.9, 0.5);
  ASSERT_TRUE(saturate(x, {6, 0.3}, Context{}));
  EXPECT_GT(amplitude_at(x.left, 2000, 0.1, 0.4), 0.01);
}

TEST(Saturation, DoesNotDependOnChunks) {
  Stereo x = test::white_noise(0.5, 6);
  Stereo head = x;
  head.resize(48000);
  ASSERT_TRUE(saturate(x, {4, 0.1}, Context{}));
  ASSERT_TRUE(saturate(head, {4, 0.1}, Context{}));
  for (std::size_t i = 0; i < 47000; ++i) ASSERT_EQ(x.left[i], head.left[i]);
}

TEST(Exciter, AddsWhatLiesAboveAlone) {
  Stereo x = tone(4500, 0.3, 0.5);
  excite(x, 6500, 12, -10);
  EXPECT_NEAR(amplitude_at(x.left, 4500, 0.1, 0.4), 0.3, 0.02);
  EXPECT_GT(amplitude_at(x.left, 9000, 0.1, 0.4), 0.001);
}

TEST(Breath, FollowsTheBandBelow) {
  Stereo loud = tone(5600, 0.3, 0.5), silent(24000);
  breathe(loud, 7500, 4, 3);
  breathe(silent, 7500, 4, 3);
  EXPECT_EQ(peak_of(silent), 0.0f);
  equalise(loud, {{FilterKind::high_pass, 9000}, {FilterKind::high_pass, 9000}, {FilterKind::high_pass, 9000}});
  EXPECT_GT(test::rms_db(loud.left, 0.1, 0.4), -40);
}

}  // namespace
}  // namespace souls::band::sound
