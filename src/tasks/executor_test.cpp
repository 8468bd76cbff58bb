#include "tasks/executor.hpp"

#include <gtest/gtest.h>

#include <mutex>
#include <set>

#include "tasks/thread_workers_test.hpp"

namespace souls::tasks {
namespace {

using test::evaluate;
using test::toy_step;

class ExecutorTest : public testing::Test {
 protected:
  Result<RunOutcome> run(const Graph& graph, const Context& context = {}) {
    return Executor(queue_, *folder_.memory, *folder_.blobs).run(graph, context, [this](const Event& event) {
      events_.push_back(event);
    });
  }
  std::string text(const RunOutcome& outcome, const std::string& step) {
    return folder_.blobs->read(outcome.output(step, "text").value(), 1'000'000).value();
  }
  void expect_right(const Graph& graph, const RunOutcome& outcome) {
    std::map<std::string, std::string> known;
    for (const auto& step : graph.steps) EXPECT_EQ(text(outcome, step.id), evaluate(graph, step.id, known));
  }
  int count(EventKind kind) const {
    return static_cast<int>(
        std::count_if(events_.begin(), events_.end(), [&](const Event& e) { return e.kind == kind; }));
  }

  test::Folder folder_{"executor"};
  MemoryQueue queue_;
  std::vector<Event> events_;
};

Graph song() {
  return {{toy_step("plan"), toy_step("lyrics", {"plan"}), toy_step("harmony", {"plan"}),
           toy_step("melody", {"lyrics", "harmony"}), toy_step("mix", {"melody", "harmony"}),
           toy_step("cover", {"lyrics"})}};
}

TEST_F(ExecutorTest, MakesAGraphAndTellsWhatHappens) {
  test::ThreadWorkers workers(queue_, *folder_.blobs, 2);
  const Graph graph = song();
  double fraction = 0;
  Context context;
  context.report = [&](double f, std::string_view) {
    EXPECT_GE(f, fraction);
    fraction = f;
  };
  const auto outcome = run(graph, context);
  ASSERT_TRUE(outcome) << outcome.error().message;
  expect_right(graph, *outcome);
  EXPECT_EQ(fraction, 1.0);
  EXPECT_EQ(count(EventKind::queued), 6);
  EXPECT_EQ(count(EventKind::started), 6);
  EXPECT_EQ(count(EventKind::finished), 6);
  EXPECT_EQ(events_.back().finished, 6u);
  EXPECT_EQ(events_.back().total, 6u);
  const StepOutcome& melody = *outcome->find("melody");
  EXPECT_EQ(melody.inputs.at(0).digest, outcome->output("lyrics", "text").value());
  EXPECT_EQ(melody.key, step_key(graph.steps[3], melody.inputs, compute_class()));
  EXPECT_EQ(melody.package, "toy");
  EXPECT_EQ(melody.tries, 1);
  EXPECT_FALSE(outcome->output("melody", "no such output"));
  EXPECT_TRUE(run(Graph{}));
}

TEST_F(ExecutorTest, MakesNothingTwiceInALaterRun) {
  const Graph graph = song();
  std::vector<Digest> first;
  {
    test::ThreadWorkers workers(queue_, *folder_.blobs, 2);
    const auto outcome = run(graph);
    ASSERT_TRUE(outcome);
    for (const auto& step : outcome->steps) first.push_back(step.outputs.at(0).digest);
  }
  folder_.open();
  const auto again = run(graph);
  ASSERT_TRUE(again) << "no worker is there, and none is needed";
  for (std::size_t i = 0; i < first.size(); ++i) {
    EXPECT_EQ(again->steps[i].outputs.at(0).digest, first[i]);
    EXPECT_TRUE(again->steps[i].reused);
    EXPECT_EQ(again->steps[i].seconds, 0.001);
  }
}

TEST_F(ExecutorTest, MakesAgainOnlyWhatAnEditTouches) {
  test::ThreadWorkers workers(queue_, *folder_.blobs, 2);
  Graph graph = song();
  ASSERT_TRUE(run(graph));
  workers.made = 0;
  graph.steps[3].seed = 99;
  const auto outcome = run(graph);
  ASSERT_TRUE(outcome);
  EXPECT_EQ(workers.made, 2);
  for (const auto& step : outcome->steps)
    EXPECT_EQ(step.reused, step.step != "melody" && step.step != "mix") << step.step;
}

TEST_F(ExecutorTest, StopsWhereAStepComesOutAsItWas) {
  test::ThreadWorkers workers(queue_, *folder_.blobs, 1, [this](const Lease& lease) -> std::optional<Failure> {
    if (lease.step.id != "lyrics") return std::nullopt;
    (void)queue_.complete(lease.task, lease.fence, {{{"text", *folder_.blobs->put("the same words")}}, 1});
    return Failure{};
  });
  Graph graph = song();
  ASSERT_TRUE(run(graph));
  graph.steps[1].seed = 1;
  const auto outcome = run(graph);
  ASSERT_TRUE(outcome);
  EXPECT_FALSE(outcome->find("lyrics")->reused);
  EXPECT_TRUE(outcome->find("melody")->reused);
}

TEST_F(ExecutorTest, RunsTwoEqualKeysOnce) {
  std::atomic<int> asked{0};
  test::ThreadWorkers workers(queue_, *folder_.blobs, 4, [&](const Lease&) -> std::optional<Failure> {
    ++asked;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    return std::nullopt;
  });
  Graph graph{{toy_step("Chorus 1"), toy_step("Chorus 2"), toy_step("Chorus 3")}};
  for (auto& step : graph.steps) step.parameters = "{}";
  graph.steps.push_back(toy_step("mix", {"Chorus 1", "Chorus 2", "Chorus 3"}));
  const auto outcome = run(graph);
  ASSERT_TRUE(outcome);
  EXPECT_EQ(asked, 2);
  expect_right(graph, *outcome);
  EXPECT_FALSE(outcome->steps[0].reused);
  EXPECT_TRUE(outcome->steps[1].reused && outcome->steps[2].reused);
}

TEST_F(ExecutorTest, NeverRunsAStepTwice) {
  for (Seed seed = 0; seed < 60; ++seed) {
    std::mutex mutex;
    std::set<Digest> made;
    test::ThreadWorkers workers(queue_, *folder_.blobs, 3, [&](const Lease& lease) -> std::optional<Failure> {
      const std::lock_guard guard(mutex);
      EXPECT_TRUE(made.insert(step_key(lease.step, lease.inputs, compute_class())).second) << "seed " << seed;
      return std::nullopt;
    });
    const Graph graph = test::random_graph(seed, 40);
    const auto outcome = run(graph);
    ASSERT_TRUE(outcome) << outcome.error().message;
    expect_right(graph, *outcome);
    const int made_count = workers.made;
    ASSERT_TRUE(run(graph));
    EXPECT_EQ(workers.made, made_count) << "seed " << seed;
  }
}

TEST_F(ExecutorTest, RunsTheLongestRemainingChainFirst) {
  std::vector<std::string> order;
  Graph graph{{toy_step("short"), toy_step("long end", {"long"}), toy_step("long"), toy_step("middling")}};
  graph.steps[0].cost_seconds = 2;
  graph.steps[1].cost_seconds = 4;
  graph.steps[3].cost_seconds = 3;
  test::ThreadWorkers workers(queue_, *folder_.blobs, 1, [&](const Lease& lease) -> std::optional<Failure> {
    std::this_thread::sleep_for(std::chrono::milliseconds(30));
    order.push_back(lease.step.id);
    return std::nullopt;
  });
  ASSERT_TRUE(run(graph));
  ASSERT_EQ(order.size(), 4u);
  // An idle worker takes the first step that is queued, whichever it is; from then on the longest chain is chosen.
  if (order[0] == "short") {
    EXPECT_EQ(order[1], "long");
  } else {
    EXPECT_EQ(order[3], "short");
  }
}

TEST_F(ExecutorTest, FailsAtOnceWithTheErrorOfAStep) {
  int asked = 0;
  test::ThreadWorkers workers(queue_, *folder_.blobs, 1, [&](const Lease& lease) -> std::optional<Failure> {
    if (lease.step.id != "lyrics") return std::nullopt;
    ++asked;
    return Failure{FailureKind::error, {ErrorCode::invalid_request, "no words to sing", "why"}};
  });
  const auto outcome = run(song());
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, ErrorCode::invalid_request);
  EXPECT_EQ(outcome.error().message, "no words to sing");
  EXPECT_EQ(outcome.error().detail, "step 'lyrics': why");
  EXPECT_EQ(asked, 1);
  EXPECT_EQ(count(EventKind::failed), 1);
}

TEST_F(ExecutorTest, TriesAStepThatLackedAResourceOnceMore) {
  for (const int failures : {1, 2}) {
    int asked = 0;
    test::ThreadWorkers workers(queue_, *folder_.blobs, 1, [&](const Lease&) -> std::optional<Failure> {
      if (++asked > failures) return std::nullopt;
      return Failure{FailureKind::error, {ErrorCode::unavailable, "the disk is full", ""}};
    });
    const auto outcome = run(Graph{{toy_step("a" + std::to_string(failures))}});
    EXPECT_EQ(outcome.has_value(), failures == 1);
    EXPECT_EQ(asked, 2);
  }
  EXPECT_EQ(count(EventKind::retried), 2);
}

TEST_F(ExecutorTest, SaysWhenAStepMadeNotWhatAnotherReads) {
  test::ThreadWorkers workers(queue_, *folder_.blobs, 1);
  Graph graph{{toy_step("a"), toy_step("b", {"a"})}};
  graph.steps[1].inputs[0].output = "sound";
  const auto outcome = run(graph);
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().message, "the step 'a' made no 'sound', which 'b' reads");
}

TEST_F(ExecutorTest, MakesDamagedResultsAgain) {
  test::ThreadWorkers workers(queue_, *folder_.blobs, 2);
  Graph graph = song();
  const auto first = run(graph);
  ASSERT_TRUE(first);
  // Two in a row that a changed step needs, and one that no step reads from.
  for (const char* step : {"plan", "lyrics", "cover"}) folder_.damage(first->output(step, "text").value());
  graph.steps[3].seed = 4;
  workers.made = 0;
  const auto outcome = run(graph);
  ASSERT_TRUE(outcome) << outcome.error().message;
  expect_right(graph, *outcome);
  EXPECT_EQ(workers.made, 5) << "plan, lyrics, melody, mix, cover, but not harmony";
  EXPECT_EQ(count(EventKind::remade), 3);
}

TEST_F(ExecutorTest, SaysWhenBytesThatNoStepMadeAreMissing) {
  test::ThreadWorkers workers(queue_, *folder_.blobs, 1);
  Step step = toy_step("a");
  step.inputs.push_back({"lyrics", "", "", sha256("never put")});
  const auto outcome = run(Graph{{step}});
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, ErrorCode::corrupt);
  EXPECT_NE(outcome.error().message.find("'lyrics'"), std::string::npos);
}

TEST_F(ExecutorTest, CancelsWithinASecondAndPicksUpLater) {
  std::atomic<bool> hang{true};
  test::ThreadWorkers workers(queue_, *folder_.blobs, 2, [&](const Lease& lease) -> std::optional<Failure> {
    if (lease.step.id != "melody" || !hang) return std::nullopt;
    while (queue_.heartbeat(lease.task, lease.fence, {}, 10).value_or(false)) {
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    return Failure{FailureKind::error, cancelled().value()};
  });
  std::chrono::steady_clock::time_point asked{};
  Context context;
  context.should_stop = [&] {
    if (count(EventKind::finished) < 4) return false;
    if (asked == std::chrono::steady_clock::time_point{}) asked = std::chrono::steady_clock::now();
    return true;
  };
  const auto outcome = run(song(), context);
  EXPECT_LT(std::chrono::steady_clock::now() - asked, std::chrono::seconds(1));
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, ErrorCode::cancelled);
  hang = false;
  workers.made = 0;
  ASSERT_TRUE(run(song()));
  EXPECT_EQ(workers.made, 2) << "melody and mix";
}

TEST_F(ExecutorTest, SharesAFolderWithAnotherExecutor) {
  test::ThreadWorkers workers(queue_, *folder_.blobs, 2);
  std::thread other(
      [&] { EXPECT_TRUE(Executor(queue_, *folder_.memory, *folder_.blobs).run(test::random_graph(3, 40))); });
  const Graph graph = test::random_graph(3, 40);
  const auto outcome = run(graph);
  other.join();
  ASSERT_TRUE(outcome);
  expect_right(graph, *outcome);
}

}  // namespace
}  // namespace souls::tasks
