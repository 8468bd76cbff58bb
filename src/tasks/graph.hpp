#pragma once
// Steps and the edges between them.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "tasks/step.hpp"

namespace souls::tasks {

/// Steps in any order; their inputs are the edges.
struct Graph {
  std::vector<Step> steps;
  /// Steps that are run as if so many seconds more waited for them: what people want to see before the rest.
  std::map<std::string, double> early_seconds = {};
};

/// A sound graph's edges, as indices into `steps`.
struct Wiring {
  /// For each step and each of its inputs: the step that makes it, if one does.
  std::vector<std::vector<std::optional<std::size_t>>> producers;
  /// For each step: those that read from it, each once, in ascending order.
  std::vector<std::vector<std::size_t>> consumers;
  /// All steps, each after those that it reads from.
  std::vector<std::size_t> order;
  /// For each step: the cost of the longest chain that starts with it, and what is wanted early counted for more. The
  /// executor runs the largest first.
  std::vector<double> remaining_seconds;
};

/// Checks a graph and lays its edges. `internal` for an id that is missing, too long or used twice, an input without a
/// name or with one used twice, an input from no step and no blob or from an unknown step, an unknown step that is
/// wanted early, a cycle, or a bound passed.
Result<Wiring> wire(const Graph& graph);

}  // namespace souls::tasks
