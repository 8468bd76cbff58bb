#pragma once
// A queue in the memory of one process.

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <set>

#include "tasks/clock.hpp"
#include "tasks/queue.hpp"
#include "tasks/retry.hpp"

namespace souls::tasks {

/// Safe to use from many threads. The highest priority is leased first, whoever's it is. When several workers wait for
/// the same task, one that is warm for it gets it.
/// Keeps the last kQueueChangesMax changes.
class MemoryQueue final : public Queue {
 public:
  explicit MemoryQueue(Clock clock = steady_clock()) : clock_(std::move(clock)) {}

  Result<std::uint64_t> open_run(const RunInfo& run) override;
  Result<std::vector<TaskId>> enqueue_all(const std::string& run, std::span<const NewTask> tasks) override;
  Status advance(std::span<const Ready> ready, std::span<const Settled> settled) override;
  Result<std::optional<Lease>> lease(const LeaseRequest& request) override;
  Result<bool> heartbeat(TaskId task, Fence fence, const std::optional<Progress>& progress,
                         double lease_seconds) override;
  Status complete(TaskId task, Fence fence, const Outcome& outcome) override;
  Result<std::optional<Lease>> complete_and_lease(TaskId task, Fence fence, const Outcome& outcome,
                                                  const LeaseRequest& next) override;
  Status fail(TaskId task, Fence fence, const Failure& failure) override;
  Status cancel(TaskId task) override;
  Status cancel_run(const std::string& run) override;
  Status retry(TaskId task) override;
  Status reopen(TaskId task) override;
  Result<std::vector<Change>> changes(const std::string& run, std::uint64_t after, double wait_seconds) override;
  Result<Change> look(TaskId task) override;
  Status close_run(const std::string& run) override;

 private:
  struct Task {
    Change now;  ///< as `look` tells it
    Step step;
    std::vector<NamedDigest> inputs;
    double priority = 0;
    Fence fence = 0;
    bool is_ready = false;    ///< its inputs are known
    bool stop = false;        ///< cancel was asked for while it ran
    bool is_late = false;     ///< its run's deadline passed while it ran
    double not_before_s = 0;  ///< while queued
    double lease_ends_s = 0;  ///< while running
    FailureCounts failures;
  };
  using Lock = std::unique_lock<std::mutex>;
  using Turn = std::pair<double, TaskId>;  ///< minus the priority, then the order of arrival

  void move_to(Task& task, StepState state);
  void note(Task& task, bool only_progress);
  void fail_now(Task& task, const Failure& failure);
  void cancel_now(Task& task);
  Status make_anew(Task& task, StepState state);
  void expire();
  void expire_runs(double now_s);
  TaskId add(const std::string& run, const NewTask& added);
  Result<Task*> find_waiting(TaskId task);
  void complete_now(Task& task, const Outcome& outcome);
  Task* pick(const LeaseRequest& request);
  Lease give(Task& task, const LeaseRequest& request);
  Result<Task*> find(TaskId task);
  Result<Task*> find_leased(TaskId task, Fence fence);
  /// Waits for a change, at most until `deadline_s` and the next time at which something is due.
  void wait(Lock& lock, double deadline_s);

  Clock clock_;
  std::mutex mutex_;  ///< guards all below
  std::condition_variable changed_;
  std::map<TaskId, Task> tasks_;
  std::map<std::pair<std::string, std::string>, TaskId> by_step_;  ///< by run and step id
  std::map<std::string, double> deadlines_s_;                      ///< of runs that have one
  std::set<Turn> ready_;
  std::set<TaskId> running_;
  std::set<const LeaseRequest*> waiters_;
  std::deque<Change> changes_;
  std::uint64_t changes_dropped_ = 0;  ///< number of the last one that is no longer kept
  std::uint64_t last_change_ = 0;
  TaskId last_task_ = 0;
  Fence last_fence_ = 0;
};

}  // namespace souls::tasks
