#include "tasks/graph.hpp"

#include <gtest/gtest.h>

#include "base/limits.hpp"
#include "tasks/thread_workers_test.hpp"

namespace souls::tasks {
namespace {

using test::toy_step;

TEST(Graph, LaysItsEdgesAndOrdersItsSteps) {
  Graph graph{
      {toy_step("mix", {"bass", "drums"}), toy_step("bass", {"plan"}), toy_step("plan"), toy_step("drums", {"plan"})}};
  graph.steps[0].inputs.push_back({"again", "bass", "other", {}});
  graph.steps[0].inputs.push_back({"words", "", "", sha256("words")});
  graph.steps[1].cost_seconds = 5;
  const auto wiring = wire(graph);
  ASSERT_TRUE(wiring) << wiring.error().message;
  EXPECT_EQ(wiring->order, (std::vector<std::size_t>{2, 1, 3, 0}));
  EXPECT_EQ(wiring->producers[0], (std::vector<std::optional<std::size_t>>{1, 3, 1, std::nullopt}));
  EXPECT_EQ(wiring->consumers[2], (std::vector<std::size_t>{1, 3}));
  EXPECT_EQ(wiring->consumers[1], (std::vector<std::size_t>{0}));
  EXPECT_EQ(wiring->remaining_seconds, (std::vector<double>{1, 6, 7, 2}));
}

TEST(Graph, CountsWhatIsWantedEarlyForMore) {
  Graph graph{{toy_step("plan"), toy_step("bass", {"plan"}), toy_step("drums", {"plan"}), toy_step("mix", {"bass", "drums"}),
               toy_step("preview", {"drums"})}};
  graph.early_seconds["preview"] = 10;
  EXPECT_EQ(wire(graph)->remaining_seconds, (std::vector<double>{13, 2, 12, 1, 11}));
}

TEST(Graph, TakesNoSteps) { EXPECT_TRUE(wire(Graph{})); }

TEST(Graph, RefusesWhatDoesNotFit) {
  const auto with = [](const std::function<void(Graph&)>& change) {
    Graph graph{{toy_step("a"), toy_step("b", {"a"}), toy_step("c", {"b"})}};
    change(graph);
    return graph;
  };
  const std::vector<std::pair<Graph, std::string>> bad = {
      {with([](Graph& g) {
         g.steps[0].inputs.push_back({"in", "c", "text", {}});
       }),
       "circle"},
      {with([](Graph& g) {
         g.steps[0].inputs.push_back({"in", "a", "text", {}});
       }),
       "circle"},
      {with([](Graph& g) { g.steps[1].inputs[0].from_step = "x"; }), "isn't there"},
      {with([](Graph& g) { g.steps[1].id = "a"; }), "two are called"},
      {with([](Graph& g) { g.steps[1].id = ""; }), "id is empty"},
      {with([](Graph& g) { g.steps[1].id = std::string(limits::kStepNameBytesMax + 1, 'x'); }), "too long"},
      {with([](Graph& g) { g.steps[1].capability = ""; }), "no capability"},
      {with([](Graph& g) { g.steps[1].inputs[0].name = ""; }), "no name"},
      {with([](Graph& g) { g.steps[1].inputs.push_back(g.steps[1].inputs[0]); }), "two inputs"},
      {with([](Graph& g) { g.steps[1].inputs[0].blob = sha256("x"); }), "neither"},
      {with([](Graph& g) { g.steps[1].inputs[0].output = ""; }), "neither"},
      {with([](Graph& g) {
         g.steps[0].inputs.push_back({"in", "", "", {"no digest"}});
       }),
       "neither"},
      {with([](Graph& g) { g.steps[0].cost_seconds = -1; }), "cost"},
      {with([](Graph& g) { g.early_seconds["x"] = 1; }), "isn't there"},
      {with([](Graph& g) { g.early_seconds["a"] = -1; }), "too early"},
      {with([](Graph& g) { g.steps[0].parameters.resize(limits::kStepParametersBytesMax + 1); }), "parameters"},
      {with([](Graph& g) { g.steps[0].inputs.resize(limits::kStepInputsMax + 1); }), "too many inputs"},
  };
  for (const auto& [graph, reason] : bad) {
    const auto wiring = wire(graph);
    ASSERT_FALSE(wiring) << reason;
    EXPECT_NE(wiring.error().message.find(reason), std::string::npos) << wiring.error().message;
  }
}

TEST(Graph, HasABound) {
  Graph graph;
  for (std::size_t i = 0; i < limits::kStepsPerSongMax; ++i) graph.steps.push_back(toy_step(std::to_string(i)));
  EXPECT_TRUE(wire(graph));
  graph.steps.push_back(toy_step("one more"));
  EXPECT_FALSE(wire(graph));
}

}  // namespace
}  // namespace souls::tasks
