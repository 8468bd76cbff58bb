#pragma once
// How often someone may ask: the generic cell rate algorithm (GCRA, ITU-T I.371), which needs one number a bucket.

#include <array>
#include <cstdint>
#include <functional>
#include <mutex>
#include <span>
#include <string_view>
#include <vector>

#include "base/limits.hpp"

namespace souls::gateway {

/// A bucket holds `burst` units, and gets `per_second` of them back until it is full.
struct Rate {
  double per_second = 1;
  double burst = 1;
};

/// What a request takes from one bucket. A cost above the burst empties the bucket and passes only when it is full.
struct Charge {
  std::string_view bucket;  ///< whose it is, unique among all: "user:u_1"
  Rate rate;
  double cost = 1;
};

struct Verdict {
  bool allowed = true;
  std::size_t charge = 0;    ///< the one that refused, or that has the smallest share left
  double remaining = 0;      ///< units left in its bucket
  double full_seconds = 0;   ///< until it is full again
  double retry_seconds = 0;  ///< until the same request is allowed; 0 where it was
};

/// The buckets of all servers that share them. Safe to use from many threads.
class RateLimiter {
 public:
  virtual ~RateLimiter() = default;
  /// Takes from all of these buckets or, where one hasn't enough, from none.
  virtual Verdict take(std::span<const Charge> charges) = 0;
  /// Whether `take` may have to wait for another machine.
  virtual bool waits() const = 0;
};

/// Buckets of this process, in a table of fixed size. Where it is full, those that are nearest to full are forgotten.
class MemoryRateLimiter final : public RateLimiter {
 public:
  using Nanoseconds = std::int64_t;

  /// `now` never goes back.
  explicit MemoryRateLimiter(std::function<Nanoseconds()> now, std::size_t buckets_max = limits::kRateBucketsMax);
  Verdict take(std::span<const Charge> charges) override;
  bool waits() const override { return false; }

 private:
  /// A bucket is full at `full_ns`: GCRA's theoretical arrival time.
  struct Slot {
    std::array<std::uint64_t, 2> tag{};
    Nanoseconds full_ns = 0;
  };
  Slot& slot_of(std::string_view bucket);

  const std::function<Nanoseconds()> now_;
  std::array<unsigned char, 16> key_{};  ///< of the hash, so that nobody chooses who shares a set with whom
  std::mutex mutex_;
  std::vector<Slot> slots_;
};

}  // namespace souls::gateway
