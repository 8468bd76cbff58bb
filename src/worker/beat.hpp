#pragma once
// The heartbeat of a running step.

#include <condition_variable>
#include <thread>

#include "base/context.hpp"
#include "worker/client.hpp"

namespace souls::worker {

/// Tells the server from a thread of its own that the worker is still at its step, and how far: a step that computes
/// for long without looking up keeps its lease, and a process that is paused or gone loses it. Ends with its scope.
class Beat {
 public:
  Beat(Link& link, const Held& lease, double every_seconds);
  ~Beat();
  Beat(const Beat&) = delete;
  Beat& operator=(const Beat&) = delete;

  /// For the step: whether to stop, and whom to tell.
  Context context();

 private:
  void run(double every_seconds);

  Link& link_;
  const Held lease_;
  std::atomic<bool> stopped_{false};  ///< the server said so, or no longer knows the lease, or is gone
  std::mutex mutex_;                  ///< guards those below
  std::condition_variable ended_;
  bool is_over_ = false;
  std::optional<tasks::Progress> progress_;
  std::thread thread_;
};

}  // namespace souls::worker
