#include "band/sound/loudness.hpp"

#include <ebur128.h>
#include <gtest/gtest.h>

#include <numeric>

#include "band/sound/limiter.hpp"
#include "band/sound/maths.hpp"
#include "band/sound/signals_fixture.hpp"

namespace souls::band::sound {
namespace {

struct Reference {
  double lufs = 0, dbtp = 0;
};

Reference by_library(const Stereo& x) {
  ebur128_state* state = ebur128_init(2, 48000, EBUR128_MODE_I | EBUR128_MODE_TRUE_PEAK);
  std::vector<float> both;
  for (std::size_t i = 0; i < x.frames(); ++i) both.push_back(x.left[i]), both.push_back(x.right[i]);
  ebur128_add_frames_float(state, both.data(), x.frames());
  Reference r;
  ebur128_loudness_global(state, &r.lufs);
  double peak = 0;
  ebur128_true_peak(state, 0, &peak);
  r.dbtp = 20 * std::log10(peak);
  ebur128_destroy(&state);
  return r;
}

// EBU Tech 3341, case 1: a 1 kHz sine on both sides with a peak of −23 dBFS reads −23 LUFS
TEST(Loudness, ReadsTheReferenceToneOfEbu) {
  EXPECT_NEAR(loudness_lufs(test::tone(1000, gain_of_db(-23), 20)), -23, 0.1);
  EXPECT_NEAR(loudness_lufs(test::tone(1000, gain_of_db(-33), 20)), -33, 0.1);
}

TEST(Loudness, GatesSilenceAsTheLibraryDoes) {
  Stereo x = test::tone(300, 0.2, 5);
  x.resize(20 * 48000);
  const Stereo noise = test::white_noise(0.02, 4);
  for (std::size_t i = 0; i < noise.frames(); ++i) x.left[i + 600000] += noise.left[i];
  EXPECT_NEAR(loudness_lufs(x), by_library(x).lufs, 0.02);
}

TEST(Loudness, SilenceIsTheAbsoluteGate) {
  EXPECT_EQ(loudness_lufs(Stereo(96000)), -70);
  EXPECT_EQ(loudness_lufs(Stereo(100)), -70);
}

TEST(TruePeak, FindsWhatLiesBetweenSamples) {
  Stereo x(4800);  // a quarter of the rate, sampled at ±0.707 of its peak
  for (std::size_t i = 0; i < x.frames(); ++i) {
    x.left[i] = x.right[i] = static_cast<float>(0.5 * std::sin(kPi / 2 * static_cast<double>(i) + kPi / 4));
  }
  EXPECT_NEAR(true_peak_dbtp(x), -6.02, 0.15);
  Stereo noise = test::white_noise(0.4, 1);
  equalise(noise, {{FilterKind::low_pass, 8000}, {FilterKind::low_pass, 8000}});
  EXPECT_NEAR(true_peak_dbtp(noise), by_library(noise).dbtp, 0.1);
}

TEST(BandShares, PutATonesEnergyInItsBand) {
  std::array<double, kBands> shares{};
  const std::array<double, kBands> hz = {35, 120, 700, 3500, 10000};
  for (std::size_t b = 0; b < kBands; ++b) {
    ASSERT_TRUE(band_shares(test::tone(hz[b], 0.5, 1), Context{}, shares));
    EXPECT_GT(shares[b], 0.95) << hz[b];
    EXPECT_NEAR(std::accumulate(shares.begin(), shares.end(), 0.0), 1, 1e-9);
  }
}

TEST(Limiter, HoldsItsCeilingBetweenSamples) {
  Stereo x = test::white_noise(1.5, 3);
  equalise(x, {{FilterKind::low_pass, 9000}});
  ASSERT_TRUE(limit(x, {-1.3, 1.5, 80}, Context{}));
  EXPECT_LE(true_peak_dbtp(x), -1.2);
  EXPECT_LE(by_library(x).dbtp, -1.1);
  EXPECT_GT(true_peak_dbtp(x), -3);
}

TEST(Limiter, LeavesWhatIsBelow) {
  Stereo x = test::tone(440, 0.5, 1);
  const Stereo dry = x;
  ASSERT_TRUE(limit(x, {-1.3, 1.5, 80}, Context{}));
  EXPECT_EQ(x.left, dry.left);
}

TEST(Limiter, TakesTheShortestSounds) {
  Stereo x(20);
  for (float& v : x.left) v = 2;
  ASSERT_TRUE(limit(x, {-1.3, 1.5, 80}, Context{}));
  EXPECT_LE(peak_of(x), 0.87f);
}

}  // namespace
}  // namespace souls::band::sound
