#pragma once
// A queue that counts what it is told.

#include <algorithm>
#include <functional>
#include <map>
#include <mutex>

#include "tasks/memory_queue.hpp"

namespace souls::worker::test {

/// A MemoryQueue, and how often each task was completed and its workers died.
class CountingQueue final : public tasks::Queue {
 public:
  Result<std::uint64_t> open_run(const tasks::RunInfo& run) override { return queue_.open_run(run); }
  Result<std::vector<tasks::TaskId>> enqueue_all(const std::string& run, std::span<const tasks::NewTask> all) override {
    return queue_.enqueue_all(run, all);
  }
  Status advance(std::span<const tasks::Ready> ready, std::span<const tasks::Settled> settled) override {
    return queue_.advance(ready, settled);
  }
  Result<std::optional<tasks::Lease>> lease(const tasks::LeaseRequest& request) override {
    return queue_.lease(request);
  }
  Result<bool> heartbeat(tasks::TaskId task, tasks::Fence fence, const std::optional<tasks::Progress>& progress,
                         double lease_seconds) override {
    const auto renewed = queue_.heartbeat(task, fence, progress, lease_seconds);
    const std::lock_guard lock(mutex_);
    if (!renewed) ++refused_;
    return renewed;
  }
  Status complete(tasks::TaskId task, tasks::Fence fence, const tasks::Outcome& outcome) override {
    const Status completed = queue_.complete(task, fence, outcome);
    count(task, completed.has_value());
    return completed;
  }
  Result<std::optional<tasks::Lease>> complete_and_lease(tasks::TaskId task, tasks::Fence fence,
                                                         const tasks::Outcome& outcome,
                                                         const tasks::LeaseRequest& next) override {
    auto leased = queue_.complete_and_lease(task, fence, outcome, next);
    count(task, leased.has_value());
    const std::lock_guard lock(mutex_);
    if (leased && *leased) ++leased_along_;
    return leased;
  }
  Status fail(tasks::TaskId task, tasks::Fence fence, const tasks::Failure& failure) override {
    if (before_failure) before_failure();
    const std::lock_guard lock(mutex_);
    if (failure.kind == tasks::FailureKind::worker_died) ++deaths_[task], ++all_deaths_;
    return queue_.fail(task, fence, failure);
  }
  Status cancel(tasks::TaskId task) override { return queue_.cancel(task); }
  Status cancel_run(const std::string& run) override { return queue_.cancel_run(run); }
  Status retry(tasks::TaskId task) override { return queue_.retry(task); }
  Status reopen(tasks::TaskId task) override { return queue_.reopen(task); }
  Result<std::vector<tasks::Change>> changes(const std::string& run, std::uint64_t after, double seconds) override {
    return queue_.changes(run, after, seconds);
  }
  Result<tasks::Change> look(tasks::TaskId task) override { return queue_.look(task); }
  Status close_run(const std::string& run) override { return queue_.close_run(run); }

  std::function<void()> before_failure;  ///< called before a failure is known, if set

  /// Results that were taken, of the task that had most.
  int completed_most() const { return largest(completed_); }
  std::size_t completed_tasks() const {
    const std::lock_guard lock(mutex_);
    return completed_.size();
  }
  /// Deaths that were told, of the unfinished task that had most.
  int deaths_most() const { return largest(deaths_); }
  int deaths() const {
    const std::lock_guard lock(mutex_);
    return all_deaths_;
  }
  /// Leases that were given together with a completion.
  int leased_along() const {
    const std::lock_guard lock(mutex_);
    return leased_along_;
  }
  /// Heartbeats and results whose fence was too old.
  int refused() const {
    const std::lock_guard lock(mutex_);
    return refused_;
  }

 private:
  void count(tasks::TaskId task, bool completed) {
    const std::lock_guard lock(mutex_);
    ++(completed ? completed_[task] : refused_);
    if (completed) deaths_.erase(task);
  }
  int largest(const std::map<tasks::TaskId, int>& counts) const {
    const std::lock_guard lock(mutex_);
    int most = 0;
    for (const auto& [task, count] : counts) most = std::max(most, count);
    return most;
  }

  tasks::MemoryQueue queue_;
  mutable std::mutex mutex_;  ///< guards those below
  std::map<tasks::TaskId, int> completed_, deaths_;
  int refused_ = 0;
  int leased_along_ = 0;
  int all_deaths_ = 0;
};

}  // namespace souls::worker::test
