#pragma once
// The search index follows the songs.

#include "storage/sqlite/statement.hpp"

namespace souls::storage::sqlite {

/// After a song was added or changed.
Status index_song(Connection& connection, std::int64_t row);
/// Before a song is removed or changed: the index has to be told what it was.
Status unindex_song(Connection& connection, std::int64_t row);
/// Before a user is removed, with all songs.
Status unindex_user(Connection& connection, const std::string& user);

/// Joins the parts that the index grows by, some pages at a call: searches then look into one. `is_first` begins anew.
/// False when there was nothing left to do.
Result<bool> merge_index(Connection& connection, bool is_first);

}  // namespace souls::storage::sqlite
