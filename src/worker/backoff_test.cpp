#include "worker/backoff.hpp"

#include <gtest/gtest.h>

namespace souls::worker {
namespace {

TEST(Backoff, DoublesFromATenthToTenSeconds) {
  Backoff backoff(7);
  double whole = 0.1;
  for (int i = 0; i < 100; ++i) {
    const double seconds = backoff.next_seconds();
    EXPECT_LE(seconds, whole);
    EXPECT_GE(seconds, whole / 2);
    whole = std::min(2 * whole, 10.0);
  }
}

TEST(Backoff, BeginsAnewOnceItWorks) {
  Backoff backoff(7);
  const double first = backoff.next_seconds();
  for (int i = 0; i < 5; ++i) (void)backoff.next_seconds();
  backoff.reset();
  EXPECT_EQ(backoff.next_seconds(), first);
}

TEST(Backoff, SpreadsThoseThatFailTogether) {
  EXPECT_NE(Backoff(1).next_seconds(), Backoff(2).next_seconds());
}

}  // namespace
}  // namespace souls::worker
