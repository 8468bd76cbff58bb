#pragma once
// Results in SQLite.

#include "storage/result_table.hpp"
#include "storage/sqlite/statement.hpp"

namespace souls::storage::sqlite {

/// Lives as long as its transaction.
class SqliteResultTable final : public ResultTable {
 public:
  explicit SqliteResultTable(Connection& connection) : connection_(connection) {}

  Result<std::optional<ResultRow>> find(const std::string& user, const Digest& key) override;
  Status put(const std::string& user, const ResultRow& result) override;
  Status mark_used(const std::string& user, const Digest& key, std::int64_t used_ms) override;
  Status forget(const std::string& user, const Digest& key) override;
  Status forget_song(const std::string& user, const std::string& song) override;
  Result<std::size_t> forget_unused(const std::string& user, std::int64_t before_ms, std::size_t count) override;
  Result<std::size_t> count(const std::string& user) override;

 private:
  Connection& connection_;
};

}  // namespace souls::storage::sqlite
