#pragma once
// Writes now and then what accounts write together.

#include <condition_variable>
#include <mutex>
#include <thread>

#include "gateway/identity/accounts.hpp"

namespace souls::gateway {

/// A thread that calls `note` every limits::kUsesNotedSeconds, and once when it ends. The accounts outlive it.
class AccountKeeper {
 public:
  explicit AccountKeeper(Accounts& accounts, double seconds = limits::kUsesNotedSeconds);
  ~AccountKeeper();

 private:
  void keep(double seconds);

  Accounts& accounts_;
  std::mutex mutex_;
  std::condition_variable stopped_;
  bool stop_ = false;  ///< guarded by the mutex
  std::thread thread_;
};

}  // namespace souls::gateway
