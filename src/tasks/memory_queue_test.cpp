#include "tasks/memory_queue.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "base/limits.hpp"
#include "tasks/thread_workers_test.hpp"

namespace souls::tasks {
namespace {

using test::toy_step;

class MemoryQueueTest : public testing::Test {
 protected:
  TaskId add(const std::string& id, double priority = 1) {
    const TaskId task = queue_.enqueue("run", toy_step(id), priority).value();
    EXPECT_TRUE(queue_.make_ready(task, {{"in", sha256("in")}}));
    return task;
  }
  std::optional<Lease> lease(double seconds = 10) { return queue_.lease({"worker", {}, seconds, 0}).value(); }
  StepState state(TaskId task) { return queue_.look(task)->state; }

  double now_s_ = 100;
  MemoryQueue queue_{[this] { return now_s_; }};
};

const Failure kDied{FailureKind::worker_died, {ErrorCode::unavailable, "was killed", {}}};

TEST_F(MemoryQueueTest, LeasesTheMostUrgentFirstAndEachOnce) {
  EXPECT_FALSE(lease());
  const TaskId small = add("small", 1), large = add("large", 9), later = add("later", 1);
  (void)queue_.enqueue("run", toy_step("waiting"), 99);
  EXPECT_EQ(lease()->task, large);
  EXPECT_EQ(lease()->task, small);
  const auto last = lease();
  EXPECT_EQ(last->task, later);
  EXPECT_EQ(last->step, toy_step("later"));
  EXPECT_EQ(last->inputs, (std::vector<NamedDigest>{{"in", sha256("in")}}));
  EXPECT_FALSE(lease());
}

TEST_F(MemoryQueueTest, LeasesOnlyWhatAWorkerCanDo) {
  const TaskId urgent = add("urgent", 9), other = add("other", 1);
  const auto lease_as = [this](std::vector<Ability> can) {
    const auto held = queue_.lease({"worker", {}, 10, 0, std::move(can)}).value();
    return held ? held->task : 0;
  };
  EXPECT_EQ(lease_as({{"cover", 1}}), 0u);
  EXPECT_EQ(lease_as({{"toy", 2}}), 0u) << "another version of the contract";
  EXPECT_EQ(lease_as({{"cover", 1}, {"toy", 1}}), urgent);
  EXPECT_EQ(lease_as({}), other) << "who names nothing can do all";
}

TEST_F(MemoryQueueTest, GoesThroughTheStatesInOrder) {
  const TaskId task = add("a");
  const auto held = lease();
  ASSERT_TRUE(queue_.heartbeat(task, held->fence, Progress{0.5, "half"}, 10).value());
  ASSERT_TRUE(queue_.complete(task, held->fence, {{{"text", sha256("x")}}, 2, 1.5, 7}));
  const auto changes = queue_.changes("run", 0, 0).value();
  std::vector<StepState> states;
  std::uint64_t number = 0;
  for (const auto& change : changes) {
    EXPECT_GT(change.number, number);
    number = change.number;
    states.push_back(change.state);
  }
  using enum StepState;
  EXPECT_EQ(states, (std::vector{waiting, queued, running, running, succeeded}));
  EXPECT_TRUE(changes[3].only_progress);
  EXPECT_EQ(changes[3].progress.phrase, "half");
  EXPECT_EQ(changes[4].outcome.outputs.at(0).digest, sha256("x"));
  EXPECT_EQ(changes[4].outcome.cpu_seconds, 1.5);
  EXPECT_EQ(changes[4].outcome.bytes_out, 7u);
  EXPECT_EQ(queue_.changes("run", changes[2].number, 0)->size(), 2u);
  EXPECT_TRUE(queue_.changes("another run", 0, 0)->empty());
}

TEST_F(MemoryQueueTest, RefusesALateResultByItsFence) {
  const TaskId task = add("a");
  const auto late = lease(10);
  now_s_ += 11;
  EXPECT_EQ(state(task), StepState::queued);
  now_s_ += 1;
  const auto held = lease(10);
  ASSERT_EQ(held->task, task);
  EXPECT_EQ(held->tries, 2);
  EXPECT_GT(held->fence, late->fence);
  EXPECT_EQ(queue_.complete(task, late->fence, {}).error().code, ErrorCode::conflict);
  EXPECT_EQ(queue_.heartbeat(task, late->fence, {}, 10).error().code, ErrorCode::conflict);
  EXPECT_EQ(queue_.fail(task, late->fence, kDied).error().code, ErrorCode::conflict);
  EXPECT_EQ(state(task), StepState::running);
  EXPECT_TRUE(queue_.complete(task, held->fence, {}));
  EXPECT_EQ(queue_.complete(task, held->fence, {}).error().code, ErrorCode::conflict) << "a second delivery";
}

TEST_F(MemoryQueueTest, KeepsALeaseThatIsRenewed) {
  const TaskId task = add("a");
  const auto held = lease(10);
  for (int i = 0; i < 5; ++i) {
    now_s_ += 9;
    ASSERT_TRUE(queue_.heartbeat(task, held->fence, {}, 10));
  }
  EXPECT_TRUE(queue_.complete(task, held->fence, {}));
}

TEST_F(MemoryQueueTest, FailsATaskWhoseWorkersDieThreeTimes) {
  const TaskId task = add("a");
  for (int i = 0; i < 3; ++i) {
    now_s_ += 5;
    const auto held = lease();
    ASSERT_TRUE(held) << i;
    ASSERT_TRUE(queue_.fail(task, held->fence, kDied));
    EXPECT_FALSE(lease()) << "it waits before it is tried again";
  }
  EXPECT_EQ(state(task), StepState::failed);
  EXPECT_NE(queue_.look(task)->failure.error.message.find("died 3 times"), std::string::npos);
}

TEST_F(MemoryQueueTest, LeasesWhatWasGivenBackAtOnce) {
  const TaskId task = add("a");
  for (int i = 0; i < 10; ++i) {
    const auto held = lease();
    ASSERT_TRUE(held) << i;
    ASSERT_TRUE(queue_.fail(task, held->fence, {FailureKind::given_back, {}}));
  }
  ASSERT_TRUE(queue_.complete(task, lease()->fence, {}));
}

TEST_F(MemoryQueueTest, FailsATaskWhoseLeasesRunOutThreeTimes) {
  const TaskId task = add("a");
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(lease(10)) << i;
    now_s_ += 11;
    EXPECT_EQ(state(task), i < 2 ? StepState::queued : StepState::failed);
    now_s_ += 1;
  }
}

TEST_F(MemoryQueueTest, CancelsAtOnceOrThroughTheWorker) {
  const TaskId running = add("running", 2), queued = add("queued", 1);
  const TaskId waiting = queue_.enqueue("run", toy_step("waiting"), 1).value();
  const auto held = lease();
  ASSERT_EQ(held->task, running);
  ASSERT_TRUE(queue_.cancel_run("run"));
  EXPECT_EQ(state(queued), StepState::cancelled);
  EXPECT_EQ(state(waiting), StepState::cancelled);
  EXPECT_EQ(state(running), StepState::running);
  EXPECT_FALSE(queue_.heartbeat(running, held->fence, {}, 10).value());
  ASSERT_TRUE(queue_.fail(running, held->fence, kDied));
  EXPECT_EQ(state(running), StepState::cancelled);
  EXPECT_TRUE(queue_.cancel(running)) << "again is no error";
  EXPECT_FALSE(lease());
}

TEST_F(MemoryQueueTest, CancelsARunningTaskWhoseLeaseRunsOut) {
  const TaskId task = add("a");
  ASSERT_TRUE(lease(10));
  ASSERT_TRUE(queue_.cancel(task));
  now_s_ += 11;
  EXPECT_EQ(state(task), StepState::cancelled);
}

TEST_F(MemoryQueueTest, SettlesWhatIsRemembered) {
  const TaskId task = queue_.enqueue("run", toy_step("a"), 1).value();
  ASSERT_TRUE(queue_.settle(task, {{{"text", sha256("x")}}, 3}));
  EXPECT_EQ(state(task), StepState::succeeded);
  EXPECT_EQ(queue_.settle(task, {}).error().code, ErrorCode::conflict);
  EXPECT_EQ(queue_.make_ready(task, {}).error().code, ErrorCode::conflict);
  EXPECT_EQ(queue_.make_ready(999, {}).error().code, ErrorCode::not_found);
}

TEST_F(MemoryQueueTest, ForgetsARunThatIsClosed) {
  const TaskId queued = add("queued"), running = add("running", 9);
  const auto held = lease();
  ASSERT_TRUE(queue_.close_run("run"));
  EXPECT_FALSE(queue_.look(queued));
  EXPECT_FALSE(lease());
  EXPECT_EQ(queue_.complete(running, held->fence, {}).error().code, ErrorCode::conflict);
}

TEST_F(MemoryQueueTest, SaysWhenChangesAreNoLongerKept) {
  const TaskId task = add("a");
  const auto held = lease();
  for (std::size_t i = 0; i < limits::kQueueChangesMax; ++i) {
    ASSERT_TRUE(queue_.heartbeat(task, held->fence, Progress{0.1, "again"}, 10));
  }
  EXPECT_EQ(queue_.changes("run", 0, 0).error().code, ErrorCode::not_found);
  EXPECT_EQ(queue_.changes("run", queue_.look(task)->number - 5, 0)->size(), 5u);
}

TEST(MemoryQueueWaiting, PrefersAWorkerThatIsWarmWhenBothAreIdle) {
  for (int round = 0; round < 6; ++round) {
    MemoryQueue queue;
    std::optional<Lease> cold, warm;
    std::thread cold_worker([&] { cold = queue.lease({"cold", {"another"}, 10, 0.5}).value(); });
    std::thread warm_worker([&] { warm = queue.lease({"warm", {"toy"}, 10, 0.5}).value(); });
    std::this_thread::sleep_for(std::chrono::milliseconds(150));
    const TaskId first = queue.enqueue("run", toy_step("first"), 2).value();
    const TaskId second = queue.enqueue("run", toy_step("second"), 1).value();
    ASSERT_TRUE(queue.make_ready(first, {}));
    if (round % 2 == 0) {
      ASSERT_TRUE(queue.make_ready(second, {}));
    }
    cold_worker.join();
    warm_worker.join();
    ASSERT_TRUE(warm);
    EXPECT_EQ(warm->task, first);
    EXPECT_EQ(cold.has_value(), round % 2 == 0) << "what is left over goes to the cold one";
  }
}

TEST(MemoryQueueWaiting, LeavesNothingToAWarmWorkerThatCannotDoIt) {
  MemoryQueue queue;
  std::optional<Lease> other_version;
  std::thread warm_worker([&] { other_version = queue.lease({"warm", {"toy"}, 10, 0.3, {{"toy", 2}}}).value(); });
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  ASSERT_TRUE(queue.make_ready(queue.enqueue("run", toy_step("a"), 1).value(), {}));
  EXPECT_TRUE(queue.lease({"cold", {}, 10, 0}).value());
  warm_worker.join();
  EXPECT_FALSE(other_version);
}

TEST(MemoryQueueWaiting, WakesAtOnceForNewWork) {
  MemoryQueue queue;
  std::thread adds([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(30));
    ASSERT_TRUE(queue.make_ready(queue.enqueue("run", toy_step("a"), 1).value(), {}));
  });
  const auto start = std::chrono::steady_clock::now();
  EXPECT_TRUE(queue.lease({"worker", {}, 10, 10}).value());
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(2));
  adds.join();
}

}  // namespace
}  // namespace souls::tasks
