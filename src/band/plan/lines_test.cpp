#include "band/plan/lines.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace souls::band::plan {
namespace {

TEST(Lines, TakeAboutFourSeconds) {
  EXPECT_EQ(line_measures(2.0, 4.2), 2);    // 4/4 at 120
  EXPECT_EQ(line_measures(3.33, 4.2), 1);   // 4/4 at 72
  EXPECT_EQ(line_measures(1.2, 4.2), 4);    // 3/4 at 150
  EXPECT_EQ(line_measures(0.14, 4.2), 32);  // 2/16 at 220
  EXPECT_EQ(line_measures(45, 4.2), 1);
}

TEST(Lines, HoldSyllablesInComfort) {
  for (double measure_s = 0.2; measure_s < 8; measure_s += 0.1) {
    for (int measures = 1; measures <= 8; measures *= 2) {
      const int syllables = line_syllables(measures, measure_s, measure_s / 4, 3.2);
      EXPECT_GE(syllables, 1);
      EXPECT_LE(syllables, 12);
      if (syllables > 1) {
        EXPECT_LE(syllables / (measures * measure_s), kSyllablesPerSecondMax);
      }
    }
  }
}

TEST(Lines, StressEndsOnABeat) {
  EXPECT_EQ(stress_pattern(8, "x."), ".x.x.x.x");
  EXPECT_EQ(stress_pattern(7, "x."), "x.x.x.x");
  EXPECT_EQ(stress_pattern(7, "x.."), "x..x..x");
  EXPECT_EQ(stress_pattern(6, "x..x."), "x..x.x");
  EXPECT_EQ(stress_pattern(1, "x.."), "x");
}

TEST(Lines, RhymeInPairs) {
  EXPECT_EQ(rhyme_letters(4, "ABAB"), "ABAB");
  EXPECT_EQ(rhyme_letters(4, "ABCB"), "-B-B");
  EXPECT_EQ(rhyme_letters(4, "AABA"), "AA-A");
  EXPECT_EQ(rhyme_letters(8, "AABB"), "AABBDDEE");
  EXPECT_EQ(rhyme_letters(2, "ABCB"), "AA");
  for (int count = 1; count <= 8; ++count) {
    const std::string letters = rhyme_letters(count, "ABAB");
    ASSERT_EQ(letters.size(), static_cast<std::size_t>(count));
    for (const char c : letters) EXPECT_TRUE(c == '-' || std::count(letters.begin(), letters.end(), c) >= 2) << letters;
  }
}

TEST(Lines, StandOneAfterAnother) {
  const auto lines = make_lines({2, 4, 8, "0202", "x.", "ABCB"}, 4);
  ASSERT_EQ(lines.size(), 4u);
  EXPECT_EQ(lines[1].first_measure, 4);
  EXPECT_EQ(lines[1].syllables, 6);
  EXPECT_EQ(lines[1].stress, ".x.x.x");
  EXPECT_EQ(lines[3].rhyme, 'B');
}

}  // namespace
}  // namespace souls::band::plan
