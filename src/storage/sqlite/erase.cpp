#include "storage/sqlite/erase.hpp"

namespace souls::storage::sqlite {
namespace {

Status empty_log(Connection& connection) {
  const int code =
      sqlite3_wal_checkpoint_v2(connection.handle(), nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
  return code == SQLITE_OK ? Status{} : Status(fail(error_of(code, connection.handle())));
}

}  // namespace

Status erase_deleted(Connection& connection) {
  {
    Statement due = connection.query("SELECT is_due FROM erasure");
    const auto found = due.step();
    if (!found) return fail(found.error());
    if (!*found || due.integer(0) == 0) return {};
  }
  if (auto merged = connection.run("INSERT INTO song_search (song_search) VALUES ('optimize')"); !merged) return merged;
  // The copy that the new file is written from is as large as the file.
  if (auto set = connection.script("PRAGMA temp_store=FILE"); !set) return set;
  const Status rewritten = connection.script("VACUUM");
  if (auto set = connection.script("PRAGMA temp_store=MEMORY"); !set) return set;
  if (!rewritten) return rewritten;
  if (auto emptied = empty_log(connection); !emptied) return emptied;
  return connection.run("UPDATE erasure SET is_due = 0");
}

}  // namespace souls::storage::sqlite
