#pragma once
// The engine put together for one process: what a command opens to make things.

#include <memory>

#include "storage/file_result_memory.hpp"
#include "tasks/executor.hpp"
#include "tasks/memory_queue.hpp"
#include "worker/pool.hpp"

namespace souls::worker {

struct EngineOptions {
  std::filesystem::path root;  ///< where results are remembered
  storage::FileStoreOptions store{false};
  PoolOptions pool;
};

/// A store, a memory, a queue, workers and an executor over one folder. Graphs are run one after another by the same
/// workers, with what these have loaded. Used by one thread. Holds the folder's shared lock.
class Engine {
 public:
  static Result<std::unique_ptr<Engine>> open(const EngineOptions& options);

  tasks::Executor& executor() { return executor_; }
  storage::BlobStore& blobs() { return *blobs_; }
  storage::ResultMemory& memory() { return *memory_; }

 private:
  Engine(std::unique_ptr<storage::BlobStore> blobs, std::unique_ptr<storage::ResultMemory> memory,
         const PoolOptions& pool)
      : blobs_(std::move(blobs)),
        memory_(std::move(memory)),
        executor_(queue_, *memory_, *blobs_),
        pool_(queue_, *blobs_, pool) {}

  std::unique_ptr<storage::BlobStore> blobs_;
  std::unique_ptr<storage::ResultMemory> memory_;
  tasks::MemoryQueue queue_;
  tasks::Executor executor_;
  Pool pool_;
};

}  // namespace souls::worker
