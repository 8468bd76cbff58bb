#include "band/sound/dynamics.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "band/sound/signals_fixture.hpp"

namespace souls::band::sound {
namespace {

using test::rms_db;
using test::tone;

TEST(Compressor, TurnsDownByItsRatio) {
  Stereo x = tone(500, 1.0, 1);  // 12 dB above the threshold
  const double before = rms_db(x.left, 0.5, 1);
  compress(x, {-12, 4, 5, 50, 0, 0, 1});
  EXPECT_NEAR(rms_db(x.left, 0.5, 1) - before, -9, 0.7);
}

TEST(Compressor, LeavesWhatIsBelowTheThreshold) {
  Stereo x = tone(500, 0.05, 1);
  const Stereo dry = x;
  compress(x, {-12, 4, 5, 50, 6, 0, 1});
  EXPECT_NEAR(rms_db(x.left, 0, 1), rms_db(dry.left, 0, 1), 0.01);
}

TEST(Duck, DipsAtTheHitAndComesBack) {
  Stereo x = tone(500, 0.5, 1);
  const double before = rms_db(x.left, 0.1, 0.2);
  duck(x, {{24000, 24960}}, {6, 3, 160});
  EXPECT_NEAR(rms_db(x.left, 0.5, 0.52) - before, -6, 0.1);
  EXPECT_NEAR(rms_db(x.left, 0.1, 0.4) - before, 0, 0.01);
  EXPECT_NEAR(rms_db(x.left, 0.75, 0.95) - before, 0, 0.01);
}

TEST(Duck, TakesSpansAtBothEdges) {
  Stereo x = tone(500, 0.5, 0.5);
  duck(x, {{0, 10}, {23990, 30000}}, {6, 3, 160});
  EXPECT_TRUE(std::isfinite(rms_db(x.left, 0, 0.5)));
  EXPECT_LT(std::fabs(x.left.back()), 0.3f);
}

TEST(Duck, StepsBackWhileTheOtherSounds) {
  Stereo x = tone(500, 0.1, 2);
  Stereo key = tone(300, 0.3, 1);
  const double before = rms_db(x.left, 0.1, 0.9);
  duck_under(x, key, -30, {8, 10, 300});
  EXPECT_NEAR(rms_db(x.left, 0.1, 0.9) - before, -8, 0.2);
  EXPECT_NEAR(rms_db(x.left, 1.9, 2) - before, 0, 0.6);
  Stereo soft = tone(500, 0.1, 1);
  duck_under(soft, tone(300, 0.005, 1), -30, {8, 10, 300});
  EXPECT_NEAR(rms_db(soft.left, 0.1, 0.9) - before, 0, 0.05);
}

TEST(DeEsser, TurnsDownHissAndNotVowels) {
  Stereo hiss = test::white_noise(0.3, 1);
  equalise(hiss, {{FilterKind::high_pass, 6500}});
  const double hiss_before = rms_db(hiss.left, 0.2, 1);
  de_ess(hiss, 5500, -7, 6);
  EXPECT_LT(rms_db(hiss.left, 0.2, 1) - hiss_before, -3.5);
  Stereo vowel = tone(400, 0.3, 1);
  const double vowel_before = rms_db(vowel.left, 0.2, 1);
  de_ess(vowel, 5500, -7, 6);
  EXPECT_NEAR(rms_db(vowel.left, 0.2, 1), vowel_before, 0.05);
}

TEST(Mellow, DarkensSoftSoundAlone) {
  Stereo loud = tone(8000, 0.5, 1), soft = tone(8000, 0.02, 1);
  const double loud_before = rms_db(loud.left, 0.3, 1), soft_before = rms_db(soft.left, 0.3, 1);
  mellow_when_soft(loud, 2200, 3, -8, 18);
  mellow_when_soft(soft, 2200, 3, -8, 18);
  EXPECT_NEAR(rms_db(loud.left, 0.3, 1) - loud_before, 0, 0.2);
  EXPECT_LT(rms_db(soft.left, 0.3, 1) - soft_before, -2);
}

}  // namespace
}  // namespace souls::band::sound
