#pragma once
// Answers to orders that may come twice, in SQLite.

#include "storage/answer_table.hpp"
#include "storage/sqlite/statement.hpp"

namespace souls::storage::sqlite {

/// Lives as long as one transaction of its connection.
class SqliteAnswerTable final : public AnswerTable {
 public:
  explicit SqliteAnswerTable(Connection& connection) : connection_(connection) {}

  Result<std::optional<KeptAnswer>> find(const std::string& user, const std::string& key) override;
  Status begin(const std::string& user, const std::string& key, const Digest& order, std::int64_t created_ms) override;
  Status finish(const std::string& user, const std::string& key, const std::string& sealed,
                const std::string& key_id) override;
  Status forget(const std::string& user, const std::string& key) override;
  Status forget_before(std::int64_t created_ms) override;

 private:
  Connection& connection_;
};

}  // namespace souls::storage::sqlite
