#include "band/sound/space.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "band/sound/signals_fixture.hpp"

namespace souls::band::sound {
namespace {

using test::rms_db;

TEST(Reverb, FallsBySixtyDecibelsInItsTime) {
  for (const double seconds : {1.1, 1.8, 2.5}) {
    const Stereo wet = reverb(test::click(5), {seconds, 20, 20000, 1.0, 100, 1.0});
    const double early = rms_db(wet.left, 0.3, 0.5);
    const double late = rms_db(wet.left, 0.3 + seconds / 2, 0.5 + seconds / 2);
    EXPECT_NEAR(early - late, 30, 6) << seconds;
  }
}

TEST(Reverb, IsSilentBeforeItsPredelayAndAboutAsLoudAsItsInput) {
  const Stereo noise = test::white_noise(0.3, 4);
  const Stereo wet = reverb(noise, {1.5, 40, 8000, 1.0, 100, 1.0});
  for (std::size_t i = 0; i < 1920; ++i) ASSERT_EQ(wet.left[i], 0.0f);
  EXPECT_NEAR(rms_db(wet.left, 2, 4), rms_db(noise.left, 2, 4), 5);
}

TEST(Reverb, IsLinear) {
  const Stereo a = test::white_noise(0.3, 1), b = test::tone(440, 0.2, 1);
  Stereo both = a;
  add(both, b);
  Stereo apart = reverb(a, {});
  add(apart, reverb(b, {}));
  const Stereo together = reverb(both, {});
  for (std::size_t i = 0; i < together.frames(); i += 37) ASSERT_NEAR(together.left[i], apart.left[i], 1e-5f);
}

TEST(Delay, EchoesAlternateAndFall) {
  const Stereo wet = ping_pong(test::click(2), {0.25, 0.4, 8000, 100});
  EXPECT_GT(rms_db(wet.left, 0.249, 0.26), rms_db(wet.right, 0.249, 0.26) + 30);
  EXPECT_GT(rms_db(wet.right, 0.499, 0.51), rms_db(wet.left, 0.499, 0.51) + 30);
  EXPECT_NEAR(rms_db(wet.left, 0.749, 0.76) - rms_db(wet.left, 0.249, 0.26), -8, 5);
}

TEST(Chorus, MovesCopiesToBothSides) {
  const Stereo wet = chorus(test::tone(440, 0.3, 2), {2, 9, 2.2, 0.6});
  EXPECT_NEAR(rms_db(wet.left, 0.5, 2), rms_db(wet.right, 0.5, 2), 3);
  double difference = 0;
  for (std::size_t i = 24000; i < 90000; ++i) difference += std::fabs(static_cast<double>(wet.left[i] - wet.right[i]));
  EXPECT_GT(difference, 100);
}

TEST(Width, SpreadKeepsTheMonoSum) {
  const Stereo dry = test::white_noise(0.3, 1);
  Stereo mono = dry;
  mono.right = mono.left;
  Stereo wide = mono;
  spread(wide, 0.3);
  double side = 0;
  for (std::size_t i = 0; i < wide.frames(); ++i) {
    ASSERT_NEAR(wide.left[i] + wide.right[i], mono.left[i] + mono.right[i], 1e-5f);
    side += std::fabs(static_cast<double>(wide.left[i] - wide.right[i]));
  }
  EXPECT_GT(side / static_cast<double>(wide.frames()), 0.01);
}

TEST(Width, KeepsBassInTheMiddle) {
  Stereo x = test::tone(50, 0.3, 1);
  for (float& v : x.right) v = 0;
  widen(x, 1.2, 150);
  EXPECT_NEAR(rms_db(x.left, 0.5, 1), rms_db(x.right, 0.5, 1), 2.5);
}

TEST(Width, PanKeepsThePower) {
  Stereo x = test::white_noise(0.3, 1);
  const double before = rms_db(x.left, 0, 1);
  pan(x, -0.5);
  EXPECT_GT(rms_db(x.left, 0, 1), before + 2);
  EXPECT_LT(rms_db(x.right, 0, 1), before - 4);
  pan(x, 0);
  EXPECT_GT(rms_db(x.left, 0, 1), before + 2);
}

}  // namespace
}  // namespace souls::band::sound
