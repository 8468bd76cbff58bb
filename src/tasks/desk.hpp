#pragma once
// Where a StoredQueue's works are done, and what they did is noted until it is durable.

#include "tasks/ledger.hpp"
#include "tasks/stored_queue.hpp"

namespace souls::tasks {

/// One try of one work. Lives as long as the transaction; notes are used afterwards.
struct StoredQueue::Desk {
  storage::Transaction& transaction;
  StoredQueue& queue;
  Ledger ledger;

  struct Note {
    Run run;
    storage::TaskState before, now;
    std::string capability;
    int contract_version;
    std::uint64_t number;  ///< of the change
  };
  std::vector<Note> notes;
  std::vector<HeldLeases::Lost> released;  ///< leases that are over
  std::vector<HeldLeases::Lost> stopped;   ///< leases whose holders are to stop
  Run last_run = nullptr;                  ///< that was asked for

  Result<Run> run(std::int64_t number);
  Result<storage::TaskRow> get(TaskId task);
  /// `conflict` unless that lease is the task's last and it still runs.
  Result<storage::TaskRow> get_leased(TaskId task, Fence fence);
  Status move(storage::TaskRow& task, storage::TaskState state);
  Status tell_progress(storage::TaskRow& task, const Progress& progress);
  /// Of a task that is about to leave `running`: its row needn't have it.
  Status tell_last_progress(storage::TaskRow& task, const Progress& progress);
  /// Of leases that still run.
  Status tell(const std::vector<HeldLeases::Told>& told);

  /// Queues it again, or ends it.
  Status fail(storage::TaskRow& task, const Failure& failure);
  /// Ends it now, or asks its worker to.
  Status stop(storage::TaskRow& task, storage::TaskStop why);
  Status make_anew(storage::TaskRow& task, storage::TaskState state);
};

}  // namespace souls::tasks
