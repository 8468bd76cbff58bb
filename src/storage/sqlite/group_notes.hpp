#pragma once
// What the works of one transaction leave to each other.

#include <map>
#include <optional>
#include <string>
#include <tuple>

#include "storage/audit_table.hpp"
#include "storage/sqlite/line.hpp"
#include "storage/sqlite/statement.hpp"
#include "storage/task_table.hpp"

namespace souls::storage::sqlite {

/// Counters that many works of a transaction add to, so that each is written once.
class Sums {
 public:
  void add(const UsageRow& usage);
  void add(const StepTimesRow& times);
  void add(const Sums& others);
  bool empty() const { return usage_.empty() && step_times_.empty(); }
  void clear();
  /// Adds them to their tables, and is empty then.
  Status write(Connection& connection);

 private:
  using Names = std::tuple<std::string, std::string, std::string>;
  std::map<Names, UsageRow> usage_;
  std::map<Names, StepTimesRow> step_times_;
};

/// Of the works of a transaction that have succeeded. Sums are written before it is committed.
struct GroupNotes {
  Sums sums;
  std::optional<AuditRow> audit_head;  ///< the last entry, without its bytes, once it was looked up; outlives a commit
  Line line;                            ///< outlives all

  /// The transaction is rolled back.
  void forget();
};

}  // namespace souls::storage::sqlite
