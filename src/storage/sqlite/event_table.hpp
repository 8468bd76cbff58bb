#pragma once
// Events in SQLite.

#include "storage/event_table.hpp"
#include "storage/sqlite/statement.hpp"

namespace souls::storage::sqlite {

/// Lives as long as its transaction.
class SqliteEventTable final : public EventTable {
 public:
  explicit SqliteEventTable(Connection& connection) : connection_(connection) {}

  Result<std::uint64_t> append(const EventPlace& place, const EventRow& event, std::uint64_t replaces) override;
  Result<std::uint64_t> append_for(const std::string& user, const EventRow& event) override;
  Result<std::uint64_t> append_of_song(const std::string& user, const std::string& song,
                                       const EventRow& event) override;
  Result<std::vector<EventRow>> after(const std::string& user, std::uint64_t after, std::size_t count_max) override;
  Result<std::vector<EventRow>> of_run(const std::string& run, std::uint64_t after, std::size_t count_max) override;
  Result<std::uint64_t> last() override;

 private:
  Status check_kept(std::uint64_t after);
  Status drop_old(std::uint64_t last);

  Connection& connection_;
};

}  // namespace souls::storage::sqlite
