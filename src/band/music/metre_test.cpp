#include "band/music/metre.hpp"

#include <gtest/gtest.h>

namespace souls::band::music {
namespace {

TEST(Metre, PulsesFillTheMeasureInEveryMetre) {
  for (int denominator : {2, 4, 8, 16}) {
    for (int numerator = 2; numerator <= 15; ++numerator) {
      const Metre metre = metre_of({numerator, denominator});
      double end = 0;
      for (const Pulse& pulse : metre.pulses) {
        EXPECT_DOUBLE_EQ(pulse.start, end) << numerator << "/" << denominator;
        EXPECT_GT(pulse.length, 0);
        end += pulse.length;
      }
      EXPECT_DOUBLE_EQ(end, metre.measure_beats) << numerator << "/" << denominator;
      EXPECT_EQ(metre.pulses.front().strength, 4);
    }
  }
}

TEST(Metre, GroupsOddMetres) {
  const Metre five = metre_of({5, 4});
  EXPECT_EQ(five.strength(3), 3);
  EXPECT_EQ(five.strength(2), 2);
  const Metre seven = metre_of({7, 8});
  ASSERT_EQ(seven.pulses.size(), 3u);
  EXPECT_DOUBLE_EQ(seven.pulses[2].length, 1.5);
  const Metre six = metre_of({6, 8});
  ASSERT_EQ(six.pulses.size(), 2u);
  EXPECT_EQ(six.strength(1.5), 3);
  EXPECT_TRUE(six.compound());
  EXPECT_FALSE(metre_of({3, 4}).compound());
}

TEST(Metre, CountsPositionsFromAnyBarline) {
  const Metre seven = metre_of({7, 8});
  EXPECT_EQ(seven.strength(7.0), 4);
  EXPECT_EQ(seven.strength(4.5), 2);
  EXPECT_EQ(seven.strength(4.75), 0);
  EXPECT_EQ(seven.measure_of(6.999), 1);
  EXPECT_EQ(seven.measure_of(7.0), 2);
}

}  // namespace
}  // namespace souls::band::music
