#pragma once
// Pages of a database file that tell when they are damaged, and keep nothing of what was deleted.

#include <string>

#include "base/result.hpp"

namespace souls::storage::sqlite {

/// At the end of each page: the CRC-32 of where it stands in the file, as 8 bytes, and of the rest of it. Big-endian.
constexpr int kChecksumBytes = 4;

/// Of a larger database it can't be said what is unused: page numbers look like the kinds of pages.
constexpr int kPagesMax = (1 << 25) - 1;

/// The name of a file layer that does what the one named `vfs` does (empty: the system's), but writes each page of a
/// database with its checksum and with zeros where it is unused, and reads none whose checksum is wrong: SQLITE_CORRUPT.
/// Only of a database that keeps kChecksumBytes of each page free; others are read and written as they are. SQLite itself
/// checks the log when it opens it. internal: there is no such layer.
Result<std::string> check_pages(const std::string& vfs);

}  // namespace souls::storage::sqlite
