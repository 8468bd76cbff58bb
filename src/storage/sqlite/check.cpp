#include "storage/sqlite/check.hpp"

#include <map>
#include <set>

#include "storage/sqlite/migrations.hpp"
#include "storage/sqlite/statement.hpp"

namespace souls::storage::sqlite {
namespace {

constexpr std::size_t kProblemsMax = 20;

/// Tables, indexes and triggers, with the text that made each; and migrations with their digests.
Result<std::map<std::string, std::string>> shape_of(Connection& connection) {
  std::map<std::string, std::string> shape;
  Statement rows = connection.query(
      "SELECT type || ' ' || name, coalesce(sql, '') FROM sqlite_schema"
      " UNION ALL SELECT 'migration ' || name, hex(digest) FROM schema_migrations");
  while (true) {
    const auto row = rows.step();
    if (!row) return fail(row.error());
    if (!*row) return shape;
    shape[rows.text(0)] = rows.text(1);
  }
}

/// The shape of a database that has had the same migrations as this one; an older program's has had fewer.
Result<std::map<std::string, std::string>> shape_as_made(Connection& connection) {
  std::set<std::string> names;
  {
    Statement rows = connection.query("SELECT name FROM schema_migrations");
    while (true) {
      const auto row = rows.step();
      if (!row) return fail(row.error());
      if (!*row) break;
      names.insert(rows.text(0));
    }
  }
  std::vector<Migration> had;
  for (const Migration& migration : migrations()) {
    if (names.contains(std::string(migration.name))) had.push_back(migration);
  }
  const auto fresh = Connection::open(":memory:");
  if (!fresh) return fail(fresh.error());
  if (auto migrated = migrate(**fresh, had); !migrated) return fail(migrated.error());
  return shape_of(**fresh);
}

Status check_shape(Connection& connection, std::vector<std::string>& problems) {
  const auto found = shape_of(connection);
  if (!found) return fail(found.error());
  const auto made = shape_as_made(connection);
  if (!made) return fail(made.error());
  const auto look = [&](const auto& these, const auto& those) {
    for (const auto& [name, text] : these) {
      const auto same = those.find(name);
      if (same != those.end() && same->second == text) continue;
      if (problems.size() < kProblemsMax) problems.push_back("the " + name + " isn't as this program makes it");
    }
  };
  look(*made, *found);
  if (problems.empty()) look(*found, *made);
  return {};
}

}  // namespace

Result<std::vector<std::string>> check_file(const std::filesystem::path& path) {
  auto connection = Connection::open(path);
  if (!connection) return fail(connection.error());
  sqlite3_db_config((*connection)->handle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  if (auto set = (*connection)->script("PRAGMA wal_autocheckpoint=0; PRAGMA query_only=ON"); !set) {
    return fail(set.error());
  }
  std::vector<std::string> problems;
  Statement structure = (*connection)->query("PRAGMA quick_check(20)");
  while (problems.size() < kProblemsMax) {
    const auto row = structure.step();
    if (!row && row.error().code == ErrorCode::corrupt) {
      problems.push_back(row.error().detail);
      return problems;
    }
    if (!row) return fail(row.error());
    if (!*row) break;
    if (structure.view(0) != "ok") problems.push_back(structure.text(0));
  }
  if (auto checked = check_shape(**connection, problems); !checked) {
    problems.push_back(checked.error().detail);
    return problems;
  }
  Statement references = (*connection)->query("PRAGMA foreign_key_check");
  while (problems.size() < kProblemsMax) {
    const auto row = references.step();
    if (!row) return fail(row.error());
    if (!*row) break;
    problems.push_back("a row of " + references.text(0) + " refers to one of " + references.text(2) +
                       " that isn't there");
  }
  return problems;
}

}  // namespace souls::storage::sqlite
