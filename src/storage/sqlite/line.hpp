#pragma once
// Whose turn it is.

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "storage/sqlite/statement.hpp"
#include "storage/task_table.hpp"

namespace souls::storage::sqlite {

/// Of a query for the queued tasks `t`, as the database knows them: those of open runs that have no lease.
constexpr std::string_view kFromQueued =
    " FROM runs r CROSS JOIN tasks t ON t.run = r.number"
    " WHERE r.closed_ms = 0 AND t.state = 1 AND NOT EXISTS (SELECT 1 FROM leases WHERE task = t.id)";

/// The queued tasks in the order in which they are leased (see TaskTable), in memory: the database knows them as the
/// tasks of open runs that are queued and have no lease, so that no page is written for who comes and goes. Clocks begin
/// anew with the process. Changes can be taken back until they are kept. Used by one thread.
class Line {
 public:
  /// Reads who is queued, unless that is known. Comes before a transaction's first change of a queued task.
  Status know(Connection& connection);

  void join(const TaskRow& task);
  /// False: it didn't stand there.
  bool leave(const TaskRow& task);
  /// Leaves, and its user's clock goes on by its cost.
  void serve(const TaskRow& task);
  /// The task whose turn it is, of those that `may` be leased.
  std::optional<std::uint64_t> next(const std::function<bool(const QueuedPlace&)>& may) const;

  /// How many changes aren't kept yet.
  std::size_t changes() const { return changes_.size(); }
  /// Takes back the last ones, until so many are left.
  void take_back(std::size_t left);
  void keep();

 private:
  struct Rank {
    double priority = 0;
    std::uint64_t task = 0;
    bool operator<(const Rank& other) const {
      return priority != other.priority ? priority > other.priority : task < other.task;
    }
  };
  struct Need {
    const std::string* capability = nullptr;  ///< one of `capabilities_`
    int contract_version = 1;
  };
  struct Turn {
    double clock = 0;
    std::int64_t order = 0;  ///< of clocks alike: first who came anew, the newest before all, then who waits longest
    auto operator<=>(const Turn&) const = default;
  };
  struct Share {
    std::int64_t number = 0;
    Turn turn;
    std::map<Rank, Need> places;
  };
  struct Change {
    std::int64_t share = 0;
    Rank rank;
    Need need;
    bool is_join = false;
    Turn turn;         ///< before it
    double clock = 0;  ///< before it
  };

  Share& share_of(std::int64_t number);
  Need need_of(const std::string& capability, int contract_version);
  void put(Share& share, const Rank& rank, const Need& need);
  void take(Share& share, const Rank& rank);
  void set_turn(Share& share, const Turn& turn);

  bool is_known_ = false;
  double clock_ = 0;  ///< where the last one who was served stood
  std::int64_t comings_ = 0;  ///< and services
  std::set<std::string> capabilities_;
  std::unordered_map<std::int64_t, Share> shares_;
  std::set<std::pair<Turn, std::int64_t>> turns_;  ///< of the shares that have places, with their numbers
  std::vector<Change> changes_;
};

}  // namespace souls::storage::sqlite
