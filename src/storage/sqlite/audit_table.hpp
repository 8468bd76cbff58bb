#pragma once
// The audit log in SQLite.

#include "storage/audit_table.hpp"
#include "storage/sqlite/statement.hpp"

namespace souls::storage::sqlite {

/// Lives as long as its transaction.
class SqliteAuditTable final : public AuditTable {
 public:
  explicit SqliteAuditTable(Connection& connection) : connection_(connection) {}

  Result<AuditRow> append(AuditEntry entry) override;
  Result<AuditRow> last() override;
  Result<std::vector<AuditRow>> after(std::uint64_t after, std::size_t count_max) override;
  Result<std::vector<AuditRow>> that_made(const Digest& artifact) override;

 private:
  Connection& connection_;
  AuditRow head_;  ///< the last one, once it has been looked up; its bytes are left out
};

}  // namespace souls::storage::sqlite
