#include "storage/sqlite/check.hpp"

#include "storage/sqlite/statement.hpp"

namespace souls::storage::sqlite {
namespace {

constexpr std::size_t kProblemsMax = 20;

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
