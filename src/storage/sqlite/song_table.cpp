#include "storage/sqlite/song_table.hpp"

#include <algorithm>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "storage/sqlite/song_index.hpp"

namespace souls::storage::sqlite {
namespace {

tl::unexpected<Error> invalid(std::string message) { return fail(ErrorCode::invalid_request, std::move(message)); }

Status check_text(std::string_view what, std::string_view text, std::size_t letters_max) {
  if (is_text(text, letters_max)) return {};
  return invalid(std::string(what) + " must be UTF-8 of at most " + std::to_string(letters_max) + " characters");
}

Status check_bytes(std::string_view what, std::string_view text, std::size_t bytes_max) {
  if (text.size() <= bytes_max && is_utf8(text)) return {};
  return invalid(std::string(what) + " must be UTF-8 of at most " + std::to_string(bytes_max) + " bytes");
}

std::vector<std::string> split(std::string_view joined) {
  std::vector<std::string> parts;
  while (!joined.empty()) {
    const std::size_t end = std::min(joined.find('\x1f'), joined.size());
    parts.emplace_back(joined.substr(0, end));
    joined.remove_prefix(std::min(end + 1, joined.size()));
  }
  return parts;
}

}  // namespace

tl::unexpected<Error> no_song() { return fail(ErrorCode::not_found, "there is no such song"); }

Song song_of(const Statement& row) {
  Song song;
  song.id = row.text(0);
  song.number = row.integer(1);
  song.title = row.text(2);
  song.named = row.integer(3) != 0;
  song.prompt = row.text(4);
  song.created_ms = row.integer(5);
  song.updated_ms = row.integer(6);
  song.revision = static_cast<int>(row.integer(7));
  song.state = parse_making_state(row.view(8)).value_or(MakingState::failed);
  if (!row.is_null(9)) song.trashed_ms = row.integer(9);
  song.tags = split(row.view(10));
  song.until = row.text(11);
  return song;
}

Result<std::vector<Song>> all_songs(Statement row) {
  std::vector<Song> songs;
  while (true) {
    const auto found = row.step();
    if (!found) return fail(found.error());
    if (!*found) return songs;
    songs.push_back(song_of(row));
  }
}

Result<SqliteSongTable::Place> SqliteSongTable::place_of(const std::string& user, const std::string& song) {
  Statement row = connection_.query(
      "SELECT row, number, revision FROM songs INDEXED BY songs_by_user_and_id WHERE user = ? AND id = ?", user, song);
  const auto found = row.step();
  if (!found) return fail(found.error());
  if (!*found) return no_song();
  return Place{row.integer(0), row.integer(1), static_cast<int>(row.integer(2))};
}

Status SqliteSongTable::add(const std::string& user, const Song& song, std::string_view words) {
  for (const Status& checked : {check_text("a title", song.title, limits::kTitleLettersMax),
                                check_text("a prompt", song.prompt, limits::kPromptLettersMax),
                                check_bytes("the words of a song", words, limits::kSongWordsBytesMax)}) {
    if (!checked) return checked;
  }
  Statement known = connection_.query("SELECT EXISTS (SELECT 1 FROM users WHERE id = ?), "
                                      "EXISTS (SELECT 1 FROM songs WHERE id = ?)", user, song.id);
  if (const auto stepped = known.step(); !stepped) return fail(stepped.error());
  if (known.integer(0) == 0) return fail(ErrorCode::not_found, "there is no such user");
  if (known.integer(1) != 0) return fail(ErrorCode::conflict, "there is a song of this id already");
  const Status added = connection_.run(
      "INSERT INTO songs (id, user, number, title, named, prompt, words, created_ms, updated_ms, revision, state, "
      "trashed_ms) VALUES (?1, ?2, 1 + ifnull((SELECT max(number) FROM songs WHERE user = ?2), 0), ?3, ?4, ?5, ?6, ?7, "
      "?8, 0, 'waiting', ?9)",
      song.id, user, song.title, song.named, song.prompt, words, song.created_ms, song.updated_ms, song.trashed_ms);
  return added ? index_song(connection_, connection_.last_row()) : added;
}

Result<Song> SqliteSongTable::find(const std::string& user, const std::string& song) {
  Statement row = connection_.query(
      "SELECT " SOULS_SONG_COLUMNS " FROM songs INDEXED BY songs_by_user_and_id WHERE user = ? AND id = ?", user, song);
  const auto found = row.step();
  if (!found) return fail(found.error());
  if (!*found) return no_song();
  return song_of(row);
}

Result<std::vector<Song>> SqliteSongTable::list(const std::string& user, const SongQuery& query) {
  const std::int64_t before = query.before.value_or(INT64_MAX);
  const std::size_t count = std::min(query.count, limits::kPageRowsMax);
  if (query.tag) {
    return all_songs(connection_.query(
        "SELECT " SOULS_SONG_COLUMNS
        " FROM tags CROSS JOIN songs ON songs.row = tags.song WHERE tags.user = ? AND tags.tag = ? AND tags.number < ? "
        "AND (songs.trashed_ms IS NOT NULL) = ? ORDER BY tags.number DESC LIMIT ?",
        user, *query.tag, before, query.trash, count));
  }
  if (query.trash) {
    return all_songs(connection_.query(
        "SELECT " SOULS_SONG_COLUMNS
        " FROM songs WHERE user = ? AND number < ? AND trashed_ms IS NOT NULL ORDER BY number DESC LIMIT ?",
        user, before, count));
  }
  return all_songs(connection_.query(
      "SELECT " SOULS_SONG_COLUMNS
      " FROM songs WHERE user = ? AND number < ? AND trashed_ms IS NULL ORDER BY number DESC LIMIT ?",
      user, before, count));
}

Status SqliteSongTable::set_title(const std::string& user, const std::string& song, std::string_view title,
                                  bool named) {
  if (auto checked = check_text("a title", title, limits::kTitleLettersMax); !checked) return checked;
  const auto place = place_of(user, song);
  if (!place) return fail(place.error());
  if (auto unindexed = unindex_song(connection_, place->row); !unindexed) return unindexed;
  const Status set = connection_.run("UPDATE songs SET title = ?, named = ? WHERE row = ?", title, named, place->row);
  return set ? index_song(connection_, place->row) : set;
}

Status SqliteSongTable::set_words(const std::string& user, const std::string& song, std::string_view words) {
  if (auto checked = check_bytes("the words of a song", words, limits::kSongWordsBytesMax); !checked) return checked;
  const auto place = place_of(user, song);
  if (!place) return fail(place.error());
  if (auto unindexed = unindex_song(connection_, place->row); !unindexed) return unindexed;
  const Status set = connection_.run("UPDATE songs SET words = ? WHERE row = ?", words, place->row);
  return set ? index_song(connection_, place->row) : set;
}

Status SqliteSongTable::set_trashed(const std::string& user, const std::string& song,
                                    std::optional<std::int64_t> since_ms) {
  const auto place = place_of(user, song);
  if (!place) return fail(place.error());
  return connection_.run("UPDATE songs SET trashed_ms = ? WHERE row = ?", since_ms, place->row);
}

Status SqliteSongTable::remove(const std::string& user, const std::string& song) {
  const auto place = place_of(user, song);
  if (!place) return fail(place.error());
  if (auto unindexed = unindex_song(connection_, place->row); !unindexed) return unindexed;
  return connection_.run("DELETE FROM songs WHERE row = ?", place->row);
}

Result<LibraryUsage> SqliteSongTable::usage(const std::string& user) {
  Statement row = connection_.query(
      "SELECT user_usage.songs, bytes, (SELECT count(*) FROM songs WHERE songs.user = user_usage.user AND state IN ('waiting', "
      "'making')), coalesce(day, 0), coalesce(user_days.songs, 0) FROM user_usage LEFT JOIN user_days USING (user)"
      " WHERE user = ?", user);
  const auto found = row.step();
  if (!found) return fail(found.error());
  if (!*found) return fail(ErrorCode::not_found, "there is no such user");
  return LibraryUsage{static_cast<std::size_t>(row.integer(0)), static_cast<std::size_t>(row.integer(2)),
                      static_cast<std::uint64_t>(row.integer(1)), row.integer(3),
                      static_cast<std::size_t>(row.integer(4))};
}

Status SqliteSongTable::add_tag(const std::string& user, const std::string& song, const std::string& tag) {
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
  if (tag.empty() || std::ranges::any_of(tag, is_control)) return invalid("a tag must be a word or a few, in one line");
  if (auto checked = check_text("a tag", tag, limits::kTagLettersMax); !checked) return checked;
  const auto place = place_of(user, song);
  if (!place) return fail(place.error());
  Statement count = connection_.query("SELECT count(*) FROM tags WHERE song = ? AND tag <> ?", place->row, tag);
  if (const auto stepped = count.step(); !stepped) return fail(stepped.error());
  if (count.integer(0) >= static_cast<std::int64_t>(limits::kTagsPerSongMax)) {
    return invalid("a song has at most " + std::to_string(limits::kTagsPerSongMax) + " tags; remove one first");
  }
  return connection_.run("INSERT OR IGNORE INTO tags (user, tag, number, song) VALUES (?, ?, ?, ?)", user, tag,
                         place->number, place->row);
}

Status SqliteSongTable::remove_tag(const std::string& user, const std::string& song, const std::string& tag) {
  const auto place = place_of(user, song);
  if (!place) return fail(place.error());
  return connection_.run("DELETE FROM tags WHERE user = ? AND tag = ? AND number = ?", user, tag, place->number);
}

Result<std::vector<TagCount>> SqliteSongTable::tags(const std::string& user) {
  Statement row = connection_.query(
      "SELECT tag, count(*) FROM tags CROSS JOIN songs ON songs.row = tags.song WHERE tags.user = ? AND trashed_ms IS "
      "NULL GROUP BY tag ORDER BY tag", user);
  std::vector<TagCount> tags;
  while (true) {
    const auto found = row.step();
    if (!found) return fail(found.error());
    if (!*found) return tags;
    tags.push_back({row.text(0), static_cast<std::size_t>(row.integer(1))});
  }
}

}  // namespace souls::storage::sqlite
