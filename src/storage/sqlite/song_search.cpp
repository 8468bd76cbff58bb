// Search in titles, prompts and words.

#include <algorithm>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "storage/sqlite/song_table.hpp"
#include "storage/sqlite/song_tokenizer.hpp"

namespace souls::storage::sqlite {
namespace {

/// A term of FTS5's query language that stands for the words as they are, whatever they hold.
std::string quoted(const std::string& user, std::string_view words) {
  std::string term = "\"" + user + kScopeEnd;
  for (const char c : words) {
    if (c == '"') term += '"';
    term += c;
  }
  return term + "\"";
}

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

/// What a person typed in FTS5's query language: all terms, in any order.
Result<std::string> query_of(const std::string& user, std::string_view typed) {
  std::string query;
  std::size_t terms = 0;
  while (!typed.empty()) {
    if (is_space(typed.front())) {
      typed.remove_prefix(1);
      continue;
    }
    const bool is_phrase = typed.front() == '"';
    if (is_phrase) typed.remove_prefix(1);
    const auto end = is_phrase ? std::ranges::find(typed, '"') : std::ranges::find_if(typed, is_space);
    const std::string_view words = typed.substr(0, static_cast<std::size_t>(end - typed.begin()));
    typed.remove_prefix(std::min(words.size() + (is_phrase ? 1 : 0), typed.size()));
    if (words.empty()) continue;
    if (++terms > limits::kSearchTermsMax) {
      return fail(ErrorCode::invalid_request,
                  "a search takes at most " + std::to_string(limits::kSearchTermsMax) + " words");
    }
    query += quoted(user, words);
    // The last word may still be in the middle of being typed.
    query += !is_phrase && typed.empty() ? " * " : " ";
  }
  return query;
}

/// Rows of songs outside of the trash that a query finds and that weren't found before, newest first, until there are
/// as many as are wanted. The index is read no further than that.
Status add_found(Connection& connection, const std::string& query, std::size_t wanted,
                 std::vector<std::int64_t>& found) {
  if (found.size() >= wanted) return {};
  const std::size_t before = found.size();
  Statement row = connection.query(
      "SELECT song_search.rowid FROM song_search CROSS JOIN songs ON songs.row = song_search.rowid WHERE song_search "
      "MATCH ? AND songs.trashed_ms IS NULL ORDER BY song_search.rowid DESC",
      query);
  while (found.size() < wanted) {
    const auto stepped = row.step();
    if (!stepped) return fail(stepped.error());
    if (!*stepped) return {};
    const auto known = found.begin() + static_cast<std::ptrdiff_t>(before);
    if (std::find(found.begin(), known, row.integer(0)) == known) found.push_back(row.integer(0));
  }
  return {};
}

}  // namespace

Result<std::vector<Song>> SqliteSongTable::search(const std::string& user, const SongSearch& search) {
  if (!is_text(search.text, limits::kSearchLettersMax)) {
    return fail(ErrorCode::invalid_request,
                "what is searched for must be UTF-8 of at most " + std::to_string(limits::kSearchLettersMax) + " characters");
  }
  if (search.text.find('\0') != std::string::npos) return std::vector<Song>{};
  const auto query = query_of(user, search.text);
  if (!query) return fail(query.error());
  const std::size_t wanted = std::min(search.skip + std::min(search.count, limits::kPageRowsMax),
                                      limits::kSearchResultsMax);
  if (query->empty() || search.skip >= wanted) return std::vector<Song>{};
  std::vector<std::int64_t> found;
  for (const std::string_view columns : {"{title}", "{title prompt}", "{title prompt words}"}) {
    if (auto added = add_found(connection_, std::string(columns) + " : (" + *query + ")", wanted, found); !added) {
      return fail(added.error());
    }
  }
  std::vector<Song> songs;
  for (std::size_t i = search.skip; i < found.size(); ++i) {
    Statement row = connection_.query("SELECT " SOULS_SONG_COLUMNS " FROM songs WHERE row = ?", found[i]);
    if (const auto stepped = row.step(); !stepped) return fail(stepped.error());
    songs.push_back(song_of(row));
  }
  return songs;
}

}  // namespace souls::storage::sqlite
