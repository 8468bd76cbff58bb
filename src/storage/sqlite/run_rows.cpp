#include <limits>

#include "storage/sqlite/share.hpp"
#include "storage/sqlite/task_table.hpp"

namespace souls::storage::sqlite {
namespace {

std::string select(std::string_view chosen) {
  return std::string("SELECT number, name, user, share, song, revision, api_key, trace, opened_ms, deadline_ms, closed_ms"
                     " FROM runs ")
      .append(chosen);
}

RunRow row_of(const Statement& row) {
  return {row.integer(0), row.text(1),    row.text(2),    row.integer(3), row.text(4),
          row.integer(5), row.text(6), row.text(7), row.integer(8), row.integer(9), row.integer(10)};
}

Result<std::optional<RunRow>> one(Statement rows) {
  const auto row = rows.step();
  if (!row) return fail(row.error());
  if (!*row) return std::nullopt;
  return row_of(rows);
}

}  // namespace

Result<RunRow> SqliteTaskTable::open_run(const RunRow& run) {
  const auto known = find_run(run.name);
  if (!known) return fail(known.error());
  RunRow opened = run;
  if (*known) {
    if ((*known)->user != run.user || (*known)->song != run.song) {
      return fail(ErrorCode::conflict, "a run of that name is another song's", run.name);
    }
    opened = **known;
    opened.api_key = run.api_key;
    opened.trace = run.trace;
    opened.deadline_ms = run.deadline_ms;
    opened.closed_ms = 0;
    const Status put = connection_.run("UPDATE runs SET api_key = ?, trace = ?, deadline_ms = ?, closed_ms = 0"
                                       " WHERE number = ?",
                                       opened.api_key, opened.trace, opened.deadline_ms, opened.number);
    return put ? Result<RunRow>(opened) : fail(put.error());
  }
  const auto share = share_of(connection_, run.user);
  if (!share) return fail(share.error());
  opened.share = *share;
  const Status added = connection_.run(
      "INSERT INTO runs (number, name, user, share, song, revision, api_key, trace, opened_ms, deadline_ms, closed_ms)"
      " VALUES ((SELECT max(run, ifnull((SELECT max(number) FROM runs), 0)) + 1 FROM numbers_gone),"
      " ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)",
      run.name, run.user, opened.share, run.song, run.revision, run.api_key, run.trace,
      run.opened_ms, run.deadline_ms);
  if (!added) return fail(added.error());
  opened.number = connection_.last_row();
  opened.closed_ms = 0;
  return opened;
}

Result<std::optional<RunRow>> SqliteTaskTable::find_run(const std::string& name) {
  return one(connection_.query(select("WHERE name = ?"), name));
}

Result<std::optional<RunRow>> SqliteTaskTable::get_run(std::int64_t number) {
  return one(connection_.query(select("WHERE number = ?"), number));
}

Result<std::vector<RunRow>> SqliteTaskTable::open_runs() {
  Statement rows = connection_.query(select("WHERE closed_ms = 0 ORDER BY number"));
  std::vector<RunRow> found;
  while (true) {
    const auto row = rows.step();
    if (!row) return fail(row.error());
    if (!*row) return found;
    found.push_back(row_of(rows));
  }
}

Status SqliteTaskTable::close_run(std::int64_t number, std::int64_t closed_ms) {
  return connection_.run("UPDATE runs SET closed_ms = ? WHERE number = ?", closed_ms, number);
}

Status SqliteTaskTable::note_numbers() {
  return connection_.run(
      "UPDATE numbers_gone SET task = max(task, ifnull((SELECT max(id) FROM tasks), 0)),"
      " run = max(run, ifnull((SELECT max(number) FROM runs), 0))");
}

Status SqliteTaskTable::remove_song(const std::string& song) {
  const auto line = this->line();
  if (!line) return fail(line.error());
  const auto tasks = list({.song = song, .state = TaskState::queued, .count_max = std::numeric_limits<std::int32_t>::max()});
  if (!tasks) return fail(tasks.error());
  for (const TaskRow& task : *tasks) (*line)->leave(task);
  // What the events say goes, but not they themselves: no number comes twice.
  const Status silenced = connection_.run(
      "UPDATE events SET run = 0, task = 0, kind = 'removed', text = ''"
      " WHERE run IN (SELECT number FROM runs WHERE song = ?)",
      song);
  if (!silenced) return silenced;
  if (auto noted = note_numbers(); !noted) return noted;
  return connection_.run("DELETE FROM runs WHERE song = ?", song);
}

}  // namespace souls::storage::sqlite
