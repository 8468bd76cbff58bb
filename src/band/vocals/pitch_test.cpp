#include "band/vocals/pitch.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "band/vocals/fixture_test.hpp"

namespace souls::band::vocals {
namespace {

double cents(float hertz, double pitch) {
  return 1200 * std::log2(static_cast<double>(hertz) / 440) - 100 * (pitch - 69);
}

std::vector<Unit> two_notes(double length_s) {
  Unit first, second;
  first.notes = {{0, length_s, 60, 80}};
  first.vowel_start_s = 0;
  first.rest_before_s = 10;
  second.notes = {{length_s, 2 * length_s, 65, 80}};
  second.vowel_start_s = length_s;
  return {first, second};
}

TEST(Pitch, HoldsEachNote) {
  for (const char* voice : {"soprano", "alto", "tenor", "baritone", "robot"}) {
    for (const double length : {0.3, 1.0, 4.0}) {
      const int frames = static_cast<int>(2 * length / kFrameS);
      const auto contour = pitch_contour(two_notes(length), *find_style(voice), frames, 5);
      std::vector<double> errors;
      for (std::size_t k = 0; k < contour.size(); ++k) {
        const double t = static_cast<double>(k) * kFrameS - kLeadInS;
        const double into = t < length ? t : t - length;
        if (into < 0.1 || into > length - 0.06) continue;
        errors.push_back(std::abs(cents(contour[k], t < length ? 60 : 65)));
      }
      std::sort(errors.begin(), errors.end());
      EXPECT_LT(errors[errors.size() / 2], 20) << voice << ' ' << length;
      EXPECT_LT(errors.back(), 50) << voice << ' ' << length;
    }
  }
}

TEST(Pitch, LeavesAShortNoteToItself) {
  for (const char* voice : {"soprano", "alto", "tenor", "baritone"}) {
    for (const double length : {0.16, 0.2, 0.25}) {
      std::vector<Unit> units = two_notes(length);
      units.front().rest_before_s = 0;
      units.back().notes.front().pitch = 72;
      const auto contour = pitch_contour(units, *find_style(voice), static_cast<int>(2 * length / kFrameS), 5);
      for (std::size_t k = 0; k < contour.size(); ++k) {
        const double t = static_cast<double>(k) * kFrameS - kLeadInS;
        if (t < 0 || t > length - 0.035) continue;
        EXPECT_LT(std::abs(cents(contour[k], 60)), 50) << voice << ' ' << length << " at " << t;
      }
    }
  }
}

TEST(Pitch, AMachineStepsAndAHumanGlides) {
  const auto stepped = pitch_contour(two_notes(1), *find_style("robot"), 800, 5);
  const auto glided = pitch_contour(two_notes(1), *find_style("tenor"), 800, 5);
  const auto between = [](const std::vector<float>& contour) {
    return std::count_if(contour.begin(), contour.end(),
                         [](float f) { return cents(f, 60) > 100 && cents(f, 65) < -100; });
  };
  EXPECT_EQ(between(stepped), 0);
  EXPECT_GT(between(glided), 4);
}

TEST(Pitch, AMelismaCrossesOnTheBeat) {
  Unit unit;
  unit.notes = {{0, 1, 60, 80}, {1, 2, 64, 80}};
  const auto contour = pitch_contour({unit}, *find_style("alto"), 1000, 5);
  const auto crossed = std::find_if(contour.begin(), contour.end(), [](float f) { return cents(f, 62) > 0; });
  EXPECT_NEAR(static_cast<double>(crossed - contour.begin()) * kFrameS - kLeadInS, 1.0, 0.02);
}

TEST(Pitch, ComesFromTheSeed) {
  const SingerStyle& style = *find_style("soprano");
  EXPECT_EQ(pitch_contour(two_notes(2), style, 1500, 5), pitch_contour(two_notes(2), style, 1500, 5));
  EXPECT_NE(pitch_contour(two_notes(2), style, 1500, 5), pitch_contour(two_notes(2), style, 1500, 6));
}

TEST(Pitch, WithoutNotesIsStillSafe) {
  EXPECT_EQ(pitch_contour({}, *find_style("alto"), 10, 1).size(), 10u);
}

}  // namespace
}  // namespace souls::band::vocals
