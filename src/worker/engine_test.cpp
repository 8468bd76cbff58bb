#include "worker/engine.hpp"

#include <gtest/gtest.h>

#include <map>

#include "tasks/thread_workers_test.hpp"

namespace souls::worker {
namespace {

namespace fs = std::filesystem;

class EngineTest : public testing::Test {
 protected:
  EngineTest() : root_(fs::temp_directory_path() / ("souls.engine." + std::to_string(::getpid()))) {
    fs::remove_all(root_);
  }
  ~EngineTest() override { fs::remove_all(root_); }

  std::unique_ptr<Engine> open() { return std::move(*Engine::open({root_, {false}, {2, {}, 30, 100}})); }

  static void expect_right(Engine& engine, const tasks::Graph& graph, const tasks::RunOutcome& outcome) {
    std::map<std::string, std::string> known;
    for (const auto& step : graph.steps) {
      const auto text = engine.blobs().read(outcome.output(step.id, "text").value(), 1'000'000);
      ASSERT_TRUE(text);
      EXPECT_EQ(*text, tasks::test::evaluate(graph, step.id, known));
    }
  }

  const fs::path root_;
};

TEST_F(EngineTest, MakesRandomGraphsRightAndNeverRunsAStepTwice) {
  std::map<Digest, int> made;
  for (int round = 0; round < 2; ++round) {
    auto engine = open();
    for (Seed seed = 100; seed < 115; ++seed) {
      const tasks::Graph graph = tasks::test::random_graph(seed, 30);
      const auto outcome = engine->executor().run(graph);
      ASSERT_TRUE(outcome) << outcome.error().message;
      expect_right(*engine, graph, *outcome);
      for (const auto& step : outcome->steps) made[step.key] += step.reused ? 0 : 1;
    }
  }
  for (const auto& [key, times] : made) EXPECT_EQ(times, 1) << key.hex;
}

TEST_F(EngineTest, RefusesATrimWhileItRuns) {
  auto engine = open();
  EXPECT_EQ(storage::FolderLock::alone(root_).error().code, ErrorCode::conflict);
  engine.reset();
  EXPECT_TRUE(storage::FolderLock::alone(root_));
}

TEST_F(EngineTest, MakesADamagedResultAgain) {
  tasks::Graph graph{{tasks::test::toy_step("a"), tasks::test::toy_step("b", {"a"})}};
  Digest made;
  {
    auto engine = open();
    made = engine->executor().run(graph)->output("a", "text").value();
  }
  const auto path = storage::Folder{root_}.blob(made);
  fs::permissions(path, fs::perms::owner_all);
  fs::resize_file(path, 3);
  graph.steps[1].seed = 1;
  auto engine = open();
  const auto outcome = engine->executor().run(graph);
  ASSERT_TRUE(outcome) << outcome.error().message;
  expect_right(*engine, graph, *outcome);
  EXPECT_FALSE(outcome->steps[0].reused);
}

TEST_F(EngineTest, SaysWhenItsFolderCannotBeMade) {
  fs::create_directories(root_);
  ASSERT_TRUE(write_file_atomically(root_ / "file", "x"));
  const auto engine = Engine::open({root_ / "file" / "under", {false}, {}});
  ASSERT_FALSE(engine);
  EXPECT_EQ(engine.error().code, ErrorCode::invalid_request);
}

}  // namespace
}  // namespace souls::worker
