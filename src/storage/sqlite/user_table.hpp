#pragma once
// People in SQLite.

#include "storage/sqlite/statement.hpp"
#include "storage/user_table.hpp"

namespace souls::storage::sqlite {

/// Lives as long as one transaction of its connection.
class SqliteUserTable final : public UserTable {
 public:
  explicit SqliteUserTable(Connection& connection) : connection_(connection) {}

  Status add(const User& user) override;
  Result<User> find(const std::string& id) override;
  Result<User> find_by_email(const std::string& email) override;
  Result<User> find_by_subject(const std::string& issuer, const std::string& subject) override;
  Status link_subject(const std::string& issuer, const std::string& subject, const std::string& user,
                      std::int64_t now_ms) override;
  Result<User> first_owner() override;
  Result<std::vector<User>> list(const std::string& after, std::size_t count) override;
  Status update(const User& user) override;
  Status remove(const std::string& id) override;
  Result<std::string> password(const std::string& id) override;
  Status set_password(const std::string& id, const std::string& hash, std::int64_t now_ms) override;
  Result<bool> has_owner_with_password() override;

 private:
  Status check_free(const User& user);

  Connection& connection_;
};

}  // namespace souls::storage::sqlite
