#pragma once
// The time of day, for people to read. Nothing is decided by it that a clock set back could harm.

#include <chrono>
#include <cstdint>
#include <functional>

namespace souls::storage {

/// Milliseconds since the epoch.
using WallClock = std::function<std::int64_t()>;

inline WallClock system_wall_clock() {
  return [] {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
  };
}

}  // namespace souls::storage
