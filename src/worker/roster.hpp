#pragma once
// Who works here: for operators.

#include <cstdint>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "tasks/queue.hpp"

namespace souls::worker {

/// Which way a worker came: started by the server, by another process of its user, or over the network.
enum class Origin { local, socket, remote };
std::string_view to_string(Origin origin);

/// A worker, as long as it is connected. Times are milliseconds since 1970.
struct Presence {
  std::string id;  ///< unique among those that are connected
  Origin origin = Origin::local;
  std::string address = {};  ///< of a remote one
  std::string name = {};     ///< as it calls itself, made unique: the queue knows it by that
  std::string program = {};
  std::string version = {};
  std::vector<tasks::Ability> can = {};  ///< what is leased to it; empty: all
  std::int64_t since_ms = 0;
  int steps = 0;  ///< that it has reported on

  struct Step {
    tasks::TaskId task = 0;
    std::string step;
    std::string capability;
    std::int64_t since_ms = 0;
  };
  std::optional<Step> making = {};
};

/// Safe to use from many threads.
class Roster {
 public:
  /// A worker's line; gone when this is.
  class Line {
   public:
    Line(Roster& roster, Presence presence);
    ~Line();
    Line(const Line&) = delete;
    Line& operator=(const Line&) = delete;

    void take_up(const tasks::Lease& lease);
    /// `reported`: by the worker itself.
    void let_go(bool reported);

   private:
    Roster& roster_;
    std::list<Presence>::iterator place_;
  };

  /// In the order in which they came.
  std::vector<Presence> list() const;

 private:
  mutable std::mutex mutex_;
  std::list<Presence> lines_;
};

}  // namespace souls::worker
