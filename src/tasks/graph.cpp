#include "tasks/graph.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>

#include "base/limits.hpp"

namespace souls::tasks {
namespace {

tl::unexpected<Error> unsound(const std::string& what) {
  return fail(ErrorCode::internal, "the steps don't fit together: " + what);
}

Status check_inputs(const Step& step) {
  if (step.inputs.size() > limits::kStepInputsMax) return unsound("'" + step.id + "' has too many inputs");
  std::set<std::string_view> names;
  for (const auto& input : step.inputs) {
    if (input.name.empty() || input.name.size() > limits::kStepNameBytesMax) {
      return unsound("an input of '" + step.id + "' has no name, or one that is too long");
    }
    if (!names.insert(input.name).second) return unsound("'" + step.id + "' has two inputs '" + input.name + "'");
    const bool from_step = !input.from_step.empty() && !input.output.empty() && input.blob.empty();
    const bool from_blob = input.from_step.empty() && input.output.empty() && is_digest(input.blob.hex);
    if (!from_step && !from_blob) {
      return unsound("input '" + input.name + "' of '" + step.id + "' is neither one output of a step nor one blob");
    }
  }
  return {};
}

Status check_step(const Step& step) {
  if (step.id.empty() || step.id.size() > limits::kStepNameBytesMax) return unsound("an id is empty or too long");
  if (step.capability.empty()) return unsound("'" + step.id + "' has no capability");
  if (step.parameters.size() > limits::kStepParametersBytesMax) {
    return unsound("'" + step.id + "' has too many parameters");
  }
  if (!(step.cost_seconds >= 0 && step.cost_seconds < 1e9)) return unsound("'" + step.id + "' has no usable cost");
  return check_inputs(step);
}

/// Kahn's algorithm (1962), lowest index first: the same graph always has the same order.
std::vector<std::size_t> sort_topologically(const Wiring& wiring) {
  std::vector<std::size_t> open_inputs(wiring.consumers.size(), 0);
  for (const auto& consumers : wiring.consumers) {
    for (const std::size_t consumer : consumers) ++open_inputs[consumer];
  }
  std::set<std::size_t> ready;
  for (std::size_t i = 0; i < open_inputs.size(); ++i) {
    if (open_inputs[i] == 0) ready.insert(i);
  }
  std::vector<std::size_t> order;
  while (!ready.empty()) {
    const std::size_t step = *ready.begin();
    ready.erase(ready.begin());
    order.push_back(step);
    for (const std::size_t consumer : wiring.consumers[step]) {
      if (--open_inputs[consumer] == 0) ready.insert(consumer);
    }
  }
  return order;
}

}  // namespace

Result<Wiring> wire(const Graph& graph) {
  const std::size_t count = graph.steps.size();
  if (count > limits::kStepsPerSongMax)
    return unsound("there are more than " + std::to_string(limits::kStepsPerSongMax));
  std::map<std::string_view, std::size_t> index;
  for (std::size_t i = 0; i < count; ++i) {
    if (auto checked = check_step(graph.steps[i]); !checked) return fail(checked.error());
    if (!index.emplace(graph.steps[i].id, i).second) return unsound("two are called '" + graph.steps[i].id + "'");
  }
  Wiring wiring;
  wiring.producers.resize(count);
  wiring.consumers.resize(count);
  for (std::size_t i = 0; i < count; ++i) {
    for (const auto& input : graph.steps[i].inputs) {
      if (input.from_step.empty()) {
        wiring.producers[i].push_back(std::nullopt);
        continue;
      }
      const auto found = index.find(input.from_step);
      if (found == index.end()) {
        return unsound("'" + graph.steps[i].id + "' reads from '" + input.from_step + "', which isn't there");
      }
      wiring.producers[i].push_back(found->second);
      auto& consumers = wiring.consumers[found->second];
      if (consumers.empty() || consumers.back() != i) consumers.push_back(i);
    }
  }
  std::vector<double> early_seconds(count, 0);
  for (const auto& [id, seconds] : graph.early_seconds) {
    const auto found = index.find(id);
    if (found == index.end()) return unsound("'" + id + "', which is wanted early, isn't there");
    if (!(seconds >= 0 && seconds < 1e9)) return unsound("'" + id + "' is wanted too early");
    early_seconds[found->second] = seconds;
  }
  wiring.order = sort_topologically(wiring);
  if (wiring.order.size() != count) return unsound("some wait for one another in a circle");
  wiring.remaining_seconds.assign(count, 0);
  for (auto step = wiring.order.rbegin(); step != wiring.order.rend(); ++step) {
    double longest = 0;
    for (const std::size_t consumer : wiring.consumers[*step]) {
      longest = std::max(longest, wiring.remaining_seconds[consumer]);
    }
    wiring.remaining_seconds[*step] = longest + graph.steps[*step].cost_seconds + early_seconds[*step];
  }
  return wiring;
}

}  // namespace souls::tasks
