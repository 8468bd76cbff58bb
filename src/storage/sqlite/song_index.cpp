#include "storage/sqlite/song_index.hpp"

namespace souls::storage::sqlite {
namespace {

constexpr int kPagesAtOnce = 250;

}  // namespace

Status index_song(Connection& connection, std::int64_t row) {
  return connection.run("INSERT INTO song_search (rowid, title, prompt, words) SELECT row, title, prompt, words FROM "
                        "song_texts WHERE row = ?", row);
}

Status unindex_song(Connection& connection, std::int64_t row) {
  return connection.run("INSERT INTO song_search (song_search, rowid, title, prompt, words) SELECT 'delete', row, title, "
                        "prompt, words FROM song_texts WHERE row = ?", row);
}

Status unindex_user(Connection& connection, const std::string& user) {
  return connection.run("INSERT INTO song_search (song_search, rowid, title, prompt, words) SELECT 'delete', row, title, "
                        "prompt, words FROM song_texts WHERE user = ?", user);
}

Result<bool> merge_index(Connection& connection, bool is_first) {
  const int before = sqlite3_total_changes(connection.handle());
  if (auto merged = connection.run("INSERT INTO song_search (song_search, rank) VALUES ('merge', ?)",
                                   is_first ? -kPagesAtOnce : kPagesAtOnce);
      !merged) {
    return fail(merged.error());
  }
  // By FTS5's documentation, a merge that did nothing changes fewer than two rows.
  return sqlite3_total_changes(connection.handle()) - before >= 2;
}

}  // namespace souls::storage::sqlite
