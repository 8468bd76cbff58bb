#include "gateway/identity/account_keeper.hpp"

#include <chrono>

#include "base/log.hpp"

namespace souls::gateway {

AccountKeeper::AccountKeeper(Accounts& accounts, double seconds)
    : accounts_(accounts), thread_([this, seconds] { keep(seconds); }) {}

AccountKeeper::~AccountKeeper() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  stopped_.notify_all();
  thread_.join();
}

void AccountKeeper::keep(double seconds) {
  for (bool is_last = false; !is_last;) {
    {
      std::unique_lock lock(mutex_);
      is_last = stopped_.wait_for(lock, std::chrono::duration<double>(seconds), [&] { return stop_; });
    }
    if (auto noted = accounts_.note(); !noted) {
      log(LogLevel::warning, "the use of keys can't be noted",
          {{"error", noted.error().message}, {"detail", noted.error().detail}});
    }
  }
}

}  // namespace souls::gateway
