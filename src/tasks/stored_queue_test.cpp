#include "tasks/stored_queue.hpp"

#include <set>

#include "storage/audit_table.hpp"
#include "storage/collection.hpp"
#include "storage/event_table.hpp"
#include "tasks/queues_test.hpp"
#include "tasks/thread_workers_test.hpp"

namespace souls::tasks {
namespace {

using test::toy_step;

const Failure kDied{FailureKind::worker_died, {ErrorCode::unavailable, "was killed", {}}};

std::vector<test::Kind> stored_kinds() {
  auto kinds = test::kinds();
  std::erase_if(kinds, [](const test::Kind& kind) { return !kind.engine; });
  return kinds;
}

class StoredQueueTest : public testing::TestWithParam<test::Kind> {
 protected:
  StoredQueueTest() { open(); }
  void open() { queues_.open([this] { return now_s_; }); }
  StoredQueue& queue() { return *queues_.stored; }

  TaskId add(const std::string& run, const std::string& id, double priority = 1, double cost_seconds = 1) {
    Step step = toy_step(id);
    step.cost_seconds = cost_seconds;
    const TaskId task = queue().enqueue(run, step, priority).value();
    EXPECT_TRUE(queue().make_ready(task, {{"in", sha256("in")}}));
    return task;
  }
  std::optional<Lease> lease() { return queue().lease({"worker", {}, 10, 0}).value(); }
  void open_run(const std::string& run, const std::string& user) {
    ASSERT_TRUE(queue().open_run({.name = run, .user = user, .song = "s_" + run, .api_key = "k_1", .trace = "a trace"}));
  }
  template <class Get>
  auto read(Get get) {
    decltype(get(std::declval<storage::Transaction&>())) got = souls::fail(ErrorCode::internal, "not read");
    const Status done = queues_.store->read([&](storage::Transaction& t) {
      got = get(t);
      return Status{};
    });
    EXPECT_TRUE(done);
    return got.value();
  }
  std::vector<storage::EventRow> events(const std::string& user) {
    return read([&](storage::Transaction& t) { return t.events().after(user, 0, 1000); });
  }

  double now_s_ = 100;
  test::Queues queues_{GetParam()};
};

TEST_P(StoredQueueTest, GoesOnWhereItWasAfterACrash) {
  open_run("run", "u_1");
  const TaskId done = add("run", "done", 3), running = add("run", "running", 2), queued = add("run", "queued", 1);
  ASSERT_TRUE(queue().complete(done, lease()->fence, {{{"text", sha256("x")}}, 1}));
  const auto before = lease();
  ASSERT_EQ(before->task, running);
  for (int i = 0; i < 5; ++i) open();
  EXPECT_EQ(queue().look(done)->state, StepState::succeeded);
  EXPECT_EQ(queue().look(done)->outcome.outputs.at(0).digest, sha256("x"));
  EXPECT_EQ(queue().look(running)->state, StepState::queued) << "the lease is lost";
  EXPECT_EQ(queue().complete(running, before->fence, {}).error().code, ErrorCode::conflict) << "by its fence";
  const auto after = lease();
  ASSERT_TRUE(after);
  EXPECT_EQ(after->task, running);
  EXPECT_EQ(after->step, toy_step("running"));
  EXPECT_EQ(after->inputs.at(0).digest, sha256("in"));
  EXPECT_EQ(after->trace, "a trace");
  EXPECT_GT(after->fence, before->fence);
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(queue().fail(running, i == 0 ? after->fence : lease()->fence, kDied));
    EXPECT_EQ(queue().look(running)->state, StepState::queued) << "that the program ended was no death of a worker";
    now_s_ += 5;
  }
  EXPECT_EQ(lease()->task, running);
  EXPECT_EQ(lease()->task, queued);
}

TEST_P(StoredQueueTest, KeepsWhatWasToBeStoppedOverACrash) {
  const TaskId task = add("run", "a");
  ASSERT_TRUE(lease());
  ASSERT_TRUE(queue().cancel(task));
  open();
  EXPECT_EQ(queue().look(task)->state, StepState::cancelled);
}

TEST_P(StoredQueueTest, KeepsTheDeadlineOfARunOverACrash) {
  ASSERT_TRUE(queue().open_run({.name = "run", .deadline_seconds = 60}));
  const TaskId task = add("run", "a");
  queues_.wall_ms += 50'000;
  open();
  now_s_ += 9;
  EXPECT_EQ(queue().look(task)->state, StepState::queued);
  now_s_ += 2;
  EXPECT_EQ(queue().look(task)->state, StepState::failed);
}

TEST_P(StoredQueueTest, KeepsLeasesWhenTheClockOfTheDayIsSetBack) {
  const TaskId task = add("run", "a");
  const auto held = lease();
  queues_.wall_ms -= 3'600'000;
  now_s_ += 9;
  EXPECT_TRUE(queue().heartbeat(task, held->fence, {}, 10));
  now_s_ += 11;
  EXPECT_EQ(queue().look(task)->state, StepState::queued) << "ends in time";
}

TEST_P(StoredQueueTest, ServesANewUserWithinTwoSteps) {
  std::vector<std::thread> users;
  for (int user = 0; user < 20; ++user) {
    users.emplace_back([&, user] {
      for (int run = 0; run < 50; ++run) {
        const std::string name = "u" + std::to_string(user) + "/" + std::to_string(run);
        open_run(name, "u_" + std::to_string(user));
        ASSERT_TRUE(queue().make_ready(queue().enqueue(name, toy_step("long"), 1).value(), {}));
      }
    });
  }
  for (auto& user : users) user.join();
  std::map<std::string, int> served;
  for (int i = 0; i < 100; ++i) {
    const auto held = lease();
    ++served[queue().look(held->task)->run.substr(0, 3)];
    ASSERT_TRUE(queue().complete(held->task, held->fence, {}));
  }
  ASSERT_EQ(served.size(), 20u);
  for (const auto& [user, count] : served) EXPECT_EQ(count, 5) << user;
  open_run("new", "u_new");
  const TaskId task = add("new", "short", 0);
  int leases = 1;
  while (lease()->task != task) ++leases;
  EXPECT_LE(leases, 2);
}

TEST_P(StoredQueueTest, DoesNotHoldAgainstAUserWhatTheIdleMachineGaveHim) {
  open_run("a", "u_a");
  for (int i = 0; i < 50; ++i) {
    const TaskId task = add("a", "alone " + std::to_string(i));
    ASSERT_TRUE(queue().complete(task, lease()->fence, {}));
  }
  open_run("b", "u_b");
  std::set<TaskId> of_a;
  for (int i = 0; i < 10; ++i) {
    of_a.insert(add("a", "again " + std::to_string(i)));
    (void)add("b", "b " + std::to_string(i));
  }
  int served_a = 0;
  for (int i = 0; i < 10; ++i) served_a += static_cast<int>(of_a.count(lease()->task));
  EXPECT_GE(served_a, 4);
  EXPECT_LE(served_a, 6);
}

TEST_P(StoredQueueTest, SharesTimeNotCounts) {
  open_run("a", "u_a");
  open_run("b", "u_b");
  std::set<TaskId> of_a;
  for (int i = 0; i < 12; ++i) {
    of_a.insert(add("a", "long " + std::to_string(i), 1, 3));
    (void)add("b", "short " + std::to_string(i), 1, 1);
  }
  int served_a = 0;
  for (int i = 0; i < 12; ++i) served_a += static_cast<int>(of_a.count(lease()->task));
  EXPECT_EQ(served_a, 3);
}

TEST_P(StoredQueueTest, CoalescesProgressAndKeepsTheLast) {
  open_run("run", "u_1");
  const TaskId task = add("run", "a");
  const auto held = lease();
  const auto beat = [&](double fraction) {
    ASSERT_TRUE(queue().heartbeat(task, held->fence, Progress{fraction, "singing"}, 10).value());
  };
  for (int i = 0; i < 100; ++i) {
    beat(i / 100.0);
    now_s_ += 0.01;
  }
  const auto told = queue().changes("run", 0, 0).value();
  ASSERT_EQ(told.size(), 3u) << "queued, running, and the one progress that stands";
  EXPECT_TRUE(told[2].only_progress);
  EXPECT_GE(told[2].progress.fraction, 0.7);
  now_s_ += 1;
  ASSERT_TRUE(queue().heartbeat(task, held->fence, {}, 10).value());
  EXPECT_EQ(queue().look(task)->progress.fraction, 0.99) << "the last one isn't lost";
  EXPECT_LE(events("u_1").back().number, 2u + 6u) << "four a second";
}

TEST_P(StoredQueueTest, WritesWhatASuccessBringsInTheSameTransaction) {
  const auto engine = GetParam().engine;
  queues_.queue.reset();
  StoredQueueOptions options;
  bool refuse = true;
  options.on_success = [&](storage::Transaction& t, const storage::RunRow& run, const Step& step,
                           const std::vector<NamedDigest>& inputs, const Outcome& outcome) -> Status {
    EXPECT_EQ(step, toy_step("a"));
    EXPECT_EQ(inputs.at(0).digest, sha256("in"));
    EXPECT_EQ(outcome.outputs.at(0).digest, sha256("x"));
    const auto added = t.events().append_for(run.user, {.kind = "remembered"});
    if (!added) return souls::fail(added.error());
    return refuse ? souls::fail(ErrorCode::unavailable, "no room") : Status{};
  };
  auto opened = StoredQueue::open(*queues_.store, options);
  ASSERT_TRUE(opened);
  queues_.stored = opened->get();
  queues_.queue = std::move(*opened);
  open_run("run", "u_1");
  const TaskId task = add("run", "a");
  const auto held = lease();
  EXPECT_EQ(queue().complete(task, held->fence, {{{"text", sha256("x")}}, 1}).error().code, ErrorCode::unavailable);
  EXPECT_EQ(queue().look(task)->state, StepState::running);
  EXPECT_EQ(events("u_1").back().kind, "running");
  refuse = false;
  EXPECT_TRUE(queue().complete(task, held->fence, {{{"text", sha256("x")}}, 1}));
  EXPECT_EQ(events("u_1").size(), 4u);
}

TEST_P(StoredQueueTest, KeepsWhatAStepWaitsWithFromBeingTakenForGarbage) {
  open_run("run", "u_1");
  Step step = toy_step("a", {"b"});
  step.inputs.push_back({"drawn", "", "", sha256("drawn by hand")});
  ASSERT_TRUE(queue().enqueue("run", step, 1));
  std::vector<Digest> named;
  ASSERT_TRUE(queues_.store->read([&](storage::Transaction& t) {
    return storage::roots_of_open_runs()(t, [&](const Digest& digest) { named.push_back(digest); });
  }));
  EXPECT_EQ(named, std::vector<Digest>{sha256("drawn by hand")});
}

TEST_P(StoredQueueTest, AnswersForEachStep) {
  open_run("run", "u_1");
  const TaskId task = add("run", "a");
  ASSERT_TRUE(queue().fail(task, lease()->fence, kDied));
  now_s_ += 5;
  ASSERT_TRUE(queue().complete(task, lease()->fence, {{{"text", sha256("x")}}, 2, 1.5, 7}));
  const TaskId reused = queue().enqueue("run", toy_step("reused"), 1).value();
  ASSERT_TRUE(queue().settle(reused, {{{"text", sha256("y")}}, 2}));
  const auto rows = read([&](storage::Transaction& t) { return t.audit().after(0, 100); });
  std::vector<std::string> kinds;
  for (const auto& row : rows) kinds.push_back(storage::unpack_entry(row.bytes)->kind);
  EXPECT_EQ(kinds, (std::vector<std::string>{"leased", "leased", "succeeded", "remembered"}));
  const auto made = read([&](storage::Transaction& t) { return t.audit().that_made(sha256("x")); });
  ASSERT_EQ(made.size(), 1u);
  const auto entry = storage::unpack_entry(made[0].bytes).value();
  EXPECT_EQ(entry.user, "u_1");
  EXPECT_EQ(entry.api_key, "k_1");
  EXPECT_EQ(entry.run, "run");
  EXPECT_EQ(entry.step, "a");
  EXPECT_EQ(entry.package, "toy");
  EXPECT_EQ(entry.worker, "worker");
  EXPECT_EQ(entry.tries, 2);
  EXPECT_EQ(entry.seconds, 2);
  EXPECT_EQ(entry.inputs.at(0).digest, sha256("in"));
  const auto usage = read([&](storage::Transaction& t) { return t.tasks().usage("u_1"); });
  ASSERT_EQ(usage.size(), 1u);
  EXPECT_EQ(usage[0].steps, 1u);
  EXPECT_EQ(usage[0].remembered, 1u);
  EXPECT_EQ(usage[0].cpu_seconds, 1.5);
  EXPECT_EQ(usage[0].bytes, 7u);
  const auto times = read([&](storage::Transaction& t) { return t.tasks().step_times(); });
  ASSERT_EQ(times.size(), 1u);
  EXPECT_EQ(times[0].steps, 1u) << "what was remembered tells nothing of how long it takes";
  EXPECT_EQ(times[0].seconds, 2);
}

TEST_P(StoredQueueTest, ServesManyWorkersAndProducersAtOnce) {
  queues_.open(steady_clock());
  std::atomic<int> made{0};
  std::vector<std::thread> threads;
  for (int producer = 0; producer < 4; ++producer) {
    threads.emplace_back([&, producer] {
      const std::string run = "run " + std::to_string(producer);
      for (int i = 0; i < 25; ++i) {
        const auto task = queue().enqueue(run, toy_step(std::to_string(i)), 1);
        ASSERT_TRUE(task);
        ASSERT_TRUE(queue().make_ready(*task, {}));
      }
    });
    threads.emplace_back([&] {
      while (made < 100) {
        const auto held = queue().lease({"worker", {}, 10, 0.05});
        ASSERT_TRUE(held);
        if (!*held) continue;
        ASSERT_TRUE(queue().complete((*held)->task, (*held)->fence, {}));
        ++made;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(made, 100);
}

class StoredRunTest : public StoredQueueTest {
 protected:
  Graph chain(int length) {
    Graph graph{{toy_step("0")}};
    for (int i = 1; i < length; ++i) graph.steps.push_back(toy_step(std::to_string(i), {std::to_string(i - 1)}));
    return graph;
  }
  Result<RunOutcome> run(const Graph& graph, std::function<bool()> should_leave = [] { return false; }) {
    RunOptions options;
    options.info = {.name = "s_1/1/make", .user = "u_1", .song = "s_1"};
    options.should_leave = std::move(should_leave);
    return Executor(queue(), *folder_.memory, *folder_.blobs).run(graph, {}, {}, options);
  }

  test::Folder folder_{"stored_run"};
};

TEST_P(StoredRunTest, IsGoneOnWithWhereItWas) {
  const Graph graph = chain(8);
  int made = 0;
  {
    queues_.open(steady_clock());
    test::ThreadWorkers workers(queue(), *folder_.blobs, 1);
    const auto left = run(graph, [&] { return workers.made >= 3; });
    ASSERT_FALSE(left);
    EXPECT_EQ(left.error().code, ErrorCode::unavailable);
    // What was with a worker or in the line may go on without the run.
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    made = workers.made;
  }
  EXPECT_LT(made, 8);
  queues_.open(steady_clock());
  test::ThreadWorkers workers(queue(), *folder_.blobs, 1);
  const auto done = run(graph);
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(made + workers.made, 8) << "nothing is made twice";
  std::map<std::string, std::string> known;
  EXPECT_EQ(*folder_.blobs->read(done->output("7", "text").value(), 1000), test::evaluate(graph, "7", known));
  EXPECT_EQ(done->find("0")->tries, 1);
  EXPECT_FALSE(done->find("0")->reused);
}

TEST_P(StoredRunTest, MakesAgainWhatGotLostMeanwhile) {
  const Graph graph = chain(4);
  {
    queues_.open(steady_clock());
    test::ThreadWorkers workers(queue(), *folder_.blobs, 1);
    (void)run(graph, [&] { return workers.made >= 2; });
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  ASSERT_TRUE(folder_.blobs->remove(sha256(test::toy_output(graph.steps[0], {}))));
  queues_.open(steady_clock());
  test::ThreadWorkers workers(queue(), *folder_.blobs, 1);
  const auto done = run(graph);
  ASSERT_TRUE(done) << done.error().message;
  std::map<std::string, std::string> known;
  for (const Step& step : graph.steps) {
    EXPECT_EQ(*folder_.blobs->read(done->output(step.id, "text").value(), 1000), test::evaluate(graph, step.id, known));
  }
}

TEST_P(StoredRunTest, FailsAndIsTriedAgainByHand) {
  queues_.open(steady_clock());
  std::atomic<bool> broken{true};
  std::atomic<TaskId> failed{0};
  test::ThreadWorkers workers(queue(), *folder_.blobs, 1, [&](const Lease& lease) -> std::optional<Failure> {
    if (lease.step.id != "1" || !broken) return std::nullopt;
    failed = lease.task;
    return Failure{FailureKind::error, {ErrorCode::internal, "broke", {}}};
  });
  const Graph graph = chain(3);
  EXPECT_EQ(run(graph).error().message, "broke");
  EXPECT_EQ(run(graph).error().message, "broke") << "it stays so";
  broken = false;
  const auto tasks = read([&](storage::Transaction& t) { return t.tasks().list({.run = "s_1/1/make"}); });
  ASSERT_EQ(tasks.size(), 3u);
  for (const auto& task : tasks) {
    if (task.state < storage::TaskState::failed) continue;
    ASSERT_TRUE(queue().retry(task.id));
  }
  EXPECT_TRUE(run(graph));
}

TEST_P(StoredQueueTest, AnswersToARemovedSongTouchNoOther) {
  open_run("old", "u_1");
  const TaskId old_task = add("old", "step");
  const auto held = lease();
  ASSERT_TRUE(held.has_value());
  ASSERT_TRUE(queues_.store->write([](storage::Transaction& t) { return t.tasks().remove_song("s_old"); }));
  open_run("new", "u_1");
  const TaskId new_task = add("new", "step");
  EXPECT_NE(new_task, old_task);
  const auto other = lease();
  ASSERT_TRUE(other.has_value());
  EXPECT_EQ(other->task, new_task);
  EXPECT_FALSE(queue().complete(old_task, held->fence, {{{"text", sha256("late")}}, 1})) << "it isn't there any more";
  ASSERT_TRUE(queue().close_run("old"));
  EXPECT_TRUE(queue().changes("new", 0, 0)) << "whoever makes the new one is told of it still";
  ASSERT_TRUE(queue().complete(new_task, other->fence, {{{"text", sha256("x")}}, 1}));
  const auto made = read([&](storage::Transaction& t) { return t.tasks().get(new_task); });
  ASSERT_TRUE(made.has_value());
  EXPECT_EQ(made->outputs.front().digest, sha256("x"));
}

INSTANTIATE_TEST_SUITE_P(, StoredQueueTest, testing::ValuesIn(stored_kinds()), test::kind_name);
INSTANTIATE_TEST_SUITE_P(, StoredRunTest, testing::ValuesIn(stored_kinds()), test::kind_name);

}  // namespace
}  // namespace souls::tasks
