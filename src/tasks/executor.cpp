#include "tasks/executor.hpp"

#include <algorithm>

#include "tasks/run.hpp"

namespace souls::tasks {

const StepOutcome* RunOutcome::find(std::string_view step) const {
  const auto found = std::find_if(steps.begin(), steps.end(), [step](const StepOutcome& s) { return s.step == step; });
  return found == steps.end() ? nullptr : &*found;
}

Result<Digest> RunOutcome::output(std::string_view step, std::string_view name) const {
  if (const StepOutcome* outcome = find(step)) {
    for (const auto& output : outcome->outputs) {
      if (output.name == name) return output.digest;
    }
  }
  return fail(ErrorCode::not_found, "no step '" + std::string(step) + "' made an output '" + std::string(name) + "'");
}

Result<RunOutcome> Executor::run(const Graph& graph, const Context& context, const OnEvent& on_event,
                                 const RunOptions& options) {
  auto wiring = wire(graph);
  if (!wiring) return fail(wiring.error());
  Run run(graph, std::move(*wiring), {queue_, memory_, blobs_}, context, on_event, options);
  return run.go();
}

}  // namespace souls::tasks
