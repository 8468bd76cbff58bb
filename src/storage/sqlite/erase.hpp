#pragma once
// Making sure that what was deleted is gone from the file. SQLite overwrites deleted rows (secure_delete), and the file's
// layer what is left of rows in the unused part of pages (checked_pages.hpp); the search index keeps words of deleted rows
// until its parts are merged, and the log pages as they were.

#include "storage/sqlite/statement.hpp"

namespace souls::storage::sqlite {

/// Whether something was deleted since the last end_erasure: what is deleted from here on is due again.
Result<bool> begin_erasure(Connection& connection);

/// Empties the log. Outside of a transaction, without readers.
Status end_erasure(Connection& connection);

}  // namespace souls::storage::sqlite
