#include "storage/sqlite/event_table.hpp"

#include "base/limits.hpp"
#include "storage/sqlite/share.hpp"

namespace souls::storage::sqlite {
namespace {

/// Old ones are dropped so many at a time.
constexpr std::uint64_t kDropAtOnce = 256;

/// Followed by what they are chosen by.
constexpr std::string_view kSelect =
    "SELECT e.number, e.time_ms, s.user, coalesce(r.name, ''), e.task, coalesce(t.step, ''), e.kind, e.tries,"
    " e.fraction, e.text FROM events e JOIN shares s ON s.number = e.share LEFT JOIN runs r ON r.number = e.run"
    " LEFT JOIN tasks t ON t.id = e.task ";

std::string select(std::string_view chosen) { return std::string(kSelect).append(chosen); }

Result<std::vector<EventRow>> all(Statement rows) {
  std::vector<EventRow> found;
  while (true) {
    const auto row = rows.step();
    if (!row) return fail(row.error());
    if (!*row) return found;
    EventRow& event = found.emplace_back();
    event.number = static_cast<std::uint64_t>(rows.integer(0));
    event.time_ms = rows.integer(1);
    event.user = rows.text(2);
    event.run = rows.text(3);
    event.task = static_cast<std::uint64_t>(rows.integer(4));
    event.step = rows.text(5);
    event.kind = rows.text(6);
    event.tries = static_cast<int>(rows.integer(7));
    event.fraction = rows.real(8);
    event.text = rows.text(9);
  }
}

}  // namespace

Result<std::uint64_t> SqliteEventTable::append(const EventPlace& place, const EventRow& event, std::uint64_t replaces) {
  const Status added = connection_.run(
      "INSERT INTO events (time_ms, share, run, task, kind, tries, fraction, text) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      event.time_ms, place.share, place.run, place.task, event.kind, event.tries, event.fraction, event.text);
  if (!added) return fail(added.error());
  const auto number = static_cast<std::uint64_t>(connection_.last_row());
  // Only after the new one is there: the number of the newest is never given again.
  if (replaces != 0) {
    if (auto gone = connection_.run("DELETE FROM events WHERE number = ?", replaces); !gone) return fail(gone.error());
  }
  if (number % kDropAtOnce == 0) {
    if (auto dropped = drop_old(number); !dropped) return fail(dropped.error());
  }
  return number;
}

Result<std::uint64_t> SqliteEventTable::append_for(const std::string& user, const EventRow& event) {
  const auto share = share_of(connection_, user);
  if (!share) return fail(share.error());
  return append({*share, 0, 0}, event, 0);
}

Result<std::uint64_t> SqliteEventTable::append_of_song(const std::string& user, const std::string& song,
                                                       const EventRow& event) {
  const auto share = share_of(connection_, user);
  if (!share) return fail(share.error());
  Statement newest = connection_.query("SELECT coalesce(max(number), 0) FROM runs WHERE song = ?", song);
  if (const auto row = newest.step(); !row) return fail(row.error());
  return append({*share, newest.integer(0), 0}, event, 0);
}

Status SqliteEventTable::drop_old(std::uint64_t last) {
  if (last <= limits::kEventsMax) return {};
  const std::uint64_t bound = last - limits::kEventsMax;
  if (auto gone = connection_.run("DELETE FROM events WHERE number <= ?", bound); !gone) return gone;
  return connection_.run("UPDATE events_dropped SET number = ?", bound);
}

Status SqliteEventTable::check_kept(std::uint64_t after) {
  Statement rows = connection_.query("SELECT number FROM events_dropped");
  const auto row = rows.step();
  if (!row) return fail(row.error());
  if (*row && after >= static_cast<std::uint64_t>(rows.integer(0))) return {};
  return fail(ErrorCode::not_found, "those events are no longer kept");
}

Result<std::vector<EventRow>> SqliteEventTable::after(const std::string& user, std::uint64_t after,
                                                      std::size_t count_max) {
  if (auto kept = check_kept(after); !kept) return fail(kept.error());
  if (user.empty()) {
    return all(connection_.query(select("WHERE e.number > ? ORDER BY e.number LIMIT ?"), after, count_max));
  }
  const auto share = find_share(connection_, user);
  if (!share) return fail(share.error());
  return all(connection_.query(select("WHERE e.share = ? AND e.number > ? ORDER BY e.number LIMIT ?"), *share,
                               after, count_max));
}

Result<std::vector<EventRow>> SqliteEventTable::of_run(const std::string& run, std::uint64_t after,
                                                       std::size_t count_max) {
  if (auto kept = check_kept(after); !kept) return fail(kept.error());
  return all(connection_.query(select("WHERE e.run = (SELECT number FROM runs WHERE name = ?) AND e.number > ?"
                                      " ORDER BY e.number LIMIT ?"),
                               run, after, count_max));
}

Result<std::uint64_t> SqliteEventTable::last() {
  Statement rows = connection_.query("SELECT coalesce(max(number), 0) FROM events");
  if (const auto row = rows.step(); !row) return fail(row.error());
  return static_cast<std::uint64_t>(rows.integer(0));
}

}  // namespace souls::storage::sqlite
