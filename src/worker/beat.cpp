#include "worker/beat.hpp"

#include <chrono>
#include <utility>

namespace souls::worker {

Beat::Beat(Link& link, const Held& lease, double every_seconds)
    : link_(link), lease_(lease), thread_([this, every_seconds] { run(every_seconds); }) {}

Beat::~Beat() {
  {
    const std::lock_guard lock(mutex_);
    is_over_ = true;
  }
  ended_.notify_all();
  thread_.join();
}

Context Beat::context() {
  Context context;
  context.should_stop = [this] { return stopped_.load(); };
  context.report = [this](double fraction, std::string_view phrase) {
    const std::lock_guard lock(mutex_);
    progress_ = tasks::Progress{fraction, std::string(phrase)};
  };
  return context;
}

void Beat::run(double every_seconds) {
  std::unique_lock lock(mutex_);
  while (!ended_.wait_for(lock, std::chrono::duration<double>(every_seconds), [this] { return is_over_; })) {
    const Heartbeat beat{lease_, std::exchange(progress_, std::nullopt)};
    lock.unlock();
    const auto answer = link_.ask(beat);
    if (!answer || !std::holds_alternative<GoOn>(*answer)) stopped_ = true;
    lock.lock();
  }
}

}  // namespace souls::worker
