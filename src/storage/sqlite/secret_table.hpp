#pragma once
// Sealed secrets in SQLite.

#include "storage/secret_table.hpp"
#include "storage/sqlite/statement.hpp"

namespace souls::storage::sqlite {

/// Lives as long as one transaction of its connection.
class SqliteSecretTable final : public SecretTable {
 public:
  explicit SqliteSecretTable(Connection& connection) : connection_(connection) {}

  Status put(const SealedSecret& secret) override;
  Result<SealedSecret> find(const std::string& name) override;
  Result<std::vector<SealedSecret>> list() override;
  Status remove(const std::string& name) override;

 private:
  Connection& connection_;
};

}  // namespace souls::storage::sqlite
