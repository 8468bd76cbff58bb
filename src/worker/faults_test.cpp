// Workers that are paused, killed, restarted and drained.

#include <gtest/gtest.h>

#include <chrono>

#include "storage/folder.hpp"
#include "tasks/thread_workers_test.hpp"
#include "worker/client.hpp"
#include "worker/counting_queue_test.hpp"
#include "worker/door.hpp"
#include "worker/other_process_test.hpp"
#include "worker/pool.hpp"
#include "worker/toy_capabilities_test.hpp"

namespace souls::worker {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using tasks::StepState;

class FaultsTest : public testing::Test {
 protected:
  tasks::Step step_of(const std::string& capability, const std::string& parameters = {}) const {
    tasks::Step step = tasks::test::toy_step(capability);
    step.capability = capability;
    step.parameters = parameters;
    return step;
  }
  tasks::TaskId add(tasks::Step step) {
    step.id += " " + std::to_string(++added_);  // a run has each step once
    const auto task = queue_.enqueue("run", step, 1).value();
    EXPECT_TRUE(queue_.make_ready(task, {}));
    return task;
  }
  bool becomes(tasks::TaskId task, StepState state) {
    return test::soon([&] { return queue_.look(task)->state == state; });
  }
  std::string text(tasks::TaskId task) {
    const auto outputs = queue_.look(task)->outcome.outputs;
    return outputs.empty() ? "" : folder_.blobs->read(outputs[0].digest, 1000).value();
  }
  /// Processes that this one has started, and that live.
  static std::vector<pid_t> children() {
    std::vector<pid_t> found;
    for (const auto& thread : std::filesystem::directory_iterator("/proc/self/task")) {
      std::ifstream file(thread.path() / "children");
      for (pid_t pid; file >> pid;) found.push_back(pid);
    }
    return found;
  }

  tasks::test::Folder folder_{"faults"};
  test::CountingQueue queue_;
  int added_ = 0;
  const std::string marks_ = folder_.root / "marks";
  const std::filesystem::path socket_ = folder_.root / "workers.sock";
};

TEST_F(FaultsTest, RefusesTheLateResultOfAChildThatWasPaused) {
  Pool pool(queue_, *folder_.blobs, {2, {}, 0.6, 100});
  const auto task = add(step_of("mark", marks_));
  ASSERT_TRUE(test::soon([&] { return test::count_lines(marks_) == 1; }));
  const pid_t paused = std::stoi(test::text_of(marks_));
  ::kill(paused, SIGSTOP);
  ASSERT_TRUE(becomes(task, StepState::succeeded));
  const std::string other = text(task);
  EXPECT_NE(other, std::to_string(paused));
  EXPECT_EQ(queue_.look(task)->tries, 2);
  EXPECT_EQ(queue_.refused(), 0);
  ::kill(paused, SIGCONT);
  EXPECT_TRUE(test::soon([&] { return queue_.refused() > 0; }));
  EXPECT_EQ(text(task), other);
  EXPECT_EQ(queue_.completed_most(), 1);
  EXPECT_EQ(::kill(paused, 0), 0) << "it may go on";
}

TEST_F(FaultsTest, EndsAChildThatStaysPaused) {
  Pool pool(queue_, *folder_.blobs, {1, {}, 0.4, 100, 0.4});
  const auto task = add(step_of("mark", marks_));
  ASSERT_TRUE(test::soon([&] { return test::count_lines(marks_) == 1; }));
  const pid_t paused = std::stoi(test::text_of(marks_));
  ::kill(paused, SIGSTOP);
  ASSERT_TRUE(becomes(task, StepState::succeeded)) << "another took its place";
  EXPECT_NE(::kill(paused, 0), 0);
}

TEST_F(FaultsTest, MakesAGraphOnceAndRightWhileWorkersAreKilled) {
  for (const Seed seed : {1, 2, 3}) {
    Random random(seed);
    tasks::Graph graph = tasks::test::random_graph(seed + 40, 30);
    for (std::size_t i = 0; i < graph.steps.size(); ++i) {
      graph.steps[i].capability = "work";
      graph.steps[i].parameters = std::to_string(seed) + "/" + std::to_string(i);
    }
    const std::size_t before = queue_.completed_tasks();
    Pool pool(queue_, *folder_.blobs, {2, {}, 30, 100});
    const auto door = std::move(*Door::open(queue_, *folder_.blobs, {socket_, 30, 100}));
    std::atomic<bool> done{false};
    int kills = 0;
    std::thread killer([&] {
      std::vector<std::unique_ptr<test::OtherProcess>> guests(2);
      for (; !done; std::this_thread::sleep_for(milliseconds(random.integer(10, 60)))) {
        for (auto& guest : guests) {
          if (guest && ::waitpid(guest->pid(), nullptr, WNOHANG) == 0) continue;
          guest = std::make_unique<test::OtherProcess>(
              "/proc/self/exe", std::vector<std::string>{"worker", "--socket", socket_}, folder_.root / "said");
        }
        // A step whose workers died three times fails, and rightly so.
        if (queue_.deaths_most() >= 2) continue;
        const auto victims = children();
        if (victims.empty()) continue;
        ::kill(victims[static_cast<std::size_t>(random.integer(0, static_cast<int>(victims.size()) - 1))], SIGKILL);
        ++kills;
      }
    });
    tasks::Executor executor(queue_, *folder_.memory, *folder_.blobs);
    const auto outcome = executor.run(graph);
    done = true;
    killer.join();
    ASSERT_TRUE(outcome) << outcome.error().message;
    std::map<std::string, std::string> known;
    for (const auto& step : graph.steps) {
      const auto made = folder_.blobs->read(outcome->output(step.id, "text").value(), 1'000'000).value();
      EXPECT_EQ(made, tasks::test::evaluate(graph, step.id, known));
    }
    EXPECT_EQ(queue_.completed_most(), 1) << "no step's result is taken twice";
    EXPECT_EQ(queue_.completed_tasks() - before, graph.steps.size());
    EXPECT_GT(kills, 0);
  }
  EXPECT_GT(queue_.deaths(), 0) << "some were killed in the middle of a step";
}

TEST_F(FaultsTest, WaitsLongerEachTimeBeforeItStartsAWorkerThatDies) {
  for (int i = 0; i < 30; ++i) add(step_of("toy", std::to_string(i)));
  Pool pool(queue_, *folder_.blobs, {1, {"/bin/false", {}, -1}, 30, 100});
  std::this_thread::sleep_for(std::chrono::seconds(2));
  // Without waits there would be hundreds: 0.1 s, 0.2, 0.4, 0.8 and 1.6 s, each cut by a half at most.
  EXPECT_GE(queue_.deaths(), 2);
  EXPECT_LE(queue_.deaths(), 6);
}

TEST_F(FaultsTest, DrainsWhatIsInHandAndStartsNothingMore) {
  Pool pool(queue_, *folder_.blobs, {1, {}, 30, 100});
  const auto in_hand = add(step_of("mark", marks_));
  ASSERT_TRUE(test::soon([&] { return test::count_lines(marks_) == 1; }));
  const auto next = add(step_of("toy"));
  EXPECT_TRUE(pool.drain(20));
  EXPECT_EQ(queue_.look(in_hand)->state, StepState::succeeded);
  EXPECT_EQ(queue_.look(next)->state, StepState::queued);
  EXPECT_TRUE(children().empty());
}

TEST_F(FaultsTest, GivesBackWhatIsNotFinishedWhenItDrains) {
  Pool pool(queue_, *folder_.blobs, {1, {}, 30, 100});
  const auto task = add(step_of("hang deaf", marks_));
  ASSERT_TRUE(test::soon([&] { return test::count_lines(marks_) == 1; }));
  const auto start = steady_clock::now();
  EXPECT_FALSE(pool.drain(0.3));
  EXPECT_LT(steady_clock::now() - start, std::chrono::seconds(2));
  EXPECT_EQ(queue_.look(task)->state, StepState::queued);
  EXPECT_EQ(queue_.look(task)->failure.kind, tasks::FailureKind::given_back);
  EXPECT_EQ(queue_.deaths(), 0);
}

TEST_F(FaultsTest, AChildThatIsAskedToGoFinishesItsStep) {
  Pool pool(queue_, *folder_.blobs, {1, {}, 30, 100});
  const auto task = add(step_of("mark", marks_));
  ASSERT_TRUE(test::soon([&] { return test::count_lines(marks_) == 1; }));
  const std::string pid = test::text_of(marks_);
  ::kill(std::stoi(pid), SIGTERM);
  ASSERT_TRUE(becomes(task, StepState::succeeded));
  EXPECT_EQ(text(task) + "\n", pid);
  const auto next = add(step_of("mark", marks_));
  ASSERT_TRUE(becomes(next, StepState::succeeded));
  EXPECT_NE(text(next) + "\n", pid);
  EXPECT_EQ(queue_.deaths(), 0);
}

TEST_F(FaultsTest, LeasesAChildsNextStepAlongWithItsReport) {
  std::vector<tasks::TaskId> tasks;
  for (int i = 0; i < 3; ++i) tasks.push_back(add(step_of("toy", std::to_string(i))));
  Pool pool(queue_, *folder_.blobs, {1, {}, 30, 100});
  for (const auto task : tasks) ASSERT_TRUE(becomes(task, StepState::succeeded));
  EXPECT_EQ(queue_.leased_along(), 2);
  EXPECT_EQ(queue_.completed_most(), 1);
}

TEST_F(FaultsTest, LeavesNothingHalfMadeOnceAFailureIsKnown) {
  const auto door = std::move(*Door::open(queue_, *folder_.blobs, {socket_, 30, 100}));
  const auto drafts = [&] {
    const std::filesystem::directory_iterator first(storage::Folder{folder_.root}.temporary());
    return std::distance(begin(first), end(first));
  };
  std::vector<std::ptrdiff_t> left;
  queue_.before_failure = [&] { left.push_back(drafts()); };
  const auto write_half = [&](Client& guest) {
    (void)add(step_of("toy"));
    EXPECT_TRUE(guest.ask_for<Welcome>(Hello{kProtocolVersion, "guest", "test", "1", {}}));
    const auto given = guest.ask_for<GiveStep>(AskLease{5, {}}).value();
    EXPECT_TRUE(guest.ask_for_file(AskOutput{given.lease, "text"}));
    EXPECT_EQ(drafts(), 1);
    return given.lease;
  };
  {
    Client says_so(Channel(*Channel::connect(socket_)));
    const Held lease = write_half(says_so);
    EXPECT_TRUE(says_so.ask_for<Accepted>(Fail{lease, {ErrorCode::unavailable, "the disk is full", {}}}));
  }
  {
    Client miscounts(Channel(*Channel::connect(socket_)));
    const Held lease = write_half(miscounts);
    EXPECT_FALSE(miscounts.ask_for<Accepted>(Complete{lease, 0, 7}));
  }
  {
    Client goes_away(Channel(*Channel::connect(socket_)));
    (void)write_half(goes_away);
  }
  EXPECT_TRUE(test::soon([&] { return queue_.deaths() == 1; }));
  EXPECT_EQ(left, (std::vector<std::ptrdiff_t>{0, 0, 0}));
}

TEST_F(FaultsTest, TellsTheCpuSecondsAndBytesOfAStep) {
  Pool pool(queue_, *folder_.blobs, {1, {}, 30, 100});
  const auto busy = add(step_of("compute", "0.2")), idle = add(step_of("mark", marks_));
  ASSERT_TRUE(becomes(busy, StepState::succeeded));
  ASSERT_TRUE(becomes(idle, StepState::succeeded));
  const auto outcome = queue_.look(busy)->outcome;
  EXPECT_GE(outcome.cpu_seconds, 0.2);
  EXPECT_LT(outcome.cpu_seconds, 0.4);
  EXPECT_GE(outcome.seconds, 0.2);
  EXPECT_EQ(outcome.bytes_out, text(busy).size());
  EXPECT_LT(queue_.look(idle)->outcome.cpu_seconds, 0.1) << "of the step, not of the process so far";
}

}  // namespace
}  // namespace souls::worker
