#include "storage/sqlite/share.hpp"

namespace souls::storage::sqlite {

Result<std::int64_t> find_share(Connection& connection, const std::string& user) {
  Statement rows = connection.query("SELECT number FROM shares WHERE user = ?", user);
  const auto row = rows.step();
  if (!row) return fail(row.error());
  return *row ? rows.integer(0) : 0;
}

Result<std::int64_t> share_of(Connection& connection, const std::string& user) {
  const auto known = find_share(connection, user);
  if (!known || *known != 0) return known;
  const Status added = connection.run("INSERT INTO shares (user) VALUES (?)", user);
  if (!added) return fail(added.error());
  return connection.last_row();
}

}  // namespace souls::storage::sqlite
