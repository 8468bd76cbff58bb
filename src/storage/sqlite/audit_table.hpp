#pragma once
// The audit log in SQLite.

#include "storage/audit_table.hpp"
#include "storage/sqlite/group_notes.hpp"

namespace souls::storage::sqlite {

/// Lives as long as its transaction.
class SqliteAuditTable final : public AuditTable {
 public:
  /// `notes`: of the transaction that is written; null where one is read.
  SqliteAuditTable(Connection& connection, const GroupNotes* notes) : connection_(connection) {
    if (notes != nullptr) head_ = notes->audit_head;
  }

  Result<AuditRow> append(AuditEntry entry) override;
  Result<AuditRow> last() override;
  Result<std::vector<AuditRow>> after(std::uint64_t after, std::size_t count_max) override;
  Result<std::vector<AuditRow>> that_made(const Digest& artifact) override;
  /// The last entry, without its bytes, once it was looked up.
  const std::optional<AuditRow>& head() const { return head_; }

 private:
  Status sort_recent();

  Connection& connection_;
  std::optional<AuditRow> head_;
};

}  // namespace souls::storage::sqlite
