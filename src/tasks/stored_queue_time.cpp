// Runs, their ends, and what is due.

#include <algorithm>
#include <limits>

#include "tasks/desk.hpp"
#include "tasks/step_rows.hpp"
#include "tasks/stored_queue.hpp"

namespace souls::tasks {
namespace {

constexpr double kNever = std::numeric_limits<double>::infinity();

}  // namespace

Status StoredQueue::take_over() {
  std::vector<storage::RunRow> runs;
  std::uint64_t queued = 0, last_change = 0;
  const Status read = store_.read([&](storage::Transaction& transaction) -> Status {
    auto open = transaction.tasks().open_runs();
    if (!open) return souls::fail(open.error());
    runs = std::move(*open);
    const auto count = transaction.tasks().count_queued();
    if (!count) return souls::fail(count.error());
    queued = *count;
    const auto last = transaction.events().last();
    if (!last) return souls::fail(last.error());
    last_change = *last;
    return {};
  });
  if (!read) return read;
  const std::int64_t now_ms = options_.wall_clock();
  for (const storage::RunRow& run : runs) {
    const double left_s = static_cast<double>(run.deadline_ms - now_ms) / 1000;
    know(run, run.deadline_ms == 0 ? kNever : options_.clock() + left_s, last_change);
  }
  queued_ = static_cast<std::int64_t>(queued);
  return write([](Desk& desk) -> Status {
    auto running = desk.transaction.tasks().running();
    if (!running) return souls::fail(running.error());
    for (storage::TaskRow& task : *running) {
      const Failure lost{FailureKind::given_back, {ErrorCode::unavailable, "the program was started again", {}}};
      if (auto failed = desk.fail(task, lost); !failed) return failed;
    }
    return {};
  });
}

Result<StoredQueue::Run> StoredQueue::run_named(const std::string& name) {
  const std::lock_guard lock(mutex_);
  const auto number = run_numbers_.find(name);
  if (number == run_numbers_.end()) return souls::fail(ErrorCode::not_found, "there is no such run");
  return runs_.at(number->second);
}

void StoredQueue::know(const storage::RunRow& run, double deadline_s, std::uint64_t last_change) {
  const std::lock_guard lock(mutex_);
  runs_[run.number] = std::make_shared<const storage::RunRow>(run);
  run_numbers_[run.name] = run.number;
  std::uint64_t& last = last_changes_[run.number];
  last = std::max(last, last_change);
  deadlines_s_.erase(run.name);
  if (deadline_s < kNever) deadlines_s_[run.name] = deadline_s;
  be_due_no_later(deadline_s);
}

void StoredQueue::be_due_no_later(double due_s) {
  if (due_s < first_due_s_) first_due_s_ = due_s;
}

bool StoredQueue::has_changed(const std::string& run, std::uint64_t after) {
  const std::lock_guard lock(mutex_);
  const auto number = run_numbers_.find(run);
  return number == run_numbers_.end() || last_changes_.at(number->second) > after;
}

Status StoredQueue::stop_run(const std::string& name, storage::TaskStop why) {
  return write([&](Desk& desk) -> Status {
    const auto run = desk.transaction.tasks().find_run(name);
    if (!run) return souls::fail(run.error());
    if (!*run) return {};
    auto tasks = desk.transaction.tasks().of_run((*run)->number);
    if (!tasks) return souls::fail(tasks.error());
    for (storage::TaskRow& task : *tasks) {
      if (auto stopped = desk.stop(task, why); !stopped) return stopped;
    }
    return {};
  });
}

Status StoredQueue::close_run(const std::string& name) {
  if (auto stopped = stop_run(name, storage::TaskStop::cancel); !stopped) return stopped;
  const std::int64_t now_ms = options_.wall_clock();
  const Status closed = store_.write([&](storage::Transaction& transaction) -> Status {
    const auto run = transaction.tasks().find_run(name);
    if (!run) return souls::fail(run.error());
    return *run ? transaction.tasks().close_run((*run)->number, now_ms) : Status{};
  });
  if (!closed) return closed;
  const std::lock_guard lock(mutex_);
  deadlines_s_.erase(name);
  if (const auto number = run_numbers_.find(name); number != run_numbers_.end()) {
    runs_.erase(number->second);
    last_changes_.erase(number->second);
    run_numbers_.erase(number);
  }
  return {};
}

void StoredQueue::expire() {
  const double now_s = options_.clock();
  std::vector<std::string> late;
  if (first_due_s_ <= now_s) {
    const std::lock_guard lock(mutex_);
    for (auto run = deadlines_s_.begin(); run != deadlines_s_.end();) {
      if (run->second > now_s) {
        ++run;
        continue;
      }
      late.push_back(run->first);
      run = deadlines_s_.erase(run);
    }
    std::erase_if(delayed_until_s_, [now_s](const auto& delayed) { return delayed.second <= now_s; });
    double first_s = kNever;
    for (const auto& [run, ends_s] : deadlines_s_) first_s = std::min(first_s, ends_s);
    for (const auto& [task, until_s] : delayed_until_s_) first_s = std::min(first_s, until_s);
    first_due_s_ = first_s;
  }
  // What can't be written is tried again later: the store's trouble is told by what the caller came for.
  for (const std::string& run : late) {
    if (stop_run(run, storage::TaskStop::deadline)) continue;
    const std::lock_guard lock(mutex_);
    deadlines_s_.try_emplace(run, now_s + 1);
    be_due_no_later(now_s + 1);
  }
  for (const auto& [task, fence] : held_.take_lost(now_s)) {
    const Failure lost{FailureKind::worker_died, {ErrorCode::unavailable, "stopped answering", {}}};
    const Status failed = fail_leased(task, fence, lost);
    if (!failed && failed.error().code != ErrorCode::conflict) held_.hold(task, fence, now_s, now_s + 1);
  }
}

double StoredQueue::next_due_s() {
  double due_s = held_.first_end_s();
  const std::lock_guard lock(mutex_);
  for (const auto& [task, until_s] : delayed_until_s_) due_s = std::min(due_s, until_s);
  for (const auto& [run, ends_s] : deadlines_s_) due_s = std::min(due_s, ends_s);
  return due_s;
}

void StoredQueue::delay(TaskId task, double due_s) {
  const std::lock_guard lock(mutex_);
  delayed_until_s_[task] = due_s;
  be_due_no_later(due_s);
}

bool StoredQueue::is_due(TaskId task) {
  if (first_due_s_ == kNever) return true;
  const std::lock_guard lock(mutex_);
  const auto delayed = delayed_until_s_.find(task);
  return delayed == delayed_until_s_.end() || delayed->second <= options_.clock();
}

}  // namespace souls::tasks
