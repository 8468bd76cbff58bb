#include "tasks/retry.hpp"

#include <gtest/gtest.h>

namespace souls::tasks {
namespace {

/// How many tries a task gets when it always fails in this way.
int tries(const Failure& failure) {
  FailureCounts counts;
  for (int tried = 1;; ++tried) {
    counts.add(failure);
    const auto delay_s = retry_delay_seconds(failure, counts, 5);
    if (!delay_s) return tried;
    EXPECT_GT(*delay_s, 0.0);
    EXPECT_LT(*delay_s, 1.0);
  }
}

TEST(Retry, GivesEachKindOfFailureItsTries) {
  EXPECT_EQ(tries({FailureKind::worker_died, {ErrorCode::unavailable, "was killed", {}}}), 3);
  EXPECT_EQ(tries({FailureKind::error, {ErrorCode::unavailable, "no memory", {}}}), 2);
  EXPECT_EQ(tries({FailureKind::error, {ErrorCode::invalid_request, "no such key", {}}}), 1);
  EXPECT_EQ(tries({FailureKind::error, {ErrorCode::internal, "a bug", {}}}), 1);
  EXPECT_EQ(tries({FailureKind::error, {ErrorCode::deadline, "too slow", {}}}), 1);
  EXPECT_EQ(tries({FailureKind::bad_input, {ErrorCode::corrupt, "damaged", {}}}), 1);
}

TEST(Retry, DoesNotCountWhatWasGivenBack) {
  const Failure given_back{FailureKind::given_back, {ErrorCode::unavailable, "was shut down", {}}};
  FailureCounts counts;
  for (int i = 0; i < 100; ++i) {
    counts.add(given_back);
    EXPECT_EQ(retry_delay_seconds(given_back, counts, 5), 0.0);
  }
  counts.add({FailureKind::worker_died, {}});
  EXPECT_EQ(counts.deaths, 1);
}

TEST(Retry, SpreadsThoseThatFailedTogether) {
  const Failure death{FailureKind::worker_died, {}};
  FailureCounts counts;
  counts.add(death);
  EXPECT_NE(retry_delay_seconds(death, counts, 1), retry_delay_seconds(death, counts, 2));
}

TEST(Retry, NamesTheStepWhoseWorkersDied) {
  Step step;
  step.id = "vocals/Chorus 1";
  const Error error =
      last_error(step, {FailureKind::worker_died, {ErrorCode::unavailable, "was killed by signal 9", {}}}, {3, 0});
  EXPECT_EQ(error.code, ErrorCode::internal);
  EXPECT_EQ(error.message,
            "the step 'vocals/Chorus 1' failed: its worker died 3 times, the last time because it was "
            "killed by signal 9");
}

}  // namespace
}  // namespace souls::tasks
