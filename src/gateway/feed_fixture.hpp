#pragma once
// A feed of events in memory, for tests.

#include <condition_variable>
#include <deque>
#include <mutex>

#include "gateway/event_hub.hpp"

namespace souls::gateway::test {

class MemoryFeed final : public EventFeed {
 public:
  void add(int count, const std::string& user, const std::string& data) {
    const std::lock_guard lock(mutex_);
    for (int i = 0; i < count; ++i) events_.push_back({++newest_, user, "s_1", "step", data});
    changed_.notify_all();
  }
  /// Forgets all up to a number, as a bounded retention does.
  void forget(std::uint64_t number) {
    const std::lock_guard lock(mutex_);
    while (!events_.empty() && events_.front().number <= number) events_.pop_front();
    forgotten_ = number;
  }

  Result<EventPage> after(std::uint64_t number, std::size_t count_max) override {
    const std::lock_guard lock(mutex_);
    EventPage page;
    page.newest = newest_;
    page.complete = number >= forgotten_;
    for (const auto& event : events_) {
      if (event.number > number && page.events.size() < count_max) page.events.push_back(event);
    }
    return page;
  }
  std::uint64_t wait(std::uint64_t seen, double seconds) override {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::duration<double>(seconds), [&] { return newest_ > seen; });
    return newest_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<StoredEvent> events_;
  std::uint64_t newest_ = 0, forgotten_ = 0;
};

}  // namespace souls::gateway::test
