#pragma once
// The log's many small writes, handed to the system together, and its syncs, put off.

#include <sqlite3.h>

#include <string>

#include "base/result.hpp"

namespace souls::storage::sqlite {

/// The name of a file layer that does what the one named `vfs` does (empty: the system's), but keeps what is written to
/// a log until it is synced, read or its size is asked for, as long as it comes one after the other: SQLite writes each
/// page in two, and a group of works has hundreds. For the one connection that writes. A write that fails is told by
/// the call that it was kept for; nothing of it counts before a sync has succeeded. internal: there is no such layer.
Result<std::string> join_log_writes(const std::string& vfs);

/// The open log of the connection that writes through such a layer; null when there is none.
sqlite3_file* joined_log_of(sqlite3* database);
/// From now on, syncs that SQLite asks for hand on what is kept and leave the rest to `sync_log`, but for a log's first,
/// which its header needs.
void put_off_syncs(sqlite3_file* log, bool puts_off);
/// Syncs what was handed on; returns SQLite's code. From any thread, one at a time, while the log is open; it may be
/// written meanwhile.
int sync_log(sqlite3_file* log);

}  // namespace souls::storage::sqlite
