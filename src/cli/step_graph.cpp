#include "cli/step_graph.hpp"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "cli/table.hpp"

namespace souls::cli {
namespace {

using nlohmann::json;

constexpr std::size_t kNamesMax = 3;
constexpr std::size_t kNamesColumnsMax = 48;

using StepName = std::pair<int, std::string>;  // revision, step

StepName name_of(const json& task, const json& step) { return {task.at("revision"), step}; }

/// Depths by step, each worked out once.
class Depths {
 public:
  explicit Depths(const json& tasks) {
    for (const json& task : tasks) tasks_[name_of(task, task.at("step"))] = &task;
  }

  int of(const StepName& step) {
    const auto task = tasks_.find(step);
    if (task == tasks_.end()) return -1;
    const auto [known, is_new] = depths_.try_emplace(step, 0);
    if (!is_new) return known->second;
    int depth = 0;
    for (const json& before : task->second->at("after")) {
      depth = std::max(depth, of(name_of(*task->second, before)) + 1);
    }
    return known->second = depth;
  }

 private:
  std::map<StepName, const json*> tasks_;
  std::map<StepName, int> depths_;
};

}  // namespace

std::vector<PlacedStep> in_order(const json& tasks) {
  Depths depths(tasks);
  std::vector<PlacedStep> steps;
  for (const json& task : tasks) steps.push_back({&task, depths.of(name_of(task, task.at("step")))});
  std::ranges::sort(steps, {}, [](const PlacedStep& step) {
    return std::tuple(step.task->at("revision").get<int>(), step.depth, step.task->at("id").get<std::uint64_t>());
  });
  return steps;
}

std::string after_text(const json& steps) {
  if (steps.empty()) return "";
  std::string names;
  for (const json& step : steps) names += (names.empty() ? "← " : ", ") + step.get<std::string>();
  const bool is_long = steps.size() > kNamesMax || width_of(names) > kNamesColumnsMax;
  return is_long && steps.size() > 1 ? "← " + std::to_string(steps.size()) + " steps" : names;
}

}  // namespace souls::cli
