#pragma once
// The log's many small writes, handed to the system together.

#include <string>

#include "base/result.hpp"

namespace souls::storage::sqlite {

/// The name of a file layer that does what the one named `vfs` does (empty: the system's), but keeps what is written to
/// a log until it is synced, read or its size is asked for, as long as it comes one after the other: SQLite writes each
/// page in two, and a group of works has hundreds. For the one connection that writes. A write that fails is told by
/// the call that it was kept for; nothing of it counts before a sync has succeeded. internal: there is no such layer.
Result<std::string> join_log_writes(const std::string& vfs);

}  // namespace souls::storage::sqlite
