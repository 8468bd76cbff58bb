#include "storage/sqlite/migrations.hpp"

namespace souls::storage::sqlite {
namespace {

Status apply(Connection& connection, const Migration& migration) {
  if (auto begun = connection.script("BEGIN IMMEDIATE"); !begun) return begun;
  Status done = connection.script(std::string(migration.sql));
  if (done) {
    done = connection.run("INSERT INTO schema_migrations (name, digest) VALUES (?, ?)", migration.name,
                          sha256(migration.sql));
  }
  if (done) done = connection.script("COMMIT");
  // SQLite may have rolled back by itself, and then says that there is nothing to roll back.
  if (!done) (void)connection.script("ROLLBACK");
  return done;
}

/// How many of them the database has seen.
Result<std::size_t> count_known(Connection& connection, std::span<const Migration> all) {
  std::size_t known = 0;
  Statement rows = connection.query("SELECT name, digest FROM schema_migrations ORDER BY name");
  while (true) {
    const auto row = rows.step();
    if (!row) return fail(row.error());
    if (!*row) return known;
    if (known == all.size() || rows.view(0) != all[known].name || rows.digest(1) != sha256(all[known].sql)) {
      return fail(ErrorCode::invalid_request,
                  "the database was made by another, probably newer version of the program; use that one",
                  "its migration " + rows.text(0) + " isn't this program's");
    }
    ++known;
  }
}

}  // namespace

Status migrate(Connection& connection, std::span<const Migration> all) {
  const Status table = connection.script(
      "CREATE TABLE IF NOT EXISTS schema_migrations (name TEXT PRIMARY KEY, digest BLOB NOT NULL)"
      " STRICT, WITHOUT ROWID");
  if (!table) return table;
  const auto known = count_known(connection, all);
  if (!known) return fail(known.error());
  for (const Migration& migration : all.subspan(*known)) {
    if (auto applied = apply(connection, migration); !applied) return applied;
  }
  return {};
}

Status check_is_migrated(Connection& connection, std::span<const Migration> all) {
  const auto known = count_known(connection, all);
  if (!known) return fail(known.error());
  if (*known == all.size()) return {};
  return fail(ErrorCode::conflict,
              "the database is an older version's; start the server of this version once, which brings it up to date");
}

}  // namespace souls::storage::sqlite
