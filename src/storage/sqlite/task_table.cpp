#include "storage/sqlite/task_table.hpp"

#include <limits>

#include "storage/packing.hpp"

namespace souls::storage::sqlite {
namespace {

constexpr std::string_view kColumns =
    "SELECT t.id, t.run, t.share, t.step, t.capability, t.contract_version, t.package, t.version, t.package_digest,"
    " t.seed, t.cost_seconds, t.priority, t.deaths, t.lacks, t.queued_ms, t.finished_ms, t.seconds, t.cpu_seconds,"
    " t.bytes_out, t.reused, t.failure_kind, t.error_code, t.error, t.error_detail, t.inputs, t.outputs,";

/// Followed by what they are chosen by. `t` are the tasks, `l` their leases.
std::string select(std::string_view chosen) {
  return std::string(kColumns)
      .append(" iif(l.task, 2, t.state), coalesce(l.stop, t.stop), coalesce(l.tries, t.tries),"
              " coalesce(l.fence, t.fence), coalesce(l.worker, t.worker), coalesce(l.started_ms, t.started_ms),"
              " coalesce(l.last_event, t.last_event), coalesce(l.event, 0), coalesce(l.fraction, 0),"
              " coalesce(l.phrase, '') FROM tasks t LEFT JOIN leases l ON l.task = t.id ")
      .append(chosen);
}

/// A task that stands in the line, with its step.
std::string select_queued() {
  return std::string(kColumns)
      .append(" t.state, t.stop, t.tries, t.fence, t.worker, t.started_ms, t.last_event, 0, 0, '',"
              " s.implementation_digest, s.parameters, s.phrase, s.inputs"
              " FROM tasks t JOIN task_steps s ON s.task = t.id WHERE t.id = ?");
}

constexpr int kTaskColumns = 36;

TaskStepRow step_row_of(const Statement& row, int column) {
  return {row.digest(column), row.text(column + 1), row.text(column + 2), row.text(column + 3)};
}

TaskRow row_of(const Statement& row) {
  int column = 0;
  const auto integer = [&] { return row.integer(column++); };
  const auto count = [&] { return static_cast<int>(row.integer(column++)); };
  const auto number = [&] { return static_cast<std::uint64_t>(row.integer(column++)); };
  const auto real = [&] { return row.real(column++); };
  const auto text = [&] { return row.text(column++); };
  TaskRow t;
  t.id = number(), t.run = integer(), t.share = integer();
  t.step = text(), t.capability = text(), t.contract_version = count(), t.package = text(), t.version = text();
  t.package_digest = row.digest(column++);
  t.seed = number(), t.cost_seconds = real(), t.priority = real();
  t.deaths = count(), t.lacks = count();
  t.queued_ms = integer(), t.finished_ms = integer();
  t.seconds = real(), t.cpu_seconds = real(), t.bytes_out = number(), t.reused = integer() != 0;
  t.failure_kind = count(), t.error_code = count(), t.error = text(), t.error_detail = text();
  t.inputs = Unpacker(row.view(column++)).digests();
  t.outputs = Unpacker(row.view(column++)).digests();
  t.state = static_cast<TaskState>(integer()), t.stop = static_cast<TaskStop>(integer());
  t.tries = count(), t.fence = number(), t.worker = text(), t.started_ms = integer(), t.last_event = number();
  t.progress_event = number(), t.fraction = real(), t.phrase = text();
  return t;
}

Result<std::optional<TaskRow>> one(Statement rows) {
  const auto row = rows.step();
  if (!row) return fail(row.error());
  if (!*row) return std::nullopt;
  return row_of(rows);
}

Result<std::vector<TaskRow>> all(Statement rows) {
  std::vector<TaskRow> found;
  while (true) {
    const auto row = rows.step();
    if (!row) return fail(row.error());
    if (!*row) return found;
    found.push_back(row_of(rows));
  }
}

}  // namespace

Result<std::uint64_t> SqliteTaskTable::add(const TaskRow& t, const TaskStepRow& step) {
  const std::string none = Packer().add(std::vector<NamedDigest>{}).take();
  const std::string inputs = Packer().add(t.inputs).take();
  const Status added = connection_.run(
      "INSERT INTO tasks (id, run, share, step, capability, contract_version, package, version, package_digest, seed,"
      " cost_seconds, priority, state, stop, tries, deaths, lacks, fence, worker, queued_ms, started_ms, finished_ms,"
      " seconds, cpu_seconds, bytes_out, reused, last_event, failure_kind, error_code, error, error_detail, inputs,"
      " outputs) VALUES ((SELECT max(task, ifnull((SELECT max(id) FROM tasks), 0)) + 1 FROM numbers_gone),"
      " ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, 0, 0, 0, '', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, '', '',"
      " ?, ?)",
      t.run, t.share, t.step, t.capability, t.contract_version, t.package, t.version, t.package_digest, t.seed,
      t.cost_seconds, t.priority, Bytes{inputs}, Bytes{none});
  if (!added) return fail(added.error());
  const std::int64_t id = connection_.last_row();
  const Status rest = connection_.run(
      "INSERT INTO task_steps (task, implementation_digest, parameters, phrase, inputs) VALUES (?, ?, ?, ?, ?)", id,
      step.implementation_digest, step.parameters, step.phrase, Bytes{step.inputs});
  if (!rest) return fail(rest.error());
  return static_cast<std::uint64_t>(id);
}

Result<std::optional<TaskRow>> SqliteTaskTable::find(std::int64_t run, const std::string& step) {
  static const std::string sql = select("WHERE t.run = ? AND t.step = ?");
  return one(connection_.query(sql, run, step));
}

Result<bool> SqliteTaskTable::has_any(std::int64_t run) {
  return connection_.query("SELECT 1 FROM tasks WHERE run = ? LIMIT 1", run).step();
}

Result<std::optional<TaskRow>> SqliteTaskTable::get(std::uint64_t id) {
  static const std::string sql = select("WHERE t.id = ?");
  return one(connection_.query(sql, id));
}

Result<std::optional<TaskStepRow>> SqliteTaskTable::get_step(std::uint64_t id) {
  Statement rows = connection_.query(
      "SELECT implementation_digest, parameters, phrase, inputs FROM task_steps WHERE task = ?", id);
  const auto row = rows.step();
  if (!row) return fail(row.error());
  if (!*row) return std::nullopt;
  return step_row_of(rows, 0);
}

Result<std::vector<TaskRow>> SqliteTaskTable::of_run(std::int64_t run) {
  return all(connection_.query(select("WHERE t.run = ? ORDER BY t.id"), run));
}

Result<std::vector<TaskRow>> SqliteTaskTable::running() {
  return all(connection_.query(select("WHERE t.id IN (SELECT task FROM leases)")));
}

Result<std::uint64_t> SqliteTaskTable::count_queued() {
  static const std::string sql = std::string("SELECT count(*)").append(kFromQueued);
  Statement rows = connection_.query(sql);
  if (const auto row = rows.step(); !row) return fail(row.error());
  return static_cast<std::uint64_t>(rows.integer(0));
}

Result<std::vector<TaskRow>> SqliteTaskTable::list(const TaskFilter& filter) {
  const std::int64_t before =
      filter.before == 0 ? std::numeric_limits<std::int64_t>::max() : static_cast<std::int64_t>(filter.before);
  std::string chosen = "WHERE t.id < ?1";
  if (!filter.run.empty()) chosen += " AND t.run = (SELECT number FROM runs WHERE name = ?2)";
  if (!filter.user.empty()) chosen += " AND t.share = (SELECT number FROM shares WHERE user = ?3)";
  if (!filter.song.empty()) chosen += " AND t.run IN (SELECT number FROM runs WHERE song = ?4)";
  if (!filter.capability.empty()) chosen += " AND t.capability = ?5";
  if (filter.state == TaskState::running) {
    chosen += " AND t.id IN (SELECT task FROM leases)";
  } else if (filter.state) {
    chosen += " AND t.state = ?6 AND l.task IS NULL";
  }
  if (filter.only_open) chosen += " AND t.state <= 1";
  // What is open belongs to the few runs that are; the finished ones aren't looked at.
  if (filter.only_open || (filter.state && *filter.state <= TaskState::running)) {
    chosen += " AND t.run IN (SELECT number FROM runs WHERE closed_ms = 0)";
  }
  // Says to SQLite that the index of those few serves; a run's or a song's own steps are fewer still.
  if (filter.state && *filter.state >= TaskState::failed && filter.run.empty() && filter.song.empty()) {
    chosen += " AND t.state >= 4";
  }
  return all(connection_.query(select(chosen + " ORDER BY t.id DESC LIMIT ?7"), before, filter.run, filter.user,
                               filter.song, filter.capability,
                               static_cast<int>(filter.state.value_or(TaskState::waiting)), filter.count_max));
}

Status SqliteTaskTable::remove(const TaskRow& task) {
  const auto line = this->line();
  if (!line) return fail(line.error());
  (*line)->leave(task);
  if (auto noted = note_numbers(); !noted) return noted;
  return connection_.run("DELETE FROM tasks WHERE id = ?", task.id);
}

Result<Line*> SqliteTaskTable::line() {
  if (line_ == nullptr) return fail(ErrorCode::internal, "the store was used wrongly", "a turn in a read");
  const Status known = line_->know(connection_);
  return known ? Result<Line*>(line_) : fail(known.error());
}

Status SqliteTaskTable::put(const TaskRow& t, TaskState before) {
  if (t.state == before) return t.state == TaskState::running ? put_lease(t) : put_row(t);
  const auto line = this->line();
  if (!line) return fail(line.error());
  if (before == TaskState::running) {
    if (auto ended = end_lease(t); !ended) return ended;
  }
  // A task that is leased is written when its lease is over.
  if (t.state == TaskState::running) {
    (*line)->serve(t);
    return put_lease(t);
  }
  if (before == TaskState::queued) (*line)->leave(t);
  if (t.state == TaskState::queued) {
    (*line)->join(t);
    if (before == TaskState::waiting) return put_queued(t);
  }
  return before == TaskState::running && t.state == TaskState::succeeded ? put_success(t) : put_row(t);
}

// What goes on most often writes no more than it changes.

Status SqliteTaskTable::put_queued(const TaskRow& t) {
  return connection_.run("UPDATE tasks SET state = 1, queued_ms = ?, last_event = ?, inputs = ? WHERE id = ?",
                         t.queued_ms, t.last_event, Bytes{Packer().add(t.inputs).bytes()}, t.id);
}

Status SqliteTaskTable::put_success(const TaskRow& t) {
  return connection_.run(
      "UPDATE tasks SET state = 3, tries = ?, fence = ?, worker = ?, started_ms = ?, finished_ms = ?, seconds = ?,"
      " cpu_seconds = ?, bytes_out = ?, last_event = ?, outputs = ? WHERE id = ?",
      t.tries, t.fence, t.worker, t.started_ms, t.finished_ms, t.seconds, t.cpu_seconds, t.bytes_out, t.last_event,
      Bytes{Packer().add(t.outputs).bytes()}, t.id);
}

Status SqliteTaskTable::put_row(const TaskRow& t) {
  return connection_.run(
      "UPDATE tasks SET state = ?, priority = ?, stop = ?, tries = ?, deaths = ?, lacks = ?, fence = ?, worker = ?,"
      " queued_ms = ?, started_ms = ?, finished_ms = ?, seconds = ?, cpu_seconds = ?, bytes_out = ?, reused = ?,"
      " last_event = ?, failure_kind = ?, error_code = ?, error = ?, error_detail = ?, inputs = ?, outputs = ?"
      " WHERE id = ?",
      static_cast<int>(t.state), t.priority, static_cast<int>(t.stop), t.tries, t.deaths, t.lacks, t.fence, t.worker,
      t.queued_ms, t.started_ms, t.finished_ms, t.seconds, t.cpu_seconds, t.bytes_out, t.reused, t.last_event,
      t.failure_kind, t.error_code, t.error, t.error_detail,
      Bytes{Packer().add(t.inputs).bytes()}, Bytes{Packer().add(t.outputs).bytes()}, t.id);
}

Status SqliteTaskTable::put_lease(const TaskRow& t) {
  return connection_.run(
      "INSERT OR REPLACE INTO leases (task, stop, tries, fence, worker, started_ms, last_event, event, fraction, phrase)"
      " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      t.id, static_cast<int>(t.stop), t.tries, t.fence, t.worker, t.started_ms, t.last_event, t.progress_event,
      t.fraction, t.phrase);
}

Status SqliteTaskTable::end_lease(const TaskRow& t) {
  const Status ended = connection_.run("DELETE FROM leases WHERE task = ? AND fence = ?", t.id, t.fence);
  if (!ended || connection_.changes() == 1) return ended;
  return fail(ErrorCode::conflict, "the step is no longer leased to this worker");
}

Status SqliteTaskTable::put_progress(const TaskRow& t) {
  return connection_.run("UPDATE leases SET event = ?, fraction = ?, phrase = ? WHERE task = ?", t.progress_event,
                         t.fraction, t.phrase, t.id);
}

Result<std::optional<QueuedTask>> SqliteTaskTable::next(const std::function<bool(const QueuedPlace&)>& may) {
  const auto line = this->line();
  if (!line) return fail(line.error());
  const auto task = (*line)->next(may);
  if (!task) return std::nullopt;
  static const std::string sql = select_queued();
  Statement rows = connection_.query(sql, *task);
  const auto row = rows.step();
  if (!row) return fail(row.error());
  if (!*row) return fail(ErrorCode::corrupt, "a queued task isn't in the database");
  return QueuedTask{row_of(rows), step_row_of(rows, kTaskColumns)};
}

Status SqliteTaskTable::add_usage(const UsageRow& usage) {
  sums_.add(usage);
  return {};
}

Result<std::vector<UsageRow>> SqliteTaskTable::usage(const std::string& user) {
  Statement rows = connection_.query(
      "SELECT user, capability, package, steps, remembered, cpu_seconds, bytes FROM usage WHERE ?1 = '' OR user = ?1"
      " ORDER BY user, capability, package",
      user);
  std::vector<UsageRow> found;
  while (true) {
    const auto row = rows.step();
    if (!row) return fail(row.error());
    if (!*row) return found;
    found.push_back({rows.text(0), rows.text(1), rows.text(2), static_cast<std::uint64_t>(rows.integer(3)),
                     static_cast<std::uint64_t>(rows.integer(4)), rows.real(5),
                     static_cast<std::uint64_t>(rows.integer(6))});
  }
}

Status SqliteTaskTable::add_step_times(const StepTimesRow& times) {
  sums_.add(times);
  return {};
}

Result<std::vector<StepTimesRow>> SqliteTaskTable::step_times() {
  Statement rows = connection_.query("SELECT capability, package, version, steps, seconds FROM step_times");
  std::vector<StepTimesRow> found;
  while (true) {
    const auto row = rows.step();
    if (!row) return fail(row.error());
    if (!*row) return found;
    found.push_back({rows.text(0), rows.text(1), rows.text(2), static_cast<std::uint64_t>(rows.integer(3)), rows.real(4)});
  }
}

}  // namespace souls::storage::sqlite
