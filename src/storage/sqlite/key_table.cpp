#include "storage/sqlite/key_table.hpp"

#include <algorithm>

#include "base/limits.hpp"

#define SOULS_KEY_COLUMNS "id, user, name, hint, digest, scopes, created_ms, expires_ms, used_ms"

namespace souls::storage::sqlite {
namespace {

ApiKey key_of(const Statement& row) {
  ApiKey key;
  key.id = row.text(0);
  key.user = row.text(1);
  key.name = row.text(2);
  key.hint = row.text(3);
  key.digest = row.digest(4);
  key.scopes = Scopes(static_cast<unsigned>(row.integer(5)));
  key.created_ms = row.integer(6);
  if (!row.is_null(7)) key.expires_ms = row.integer(7);
  if (!row.is_null(8)) key.used_ms = row.integer(8);
  return key;
}

tl::unexpected<Error> no_key() { return fail(ErrorCode::not_found, "there is no such key"); }

Result<ApiKey> one(Statement row) {
  const auto found = row.step();
  if (!found) return fail(found.error());
  if (!*found) return no_key();
  return key_of(row);
}

Result<std::vector<ApiKey>> all(Statement row) {
  std::vector<ApiKey> keys;
  while (true) {
    const auto found = row.step();
    if (!found) return fail(found.error());
    if (!*found) return keys;
    keys.push_back(key_of(row));
  }
}

}  // namespace

Status SqliteKeyTable::add(const ApiKey& key) {
  if (auto checked = check_key(key); !checked) return checked;
  Statement known = connection_.query(
      "SELECT EXISTS (SELECT 1 FROM users WHERE id = ?1), (SELECT count(*) FROM api_keys WHERE user = ?1),"
      " EXISTS (SELECT 1 FROM api_keys WHERE id = ?2 OR digest = ?3)",
      key.user, key.id, key.digest);
  if (const auto stepped = known.step(); !stepped) return fail(stepped.error());
  if (known.integer(0) == 0) return fail(ErrorCode::not_found, "there is no such user");
  if (known.integer(1) >= static_cast<std::int64_t>(limits::kKeysPerUserMax)) {
    return fail(ErrorCode::invalid_request,
                "a user has at most " + std::to_string(limits::kKeysPerUserMax) + " keys; revoke some first");
  }
  if (known.integer(2) != 0) return fail(ErrorCode::conflict, "there is such a key already");
  return connection_.run("INSERT INTO api_keys (" SOULS_KEY_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", key.id,
                         key.user, key.name, key.hint, key.digest, static_cast<std::int64_t>(key.scopes.bits()),
                         key.created_ms, key.expires_ms, key.used_ms);
}

Result<ApiKey> SqliteKeyTable::find(const std::string& id) {
  return one(connection_.query("SELECT " SOULS_KEY_COLUMNS " FROM api_keys WHERE id = ?", id));
}

Result<ApiKey> SqliteKeyTable::find_by_digest(const Digest& digest) {
  return one(connection_.query("SELECT " SOULS_KEY_COLUMNS " FROM api_keys WHERE digest = ?", digest));
}

Result<std::vector<ApiKey>> SqliteKeyTable::list(const std::string& user, const std::string& after, std::size_t count) {
  const auto count_max = static_cast<std::int64_t>(std::min(count, limits::kPageRowsMax));
  if (user.empty()) {
    return all(connection_.query("SELECT " SOULS_KEY_COLUMNS " FROM api_keys WHERE id > ? ORDER BY id LIMIT ?", after,
                                 count_max));
  }
  return all(connection_.query("SELECT " SOULS_KEY_COLUMNS
                               " FROM api_keys WHERE user = ? AND id > ? ORDER BY id LIMIT ?",
                               user, after, count_max));
}

Status SqliteKeyTable::note_use(const std::string& id, std::int64_t used_ms) {
  return connection_.run("UPDATE api_keys SET used_ms = max(ifnull(used_ms, 0), ?2) WHERE id = ?1", id, used_ms);
}

Status SqliteKeyTable::remove(const std::string& id) {
  if (auto removed = connection_.run("DELETE FROM api_keys WHERE id = ?", id); !removed) return removed;
  return connection_.changes() == 1 ? Status{} : Status(no_key());
}

}  // namespace souls::storage::sqlite
