#pragma once
// Which call fails, by a seed.

#include <atomic>
#include <chrono>
#include <mutex>
#include <thread>

#include "base/random.hpp"

namespace souls::storage::test {

enum class Fault { none, disk_full, short_write, failed_sync, flipped_read, slow_disk };
inline constexpr int kFaults = 6;

/// Draws whether a call is struck. Safe to use from many threads.
class FaultPlan {
 public:
  /// From here on each call that `fault` concerns is struck with that probability.
  void arm(Fault fault, Seed seed, double probability) {
    const std::lock_guard lock(mutex_);
    fault_ = fault;
    random_ = Random(seed);
    probability_ = probability;
  }
  void disarm() { arm(Fault::none, 0, 0); }

  bool strikes(Fault fault) {
    const std::lock_guard lock(mutex_);
    if (fault != fault_ || !random_.chance(probability_)) return false;
    ++struck_;
    return true;
  }

  /// Part of `count`, at least 1.
  std::size_t part_of(std::size_t count) {
    const std::lock_guard lock(mutex_);
    return 1 + random_.next() % count;
  }

  void wait_where_slow() {
    if (strikes(Fault::slow_disk)) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }

  int struck() const { return struck_; }

 private:
  std::mutex mutex_;
  Fault fault_ = Fault::none;
  Random random_{0};
  double probability_ = 0;
  std::atomic<int> struck_{0};
};

}  // namespace souls::storage::test
