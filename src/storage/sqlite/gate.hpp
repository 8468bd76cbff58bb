#pragma once
// One thread waits for another.

#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>

namespace souls::storage::sqlite {

/// Opened once. Who waits sleeps at once, without turning first as std::atomic::wait does: there may be many, on few
/// cores. It may go as soon as `wait` has returned, even while `open` has not: that only hands its address to the
/// kernel by then.
class Gate {
 public:
  void wait() {
    while (is_open_.load(std::memory_order_acquire) == 0) {
      ::syscall(SYS_futex, &is_open_, FUTEX_WAIT_PRIVATE, 0, nullptr);
    }
  }
  void open() {
    auto* const address = &is_open_;
    is_open_.store(1, std::memory_order_release);
    ::syscall(SYS_futex, address, FUTEX_WAKE_PRIVATE, 1);
  }

 private:
  static_assert(sizeof(std::atomic<int>) == sizeof(int));
  std::atomic<int> is_open_{0};
};

}  // namespace souls::storage::sqlite
