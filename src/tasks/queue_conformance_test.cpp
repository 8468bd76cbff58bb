#include "tasks/queues_test.hpp"

#include <thread>

#include "base/context.hpp"
#include "tasks/thread_workers_test.hpp"

namespace souls::tasks {
namespace {

using test::toy_step;

class QueueTest : public testing::TestWithParam<test::Kind> {
 protected:
  QueueTest() { queues_.open([this] { return now_s_; }); }
  TaskId add(const std::string& id, double priority = 1) {
    const TaskId task = queue().enqueue("run", toy_step(id), priority).value();
    EXPECT_TRUE(queue().make_ready(task, {{"in", sha256("in")}}));
    return task;
  }
  std::optional<Lease> lease(double seconds = 10) { return queue().lease({"worker", {}, seconds, 0}).value(); }
  StepState state(TaskId task) { return queue().look(task)->state; }

  Queue& queue() { return *queues_.queue; }

  double now_s_ = 100;
  test::Queues queues_{GetParam()};
};

const Failure kDied{FailureKind::worker_died, {ErrorCode::unavailable, "was killed", {}}};

TEST_P(QueueTest, LeasesTheMostUrgentFirstAndEachOnce) {
  EXPECT_FALSE(lease());
  const TaskId small = add("small", 1), large = add("large", 9), later = add("later", 1);
  (void)queue().enqueue("run", toy_step("waiting"), 99);
  EXPECT_EQ(lease()->task, large);
  EXPECT_EQ(lease()->task, small);
  const auto last = lease();
  EXPECT_EQ(last->task, later);
  EXPECT_EQ(last->step, toy_step("later"));
  EXPECT_EQ(last->inputs, (std::vector<NamedDigest>{{"in", sha256("in")}}));
  EXPECT_FALSE(lease());
}

TEST_P(QueueTest, LeasesOnlyWhatAWorkerCanDo) {
  const TaskId urgent = add("urgent", 9), other = add("other", 1);
  const auto lease_as = [this](std::vector<Ability> can) {
    const auto held = queue().lease({"worker", {}, 10, 0, std::move(can)}).value();
    return held ? held->task : 0;
  };
  EXPECT_EQ(lease_as({{"cover", 1}}), 0u);
  EXPECT_EQ(lease_as({{"toy", 2}}), 0u) << "another version of the contract";
  EXPECT_EQ(lease_as({{"cover", 1}, {"toy", 1}}), urgent);
  EXPECT_EQ(lease_as({}), other) << "who names nothing can do all";
}

TEST_P(QueueTest, LeasesWhatIsNextTogetherWithACompletion) {
  const TaskId first = add("first", 9), second = add("second", 1);
  const LeaseRequest worker{"worker", {}, 10, 0, {}};
  const auto held = lease();
  const auto next = queue().complete_and_lease(first, held->fence, {{{"text", sha256("x")}}, 2, 1.5, 7}, worker).value();
  EXPECT_EQ(state(first), StepState::succeeded);
  EXPECT_EQ(queue().look(first)->outcome.outputs.at(0).digest, sha256("x"));
  ASSERT_TRUE(next);
  EXPECT_EQ(next->task, second);
  EXPECT_EQ(next->step, toy_step("second"));
  EXPECT_EQ(state(second), StepState::running);
  const TaskId third = add("third");
  const auto again = queue().complete_and_lease(first, held->fence, {}, worker);
  EXPECT_EQ(again.error().code, ErrorCode::conflict) << "a second delivery";
  EXPECT_EQ(state(third), StepState::queued) << "an error leases nothing";
  EXPECT_TRUE(queue().heartbeat(second, next->fence, {}, 10).value());
  const LeaseRequest other{"worker", {}, 10, 0, {{"cover", 1}}};
  EXPECT_FALSE(queue().complete_and_lease(second, next->fence, {}, other).value()) << "nothing that it can do";
  EXPECT_EQ(state(second), StepState::succeeded);
  EXPECT_EQ(state(third), StepState::queued);
}

TEST_P(QueueTest, ForgetsALeaseThatEndedBeforeTheWorkerReported) {
  const TaskId task = add("a");
  const auto late = lease(1);
  now_s_ += 2;
  EXPECT_EQ(state(task), StepState::queued);
  now_s_ += 60;
  const auto held = lease();
  ASSERT_TRUE(held);
  EXPECT_EQ(queue().complete_and_lease(task, late->fence, {}, {"worker", {}, 10, 0, {}}).error().code,
            ErrorCode::conflict);
  EXPECT_EQ(state(task), StepState::running);
  EXPECT_TRUE(queue().complete(task, held->fence, {}));
}

TEST_P(QueueTest, GoesThroughTheStatesInOrder) {
  const TaskId task = add("a");
  const auto held = lease();
  ASSERT_TRUE(queue().heartbeat(task, held->fence, Progress{0.5, "half"}, 10).value());
  ASSERT_TRUE(queue().complete(task, held->fence, {{{"text", sha256("x")}}, 2, 1.5, 7}));
  const auto changes = queue().changes("run", 0, 0).value();
  std::vector<StepState> states;
  std::uint64_t number = 0;
  for (const auto& change : changes) {
    EXPECT_GT(change.number, number);
    number = change.number;
    states.push_back(change.state);
  }
  using enum StepState;
  EXPECT_EQ(states, (std::vector{queued, running, running, succeeded}));
  EXPECT_TRUE(changes[2].only_progress);
  EXPECT_EQ(changes[2].progress.phrase, "half");
  EXPECT_EQ(changes[3].outcome.outputs.at(0).digest, sha256("x"));
  EXPECT_EQ(changes[3].outcome.cpu_seconds, 1.5);
  EXPECT_EQ(changes[3].outcome.bytes_out, 7u);
  EXPECT_EQ(queue().changes("run", changes[1].number, 0)->size(), 2u);
  EXPECT_TRUE(queue().changes("another run", 0, 0)->empty());
}

TEST_P(QueueTest, RefusesALateResultByItsFence) {
  const TaskId task = add("a");
  const auto late = lease(10);
  now_s_ += 11;
  EXPECT_EQ(state(task), StepState::queued);
  now_s_ += 1;
  const auto held = lease(10);
  ASSERT_EQ(held->task, task);
  EXPECT_EQ(held->tries, 2);
  EXPECT_GT(held->fence, late->fence);
  EXPECT_EQ(queue().complete(task, late->fence, {}).error().code, ErrorCode::conflict);
  EXPECT_EQ(queue().heartbeat(task, late->fence, {}, 10).error().code, ErrorCode::conflict);
  EXPECT_EQ(queue().fail(task, late->fence, kDied).error().code, ErrorCode::conflict);
  EXPECT_EQ(state(task), StepState::running);
  EXPECT_TRUE(queue().complete(task, held->fence, {}));
  EXPECT_EQ(queue().complete(task, held->fence, {}).error().code, ErrorCode::conflict) << "a second delivery";
}

TEST_P(QueueTest, KeepsALeaseThatIsRenewed) {
  const TaskId task = add("a");
  const auto held = lease(10);
  for (int i = 0; i < 5; ++i) {
    now_s_ += 9;
    ASSERT_TRUE(queue().heartbeat(task, held->fence, {}, 10));
  }
  EXPECT_TRUE(queue().complete(task, held->fence, {}));
}

TEST_P(QueueTest, FailsATaskWhoseWorkersDieThreeTimes) {
  const TaskId task = add("a");
  for (int i = 0; i < 3; ++i) {
    now_s_ += 5;
    const auto held = lease();
    ASSERT_TRUE(held) << i;
    ASSERT_TRUE(queue().fail(task, held->fence, kDied));
    EXPECT_FALSE(lease()) << "it waits before it is tried again";
  }
  EXPECT_EQ(state(task), StepState::failed);
  EXPECT_NE(queue().look(task)->failure.error.message.find("died 3 times"), std::string::npos);
}

TEST_P(QueueTest, LeasesWhatWasGivenBackAtOnce) {
  const TaskId task = add("a");
  for (int i = 0; i < 10; ++i) {
    const auto held = lease();
    ASSERT_TRUE(held) << i;
    ASSERT_TRUE(queue().fail(task, held->fence, {FailureKind::given_back, {}}));
  }
  ASSERT_TRUE(queue().complete(task, lease()->fence, {}));
}

TEST_P(QueueTest, FailsATaskWhoseLeasesRunOutThreeTimes) {
  const TaskId task = add("a");
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(lease(10)) << i;
    now_s_ += 11;
    EXPECT_EQ(state(task), i < 2 ? StepState::queued : StepState::failed);
    now_s_ += 1;
  }
}

TEST_P(QueueTest, CancelsAtOnceOrThroughTheWorker) {
  const TaskId running = add("running", 2), queued = add("queued", 1);
  const TaskId waiting = queue().enqueue("run", toy_step("waiting"), 1).value();
  const auto held = lease();
  ASSERT_EQ(held->task, running);
  ASSERT_TRUE(queue().cancel_run("run"));
  EXPECT_EQ(state(queued), StepState::cancelled);
  EXPECT_EQ(state(waiting), StepState::cancelled);
  EXPECT_EQ(state(running), StepState::running);
  EXPECT_FALSE(queue().heartbeat(running, held->fence, {}, 10).value());
  ASSERT_TRUE(queue().fail(running, held->fence, kDied));
  EXPECT_EQ(state(running), StepState::cancelled);
  EXPECT_TRUE(queue().cancel(running)) << "again is no error";
  EXPECT_FALSE(lease());
}

TEST_P(QueueTest, CancelsARunningTaskWhoseLeaseRunsOut) {
  const TaskId task = add("a");
  ASSERT_TRUE(lease(10));
  ASSERT_TRUE(queue().cancel(task));
  now_s_ += 11;
  EXPECT_EQ(state(task), StepState::cancelled);
}

TEST_P(QueueTest, SettlesWhatIsRemembered) {
  const TaskId task = queue().enqueue("run", toy_step("a"), 1).value();
  ASSERT_TRUE(queue().settle(task, {{{"text", sha256("x")}}, 3}));
  EXPECT_EQ(state(task), StepState::succeeded);
  EXPECT_EQ(queue().settle(task, {}).error().code, ErrorCode::conflict);
  EXPECT_EQ(queue().make_ready(task, {}).error().code, ErrorCode::conflict);
  EXPECT_EQ(queue().make_ready(999, {}).error().code, ErrorCode::not_found);
}

TEST_P(QueueTest, StopsWhatIsLeftOfARunThatIsClosed) {
  const TaskId queued = add("queued"), running = add("running", 9);
  const auto held = lease();
  ASSERT_TRUE(queue().close_run("run"));
  const auto now = queue().look(queued);
  EXPECT_TRUE(!now || now->state == StepState::cancelled);
  EXPECT_FALSE(lease());
  const auto beat = queue().heartbeat(running, held->fence, {}, 10);
  EXPECT_TRUE(!beat || !*beat);
}

TEST_P(QueueTest, FindsTheTasksOfARunThatIsOpenedAgain) {
  ASSERT_TRUE(queue().open_run({.name = "run", .user = "u_1", .song = "s_1"}));
  const TaskId done = add("done", 2), queued = add("queued", 1);
  ASSERT_TRUE(queue().complete(done, lease()->fence, {{{"text", sha256("x")}}, 3, 2, 1}));
  const auto last = queue().open_run({.name = "run", .user = "u_1", .song = "s_1"});
  ASSERT_TRUE(last);
  EXPECT_TRUE(queue().changes("run", *last, 0)->empty());
  EXPECT_EQ(queue().enqueue("run", toy_step("done"), 2).value(), done);
  EXPECT_EQ(queue().enqueue("run", toy_step("queued"), 2).value(), queued);
  EXPECT_EQ(state(queued), StepState::queued);
  const Change now = queue().look(done).value();
  EXPECT_EQ(now.state, StepState::succeeded);
  EXPECT_EQ(now.outcome.outputs.at(0).digest, sha256("x"));
  EXPECT_EQ(now.outcome.seconds, 3);
  Step changed = toy_step("done");
  changed.seed = 7;
  const TaskId anew = queue().enqueue("run", changed, 2).value();
  EXPECT_EQ(state(anew), StepState::waiting);
  EXPECT_EQ(lease()->task, queued);
}

TEST_P(QueueTest, TakesAllOrNoneOfWhatIsToldTogether) {
  const TaskId a = queue().enqueue("run", toy_step("a"), 1).value(), b = add("b");
  const Ready ready[] = {{a, {}}, {b, {}}};
  EXPECT_EQ(queue().advance(ready, {}).error().code, ErrorCode::conflict);
  EXPECT_EQ(state(a), StepState::waiting);
}

TEST_P(QueueTest, TriesAgainByHand) {
  const TaskId task = add("a");
  EXPECT_EQ(queue().retry(task).error().code, ErrorCode::conflict);
  ASSERT_TRUE(queue().fail(task, lease()->fence, {FailureKind::error, {ErrorCode::internal, "broke", {}}}));
  EXPECT_EQ(state(task), StepState::failed);
  ASSERT_TRUE(queue().retry(task));
  EXPECT_EQ(state(task), StepState::queued);
  const auto held = lease();
  ASSERT_TRUE(held);
  EXPECT_EQ(held->tries, 1);
  EXPECT_EQ(held->inputs.size(), 1u);
  EXPECT_TRUE(queue().complete(task, held->fence, {}));
  const TaskId waiting = queue().enqueue("run", toy_step("waiting"), 1).value();
  ASSERT_TRUE(queue().cancel(waiting));
  ASSERT_TRUE(queue().retry(waiting));
  EXPECT_EQ(state(waiting), StepState::waiting) << "its inputs aren't known";
}

TEST_P(QueueTest, MakesAgainWhatIsReopened) {
  const TaskId task = add("a");
  EXPECT_EQ(queue().reopen(task).error().code, ErrorCode::conflict);
  ASSERT_TRUE(queue().complete(task, lease()->fence, {{{"text", sha256("x")}}, 1}));
  ASSERT_TRUE(queue().reopen(task));
  EXPECT_EQ(state(task), StepState::waiting);
  EXPECT_TRUE(queue().look(task)->outcome.outputs.empty());
  ASSERT_TRUE(queue().make_ready(task, {}));
  EXPECT_TRUE(queue().complete(task, lease()->fence, {}));
}

TEST_P(QueueTest, EndsARunWhoseDeadlinePasses) {
  ASSERT_TRUE(queue().open_run({.name = "run", .user = "u_1", .deadline_seconds = 60}));
  const TaskId running = add("running", 9), queued = add("queued");
  const TaskId waiting = queue().enqueue("run", toy_step("waiting"), 1).value();
  const auto held = lease(1000);
  now_s_ += 59;
  EXPECT_TRUE(queue().heartbeat(running, held->fence, {}, 1000).value());
  now_s_ += 2;
  for (const TaskId task : {queued, waiting}) {
    EXPECT_EQ(state(task), StepState::failed);
    EXPECT_EQ(queue().look(task)->failure.error.code, ErrorCode::deadline);
  }
  EXPECT_FALSE(queue().heartbeat(running, held->fence, {}, 10).value());
  ASSERT_TRUE(queue().fail(running, held->fence, {FailureKind::error, cancelled().value()}));
  EXPECT_EQ(queue().look(running)->failure.error.code, ErrorCode::deadline);
}

INSTANTIATE_TEST_SUITE_P(, QueueTest, testing::ValuesIn(test::kinds()), test::kind_name);

class QueueWaiting : public testing::TestWithParam<test::Kind> {};

TEST_P(QueueWaiting, PrefersAWorkerThatIsWarmWhenBothAreIdle) {
  for (int round = 0; round < 6; ++round) {
    test::Queues queues(GetParam());
    Queue& queue = queues.open(steady_clock());
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

TEST_P(QueueWaiting, LeavesNothingToAWarmWorkerThatCannotDoIt) {
  test::Queues queues(GetParam());
  Queue& queue = queues.open(steady_clock());
  std::optional<Lease> other_version;
  std::thread warm_worker([&] { other_version = queue.lease({"warm", {"toy"}, 10, 0.3, {{"toy", 2}}}).value(); });
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  ASSERT_TRUE(queue.make_ready(queue.enqueue("run", toy_step("a"), 1).value(), {}));
  EXPECT_TRUE(queue.lease({"cold", {}, 10, 0}).value());
  warm_worker.join();
  EXPECT_FALSE(other_version);
}

TEST_P(QueueWaiting, WakesAtOnceForNewWork) {
  test::Queues queues(GetParam());
  Queue& queue = queues.open(steady_clock());
  std::thread adds([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(30));
    ASSERT_TRUE(queue.make_ready(queue.enqueue("run", toy_step("a"), 1).value(), {}));
  });
  const auto start = std::chrono::steady_clock::now();
  EXPECT_TRUE(queue.lease({"worker", {}, 10, 10}).value());
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(2));
  adds.join();
}

INSTANTIATE_TEST_SUITE_P(, QueueWaiting, testing::ValuesIn(test::kinds()), test::kind_name);

}  // namespace
}  // namespace souls::tasks
