#pragma once
// Runs, tasks and turns in SQLite.

#include "storage/sqlite/group_notes.hpp"
#include "storage/sqlite/line.hpp"
#include "storage/task_table.hpp"

namespace souls::storage::sqlite {

/// Lives as long as its transaction.
class SqliteTaskTable final : public TaskTable {
 public:
  /// `line`: the writer's; none of a reader, which gives no turns.
  explicit SqliteTaskTable(Connection& connection, Line* line = nullptr) : connection_(connection), line_(line) {}

  Result<RunRow> open_run(const RunRow& run) override;
  Result<std::optional<RunRow>> find_run(const std::string& name) override;
  Result<std::optional<RunRow>> get_run(std::int64_t number) override;
  Result<std::vector<RunRow>> open_runs() override;
  Status close_run(std::int64_t number, std::int64_t closed_ms) override;
  Status remove_song(const std::string& song) override;

  Result<std::uint64_t> add(const TaskRow& task, const TaskStepRow& step) override;
  Status remove(const TaskRow& task) override;
  Result<std::optional<TaskRow>> find(std::int64_t run, const std::string& step) override;
  Result<bool> has_any(std::int64_t run) override;
  Result<std::optional<TaskRow>> get(std::uint64_t id) override;
  Result<std::optional<TaskStepRow>> get_step(std::uint64_t id) override;
  Result<std::vector<TaskRow>> of_run(std::int64_t run) override;
  Result<std::vector<TaskRow>> running() override;
  Result<std::uint64_t> count_queued() override;
  Result<std::vector<TaskRow>> list(const TaskFilter& filter) override;

  Status put(const TaskRow& task, TaskState before) override;
  Status put_progress(const TaskRow& task) override;
  Result<std::optional<QueuedTask>> next(const std::function<bool(const QueuedPlace&)>& may) override;

  Status add_usage(const UsageRow& usage) override;
  Result<std::vector<UsageRow>> usage(const std::string& user) override;
  Status add_step_times(const StepTimesRow& times) override;
  Result<std::vector<StepTimesRow>> step_times() override;
  /// Added here and not written yet.
  const Sums& sums() const { return sums_; }

 private:
  /// Before any are removed: their numbers aren't given again.
  Status note_numbers();
  Status put_row(const TaskRow& task);
  Status put_queued(const TaskRow& task);
  Status put_success(const TaskRow& task);
  /// The line as it stands, before this changes it.
  Result<Line*> line();
  Status put_lease(const TaskRow& task);
  /// conflict: it has another one, or none.
  Status end_lease(const TaskRow& task);

  Connection& connection_;
  Line* line_;
  Sums sums_;
};

}  // namespace souls::storage::sqlite
