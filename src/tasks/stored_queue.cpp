#include "tasks/stored_queue.hpp"

#include <algorithm>
#include <limits>
#include <set>

#include "base/limits.hpp"
#include "tasks/desk.hpp"
#include "tasks/step_rows.hpp"

namespace souls::tasks {

using storage::TaskRow;
using storage::TaskState;
using storage::TaskStop;

namespace {

Status read_changes(storage::Transaction& transaction, const std::string& run, std::uint64_t after,
                    std::vector<Change>& found) {
  found.clear();
  const auto events = transaction.events().of_run(run, after, limits::kChangesAtOnceMax);
  if (!events) return fail(events.error());
  for (const storage::EventRow& event : *events) {
    const auto task = transaction.tasks().get(event.task);
    if (!task) return fail(task.error());
    if (*task) found.push_back(change_of(event, **task));
  }
  return {};
}

}  // namespace

Result<std::unique_ptr<StoredQueue>> StoredQueue::open(storage::Store& store, StoredQueueOptions options) {
  std::unique_ptr<StoredQueue> queue(new StoredQueue(store, std::move(options)));
  if (auto taken = queue->take_over(); !taken) return souls::fail(taken.error());
  return queue;
}

Status StoredQueue::write(const std::function<Status(Desk&)>& work) {
  return write(work, held_.take_told(options_.clock(), limits::kProgressSecondsMin, true));
}

Status StoredQueue::write(const std::function<Status(Desk&)>& work, std::vector<HeldLeases::Told> told) {
  std::optional<Desk> desk;
  const std::int64_t now_ms = options_.wall_clock();
  const Status written = store_.write([&](storage::Transaction& transaction) {
    desk.emplace(Desk{transaction, *this, Ledger(transaction, now_ms), {}, {}, {}});
    if (auto done = work(*desk); !done) return done;
    return desk->tell(told);
  });
  if (!written) {
    held_.put_back(std::move(told));
    return written;
  }
  for (const auto& [task, fence] : desk->released) held_.release(fence);
  for (const auto& [task, fence] : desk->stopped) held_.stop(task, fence, options_.clock());
  for (const Desk::Note& note : desk->notes) {
    if (note.before == note.now) continue;
    if (note.before == TaskState::queued) --queued_;
    if (note.now != TaskState::queued) continue;
    ++queued_;
    workers_.call(note.capability, note.contract_version);
  }
  {
    const std::lock_guard lock(mutex_);
    for (const Desk::Note& note : desk->notes) {
      const auto last = last_changes_.find(note.run->number);
      if (last != last_changes_.end()) last->second = std::max(last->second, note.number);
    }
  }
  for (const Desk::Note& note : desk->notes) followers_.call(note.run->name);
  return {};
}

Result<std::uint64_t> StoredQueue::open_run(const RunInfo& info) {
  const std::int64_t now_ms = options_.wall_clock();
  storage::RunRow row;
  row.name = info.name;
  row.user = info.user;
  row.song = info.song;
  row.revision = info.revision;
  row.api_key = info.api_key;
  row.trace = info.trace;
  row.opened_ms = now_ms;
  if (info.deadline_seconds > 0) row.deadline_ms = now_ms + static_cast<std::int64_t>(info.deadline_seconds * 1000);
  storage::RunRow opened;
  std::uint64_t last_event = 0;
  const Status written = store_.write([&](storage::Transaction& transaction) -> Status {
    auto run = transaction.tasks().open_run(row);
    if (!run) return souls::fail(run.error());
    opened = std::move(*run);
    const auto last = transaction.events().last();
    if (!last) return souls::fail(last.error());
    last_event = *last;
    return {};
  });
  if (!written) return souls::fail(written.error());
  const double never_s = std::numeric_limits<double>::infinity();
  know(opened, info.deadline_seconds > 0 ? options_.clock() + info.deadline_seconds : never_s, last_event);
  return last_event;
}

Result<std::vector<TaskId>> StoredQueue::enqueue_all(const std::string& name, std::span<const NewTask> tasks) {
  auto run = run_named(name);
  if (!run) {
    RunInfo nobodys;
    nobodys.name = name;
    if (auto opened = open_run(nobodys); !opened) return souls::fail(opened.error());
    run = run_named(name);
    if (!run) return souls::fail(run.error());
  }
  std::vector<TaskId> ids;
  const Status written = write([&](Desk& desk) -> Status {
    ids.clear();
    storage::TaskTable& table = desk.transaction.tasks();
    const auto has_any = table.has_any((*run)->number);
    if (!has_any) return souls::fail(has_any.error());
    std::set<std::string_view> added;
    for (const NewTask& task : tasks) {
      const storage::TaskStepRow step = step_row_of(*task.step);
      const bool may_be_known = *has_any || !added.insert(task.step->id).second;
      Result<std::optional<TaskRow>> known = std::nullopt;
      if (may_be_known) known = table.find((*run)->number, task.step->id);
      if (!known) return souls::fail(known.error());
      if (*known) {
        const auto rest = table.get_step((*known)->id);
        if (!rest) return souls::fail(rest.error());
        if (*rest && step_of(**known, **rest) == *task.step) {
          ids.push_back((*known)->id);
          continue;
        }
        // Told by no event: the task that takes its place is.
        if ((*known)->state == TaskState::running) desk.released.push_back({(*known)->id, (*known)->fence});
        if (auto removed = table.remove(**known); !removed) return removed;
        desk.notes.push_back({*run, (*known)->state, TaskState::waiting, {}, 0, 0});
      }
      const auto id = table.add(row_of(**run, task), step);
      if (!id) return souls::fail(id.error());
      ids.push_back(*id);
    }
    return {};
  });
  return written ? Result<std::vector<TaskId>>(std::move(ids)) : souls::fail(written.error());
}

Status StoredQueue::advance(std::span<const Ready> ready, std::span<const Settled> settled) {
  return write([&](Desk& desk) -> Status {
    const auto get_waiting = [&](TaskId id) {
      auto task = desk.get(id);
      if (!task || task->state == TaskState::waiting) return task;
      return Result<TaskRow>(souls::fail(ErrorCode::conflict, "the step is no longer waiting"));
    };
    for (const Ready& r : ready) {
      auto task = get_waiting(r.task);
      if (!task) return souls::fail(task.error());
      task->inputs = r.inputs;
      if (auto moved = desk.move(*task, TaskState::queued); !moved) return moved;
    }
    for (const Settled& s : settled) {
      auto task = get_waiting(s.task);
      if (!task) return souls::fail(task.error());
      task->outputs = s.outcome.outputs;
      task->seconds = s.outcome.seconds;
      task->reused = true;
      if (auto moved = desk.move(*task, TaskState::succeeded); !moved) return moved;
    }
    return {};
  });
}

Result<std::optional<Lease>> StoredQueue::lease(const LeaseRequest& request) {
  const double deadline_s = options_.clock() + request.wait_seconds;
  const auto worker = workers_.enter(request);
  Result<std::optional<Lease>> leased = std::nullopt;
  while (true) {
    expire();
    workers_.start_looking(worker);
    if (queued_ > 0) leased = try_lease(request, worker);
    const double now_s = options_.clock();
    if (!leased || *leased || now_s >= deadline_s) break;
    workers_.wait(worker, std::max(std::min(deadline_s, next_due_s()) - now_s, 0.001));
  }
  workers_.leave(worker);
  return leased;
}

Result<std::optional<Lease>> StoredQueue::try_lease(const LeaseRequest& request, WaitingWorkers::Place worker) {
  std::optional<Leased> leased;
  const Status written = write([&](Desk& desk) { return lease_next(desk, request, worker, leased); });
  if (!written) return souls::fail(written.error());
  return hold(std::move(leased), request);
}

Status StoredQueue::lease_next(Desk& desk, const LeaseRequest& request, WaitingWorkers::Place worker,
                               std::optional<Leased>& leased) {
  leased.reset();
  storage::TaskTable& table = desk.transaction.tasks();
  auto next = table.next([&](const storage::QueuedPlace& place) {
    return can_do(request, place.capability, place.contract_version) && is_due(place.task) &&
           !workers_.leaves(worker, place.capability, place.contract_version);
  });
  if (!next) return souls::fail(next.error());
  if (!*next) return {};
  auto& [task, step] = **next;
  ++task.tries;
  task.worker = request.worker;
  if (auto moved = desk.move(task, TaskState::running); !moved) return moved;
  const auto run = desk.run(task.run);
  if (!run) return souls::fail(run.error());
  leased = Leased{{task.id, task.fence, task.tries, step_of(task, step), task.inputs, (*run)->trace}, nullptr};
  leased->row = std::make_shared<const TaskRow>(std::move(task));
  return {};
}

std::optional<Lease> StoredQueue::hold(std::optional<Leased> leased, const LeaseRequest& request) {
  if (!leased) return std::nullopt;
  const double now_s = options_.clock();
  held_.hold(leased->lease.task, leased->lease.fence, now_s, now_s + request.lease_seconds, std::move(leased->row));
  return std::move(leased->lease);
}

Result<bool> StoredQueue::heartbeat(TaskId task, Fence fence, const std::optional<Progress>& progress,
                                    double lease_seconds) {
  expire();
  const auto stop = held_.beat(task, fence, progress, options_.clock() + lease_seconds);
  if (!stop) return souls::fail(ErrorCode::conflict, "the step is no longer leased to this worker");
  return !*stop;
}

Status StoredQueue::flush_progress() {
  auto told = held_.take_told(options_.clock(), limits::kProgressSecondsMin, false);
  return told.empty() ? Status{} : write([](Desk&) { return Status{}; }, std::move(told));
}

struct StoredQueue::Report {
  TaskId task = 0;
  Fence fence = 0;
  std::vector<HeldLeases::Told> told;
  std::shared_ptr<const TaskRow> row;  ///< as it was leased; null: to be read
};

StoredQueue::Report StoredQueue::take_report(TaskId task, Fence fence) {
  expire();
  auto row = held_.row_of(fence);
  if (row && row->id != task) row.reset();
  return {task, fence, held_.take_told_of(fence), std::move(row)};
}

Status StoredQueue::complete(TaskId task, Fence fence, const Outcome& outcome) {
  const Report report = take_report(task, fence);
  return write([&](Desk& desk) { return finish(desk, report, outcome); });
}

Result<std::optional<Lease>> StoredQueue::complete_and_lease(TaskId task, Fence fence, const Outcome& outcome,
                                                             const LeaseRequest& next) {
  const Report report = take_report(task, fence);
  const auto worker = workers_.enter(next);
  std::optional<Leased> leased;
  const Status written = write([&](Desk& desk) -> Status {
    if (auto finished = finish(desk, report, outcome); !finished) return finished;
    return queued_ > 0 ? lease_next(desk, next, worker, leased) : Status{};
  });
  workers_.leave(worker);
  if (!written) return souls::fail(written.error());
  return hold(std::move(leased), next);
}

Status StoredQueue::finish(Desk& desk, const Report& report, const Outcome& outcome) {
  auto task = report.row ? Result<TaskRow>(*report.row) : desk.get_leased(report.task, report.fence);
  if (!task) return souls::fail(task.error());
  for (const auto& last : report.told) {
    if (auto written = desk.tell_last_progress(*task, last.progress); !written) return written;
  }
  task->outputs = outcome.outputs;
  task->seconds = outcome.seconds;
  task->cpu_seconds = outcome.cpu_seconds;
  task->bytes_out = outcome.bytes_out;
  if (options_.on_success) {
    const auto run = desk.run(task->run);
    const auto rest = desk.transaction.tasks().get_step(report.task);
    if (!run || !rest) return souls::fail(run ? rest.error() : run.error());
    if (!*rest) return souls::fail(ErrorCode::corrupt, "a task has lost its step", task->step);
    const Step step = step_of(*task, **rest);
    if (auto kept = options_.on_success(desk.transaction, **run, step, task->inputs, outcome); !kept) return kept;
  }
  return desk.move(*task, TaskState::succeeded);
}

Status StoredQueue::fail(TaskId task, Fence fence, const Failure& failure) {
  expire();
  return fail_leased(task, fence, failure);
}

Status StoredQueue::fail_leased(TaskId id, Fence fence, const Failure& failure) {
  return write([&](Desk& desk) -> Status {
    auto task = desk.get_leased(id, fence);
    return task ? desk.fail(*task, failure) : souls::fail(task.error());
  });
}

Status StoredQueue::cancel(TaskId id) {
  return write([&](Desk& desk) -> Status {
    auto task = desk.get(id);
    return task ? desk.stop(*task, TaskStop::cancel) : souls::fail(task.error());
  });
}

Status StoredQueue::cancel_run(const std::string& run) { return stop_run(run, TaskStop::cancel); }

Status StoredQueue::retry(TaskId id) {
  return write([&](Desk& desk) -> Status {
    auto task = desk.get(id);
    if (!task) return souls::fail(task.error());
    if (task->state != TaskState::failed && task->state != TaskState::cancelled) {
      return souls::fail(ErrorCode::conflict, "only a step that failed or was cancelled can be tried again");
    }
    return desk.make_anew(*task, task->queued_ms != 0 ? TaskState::queued : TaskState::waiting);
  });
}

Status StoredQueue::reopen(TaskId id) {
  return write([&](Desk& desk) -> Status {
    auto task = desk.get(id);
    if (!task) return souls::fail(task.error());
    if (task->state < TaskState::succeeded) return souls::fail(ErrorCode::conflict, "the step isn't done yet");
    return desk.make_anew(*task, TaskState::waiting);
  });
}

Result<std::vector<Change>> StoredQueue::changes(const std::string& run, std::uint64_t after, double wait_seconds) {
  const double deadline_s = options_.clock() + wait_seconds;
  const auto follower = followers_.enter(run);
  std::vector<Change> found;
  Status read;
  while (true) {
    expire();
    if (read = flush_progress(); !read) break;
    if (has_changed(run, after)) {
      read = store_.read([&](storage::Transaction& t) { return read_changes(t, run, after, found); });
    }
    const double now_s = options_.clock();
    if (!read || !found.empty() || now_s >= deadline_s) break;
    followers_.wait(follower, std::max(std::min(deadline_s, next_due_s()) - now_s, 0.001));
  }
  followers_.leave(follower);
  return read ? Result<std::vector<Change>>(std::move(found)) : souls::fail(read.error());
}

Result<Change> StoredQueue::look(TaskId id) {
  expire();
  if (auto flushed = flush_progress(); !flushed) return souls::fail(flushed.error());
  Change change;
  const Status read = store_.read([&](storage::Transaction& transaction) -> Status {
    const auto task = transaction.tasks().get(id);
    if (!task) return souls::fail(task.error());
    if (!*task) return souls::fail(ErrorCode::not_found, "there is no such task");
    const auto run = transaction.tasks().get_run((*task)->run);
    if (!run) return souls::fail(run.error());
    change = change_of(**task, *run ? (*run)->name : "");
    return {};
  });
  return read ? Result<Change>(std::move(change)) : souls::fail(read.error());
}

}  // namespace souls::tasks
