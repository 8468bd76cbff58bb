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
  /// What a heartbeat finds: whether to stop, and progress that is due to be written.
  struct Beat {
    bool stop = false;
    std::optional<Progress> progress;
  };

  void hold(TaskId task, Fence fence, double ends_s);
  void release(Fence fence);
  /// Asks the holder to stop, also one whose lease is only now being given.
  void stop(TaskId task, Fence fence, double now_s);

  /// Renews the lease; empty when it isn't held. Progress that comes within `spacing_s` of the last one is kept until
  /// the next heartbeat after it.
  std::optional<Beat> beat(TaskId task, Fence fence, const std::optional<Progress>& progress, double now_s,
                           double ends_s, double spacing_s);

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
};

}  // namespace souls::tasks
