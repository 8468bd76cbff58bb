#pragma once
// What a process knows about the leases that it gave, and need not be kept: when they end, and who waits.

#include <atomic>
#include <limits>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "storage/task_table.hpp"
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

  /// `row`: the task as it was leased, for who reports on it.
  void hold(TaskId task, Fence fence, double now_s, double ends_s, std::shared_ptr<const storage::TaskRow> row = {});
  /// Null when the lease isn't held, or was held without it.
  std::shared_ptr<const storage::TaskRow> row_of(Fence fence) const;
  void release(Fence fence);
  /// Asks the holder to stop, also one whose lease is only now being given.
  void stop(TaskId task, Fence fence, double now_s);

  /// Renews the lease: whether to stop; empty when it isn't held. Progress is kept until it is taken.
  std::optional<bool> beat(TaskId task, Fence fence, const std::optional<Progress>& progress, double ends_s);

  /// Progress to be written: of each lease the last, when that of its former is `spacing_s` ago, and with `patient` the
  /// lease is as old as well: what is done sooner needn't be told so often.
  std::vector<Told> take_told(double now_s, double spacing_s, bool patient);
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
    double since_s = -1e9;
    double told_s = -1e9;
    std::shared_ptr<const storage::TaskRow> row;
    std::optional<Progress> untold;
  };

  void end_no_later(double ends_s);

  /// No lease ends before it: asked without the lock, by each that comes to the queue.
  std::atomic<double> first_end_s_{std::numeric_limits<double>::infinity()};
  mutable std::mutex mutex_;  ///< guards those below
  std::map<Fence, Held> held_;
  std::size_t untold_ = 0;      ///< leases with progress that wasn't taken
  double first_untold_s_ = std::numeric_limits<double>::infinity();  ///< none of them is to be taken patiently before it
};

}  // namespace souls::tasks
