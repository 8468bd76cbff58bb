#include "cli/step_graph.hpp"

#include <gtest/gtest.h>

namespace souls::cli {
namespace {

using nlohmann::json;

json task(int id, int revision, const std::string& step, const std::vector<std::string>& after = {}) {
  return {{"id", id}, {"revision", revision}, {"step", step}, {"after", after}};
}

TEST(StepGraph, PutsEachStepAfterThoseThatItComesAfter) {
  const json tasks = {task(9, 2, "plan"),
                      task(8, 1, "mix", {"stem", "brief"}),
                      task(7, 1, "stem", {"notes"}),
                      task(5, 1, "brief", {"plan"}),
                      task(4, 1, "notes", {"brief"}),
                      task(2, 1, "plan")};
  std::string text;
  for (const auto& step : in_order(tasks)) {
    text += std::to_string(step.task->at("revision").get<int>()) +
            std::string(static_cast<std::size_t>(step.depth) + 1, ' ') + step.task->at("step").get<std::string>() +
            '\n';
  }
  EXPECT_EQ(text, "1 plan\n1  brief\n1   notes\n1    stem\n1     mix\n2 plan\n");
}

TEST(StepGraph, CountsStepsWhereTheirNamesAreMany) {
  EXPECT_EQ(after_text(json::array()), "");
  EXPECT_EQ(after_text({"plan", "brief"}), "← plan, brief");
  EXPECT_EQ(after_text({"a", "b", "c", "d"}), "← 4 steps");
  EXPECT_EQ(after_text({std::string(40, 'a'), std::string(40, 'b')}), "← 2 steps");
  EXPECT_EQ(after_text({std::string(60, 'a')}), "← " + std::string(60, 'a')) << "one is named, however long";
}

}  // namespace
}  // namespace souls::cli
