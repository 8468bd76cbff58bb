#include "tasks/time_left.hpp"

#include <gtest/gtest.h>

#include "tasks/thread_workers_test.hpp"

namespace souls::tasks {
namespace {

using test::toy_step;

Step of(const std::string& capability, const std::string& version, double guess) {
  Step step;
  step.capability = capability;
  step.package = "vox";
  step.package_version = version;
  step.cost_seconds = guess;
  return step;
}

TEST(StepTimes, GuessesUntilSomethingWasMeasured) {
  EXPECT_EQ(StepTimes({}).seconds(of("vocals", "1", 2.5)), 2.5);
  EXPECT_EQ(StepTimes({{"cover", "pixel", "1", 3, 9}}).seconds(of("vocals", "1", 2.5)), 2.5);
  EXPECT_EQ(StepTimes({{"vocals", "vox", "1", 0, 0}}).seconds(of("vocals", "1", 2.5)), 2.5);
}

TEST(StepTimes, GoByTheVersionWhereEnoughWereMadeElseByTheCapability) {
  const StepTimes times({{"vocals", "vox", "1", 20, 40}, {"vocals", "vox", "2", 4, 4}});
  EXPECT_EQ(times.seconds(of("vocals", "1", 9)), 2);
  EXPECT_DOUBLE_EQ(times.seconds(of("vocals", "2", 9)), 44.0 / 24);
  EXPECT_EQ(StepTimes({{"vocals", "vox", "1", 20, 40}, {"vocals", "vox", "2", 5, 5}}).seconds(of("vocals", "2", 9)), 1);
}

/// plan → lyrics → cover, and three drums that read the plan.
Graph fan() {
  return {{toy_step("plan"), toy_step("lyrics", {"plan"}), toy_step("cover", {"lyrics"}), toy_step("drums 1", {"plan"}),
           toy_step("drums 2", {"plan"}), toy_step("drums 3", {"plan"})}};
}

TEST(TimeLeft, IsAnEvenShareOfTheWork) { EXPECT_EQ(time_left(fan(), {1, 2, 3, 6, 6, 6}, 2).value(), 12); }

TEST(TimeLeft, IsNoLessThanTheLongestChain) {
  EXPECT_EQ(time_left(fan(), {1, 2, 3, 1, 1, 1}, 8).value(), 6);
  EXPECT_EQ(time_left(fan(), {0, 0.5, 3, 0, 0, 0}, 8).value(), 3.5) << "what is done takes no time";
}

TEST(TimeLeft, GrowsWhereWorkersAreShared) { EXPECT_EQ(time_left(fan(), {1, 1, 1, 1, 1, 1}, 0.5).value(), 12); }

TEST(TimeLeft, IsNothingWhenAllIsDone) {
  EXPECT_EQ(time_left(fan(), {0, 0, 0, 0, 0, 0}, 2).value(), 0);
  EXPECT_EQ(time_left({}, {}, 2).value(), 0);
}

}  // namespace
}  // namespace souls::tasks
