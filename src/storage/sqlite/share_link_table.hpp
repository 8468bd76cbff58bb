#pragma once
// Links that share songs, in SQLite.

#include "storage/share_link_table.hpp"
#include "storage/sqlite/statement.hpp"

namespace souls::storage::sqlite {

/// Lives as long as one transaction of its connection.
class SqliteShareLinkTable final : public ShareLinkTable {
 public:
  explicit SqliteShareLinkTable(Connection& connection) : connection_(connection) {}

  Status add(const ShareLink& link) override;
  Result<ShareLink> find(const std::string& id) override;
  Result<std::vector<ShareLink>> list(const std::string& user, const std::string& song) override;
  Status remove(const std::string& user, const std::string& song, const std::string& id) override;
  Status forget(std::int64_t expired_ms) override;

 private:
  Status check_song(const std::string& user, const std::string& song);

  Connection& connection_;
};

}  // namespace souls::storage::sqlite
