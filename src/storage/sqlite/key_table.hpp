#pragma once
// API keys in SQLite.

#include "storage/key_table.hpp"
#include "storage/sqlite/statement.hpp"

namespace souls::storage::sqlite {

/// Lives as long as one transaction of its connection.
class SqliteKeyTable final : public KeyTable {
 public:
  explicit SqliteKeyTable(Connection& connection) : connection_(connection) {}

  Status add(const ApiKey& key) override;
  Result<ApiKey> find(const std::string& id) override;
  Result<ApiKey> find_by_digest(const Digest& digest) override;
  Result<std::vector<ApiKey>> list(const std::string& user, const std::string& after, std::size_t count) override;
  Status note_use(const std::string& id, std::int64_t used_ms) override;
  Status remove(const std::string& id) override;

 private:
  Connection& connection_;
};

}  // namespace souls::storage::sqlite
