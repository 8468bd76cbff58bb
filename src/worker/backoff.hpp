#pragma once
// How long to wait before what failed is started again.

#include <algorithm>
#include <cstdint>
#include <string>

#include "base/random.hpp"

namespace souls::worker {

/// 0.1 s, doubled with each failure up to 10 s; each wait is cut by up to a half, spread by the salt, so that many that
/// failed together don't come back together. Used by one thread.
class Backoff {
 public:
  explicit Backoff(std::uint64_t salt) : salt_(salt) {}

  double next_seconds() {
    const double whole = std::min(kFirstSeconds * static_cast<double>(1 << std::min(failures_, 20)), kMaxSeconds);
    const double spread = Random(derive_seed(salt_, {"restart", std::to_string(failures_++)})).uniform();
    return whole * (1 - spread / 2);
  }
  /// It works again.
  void reset() { failures_ = 0; }

 private:
  static constexpr double kFirstSeconds = 0.1;
  static constexpr double kMaxSeconds = 10;

  std::uint64_t salt_;
  int failures_ = 0;
};

}  // namespace souls::worker
