#pragma once
// The workers of this machine that are ours.

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#include "worker/conversation.hpp"
#include "worker/process.hpp"

namespace souls::worker {

struct PoolOptions {
  std::size_t workers = 0;  ///< 0: as many as there are cores; at most kWorkersMax
  WorkerProgram program;
  double lease_seconds = 30;
  double step_seconds_max = limits::kStepSecondsMax;
  double patience_seconds = 10;  ///< how long one may stay silent once its lease has run out, before it is ended
  Roster* roster = nullptr;      ///< outlives the pool
};

/// Child processes that lease from a queue, each watched by a thread of ours. The processes start with the first step
/// that needs one, and live until the pool does; one that dies is started again when there is work, after a wait that
/// grows as long as no step gets done. The queue and the store outlive the pool; ending it stops what runs, and gives
/// it back to the queue.
class Pool {
 public:
  Pool(tasks::Queue& queue, storage::BlobStore& blobs, const PoolOptions& options = {});
  ~Pool();
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  std::size_t workers() const { return threads_.size(); }

  /// No more steps; those in hand may be finished. What isn't in that time is stopped and given back to the queue.
  /// True: all were finished. Once; from one thread.
  bool drain(double seconds);

 private:
  void serve(const std::string& name, std::uint64_t salt);
  /// How many steps the child reported on before it ended.
  int run_child(const std::string& name, tasks::Lease lease);
  void pause(double seconds) const;

  tasks::Queue& queue_;
  storage::BlobStore& blobs_;
  const PoolOptions options_;
  std::atomic<Stage> stage_{Stage::serving};
  std::mutex mutex_;  ///< guards the number of those serving
  std::condition_variable left_;
  std::size_t serving_ = 0;
  std::vector<std::thread> threads_;
};

}  // namespace souls::worker
