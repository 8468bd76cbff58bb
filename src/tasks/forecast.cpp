#include "tasks/forecast.hpp"

#include <algorithm>
#include <optional>

namespace souls::tasks {
namespace {

using Outputs = std::vector<NamedDigest>;

/// The digests of a step's inputs; empty when a step that it reads from isn't known to be remembered.
std::optional<Outputs> known_inputs(const Graph& graph, const Wiring& wiring, std::size_t step,
                                    const std::vector<std::optional<Outputs>>& known) {
  Outputs inputs;
  for (std::size_t i = 0; i < graph.steps[step].inputs.size(); ++i) {
    const StepInput& input = graph.steps[step].inputs[i];
    const auto producer = wiring.producers[step][i];
    if (!producer) {
      inputs.push_back({input.name, input.blob});
      continue;
    }
    if (!known[*producer]) return std::nullopt;
    const auto found = std::find_if(known[*producer]->begin(), known[*producer]->end(),
                                    [&](const NamedDigest& output) { return output.name == input.output; });
    if (found == known[*producer]->end()) return std::nullopt;
    inputs.push_back({input.name, found->digest});
  }
  return inputs;
}

}  // namespace

std::string_view to_string(Fate fate) {
  switch (fate) {
    case Fate::reused:
      return "reused";
    case Fate::made:
      return "made";
    case Fate::depends:
      return "depends";
  }
  return "";
}

Result<std::vector<Forecast>> forecast(const Graph& graph, storage::ResultMemory& memory,
                                       std::string_view compute_class) {
  const auto wiring = wire(graph);
  if (!wiring) return fail(wiring.error());
  std::vector<Forecast> forecasts(graph.steps.size());
  std::vector<std::optional<Outputs>> known(graph.steps.size());
  for (const std::size_t step : wiring->order) {
    Forecast& told = forecasts[step];
    told.step = graph.steps[step].id;
    const auto inputs = known_inputs(graph, *wiring, step, known);
    if (!inputs) {
      told.fate = Fate::depends;
      continue;
    }
    told.key = step_key(graph.steps[step], *inputs, compute_class);
    const auto remembered = memory.find(told.key);
    if (!remembered) return fail(remembered.error());
    if (!*remembered) continue;
    told.fate = Fate::reused;
    known[step] = (*remembered)->outputs;
  }
  return forecasts;
}

}  // namespace souls::tasks
