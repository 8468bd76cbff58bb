#include "worker/pool.hpp"

#include <gtest/gtest.h>
#include <spawn.h>
#include <sys/mount.h>
#include <sys/wait.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <mutex>
#include <set>

#include "tasks/thread_workers_test.hpp"
#include "worker/engine.hpp"
#include "worker/toy_capabilities_test.hpp"

namespace souls::worker {
namespace {

namespace fs = std::filesystem;
using std::chrono::steady_clock;
using tasks::EventKind;

tasks::Step step_of(const std::string& capability, const std::string& parameters = "") {
  tasks::Step step = tasks::test::toy_step(capability);
  step.capability = capability;
  step.parameters = parameters;
  return step;
}

class PoolTest : public testing::Test {
 protected:
  PoolTest() : root_(fs::temp_directory_path() / ("souls.pool." + std::to_string(::getpid()))) {
    fs::remove_all(root_);
    fs::create_directories(root_);
  }
  ~PoolTest() override {
    engine_.reset();
    fs::remove_all(root_);
  }

  void open(std::size_t workers, double step_seconds_max = 100) {
    engine_.reset();
    engine_ = std::move(*Engine::open({root_ / "store", {false}, {workers, {}, 30, step_seconds_max}}));
  }
  Result<tasks::RunOutcome> run(const std::vector<tasks::Step>& steps, const Context& context = {}) {
    graph_ = {steps};
    return engine_->executor().run(graph_, context, [this](const tasks::Event& e) { events_.push_back(e); });
  }
  /// Runs a step whose output is "text".
  std::string text(const tasks::Step& step) {
    const auto outcome = run({step});
    if (!outcome) return "failed: " + outcome.error().message;
    return engine_->blobs().read(outcome->output(step.id, "text").value(), 10'000'000).value();
  }
  Error error(const tasks::Step& step) {
    const auto outcome = run({step});
    EXPECT_FALSE(outcome);
    return outcome ? Error{} : outcome.error();
  }
  int count(EventKind kind) const {
    return static_cast<int>(
        std::count_if(events_.begin(), events_.end(), [&](const auto& e) { return e.kind == kind; }));
  }
  std::string marks() const { return (root_ / "marks").string(); }
  pid_t marked_pid() const {
    std::ifstream file(marks());
    pid_t pid = 0;
    file >> pid;
    return pid;
  }
  std::size_t files(const char* part) const {
    std::size_t found = 0;
    for (const auto& entry : fs::recursive_directory_iterator(root_ / "store" / part)) found += entry.is_regular_file();
    return found;
  }

  const fs::path root_;
  std::unique_ptr<Engine> engine_;
  tasks::Graph graph_;
  std::vector<tasks::Event> events_;
};

/// Kills the process that the marks name as soon as they do.
class Killer {
 public:
  Killer(const std::string& marks, int signal)
      : thread_([marks, signal] {
          for (int i = 0; i < 5000; ++i) {
            pid_t pid = 0;
            if (std::ifstream(marks) >> pid) return (void)::kill(pid, signal);
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
          }
        }) {}
  ~Killer() { thread_.join(); }

 private:
  std::thread thread_;
};

TEST_F(PoolTest, RunsAStepInAProcessOfItsOwn) {
  open(1);
  const std::string pid = text(step_of("pid"));
  EXPECT_NE(pid, std::to_string(::getpid()));
  EXPECT_EQ(text(step_of("process")), "core 0, death signal 9, interrupt ignored");
}

TEST_F(PoolTest, KeepsOneProcessForManyGraphs) {
  open(1);
  std::set<std::string> pids;
  for (int i = 0; i < 5; ++i) pids.insert(text(step_of("pid", std::to_string(i))));
  EXPECT_EQ(pids.size(), 1u);
}

TEST_F(PoolTest, PrefersTheProcessThatHasTheModelLoaded) {
  open(3);
  std::set<std::string> pids;
  for (int i = 0; i < 5; ++i) {
    pids.insert(text(step_of("pid", std::to_string(i))));
    // All workers are idle again before the next.
    std::this_thread::sleep_for(std::chrono::milliseconds(150));
  }
  EXPECT_EQ(pids.size(), 1u);
}

TEST_F(PoolTest, CarriesInputsAndOutputs) {
  open(2);
  const auto outcome = run({step_of("several"), step_of("nothing"), step_of("big", "3000000")});
  ASSERT_TRUE(outcome) << outcome.error().message;
  EXPECT_EQ(engine_->blobs().read(outcome->output("several", "a").value(), 10).value(), "1");
  EXPECT_EQ(engine_->blobs().read(outcome->output("several", "b").value(), 10).value(), "");
  EXPECT_EQ(engine_->blobs().read(outcome->output("several", "c").value(), 10).value(), std::string(1, '\0'));
  EXPECT_TRUE(outcome->find("nothing")->outputs.empty());
  EXPECT_EQ(outcome->output("big", "text").value(), sha256(std::string(3000000, 'b')));

  tasks::Step many = step_of("toy", "many inputs");
  std::map<std::string, std::string> inputs;
  for (int i = 0; i < 600; ++i) {
    const std::string name = "input " + std::to_string(i);
    inputs[name] = i == 0 ? "" : std::to_string(i);
    many.inputs.push_back({name, "", "", *engine_->blobs().put(inputs[name])});
  }
  EXPECT_EQ(text(many), tasks::test::toy_output(many, inputs));
}

TEST_F(PoolTest, TellsProgressAtMostFourTimesASecond) {
  open(1);
  const auto start = steady_clock::now();
  ASSERT_TRUE(run({step_of("chatter")}));
  const double seconds = std::chrono::duration<double>(steady_clock::now() - start).count();
  EXPECT_GE(count(EventKind::progress), 3);
  EXPECT_LE(count(EventKind::progress), 4 * seconds + 1);
  double fraction = 0;
  for (const auto& event : events_) {
    if (event.kind != EventKind::progress) continue;
    EXPECT_GE(event.progress.fraction, fraction);
    fraction = event.progress.fraction;
    EXPECT_EQ(event.progress.phrase.substr(0, 5), "line ");
  }
}

TEST_F(PoolTest, ReplacesAWorkerThatCrashesAndTriesTheStepAgain) {
  open(1);
  for (const char* how : {"die by SIGKILL", "die by SIGSEGV"}) {
    fs::remove(marks());
    const auto outcome = run({step_of(how, marks() + " 2")});
    ASSERT_TRUE(outcome) << outcome.error().message;
    EXPECT_EQ(outcome->steps[0].tries, 3);
    std::set<std::string> pids;
    std::ifstream file(marks());
    for (std::string pid; std::getline(file, pid);) pids.insert(pid);
    EXPECT_EQ(pids.size(), 2u) << "each try has a process of its own";
  }
  EXPECT_EQ(count(EventKind::retried), 4);
}

TEST_F(PoolTest, FailsAStepAfterThreeDeathsWithASentence) {
  open(2);
  const Error killed = error(step_of("die by SIGSEGV", marks() + " 99"));
  EXPECT_EQ(killed.code, ErrorCode::internal);
  EXPECT_EQ(killed.message,
            "the step 'die by SIGSEGV' failed: its worker died 3 times, the last time because it was "
            "killed by signal 11 (Segmentation fault)");
  EXPECT_EQ(test::count_lines(marks()), 3);
  EXPECT_NE(error(step_of("exit")).message.find("ended with code 7"), std::string::npos);
  EXPECT_EQ(text(step_of("toy")).substr(0, 3), "toy") << "others are served as before";
}

TEST_F(PoolTest, TriesAStepAgainWhoseWorkerIsKilledInTheMiddle) {
  open(1);
  Context context;
  context.should_stop = [this] { return count(EventKind::retried) > 0; };
  const Killer killer(marks(), SIGKILL);
  const auto outcome = run({step_of("hang", marks())}, context);
  EXPECT_EQ(outcome.error().code, ErrorCode::cancelled);
  ASSERT_EQ(count(EventKind::retried), 1);
  const auto retried =
      std::find_if(events_.begin(), events_.end(), [](auto& e) { return e.kind == EventKind::retried; });
  EXPECT_EQ(retried->error.message, "was killed by signal 9 (Killed)");
}

TEST_F(PoolTest, LeavesCtrlCToTheParent) {
  open(1);
  const Killer killer(marks(), SIGINT);
  Context context;
  const auto start = steady_clock::now();
  context.should_stop = [&] { return steady_clock::now() - start > std::chrono::milliseconds(600); };
  EXPECT_EQ(run({step_of("hang", marks())}, context).error().code, ErrorCode::cancelled);
  EXPECT_EQ(count(EventKind::retried), 0);
}

TEST_F(PoolTest, CancelsWithinASecondAndKeepsWhatWasDone) {
  for (const char* how : {"hang", "hang deaf"}) {
    open(2);
    fs::remove(marks());
    steady_clock::time_point asked{};
    Context context;
    context.should_stop = [&] {
      if (test::count_lines(marks()) == 0) return false;
      if (asked == steady_clock::time_point{}) asked = steady_clock::now();
      return true;
    };
    auto hang = step_of(how, marks());
    hang.inputs.push_back({"in", "toy", "text", {}});
    const auto outcome = run({step_of("toy", how), hang}, context);
    EXPECT_LT(std::chrono::duration<double>(steady_clock::now() - asked).count(), 1.0) << how;
    EXPECT_EQ(outcome.error().code, ErrorCode::cancelled);
    const bool is_deaf = std::string(how) == "hang deaf";
    EXPECT_EQ(::kill(marked_pid(), 0) == 0, !is_deaf) << "a worker that listens stays, with what it has loaded";
    const auto later = run({step_of("toy", how)});
    ASSERT_TRUE(later);
    EXPECT_TRUE(later->steps[0].reused);
  }
}

TEST_F(PoolTest, StopsAStepThatTakesTooLong) {
  open(1, 0.3);
  EXPECT_EQ(error(step_of("hang deaf", marks())).code, ErrorCode::deadline);
  EXPECT_EQ(test::count_lines(marks()), 1);
}

TEST_F(PoolTest, EndsItsWorkersWithItself) {
  open(1);
  const pid_t pid = std::stoi(text(step_of("pid")));
  EXPECT_EQ(::kill(pid, 0), 0);
  engine_.reset();
  EXPECT_NE(::kill(pid, 0), 0);
}

TEST_F(PoolTest, WorkersDieWithAParentThatIsKilled) {
  std::vector<std::string> words = {"test", "orphan", (root_ / "other").string(), marks()};
  std::vector<char*> argv;
  for (auto& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  pid_t parent = 0;
  ASSERT_EQ(::posix_spawn(&parent, "/proc/self/exe", nullptr, nullptr, argv.data(), environ), 0);
  for (int i = 0; i < 5000 && marked_pid() == 0; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(2));
  const pid_t worker = marked_pid();
  ASSERT_GT(worker, 0);
  ASSERT_EQ(::kill(worker, 0), 0);
  ::kill(parent, SIGKILL);
  ::waitpid(parent, nullptr, 0);
  // Gone, or a zombie that its new parent hasn't waited for.
  const auto is_alive = [worker] {
    std::ifstream stat("/proc/" + std::to_string(worker) + "/stat");
    std::string text;
    return std::getline(stat, text) && text.find(") Z") == std::string::npos;
  };
  for (int i = 0; i < 500 && is_alive(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(2));
  EXPECT_FALSE(is_alive());
}

TEST_F(PoolTest, TakesAnErrorOfAStepAsItIs) {
  open(1);
  const Error refused = error(step_of("refuse"));
  EXPECT_EQ(refused.code, ErrorCode::invalid_request);
  EXPECT_EQ(refused.message, "9 000 bpm can't be played");
  EXPECT_EQ(refused.detail, "step 'refuse': limit 220");
  EXPECT_EQ(error(step_of("throw")).code, ErrorCode::internal);
  EXPECT_EQ(error(step_of("no memory")).code, ErrorCode::unavailable);
  EXPECT_EQ(error(step_of("twice")).code, ErrorCode::internal);
  EXPECT_EQ(error(step_of("bad text")).code, ErrorCode::internal);
  EXPECT_EQ(count(EventKind::retried), 1) << "only the lack of memory is tried again";
}

TEST_F(PoolTest, SaysWhenAWorkerCannotBeStarted) {
  engine_ = std::move(*Engine::open({root_ / "store", {false}, {1, {"/nowhere/souls", {}, -1}, 30, 100}}));
  const Error none = error(step_of("toy"));
  EXPECT_EQ(none.code, ErrorCode::unavailable);
  EXPECT_EQ(none.message, "can't start a worker");
}

TEST_F(PoolTest, SurvivesAProgramThatIsNoWorker) {
  engine_ = std::move(*Engine::open({root_ / "store", {false}, {1, {"/bin/true", {}, -1}, 30, 100}}));
  EXPECT_NE(error(step_of("toy")).message.find("ended with code 0"), std::string::npos);
}

TEST_F(PoolTest, SaysWhenTheDiskIsFullAndLeavesNoHalfMadeBlob) {
  fs::create_directories(root_ / "store");
  if (::mount("none", (root_ / "store").c_str(), "tmpfs", 0, "size=512k") != 0) GTEST_SKIP() << "may not mount here";
  open(1);
  ASSERT_TRUE(run({step_of("big", "100000")}));
  const Error full = error(step_of("big", "900000"));
  EXPECT_EQ(full.code, ErrorCode::unavailable);
  EXPECT_NE(full.message.find("full"), std::string::npos) << full.message;
  EXPECT_EQ(files("blobs"), 1u);
  EXPECT_EQ(files("tmp"), 0u);
  EXPECT_EQ(text(step_of("big", "100000")).size(), 100000u);
  engine_.reset();
  EXPECT_EQ(::umount((root_ / "store").c_str()), 0);
}

}  // namespace
}  // namespace souls::worker
