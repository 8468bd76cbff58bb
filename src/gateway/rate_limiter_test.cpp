#include "gateway/rate_limiter.hpp"

#include <gtest/gtest.h>

#include <string>

namespace souls::gateway {
namespace {

class RateLimiterTest : public testing::Test {
 protected:
  Verdict take(std::string_view bucket, Rate rate, double cost = 1) {
    const Charge charge{bucket, rate, cost};
    return limiter_.take({&charge, 1});
  }
  void pass(double seconds) { now_ += static_cast<std::int64_t>(seconds * 1e9); }

  std::int64_t now_ = 1'000'000'000;
  MemoryRateLimiter limiter_{[this] { return now_; }, 64};
};

TEST_F(RateLimiterTest, AllowsABurstAndThenTheRate) {
  const Rate rate{2, 5};
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(take("a", rate).allowed) << i;
  const Verdict refused = take("a", rate);
  EXPECT_FALSE(refused.allowed);
  EXPECT_NEAR(refused.retry_seconds, 0.5, 1e-6);
  EXPECT_NEAR(refused.remaining, 0, 1e-6);
  pass(0.499);
  EXPECT_FALSE(take("a", rate).allowed);
  pass(0.002);
  EXPECT_TRUE(take("a", rate).allowed);
  EXPECT_FALSE(take("a", rate).allowed);
  pass(100);
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(take("a", rate).allowed) << i;
  EXPECT_FALSE(take("a", rate).allowed);
}

TEST_F(RateLimiterTest, TellsWhatIsLeft) {
  const Verdict verdict = take("a", {2, 10}, 4);
  EXPECT_TRUE(verdict.allowed);
  EXPECT_NEAR(verdict.remaining, 6, 1e-6);
  EXPECT_NEAR(verdict.full_seconds, 2, 1e-6);
  EXPECT_EQ(verdict.retry_seconds, 0);
}

TEST_F(RateLimiterTest, KeepsBucketsApart) {
  EXPECT_TRUE(take("a", {1, 1}).allowed);
  EXPECT_FALSE(take("a", {1, 1}).allowed);
  EXPECT_TRUE(take("b", {1, 1}).allowed);
}

TEST_F(RateLimiterTest, TakesFromAllBucketsOrFromNone) {
  const std::array<Charge, 2> both{Charge{"wide", {1, 3}, 1}, Charge{"narrow", {1, 1}, 1}};
  EXPECT_TRUE(limiter_.take(both).allowed);
  const Verdict refused = limiter_.take(both);
  EXPECT_FALSE(refused.allowed);
  EXPECT_EQ(refused.charge, 1U);
  EXPECT_TRUE(take("wide", {1, 3}).allowed);
  EXPECT_TRUE(take("wide", {1, 3}).allowed);
  EXPECT_FALSE(take("wide", {1, 3}).allowed);
}

TEST_F(RateLimiterTest, LetsADearRequestPassWhenTheBucketIsFull) {
  EXPECT_TRUE(take("a", {1, 5}, 50).allowed);
  EXPECT_FALSE(take("a", {1, 5}, 50).allowed);
  pass(4);
  EXPECT_FALSE(take("a", {1, 5}, 50).allowed);
  pass(1);
  EXPECT_TRUE(take("a", {1, 5}, 50).allowed);
}

TEST_F(RateLimiterTest, ForgetsFullBucketsFirst) {
  const Rate strict{0.01, 1};
  EXPECT_TRUE(take("strict", strict).allowed);
  for (int i = 0; i < 10'000; ++i) take("other " + std::to_string(i), {100, 10});
  EXPECT_FALSE(take("strict", strict).allowed);
}

}  // namespace
}  // namespace souls::gateway
