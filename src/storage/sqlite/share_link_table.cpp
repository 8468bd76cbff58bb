#include "storage/sqlite/share_link_table.hpp"

#include "base/limits.hpp"

#define SOULS_SHARE_LINK_COLUMNS "id, user, song, allows, created_ms, expires_ms"

namespace souls::storage::sqlite {
namespace {

ShareLink link_of(const Statement& row) {
  return {row.text(0),    row.text(1),   row.text(2), parse_share_allows(row.view(3)).value_or(ShareAllows::listen),
          row.integer(4), row.integer(5)};
}

tl::unexpected<Error> no_link() { return fail(ErrorCode::not_found, "there is no such link"); }

}  // namespace

Status SqliteShareLinkTable::check_song(const std::string& user, const std::string& song) {
  Statement row = connection_.query(
      "SELECT 1 FROM songs INDEXED BY songs_by_user_and_id WHERE user = ? AND id = ?", user, song);
  const auto found = row.step();
  if (!found) return fail(found.error());
  return *found ? Status{} : Status(fail(ErrorCode::not_found, "there is no such song"));
}

Status SqliteShareLinkTable::add(const ShareLink& link) {
  if (auto checked = check_song(link.user, link.song); !checked) return checked;
  Statement known = connection_.query(
      "SELECT (SELECT count(*) FROM share_links WHERE song = ?), EXISTS (SELECT 1 FROM share_links WHERE id = ?)",
      link.song, link.id);
  if (const auto stepped = known.step(); !stepped) return fail(stepped.error());
  if (known.integer(0) >= static_cast<std::int64_t>(limits::kSharesPerSongMax)) {
    return fail(ErrorCode::unprocessable, "a song is shared by at most " + std::to_string(limits::kSharesPerSongMax) +
                                              " links; revoke some first");
  }
  if (known.integer(1) != 0) return fail(ErrorCode::conflict, "there is such a link already");
  return connection_.run("INSERT INTO share_links (" SOULS_SHARE_LINK_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?)", link.id,
                         link.user, link.song, to_string(link.allows), link.created_ms, link.expires_ms);
}

Result<ShareLink> SqliteShareLinkTable::find(const std::string& id) {
  Statement row = connection_.query("SELECT " SOULS_SHARE_LINK_COLUMNS " FROM share_links WHERE id = ?", id);
  const auto found = row.step();
  if (!found) return fail(found.error());
  if (!*found) return no_link();
  return link_of(row);
}

Result<std::vector<ShareLink>> SqliteShareLinkTable::list(const std::string& user, const std::string& song) {
  if (auto checked = check_song(user, song); !checked) return fail(checked.error());
  Statement row = connection_.query(
      "SELECT " SOULS_SHARE_LINK_COLUMNS " FROM share_links WHERE song = ? ORDER BY created_ms DESC, id DESC", song);
  std::vector<ShareLink> links;
  while (true) {
    const auto found = row.step();
    if (!found) return fail(found.error());
    if (!*found) return links;
    links.push_back(link_of(row));
  }
}

Status SqliteShareLinkTable::remove(const std::string& user, const std::string& song, const std::string& id) {
  const Status removed =
      connection_.run("DELETE FROM share_links WHERE id = ? AND user = ? AND song = ?", id, user, song);
  if (!removed) return removed;
  return connection_.changes() == 1 ? Status{} : Status(no_link());
}

Status SqliteShareLinkTable::forget(std::int64_t expired_ms) {
  return connection_.run("DELETE FROM share_links WHERE expires_ms <= ?", expired_ms);
}

}  // namespace souls::storage::sqlite
