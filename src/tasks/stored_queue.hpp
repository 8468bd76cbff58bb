#pragma once
// A queue in the store: what it takes on outlives the process.

#include <atomic>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <mutex>

#include "storage/store.hpp"
#include "storage/task_table.hpp"
#include "storage/wall_clock.hpp"
#include "tasks/clock.hpp"
#include "tasks/held_leases.hpp"
#include "tasks/queue.hpp"
#include "tasks/waiting.hpp"

namespace souls::tasks {

struct StoredQueueOptions {
  Clock clock = steady_clock();
  storage::WallClock wall_clock = storage::system_wall_clock();
  /// Called in the transaction that makes a step succeed, so that what it writes is there if and only if the step has.
  /// Without effects but through the transaction.
  std::function<Status(storage::Transaction&, const storage::RunRow&, const Step&,
                       const std::vector<NamedDigest>& inputs, const Outcome&)>
      on_success;
};

/// Each change is durable before it is told: one transaction writes the task, its event, its audit entry and its cost.
/// Users take turns (storage/task_table.hpp); when several workers wait, one that is warm gets the task. Ends of
/// leases and of runs are kept on a clock that only goes forward, in this process: one process at a time leases from a
/// store, and takes back at its start what the one before it had leased. The store outlives it. Safe to use from many
/// threads.
class StoredQueue final : public Queue {
 public:
  /// Steps that were running when the last process ended are queued again; it counts for no failure of theirs.
  static Result<std::unique_ptr<StoredQueue>> open(storage::Store& store, StoredQueueOptions options = {});

  Result<std::uint64_t> open_run(const RunInfo& run) override;
  Result<std::vector<TaskId>> enqueue_all(const std::string& run, std::span<const NewTask> tasks) override;
  Status advance(std::span<const Ready> ready, std::span<const Settled> settled) override;
  Result<std::optional<Lease>> lease(const LeaseRequest& request) override;
  Result<bool> heartbeat(TaskId task, Fence fence, const std::optional<Progress>& progress,
                         double lease_seconds) override;
  Status complete(TaskId task, Fence fence, const Outcome& outcome) override;
  /// In one transaction: with many workers half of what they wait for.
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
  using Run = std::shared_ptr<const storage::RunRow>;
  struct Desk;

  StoredQueue(storage::Store& store, StoredQueueOptions options) : store_(store), options_(std::move(options)) {}

  Status take_over();
  /// Runs a work with a desk; when it is durable, tells those who wait what it did.
  Status write(const std::function<Status(Desk&)>& work);
  /// The same, with progress that is written along with it.
  Status write(const std::function<Status(Desk&)>& work, std::vector<HeldLeases::Told> told);
  /// A lease, and the task's row as it was leased.
  struct Leased {
    Lease lease;
    std::shared_ptr<const storage::TaskRow> row;
  };
  /// What a worker reports: the lease, and what is known of it here.
  struct Report;

  Result<std::optional<Lease>> try_lease(const LeaseRequest& request, WaitingWorkers::Place worker);
  Status lease_next(Desk& desk, const LeaseRequest& request, WaitingWorkers::Place worker,
                    std::optional<Leased>& leased);
  std::optional<Lease> hold(std::optional<Leased> leased, const LeaseRequest& request);
  Report take_report(TaskId task, Fence fence);
  Status finish(Desk& desk, const Report& report, const Outcome& outcome);
  /// Writes progress that is due, when there is any. It needn't be durable when a heartbeat returns, so it goes with
  /// what is written next, or is written before something is read.
  Status flush_progress();
  Status fail_leased(TaskId task, Fence fence, const Failure& failure);
  Status stop_run(const std::string& run, storage::TaskStop why);

  Result<Run> run_named(const std::string& name);
  void know(const storage::RunRow& run, double deadline_s, std::uint64_t last_change);
  /// False when the run surely has no change after that one.
  bool has_changed(const std::string& run, std::uint64_t after);

  /// Ends leases and runs whose time is over.
  void expire();
  double next_due_s();
  void delay(TaskId task, double due_s);
  void be_due_no_later(double due_s);
  bool is_due(TaskId task);

  storage::Store& store_;
  const StoredQueueOptions options_;
  HeldLeases held_;
  WaitingWorkers workers_;
  Followers followers_;
  std::atomic<std::int64_t> queued_{0};  ///< about how many tasks are; exact while nothing is being written

  /// No run's and no delay's time is over before it: asked without the lock, by each that comes.
  std::atomic<double> first_due_s_{std::numeric_limits<double>::infinity()};
  std::mutex mutex_;  ///< guards the five below
  std::map<std::int64_t, Run> runs_;
  std::map<std::string, std::int64_t> run_numbers_;
  std::map<std::int64_t, std::uint64_t> last_changes_;  ///< at most: of open runs, by their numbers
  std::map<std::string, double> deadlines_s_;
  std::map<TaskId, double> delayed_until_s_;
};

}  // namespace souls::tasks
