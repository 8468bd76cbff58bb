// The worker of examples/worker.py, for real.

#include <gtest/gtest.h>

#include <chrono>

#include "tasks/thread_workers_test.hpp"
#include "worker/door.hpp"
#include "worker/other_process_test.hpp"

namespace souls::worker {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using tasks::StepState;

class ExampleTest : public testing::Test {
 protected:
  ~ExampleTest() override { door_.reset(); }

  void open(double lease_seconds = 30) {
    door_.reset();
    door_ = std::move(*Door::open(queue_, *folder_.blobs, {folder_.root / "workers.sock", lease_seconds, 100}));
  }
  std::unique_ptr<test::OtherProcess> start(const std::string& name) const {
    return std::make_unique<test::OtherProcess>(
        "python3",
        std::vector<std::string>{SOULS_SOURCE_DIR "/examples/worker.py", folder_.root / "workers.sock", name},
        folder_.root / name);
  }
  tasks::TaskId add(const std::string& text, const std::string& parameters = "{}") {
    tasks::Step step = tasks::test::toy_step("shout it " + std::to_string(++added_));  // a run has each step once
    step.capability = "shout";
    step.parameters = parameters;
    const auto task = queue_.enqueue("run", step, 1).value();
    EXPECT_TRUE(queue_.make_ready(task, {{"words", *folder_.blobs->put(text)}}));
    return task;
  }
  bool becomes(tasks::TaskId task, StepState state) {
    return test::soon([&] { return queue_.look(task)->state == state; });
  }
  std::string made(tasks::TaskId task) {
    const auto outcome = queue_.look(task)->outcome;
    return outcome.outputs.empty() ? "" : folder_.blobs->read(outcome.outputs[0].digest, 1000).value();
  }

  tasks::test::Folder folder_{"example"};
  tasks::MemoryQueue queue_;
  int added_ = 0;
  std::unique_ptr<Door> door_;
};

TEST_F(ExampleTest, ReadsMakesTellsAndCompletes) {
  open();
  const auto shouter = start("shouter");
  const auto task = add("la la\nlö\n", R"({"seconds_per_line": 0.3})");
  ASSERT_TRUE(becomes(task, StepState::succeeded));
  EXPECT_EQ(made(task), "LA LA\nLÖ\n");
  const auto changes = queue_.changes("run", 0, 0).value();
  const auto told = std::find_if(changes.begin(), changes.end(), [](const auto& c) { return c.only_progress; });
  ASSERT_NE(told, changes.end());
  EXPECT_EQ(told->progress.phrase.substr(0, 14), "shouting line ");
  EXPECT_EQ(changes.back().outcome.bytes_out, 10u);
  EXPECT_GT(changes.back().outcome.cpu_seconds, 0);
  EXPECT_LT(changes.back().outcome.cpu_seconds, 0.3);
}

TEST_F(ExampleTest, TakesNoStepThatItCannotDoAndTellsOneThatItCannotMake) {
  open();
  const auto shouter = start("shouter");
  const auto toy = queue_.enqueue("run", tasks::test::toy_step("toy"), 9).value();
  ASSERT_TRUE(queue_.make_ready(toy, {}));
  const auto bad = add("\xff");
  EXPECT_TRUE(becomes(bad, StepState::failed));
  EXPECT_EQ(queue_.look(bad)->failure.error.message, "the lines can't be shouted");
  EXPECT_TRUE(becomes(add("so"), StepState::succeeded)) << "it goes on";
  EXPECT_EQ(queue_.look(toy)->state, StepState::queued);
}

TEST_F(ExampleTest, StopsWithinASecondWhenItsStepIsCancelled) {
  open();
  const auto shouter = start("shouter");
  const auto task = add(std::string(2000, '\n'), R"({"seconds_per_line": 0.02})");
  ASSERT_TRUE(becomes(task, StepState::running));
  std::this_thread::sleep_for(milliseconds(300));
  const auto asked = steady_clock::now();
  ASSERT_TRUE(queue_.cancel(task));
  ASSERT_TRUE(becomes(task, StepState::cancelled));
  EXPECT_LT(steady_clock::now() - asked, std::chrono::seconds(1));
  EXPECT_TRUE(becomes(add("again"), StepState::succeeded)) << "it goes on";
}

TEST_F(ExampleTest, IsRefusedByTheFenceWhenItWasPausedUntilAnotherHadFinished) {
  open(2);
  const auto paused = start("paused");
  const auto task = add("one\ntwo\nthree\nfour\n", R"({"seconds_per_line": 0.1})");
  ASSERT_TRUE(becomes(task, StepState::running));
  paused->signal(SIGSTOP);
  const auto other = start("other");
  ASSERT_TRUE(becomes(task, StepState::succeeded));
  EXPECT_EQ(queue_.look(task)->tries, 2);
  const auto number = queue_.look(task)->number;
  paused->signal(SIGCONT);
  ASSERT_TRUE(test::soon([&] { return !test::text_of(folder_.root / "paused").empty(); }));
  EXPECT_TRUE(test::text_of(folder_.root / "paused").starts_with("refused: this worker doesn't hold that step"));
  EXPECT_EQ(queue_.look(task)->number, number) << "nothing has changed";
  EXPECT_EQ(test::text_of(folder_.root / "other"), "");
}

TEST_F(ExampleTest, FinishesItsStepWhenAskedToGo) {
  open();
  const auto shouter = start("shouter");
  const auto task = add("one\ntwo\nthree\n", R"({"seconds_per_line": 0.1})");
  ASSERT_TRUE(becomes(task, StepState::running));
  EXPECT_EQ(shouter->end(SIGTERM), 0);
  EXPECT_EQ(queue_.look(task)->state, StepState::succeeded);
}

TEST_F(ExampleTest, EndsWithItsServerAndWhenThatDrains) {
  open();
  const auto first = start("first");
  ASSERT_TRUE(becomes(add("so"), StepState::succeeded));
  EXPECT_TRUE(door_->drain(10));
  EXPECT_EQ(first->end(0), 0);
  open();
  const auto second = start("second");
  ASSERT_TRUE(becomes(add("so"), StepState::succeeded));
  door_.reset();
  EXPECT_EQ(second->end(0), 0);
}

}  // namespace
}  // namespace souls::worker
