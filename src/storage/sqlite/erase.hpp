#pragma once
// Making sure that what was deleted is gone from the file.

#include "storage/sqlite/statement.hpp"

namespace souls::storage::sqlite {

/// Rewrites the file without what was deleted, when there is anything. Overwriting deleted rows (secure_delete) isn't
/// enough: rows that were moved between pages before they were deleted leave a copy in the unused part of the page that
/// they came from, and the search index keeps words of deleted rows until its parts are merged.
/// Outside of a transaction, without readers. Takes time and room in proportion to the file.
Status erase_deleted(Connection& connection);

}  // namespace souls::storage::sqlite
