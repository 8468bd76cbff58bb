#include "studio/lineage.hpp"

#include <algorithm>

#include "tasks/step_rows.hpp"

namespace souls::studio {
namespace {

/// The name of the run that planned what this one makes.
std::string plan_run(const std::string& run) { return run.substr(0, run.rfind('/') + 1).append(kPlanPhase); }

Result<std::vector<storage::TaskRow>> planning(storage::Transaction& t, const storage::RunRow& run) {
  const auto plan = t.tasks().find_run(plan_run(run.name));
  if (!plan) return fail(plan.error());
  if (!*plan || (*plan)->song != run.song) return std::vector<storage::TaskRow>{};
  return t.tasks().of_run((*plan)->number);
}

bool makes(const storage::TaskRow& task, const Digest& blob) {
  return std::ranges::any_of(task.outputs, [&](const auto& output) { return output.digest == blob; });
}

}  // namespace

std::string run_name(const std::string& song, int revision) { return song + "/" + std::to_string(revision); }

Result<std::vector<std::string>> steps_before(storage::Transaction& t, const storage::TaskRow& task,
                                              const storage::RunRow& run) {
  const auto step = t.tasks().get_step(task.id);
  if (!step) return fail(step.error());
  std::vector<std::string> before;
  const auto add = [&](const std::string& name) {
    if (std::ranges::find(before, name) == before.end()) before.push_back(name);
  };
  if (!*step) return before;
  for (const tasks::StepInput& input : tasks::inputs_of(**step)) {
    if (!input.from_step.empty()) {
      add(input.from_step);
      continue;
    }
    const auto planned = planning(t, run);
    if (!planned) return fail(planned.error());
    for (const auto& other : *planned) {
      if (makes(other, input.blob)) add(other.step);
    }
  }
  return before;
}

}  // namespace souls::studio
