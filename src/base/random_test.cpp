#include "base/random.hpp"

#include <gtest/gtest.h>

#include <array>
#include <set>

namespace souls {
namespace {

TEST(Random, IsTheSameEverywhere) {  // a golden value: a change of it changes every song
  Random random(42);
  EXPECT_EQ(random.next(), 1546998764402558742ULL);
}

TEST(Random, UniformFillsItsRange) {
  Random random(1);
  double low = 1, high = 0, sum = 0;
  for (int i = 0; i < 10000; ++i) {
    const double x = random.uniform();
    low = std::min(low, x);
    high = std::max(high, x);
    sum += x;
  }
  EXPECT_GE(low, 0);
  EXPECT_LT(high, 1);
  EXPECT_NEAR(sum / 10000, 0.5, 0.02);
}

TEST(Random, IntegersIncludeBothEnds) {
  Random random(2);
  std::set<int> seen;
  for (int i = 0; i < 200; ++i) seen.insert(random.integer(-1, 2));
  EXPECT_EQ(seen, (std::set<int>{-1, 0, 1, 2}));
}

TEST(Random, WeightsDecide) {
  Random random(3);
  const std::array<double, 3> weights = {0, 3, 1};
  std::array<int, 3> counts{};
  for (int i = 0; i < 4000; ++i) ++counts[random.weighted(weights)];
  EXPECT_EQ(counts[0], 0);
  EXPECT_NEAR(counts[1], 3000, 150);
}

TEST(Random, NormalHasUnitDeviation) {
  Random random(4);
  double sum = 0, squares = 0;
  for (int i = 0; i < 20000; ++i) {
    const double x = random.normal();
    sum += x;
    squares += x * x;
  }
  EXPECT_NEAR(sum / 20000, 0, 0.03);
  EXPECT_NEAR(squares / 20000, 1, 0.04);
}

TEST(DeriveSeed, TellsPlacesApart) {
  const std::set<Seed> seeds = {derive_seed(1, {"a", "b"}), derive_seed(1, {"ab"}), derive_seed(1, {"a", "b", ""}),
                                derive_seed(2, {"a", "b"}), derive_seed(1, {"b", "a"}), derive_seed(1, {})};
  EXPECT_EQ(seeds.size(), 6U);
  EXPECT_EQ(derive_seed(1, {"a", "b"}), derive_seed(1, {"a", "b"}));
}

}  // namespace
}  // namespace souls
