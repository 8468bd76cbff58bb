#include "tasks/ledger.hpp"

#include "tasks/step_rows.hpp"

namespace souls::tasks {
namespace {

using storage::TaskRow;
using storage::TaskState;

/// What the audit log calls it; empty when it isn't recorded.
std::string kind_of(const TaskRow& task) {
  if (task.state == TaskState::running) return "leased";
  if (task.state == TaskState::succeeded) return task.reused ? "remembered" : "succeeded";
  return task.state < TaskState::running ? "" : name_of(task.state);
}

bool tells_error(const TaskRow& task) {
  return task.state == TaskState::failed || (task.state == TaskState::queued && task.tries > 0);
}

}  // namespace

Status Ledger::move(TaskRow& task, const storage::RunRow& run, TaskState state) {
  const TaskState before = task.state;
  task.state = state;
  task.fraction = 0;
  task.phrase.clear();
  const auto number = transaction_.events().append({task.share, task.run, task.id},
                                                   {.time_ms = now_ms_,
                                                    .kind = name_of(state),
                                                    .tries = task.tries,
                                                    .text = tells_error(task) ? task.error : ""},
                                                   0);
  if (!number) return fail(number.error());
  task.last_event = *number;
  task.progress_event = 0;
  if (state == TaskState::queued) task.queued_ms = now_ms_;
  if (state == TaskState::running) {
    task.started_ms = now_ms_;
    task.fence = *number;
  }
  task.finished_ms = state >= TaskState::succeeded ? now_ms_ : 0;
  if (auto put = transaction_.tasks().put(task, before); !put) return put;
  return record(task, run);
}

Status Ledger::record(const TaskRow& task, const storage::RunRow& run) {
  const std::string kind = kind_of(task);
  if (kind.empty()) return {};
  const bool has_ended = task.state >= TaskState::succeeded;
  const auto added = transaction_.audit().append({.time_ms = now_ms_,
                                                  .kind = kind,
                                                  .user = run.user,
                                                  .api_key = run.api_key,
                                                  .run = run.name,
                                                  .step = task.step,
                                                  .capability = task.capability,
                                                  .package = task.package,
                                                  .version = task.version,
                                                  .package_digest = task.package_digest,
                                                  .seed = task.seed,
                                                  .worker = task.worker,
                                                  .tries = task.tries,
                                                  .seconds = has_ended ? task.seconds : 0,
                                                  .cpu_seconds = has_ended ? task.cpu_seconds : 0,
                                                  .bytes_out = has_ended ? task.bytes_out : 0,
                                                  .inputs = task.inputs,
                                                  .outputs = task.outputs,
                                                  .text = tells_error(task) ? task.error : ""});
  if (!added) return fail(added.error());
  if (task.state != TaskState::succeeded) return {};
  if (!task.reused) {
    const Status timed =
        transaction_.tasks().add_step_times({task.capability, task.package, task.version, 1, task.seconds});
    if (!timed) return timed;
  }
  return transaction_.tasks().add_usage({run.user, task.capability, task.package, task.reused ? 0u : 1u,
                                         task.reused ? 1u : 0u, task.reused ? 0 : task.cpu_seconds,
                                         task.reused ? 0 : task.bytes_out});
}

Status Ledger::tell_progress(TaskRow& task, const Progress& progress) {
  task.fraction = progress.fraction;
  task.phrase = progress.phrase;
  const auto number = transaction_.events().append(
      {task.share, task.run, task.id},
      {.time_ms = now_ms_, .kind = "progress", .tries = task.tries, .fraction = task.fraction, .text = task.phrase},
      task.progress_event);
  if (!number) return fail(number.error());
  task.progress_event = *number;
  return {};
}

}  // namespace souls::tasks
