#include "studio/time_left.hpp"

#include <algorithm>
#include <set>

#include "storage/task_table.hpp"
#include "tasks/step_rows.hpp"
#include "tasks/time_left.hpp"

namespace souls::studio {
namespace {

using storage::TaskRow;
using storage::TaskState;

Result<tasks::StepTimes> measured(storage::Transaction& transaction) {
  const auto rows = transaction.tasks().step_times();
  if (!rows) return fail(rows.error());
  return tasks::StepTimes(*rows);
}

/// What is left of a step: by how far it says it is, else by how long it has been running.
double left_of(const TaskRow& task, double seconds, std::int64_t now_ms) {
  if (task.state != TaskState::running) return seconds;
  if (task.fraction > 0) return seconds * (1 - std::min(task.fraction, 1.0));
  return std::max(0.0, seconds - static_cast<double>(now_ms - task.started_ms) / 1000);
}

Result<double> left_of_run(storage::Transaction& transaction, const storage::RunRow& run, double workers,
                           std::int64_t now_ms) {
  const auto rows = transaction.tasks().of_run(run.number);
  if (!rows) return fail(rows.error());
  const auto times = measured(transaction);
  if (!times) return fail(times.error());
  tasks::Graph graph;
  std::vector<double> seconds;
  std::set<std::string> open;
  for (const TaskRow& task : *rows) {
    if (task.state >= TaskState::succeeded) continue;
    const auto rest = transaction.tasks().get_step(task.id);
    if (!rest) return fail(rest.error());
    graph.steps.push_back(tasks::step_of(task, rest->value_or(storage::TaskStepRow{})));
    seconds.push_back(left_of(task, times->seconds(graph.steps.back()), now_ms));
    open.insert(task.step);
  }
  // Who reads what is done waits for nobody.
  for (tasks::Step& step : graph.steps) {
    std::erase_if(step.inputs, [&](const tasks::StepInput& input) { return !open.contains(input.from_step); });
  }
  return tasks::time_left(graph, seconds, workers);
}

}  // namespace

Result<std::optional<double>> time_left(storage::Transaction& transaction, const std::string& song, std::size_t workers,
                                        std::int64_t now_ms) {
  const auto runs = transaction.tasks().open_runs();
  if (!runs) return fail(runs.error());
  const auto is_of_song = [](const storage::RunRow& run) { return !run.song.empty(); };
  const auto songs = std::max<std::ptrdiff_t>(1, std::ranges::count_if(*runs, is_of_song));
  // The plan's run says nothing yet of what it plans.
  const auto making = std::ranges::find_if(
      *runs, [&](const storage::RunRow& run) { return run.song == song && run.name.ends_with("/song"); });
  if (making == runs->end()) return std::nullopt;
  return left_of_run(transaction, *making, static_cast<double>(workers) / static_cast<double>(songs), now_ms);
}

Result<double> time_left(storage::Transaction& transaction, const tasks::Graph& graph,
                         const std::vector<tasks::Forecast>& forecasts, std::size_t workers) {
  const auto times = measured(transaction);
  if (!times) return fail(times.error());
  std::vector<double> seconds;
  for (std::size_t i = 0; i < graph.steps.size(); ++i) {
    seconds.push_back(forecasts[i].fate == tasks::Fate::reused ? 0 : times->seconds(graph.steps[i]));
  }
  return tasks::time_left(graph, seconds, static_cast<double>(workers));
}

}  // namespace souls::studio
