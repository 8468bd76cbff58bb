#include "band/sound/synth.hpp"

#include <gtest/gtest.h>

#include "band/sound/kit.hpp"
#include "band/sound/signals_fixture.hpp"

namespace souls::band::sound {
namespace {

using test::rms_db;

TEST(Synth, PlaysInTuneAndStops) {
  for (const int pitch : {36, 60, 84}) {
    Patch patch;
    patch.unison = 3;
    patch.detune_cents = 6;
    Stereo x(96000);
    ASSERT_TRUE(play(patch, {{0, 1, pitch, 100}}, 480, 0, 3, Context{}, x));
    EXPECT_NEAR(test::cents_off(x.left, pitch, 0.1, 0.9), 0, 6);
    EXPECT_EQ(test::rms(x.left, 0, 0.0099), 0);
    EXPECT_LT(rms_db(x.left, 1.5, 2), -100);
  }
}

TEST(Synth, VelocityOpensTheFilter) {
  Patch patch;
  patch.cutoff_hz = 800;
  Stereo soft(48000), loud(48000);
  play(patch, {{0, 1, 48, 40}}, 0, 0, 3, Context{}, soft);
  play(patch, {{0, 1, 48, 120}}, 0, 0, 3, Context{}, loud);
  const auto brightness = [](const Stereo& x) {
    return test::amplitude_at(x.left, 130.81 * 12, 0.1, 0.9) / test::amplitude_at(x.left, 130.81, 0.1, 0.9);
  };
  EXPECT_GT(brightness(loud), 1.5 * brightness(soft));
}

TEST(Synth, ModulationMakesOvertonesThatFall) {
  Patch patch;
  patch.modulators = {{1, 1.6, 0.3}};
  patch.amplitude = {0.002, 5, 1, 0.2};
  Stereo x(96000);
  play(patch, {{0, 2, 60, 120}}, 0, 0, 1, Context{}, x);
  EXPECT_GT(test::amplitude_at(x.left, 523.25, 0.05, 0.25), 3 * test::amplitude_at(x.left, 523.25, 1.2, 1.8));
}

TEST(Synth, SeedsChangePhasesAlone) {
  Patch patch;
  Stereo a(24000), b(24000), c(24000);
  play(patch, {{0, 0.4, 60, 100}}, 0, 0, 1, Context{}, a);
  play(patch, {{0, 0.4, 60, 100}}, 0, 0, 1, Context{}, b);
  play(patch, {{0, 0.4, 60, 100}}, 0, 0, 2, Context{}, c);
  EXPECT_EQ(a.left, b.left);
  EXPECT_NE(a.left, c.left);
  EXPECT_NEAR(rms_db(a.left, 0.1, 0.4), rms_db(c.left, 0.1, 0.4), 0.5);
}

TEST(Riser, RisesAndBreaksOff) {
  Stereo x(144000);
  play_riser({{0, 2, 60, 100}}, 0, 1, x);
  EXPECT_GT(rms_db(x.left, 1.8, 2), rms_db(x.left, 0.2, 0.4) + 10);
  EXPECT_LT(rms_db(x.left, 2.8, 3), -60);
}

TEST(Kit, EveryPieceSoundsAndEnds) {
  for (int pitch = 27; pitch <= 87; ++pitch) {
    Stereo x(6 * 48000);
    ASSERT_TRUE(play(Kit{}, {{0, 0.1, pitch, 100}}, 0, 5, Context{}, x));
    EXPECT_GT(peak_of(x), 0.02f) << pitch;
    EXPECT_LE(peak_of(x), 1.3f) << pitch;
    EXPECT_LT(rms_db(x.left, 5.5, 6), -90) << pitch;
  }
}

TEST(Kit, KickIsLowAndHatIsHigh) {
  Stereo kick(48000), hat(48000);
  play(Kit{}, {{0, 0.1, 36, 110}}, 0, 5, Context{}, kick);
  play(Kit{}, {{0, 0.1, 42, 110}}, 0, 5, Context{}, hat);
  EXPECT_GT(test::amplitude_at(kick.left, 50, 0.03, 0.3), 20 * test::amplitude_at(kick.left, 5000, 0.03, 0.3));
  EXPECT_GT(test::amplitude_at(hat.left, 9500, 0, 0.05), test::amplitude_at(hat.left, 300, 0, 0.05));
}

TEST(Kit, PiecesStandApart) {
  EXPECT_EQ(drum_position(36), 0);
  EXPECT_GT(drum_position(42), 0.1);
  EXPECT_LT(drum_position(49), -0.1);
  for (int pitch = 0; pitch < 128; ++pitch) EXPECT_LE(std::abs(drum_position(pitch)), 0.5);
}

}  // namespace
}  // namespace souls::band::sound
