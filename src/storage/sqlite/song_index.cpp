#include "storage/sqlite/song_index.hpp"

namespace souls::storage::sqlite {

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

}  // namespace souls::storage::sqlite
