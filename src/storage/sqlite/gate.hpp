#pragma once
// Threads wait for another.

#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <climits>

namespace souls::storage::sqlite {

/// Opened once, for all who wait. Who waits sleeps at once, without turning first as std::atomic::wait does: there may
/// be many, on few cores.
class Gate {
 public:
  void wait() {
    while (is_open_.load(std::memory_order_acquire) == 0) {
      ::syscall(SYS_futex, &is_open_, FUTEX_WAIT_PRIVATE, 0, nullptr);
    }
  }
  void open() {
    is_open_.store(1, std::memory_order_release);
    ::syscall(SYS_futex, &is_open_, FUTEX_WAKE_PRIVATE, INT_MAX);
  }

 private:
  static_assert(sizeof(std::atomic<int>) == sizeof(int));
  std::atomic<int> is_open_{0};
};

}  // namespace souls::storage::sqlite
