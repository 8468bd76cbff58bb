#pragma once
// Each change of a task with all that is written about it.

#include <functional>

#include "storage/audit_table.hpp"
#include "storage/event_table.hpp"
#include "storage/store.hpp"
#include "storage/task_table.hpp"
#include "tasks/queue.hpp"

namespace souls::tasks {

/// Writes, in one transaction, the task as it stands now, the event that tells it, the audit entry, and what it cost.
/// Lives as long as the transaction.
class Ledger {
 public:
  Ledger(storage::Transaction& transaction, std::int64_t now_ms) : transaction_(transaction), now_ms_(now_ms) {}

  /// Moves the task to a state. What else changes about the task is set in the row before, but for times, the fence
  /// and the numbers of events, which are set here.
  Status move(storage::TaskRow& task, const storage::RunRow& run, storage::TaskState state);
  /// The event, and what it says in the row, which is left to be put.
  Status tell_progress(storage::TaskRow& task, const Progress& progress);

 private:
  Status record(const storage::TaskRow& task, const storage::RunRow& run);

  storage::Transaction& transaction_;
  std::int64_t now_ms_;
};

}  // namespace souls::tasks
