#pragma once
// What a process knows about the leases that it gave, and need not be kept: when they end, and who waits.

#include <map>
#include <mutex>
#include <optional>
#include <vector>

#include "tasks/queue.hpp"

namespace souls::tasks {

/// Times are seconds on a clock that only goes forward, so that a clock set back changes nothing. Safe to use from many
/// threads.
class HeldLeases {
 public:
  struct Lost {
    TaskId task = 0;
    Fence fence = 0;
  };
  struct Told {
    TaskId task = 0;
    Fence fence = 0;
    Progress progress;
  };

  void hold(TaskId task, Fence fence, double ends_s);
  void release(Fence fence);
  /// Asks the holder to stop, also one whose lease is only now being given.
  void stop(TaskId task, Fence fence, double now_s);

  /// Renews the lease: whether to stop; empty when it isn't held. Progress is kept until it is taken.
  std::optional<bool> beat(TaskId task, Fence fence, const std::optional<Progress>& progress, double ends_s);

  /// Progress to be written: of each lease the last, when that of its former is `spacing_s` ago.
  std::vector<Told> take_told(double now_s, double spacing_s);
  /// Of one lease, whenever its former was.
  std::vector<Told> take_told_of(Fence fence);
  /// Puts back what couldn't be written, unless there is something newer.
  void put_back(std::vector<Told> told);

  /// Takes out those that have ended.
  std::vector<Lost> take_lost(double now_s);
  /// When the first ends; infinity when there is none.
  double first_end_s() const;

 private:
  struct Held {
    TaskId task = 0;
    double ends_s = 0;
    bool stop = false;
    double told_s = -1e9;
    std::optional<Progress> untold;
  };

  mutable std::mutex mutex_;
  std::map<Fence, Held> held_;
  std::size_t untold_ = 0;  ///< leases with progress that wasn't taken
};

}  // namespace souls::tasks
