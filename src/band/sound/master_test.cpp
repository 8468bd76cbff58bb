#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "band/sound/loudness.hpp"
#include "band/sound/maths.hpp"
#include "band/sound/signals_fixture.hpp"
#include "band/sound/sound.hpp"
#include "base/cases_test.hpp"
#include "song/traits.hpp"

namespace souls::band::sound {
namespace {

/// Chords, a beat and noise: a crowded mix with sharp peaks.
Stereo band(double seconds, double gain) {
  Stereo x = test::white_noise(0.01, seconds);
  for (const double hz : {55.0, 110.0, 220.0, 277.2, 329.6, 1760.0, 5000.0}) add(x, test::tone(hz, 6.0 / hz + 0.01, seconds));
  for (std::size_t beat = 0; beat * 24000 < x.frames(); ++beat) {
    for (std::size_t i = 0; i < 6000 && beat * 24000 + i < x.frames(); ++i) {
      const double t = static_cast<double>(i) / kRate;
      const auto hit = static_cast<float>(0.8 * std::exp(-t * 30) * std::sin(2 * kPi * 60 * t));
      x.left[beat * 24000 + i] += hit;
      x.right[beat * 24000 + i] += hit;
    }
  }
  scale(x, gain);
  return x;
}

song::Traits rig(std::string_view name) {
  song::Traits traits;
  traits.rig = name;
  return traits;
}

TEST(Master, MeetsLoudnessAndPeakInEveryRig) {
  constexpr int kSeconds = test_cases(16);
  for (const auto name : song::kRigs) {
    const auto mastered = master(to_audio(band(kSeconds, 0.5)), rig(name), Context{});
    ASSERT_TRUE(mastered);
    ASSERT_EQ(mastered->frames(), kSeconds * std::size_t{48000});
    const Stereo x = to_stereo(*mastered);
    EXPECT_NEAR(loudness_lufs(x), -14, 0.1) << name;
    EXPECT_LE(true_peak_dbtp(x), -1.1) << name;
    double sum = 0;
    for (const float v : x.left) sum += static_cast<double>(v);
    EXPECT_LT(std::fabs(sum / static_cast<double>(x.frames())), 5e-4) << name;
  }
}

TEST(Master, TakesLoudAndSoftMixes) {
  for (const double gain : {4.0, 0.5, 0.2}) {
    const auto mastered = master(to_audio(band(6, gain)), rig("pop"), Context{});
    ASSERT_TRUE(mastered);
    EXPECT_NEAR(loudness_lufs(to_stereo(*mastered)), -14, 0.1) << gain;
    EXPECT_LE(true_peak_dbtp(to_stereo(*mastered)), -1.1) << gain;
  }
}

TEST(Master, BringsOneToneToTheTargetToo) {
  const auto mastered = master(to_audio(test::tone(440, 0.1, 6)), rig("lullaby"), Context{});
  ASSERT_TRUE(mastered);
  EXPECT_NEAR(loudness_lufs(to_stereo(*mastered)), -14, 0.1);
}

TEST(Master, DoesNotBlowUpSilence) {
  const auto silent = master(Audio(2, 96000), rig("pop"), Context{});
  ASSERT_TRUE(silent);
  EXPECT_EQ(silent->channels, Audio(2, 96000).channels);
  const auto faint = master(to_audio(test::white_noise(0.0002, 4)), rig("pop"), Context{});
  ASSERT_TRUE(faint);
  EXPECT_LT(loudness_lufs(to_stereo(*faint)), -55);
  std::string said;
  Context context;
  context.report = [&](double, std::string_view phrase) { said += phrase; };
  const auto quiet = master(to_audio(test::white_noise(0.006, 4)), rig("pop"), context);
  ASSERT_TRUE(quiet);
  EXPECT_LT(loudness_lufs(to_stereo(*quiet)), -14.5);
  EXPECT_NE(said.find("24 dB"), std::string::npos);
}

TEST(Master, StopsWhenAskedAndRepeatsItsBytes) {
  const Audio mix = to_audio(band(5, 0.5));
  Context context;
  context.should_stop = [] { return true; };
  ASSERT_FALSE(master(mix, rig("pop"), context));
  EXPECT_EQ(master(mix, rig("pop"), context).error().code, ErrorCode::cancelled);
  EXPECT_EQ(master(mix, rig("rock"), Context{})->channels, master(mix, rig("rock"), Context{})->channels);
}

TEST(Stem, SectionsLieAtTheirPlacesAndOverlapsAdd) {
  SectionSound sound{Audio(2, 1000), 100};
  for (auto& channel : sound.audio.channels) channel.assign(1000, 0.25f);
  const Audio stem = assemble_stem({{&sound, 100}, {&sound, 600}}, 20000, 6.0206);
  EXPECT_NEAR(stem.channels[0][0], 0.5, 1e-4);
  EXPECT_NEAR(stem.channels[0][499], 0.5, 1e-4);
  EXPECT_NEAR(stem.channels[1][700], 1.0, 1e-4);
  EXPECT_NEAR(stem.channels[1][1200], 0.5, 1e-4);
  EXPECT_EQ(stem.channels[1][1500], 0);
}

TEST(Stem, DropsWhatStandsOutsideAndFadesTheEnd) {
  SectionSound sound{Audio(2, 5000), 100};
  for (auto& channel : sound.audio.channels) channel.assign(5000, 0.5f);
  const Audio stem = assemble_stem({{&sound, 0}, {nullptr, 4}}, 4000, 0);
  EXPECT_EQ(stem.frames(), 4000u);
  EXPECT_EQ(stem.channels[0][0], 0.5f);
  EXPECT_EQ(stem.channels[0][3999], 0.0f);
  EXPECT_LT(stem.channels[0][3900], 0.1f);
  EXPECT_EQ(assemble_stem({}, 0, 0).frames(), 0u);
}

TEST(Stem, LoudnessIsRoundedAndSilenceIsTheGate) {
  EXPECT_EQ(stem_loudness_lufs(Audio(2, 48000)), -70);
  EXPECT_EQ(stem_loudness_lufs(Audio{}), -70);
  EXPECT_NEAR(stem_loudness_lufs(to_audio(test::tone(1000, gain_of_db(-23), 3))), -23, 0.1);
}

}  // namespace
}  // namespace souls::band::sound
