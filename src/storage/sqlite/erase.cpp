#include "storage/sqlite/erase.hpp"

namespace souls::storage::sqlite {
namespace {

/// Of the column is_due; a deletion sets 1.
constexpr int kNothing = 0, kBegun = 2;

}  // namespace

Result<bool> begin_erasure(Connection& connection) {
  Statement due = connection.query("UPDATE erasure SET is_due = ? WHERE is_due != ? RETURNING is_due", kBegun, kNothing);
  return due.step();
}

Status end_erasure(Connection& connection) {
  const int code =
      sqlite3_wal_checkpoint_v2(connection.handle(), nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
  if (code != SQLITE_OK) return fail(error_of(code, connection.handle()));
  return connection.run("UPDATE erasure SET is_due = ? WHERE is_due = ?", kNothing, kBegun);
}

}  // namespace souls::storage::sqlite
