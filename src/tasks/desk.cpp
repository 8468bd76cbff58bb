#include "tasks/desk.hpp"

#include "tasks/retry.hpp"
#include "tasks/step_rows.hpp"

namespace souls::tasks {

using storage::TaskRow;
using storage::TaskState;
using storage::TaskStop;

Result<StoredQueue::Run> StoredQueue::Desk::run(std::int64_t number) {
  if (last_run && last_run->number == number) return last_run;
  {
    const std::lock_guard lock(queue.mutex_);
    if (const auto known = queue.runs_.find(number); known != queue.runs_.end()) {
      return last_run = known->second;
    }
  }
  auto row = transaction.tasks().get_run(number);
  if (!row) return souls::fail(row.error());
  if (!*row) return souls::fail(ErrorCode::not_found, "there is no such run");
  return last_run = std::make_shared<const storage::RunRow>(std::move(**row));
}

Result<TaskRow> StoredQueue::Desk::get(TaskId task) {
  auto row = transaction.tasks().get(task);
  if (!row) return souls::fail(row.error());
  if (!*row) return souls::fail(ErrorCode::not_found, "there is no such task");
  return std::move(**row);
}

Result<TaskRow> StoredQueue::Desk::get_leased(TaskId task, Fence fence) {
  auto row = transaction.tasks().get(task);
  if (!row) return souls::fail(row.error());
  if (!*row || (*row)->state != TaskState::running || (*row)->fence != fence) {
    return souls::fail(ErrorCode::conflict, "the step is no longer leased to this worker");
  }
  return std::move(**row);
}

Status StoredQueue::Desk::move(TaskRow& task, TaskState state) {
  auto of = run(task.run);
  if (!of) return souls::fail(of.error());
  const TaskState before = task.state;
  if (before == TaskState::running) released.push_back({task.id, task.fence});
  if (auto moved = ledger.move(task, **of, state); !moved) return moved;
  notes.push_back({std::move(*of), before, state, task.capability, task.contract_version, task.last_event});
  return {};
}

Status StoredQueue::Desk::tell_progress(TaskRow& task, const Progress& progress) {
  if (auto told = tell_last_progress(task, progress); !told) return told;
  return transaction.tasks().put_progress(task);
}

Status StoredQueue::Desk::tell_last_progress(TaskRow& task, const Progress& progress) {
  auto of = run(task.run);
  if (!of) return souls::fail(of.error());
  if (auto told = ledger.tell_progress(task, progress); !told) return told;
  notes.push_back({std::move(*of), task.state, task.state, {}, 0, task.progress_event});
  return {};
}

Status StoredQueue::Desk::tell(const std::vector<HeldLeases::Told>& told) {
  for (const auto& [id, fence, progress] : told) {
    auto task = get_leased(id, fence);
    if (!task && task.error().code == ErrorCode::conflict) continue;
    if (!task) return souls::fail(task.error());
    if (auto written = tell_progress(*task, progress); !written) return written;
  }
  return {};
}

Status StoredQueue::Desk::fail(TaskRow& task, const Failure& failure) {
  FailureCounts counts{task.deaths, task.lacks};
  counts.add(failure);
  task.deaths = counts.deaths;
  task.lacks = counts.unavailable;
  set_failure(task, failure);
  if (task.stop == TaskStop::deadline) {
    set_failure(task, late());
    return move(task, TaskState::failed);
  }
  if (task.stop == TaskStop::cancel) return move(task, TaskState::cancelled);
  if (const auto delay_s = retry_delay_seconds(failure, counts, task.id)) {
    if (*delay_s > 0) queue.delay(task.id, queue.options_.clock() + *delay_s);
    return move(task, TaskState::queued);
  }
  Step step;
  step.id = task.step;
  set_failure(task, {failure.kind, last_error(step, failure, counts)});
  return move(task, TaskState::failed);
}

Status StoredQueue::Desk::stop(TaskRow& task, TaskStop why) {
  if (task.state >= TaskState::succeeded) return {};
  if (task.state == TaskState::running) {
    if (task.stop == TaskStop::no) task.stop = why;
    stopped.push_back({task.id, task.fence});
    return transaction.tasks().put(task, task.state);
  }
  if (why == TaskStop::cancel) return move(task, TaskState::cancelled);
  set_failure(task, late());
  return move(task, TaskState::failed);
}

Status StoredQueue::Desk::make_anew(TaskRow& task, TaskState state) {
  task.stop = TaskStop::no;
  task.tries = task.deaths = task.lacks = 0;
  task.seconds = task.cpu_seconds = 0;
  task.bytes_out = 0;
  task.reused = false;
  task.worker.clear();
  task.outputs.clear();
  set_failure(task, {});
  if (state == TaskState::waiting) {
    task.queued_ms = 0;
    task.inputs.clear();
  }
  return move(task, state);
}

}  // namespace souls::tasks
