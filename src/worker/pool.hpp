#pragma once
// The workers of this machine.

#include <atomic>
#include <thread>
#include <vector>

#include "worker/local_worker.hpp"

namespace souls::worker {

struct PoolOptions {
  std::size_t workers = 0;  ///< 0: as many as there are cores; at most kWorkersMax
  WorkerProgram program;
  double lease_seconds = 30;
  double step_seconds_max = limits::kStepSecondsMax;
};

/// Threads that lease from a queue and run what they get, each in a child process of its own. The processes start with
/// the first step that needs one, and live until the pool does. The queue and the store outlive it; ending it stops
/// what runs, and gives it back to the queue.
class Pool {
 public:
  Pool(tasks::Queue& queue, storage::BlobStore& blobs, const PoolOptions& options = {});
  ~Pool();
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  std::size_t workers() const { return threads_.size(); }

 private:
  void serve(const std::string& name);
  void run(LocalWorker& worker, const tasks::Lease& lease);

  tasks::Queue& queue_;
  storage::BlobStore& blobs_;
  const PoolOptions options_;
  std::atomic<bool> ending_{false};
  std::vector<std::thread> threads_;
};

}  // namespace souls::worker
