#pragma once
// What has to be done from time to time: emptying the trash, forgetting what nobody used for long, collecting garbage.

#include <condition_variable>
#include <mutex>
#include <thread>

#include "base/limits.hpp"
#include "storage/collection.hpp"
#include "storage/wall_clock.hpp"
#include "studio/library.hpp"

namespace souls::studio {

struct UpkeepOptions {
  double first_after_seconds = 60;  ///< so that a start isn't slowed down
  double every_seconds = 3600;
  int unused_result_days = limits::kUnusedResultDays;
  storage::CollectorOptions collector = {};
};

struct UpkeepReport {
  std::size_t songs_removed = 0;      ///< out of the trash, by their owners' retention
  std::size_t results_forgotten = 0;  ///< remembered, and not used for long; they can be made again
  storage::CollectionReport collected;
};

/// A thread that does it all in turn, and tells the log what it did and what it couldn't do. Ends within a second. All
/// references outlive it.
class Upkeep {
 public:
  Upkeep(storage::Store& store, storage::BlobStore& blobs, Library& library, storage::WallClock now,
         UpkeepOptions options = {});
  ~Upkeep();
  Upkeep(const Upkeep&) = delete;
  Upkeep& operator=(const Upkeep&) = delete;

  /// One round, now; by one thread at a time. The first error, after all that could be done was done.
  Result<UpkeepReport> do_once();

 private:
  void serve();
  Result<std::size_t> forget_unused_results();

  storage::Store& store_;
  Library& library_;
  const storage::WallClock now_;
  const UpkeepOptions options_;
  storage::Collector collector_;

  std::mutex round_;  ///< held during a round
  std::mutex mutex_;  ///< guards the flag
  std::condition_variable ending_;
  bool is_ending_ = false;
  std::thread thread_;
};

}  // namespace souls::studio
