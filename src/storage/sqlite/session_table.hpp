#pragma once
// Sessions and known browsers in SQLite.

#include "storage/session_table.hpp"
#include "storage/sqlite/statement.hpp"

namespace souls::storage::sqlite {

/// Lives as long as one transaction of its connection.
class SqliteSessionTable final : public SessionTable {
 public:
  explicit SqliteSessionTable(Connection& connection) : connection_(connection) {}

  Status add(const Session& session) override;
  Result<Session> find_by_digest(const Digest& digest) override;
  Result<std::vector<Session>> list(const std::string& user) override;
  Status note_use(const std::string& id, std::int64_t used_ms) override;
  Status remove(const std::string& user, const std::string& id) override;
  Status remove_others(const std::string& user, const std::string& kept) override;
  Status forget(std::int64_t expired_ms, std::int64_t unused_since_ms) override;
  Status know_device(const std::string& user, const Digest& device, std::int64_t now_ms) override;
  Result<bool> is_known_device(const std::string& user, const Digest& device) override;
  Status forget_devices(const std::string& user) override;

 private:
  Connection& connection_;
};

}  // namespace souls::storage::sqlite
