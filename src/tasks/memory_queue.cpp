#include "tasks/memory_queue.hpp"

#include <algorithm>
#include <chrono>

#include "base/limits.hpp"
#include "tasks/waiting.hpp"

namespace souls::tasks {
namespace {

tl::unexpected<Error> wrong_state(const std::string& what) {
  return souls::fail(ErrorCode::conflict, "the step is no longer " + what);
}

}  // namespace

Result<std::uint64_t> MemoryQueue::open_run(const RunInfo& run) {
  const Lock lock(mutex_);
  deadlines_s_.erase(run.name);
  if (run.deadline_seconds > 0) deadlines_s_[run.name] = clock_() + run.deadline_seconds;
  return last_change_;
}

Result<std::vector<TaskId>> MemoryQueue::enqueue_all(const std::string& run, std::span<const NewTask> tasks) {
  const Lock lock(mutex_);
  std::vector<TaskId> ids;
  for (const NewTask& added : tasks) ids.push_back(add(run, added));
  return ids;
}

TaskId MemoryQueue::add(const std::string& run, const NewTask& added) {
  TaskId& id = by_step_[{run, added.step->id}];
  if (id != 0) {
    Task& known = tasks_.at(id);
    if (known.step == *added.step) return id;
    ready_.erase({-known.priority, id});
    running_.erase(id);
    tasks_.erase(id);
  }
  id = ++last_task_;
  Task& task = tasks_[id];
  task.now.run = run;
  task.now.task = id;
  task.step = *added.step;
  task.priority = added.priority;
  return id;
}

Status MemoryQueue::advance(std::span<const Ready> ready, std::span<const Settled> settled) {
  const Lock lock(mutex_);
  for (const Ready& r : ready) {
    if (const auto task = find_waiting(r.task); !task) return souls::fail(task.error());
  }
  for (const Settled& s : settled) {
    if (const auto task = find_waiting(s.task); !task) return souls::fail(task.error());
  }
  for (const Ready& r : ready) {
    Task& task = tasks_.at(r.task);
    task.inputs = r.inputs;
    task.is_ready = true;
    move_to(task, StepState::queued);
  }
  for (const Settled& s : settled) {
    Task& task = tasks_.at(s.task);
    task.now.outcome = s.outcome;
    task.now.outcome.reused = true;
    move_to(task, StepState::succeeded);
  }
  return {};
}

Result<std::optional<Lease>> MemoryQueue::lease(const LeaseRequest& request) {
  Lock lock(mutex_);
  const double deadline_s = clock_() + request.wait_seconds;
  waiters_.insert(&request);
  Task* task = nullptr;
  while (true) {
    expire();
    task = pick(request);
    if (task != nullptr || clock_() >= deadline_s) break;
    wait(lock, deadline_s);
  }
  waiters_.erase(&request);
  // What was left to this worker because it was warm may now be someone else's.
  changed_.notify_all();
  if (task == nullptr) return std::nullopt;
  return give(*task, request);
}

Result<bool> MemoryQueue::heartbeat(TaskId id, Fence fence, const std::optional<Progress>& progress,
                                    double lease_seconds) {
  const Lock lock(mutex_);
  const auto task = find_leased(id, fence);
  if (!task) return souls::fail(task.error());
  (*task)->lease_ends_s = clock_() + lease_seconds;
  if (progress) {
    (*task)->now.progress = *progress;
    note(**task, true);
  }
  return !(*task)->stop;
}

Status MemoryQueue::complete(TaskId id, Fence fence, const Outcome& outcome) {
  const Lock lock(mutex_);
  const auto task = find_leased(id, fence);
  if (!task) return souls::fail(task.error());
  complete_now(**task, outcome);
  return {};
}

Result<std::optional<Lease>> MemoryQueue::complete_and_lease(TaskId id, Fence fence, const Outcome& outcome,
                                                             const LeaseRequest& next) {
  const Lock lock(mutex_);
  const auto task = find_leased(id, fence);
  if (!task) return souls::fail(task.error());
  complete_now(**task, outcome);
  expire();
  Task* const picked = pick(next);
  if (picked == nullptr) return std::nullopt;
  return give(*picked, next);
}

void MemoryQueue::complete_now(Task& task, const Outcome& outcome) {
  task.now.outcome = outcome;
  move_to(task, StepState::succeeded);
}

Status MemoryQueue::fail(TaskId id, Fence fence, const Failure& failure) {
  const Lock lock(mutex_);
  const auto task = find_leased(id, fence);
  if (!task) return souls::fail(task.error());
  fail_now(**task, failure);
  return {};
}

Status MemoryQueue::cancel(TaskId id) {
  const Lock lock(mutex_);
  const auto task = find(id);
  if (!task) return souls::fail(task.error());
  cancel_now(**task);
  return {};
}

Status MemoryQueue::cancel_run(const std::string& run) {
  const Lock lock(mutex_);
  for (auto& [id, task] : tasks_) {
    if (task.now.run == run) cancel_now(task);
  }
  return {};
}

Status MemoryQueue::retry(TaskId id) {
  const Lock lock(mutex_);
  const auto task = find(id);
  if (!task) return souls::fail(task.error());
  if ((*task)->now.state != StepState::failed && (*task)->now.state != StepState::cancelled) {
    return souls::fail(ErrorCode::conflict, "only a step that failed or was cancelled can be tried again");
  }
  return make_anew(**task, (*task)->is_ready ? StepState::queued : StepState::waiting);
}

Status MemoryQueue::reopen(TaskId id) {
  const Lock lock(mutex_);
  const auto task = find(id);
  if (!task) return souls::fail(task.error());
  if (!is_final((*task)->now.state)) return souls::fail(ErrorCode::conflict, "the step isn't done yet");
  return make_anew(**task, StepState::waiting);
}

Status MemoryQueue::make_anew(Task& task, StepState state) {
  task.now.tries = 0;
  task.now.progress = {};
  task.now.outcome = {};
  task.now.failure = {};
  task.failures = {};
  task.stop = task.is_late = false;
  task.not_before_s = 0;
  task.is_ready = state == StepState::queued;
  move_to(task, state);
  return {};
}

Result<std::vector<Change>> MemoryQueue::changes(const std::string& run, std::uint64_t after, double wait_seconds) {
  Lock lock(mutex_);
  const double deadline_s = clock_() + wait_seconds;
  while (true) {
    expire();
    if (after < changes_dropped_) return souls::fail(ErrorCode::not_found, "those changes are no longer kept");
    std::vector<Change> found;
    const auto first = std::partition_point(changes_.begin(), changes_.end(),
                                            [after](const Change& change) { return change.number <= after; });
    std::copy_if(first, changes_.end(), std::back_inserter(found), [&run](const Change& c) { return c.run == run; });
    if (!found.empty() || clock_() >= deadline_s) return found;
    wait(lock, deadline_s);
  }
}

Result<Change> MemoryQueue::look(TaskId id) {
  const Lock lock(mutex_);
  expire();
  const auto task = find(id);
  if (!task) return souls::fail(task.error());
  return (*task)->now;
}

Status MemoryQueue::close_run(const std::string& run) {
  const Lock lock(mutex_);
  for (auto task = tasks_.begin(); task != tasks_.end();) {
    if (task->second.now.run != run) {
      ++task;
      continue;
    }
    ready_.erase({-task->second.priority, task->first});
    running_.erase(task->first);
    by_step_.erase({run, task->second.step.id});
    task = tasks_.erase(task);
  }
  deadlines_s_.erase(run);
  return {};
}

void MemoryQueue::move_to(Task& task, StepState state) {
  const TaskId id = task.now.task;
  ready_.erase({-task.priority, id});
  running_.erase(id);
  task.now.state = state;
  if (state == StepState::queued) ready_.insert({-task.priority, id});
  if (state == StepState::running) running_.insert(id);
  note(task, false);
}

void MemoryQueue::note(Task& task, bool only_progress) {
  task.now.number = ++last_change_;
  task.now.only_progress = only_progress;
  changes_.push_back(task.now);
  if (changes_.size() > limits::kQueueChangesMax) {
    changes_dropped_ = changes_.front().number;
    changes_.pop_front();
  }
  changed_.notify_all();
}

void MemoryQueue::fail_now(Task& task, const Failure& failure) {
  task.failures.add(failure);
  task.now.failure = failure;
  task.now.progress = {};
  if (task.is_late) {
    task.now.failure = late();
    return move_to(task, StepState::failed);
  }
  if (task.stop) return move_to(task, StepState::cancelled);
  if (const auto delay_s = retry_delay_seconds(failure, task.failures, task.now.task)) {
    task.not_before_s = clock_() + *delay_s;
    return move_to(task, StepState::queued);
  }
  task.now.failure.error = last_error(task.step, failure, task.failures);
  move_to(task, StepState::failed);
}

void MemoryQueue::cancel_now(Task& task) {
  if (is_final(task.now.state)) return;
  task.stop = true;
  if (task.now.state != StepState::running) move_to(task, StepState::cancelled);
}

void MemoryQueue::expire() {
  const double now_s = clock_();
  expire_runs(now_s);
  const auto running = running_;
  for (const TaskId id : running) {
    Task& task = tasks_.at(id);
    if (task.lease_ends_s > now_s) continue;
    fail_now(task, {FailureKind::worker_died, {ErrorCode::unavailable, "stopped answering", {}}});
  }
}

void MemoryQueue::expire_runs(double now_s) {
  for (auto run = deadlines_s_.begin(); run != deadlines_s_.end();) {
    if (run->second > now_s) {
      ++run;
      continue;
    }
    for (auto& [id, task] : tasks_) {
      if (task.now.run != run->first || is_final(task.now.state)) continue;
      task.stop = task.is_late = true;
      if (task.now.state == StepState::running) continue;
      task.now.failure = late();
      move_to(task, StepState::failed);
    }
    run = deadlines_s_.erase(run);
  }
}

MemoryQueue::Task* MemoryQueue::pick(const LeaseRequest& request) {
  const double now_s = clock_();
  for (const auto& [priority, id] : ready_) {
    Task& task = tasks_.at(id);
    if (task.not_before_s > now_s || !can_do(request, task.step.capability, task.step.contract_version)) continue;
    const std::string& capability = task.step.capability;
    const bool better_placed =
        !is_warm(request, capability) &&
        std::any_of(waiters_.begin(), waiters_.end(), [&](const LeaseRequest* other) {
          return is_warm(*other, capability) && can_do(*other, capability, task.step.contract_version);
        });
    if (!better_placed) return &task;
  }
  return nullptr;
}

Lease MemoryQueue::give(Task& task, const LeaseRequest& request) {
  task.fence = ++last_fence_;
  task.lease_ends_s = clock_() + request.lease_seconds;
  ++task.now.tries;
  move_to(task, StepState::running);
  return {task.now.task, task.fence, task.now.tries, task.step, task.inputs};
}

Result<MemoryQueue::Task*> MemoryQueue::find(TaskId id) {
  const auto found = tasks_.find(id);
  if (found == tasks_.end()) return souls::fail(ErrorCode::not_found, "there is no such task");
  return &found->second;
}

Result<MemoryQueue::Task*> MemoryQueue::find_waiting(TaskId id) {
  auto task = find(id);
  if (task && (*task)->now.state != StepState::waiting) return wrong_state("waiting");
  return task;
}

Result<MemoryQueue::Task*> MemoryQueue::find_leased(TaskId id, Fence fence) {
  expire();
  const auto task = find(id);
  if (!task) return wrong_state("there");
  if ((*task)->now.state != StepState::running || (*task)->fence != fence) return wrong_state("leased to this worker");
  return task;
}

void MemoryQueue::wait(Lock& lock, double deadline_s) {
  const double now_s = clock_();
  double until_s = deadline_s;
  for (const TaskId id : running_) until_s = std::min(until_s, tasks_.at(id).lease_ends_s);
  for (const auto& [run, ends_s] : deadlines_s_) until_s = std::min(until_s, ends_s);
  for (const auto& [priority, id] : ready_) {
    const double due_s = tasks_.at(id).not_before_s;
    if (due_s > now_s) until_s = std::min(until_s, due_s);
  }
  changed_.wait_for(lock, std::chrono::duration<double>(std::max(until_s - now_s, 0.001)));
}

}  // namespace souls::tasks
