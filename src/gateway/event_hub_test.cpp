#include "gateway/event_hub.hpp"

#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>

#include "gateway/feed_fixture.hpp"

namespace souls::gateway {
namespace {

using test::MemoryFeed;

/// Runs what the hub posts when told to.
struct Loop {
  std::mutex mutex;
  std::condition_variable posted;
  std::vector<std::function<void()>> works;
  void post(std::function<void()> work) {
    const std::lock_guard lock(mutex);
    works.push_back(std::move(work));
    posted.notify_all();
  }
  void run_until(const std::function<bool()>& done) {
    std::unique_lock lock(mutex);
    while (!done()) {
      if (!posted.wait_for(lock, std::chrono::seconds(10), [this] { return !works.empty(); }))
        FAIL() << "nothing was posted";
      auto now = std::exchange(works, {});
      lock.unlock();
      for (auto& work : now) work();
      lock.lock();
    }
  }
};

class Hub : public testing::Test {
 protected:
  void follow_until(std::uint64_t number) {
    loop_.run_until([&] { return hub_.newest() >= number; });
  }
  MemoryFeed feed_;
  Loop loop_;
  int news_ = 0;
  EventHub hub_{feed_, [this](std::function<void()> work) { loop_.post(std::move(work)); }, [this] { ++news_; }, 8};
};

TEST_F(Hub, StartsWithWhatIsNewest) {
  feed_.add(5, "u_a", "{}");
  ASSERT_TRUE(hub_.start());
  EXPECT_EQ(hub_.newest(), 1U + 4U);
  EXPECT_FALSE(hub_.after(5, {}).behind);
  EXPECT_TRUE(hub_.after(4, {}).behind);
}

TEST_F(Hub, GivesEachStreamWhatItWantsAndMovesOnOverTheRest) {
  ASSERT_TRUE(hub_.start());
  feed_.add(1, "u_a", "{\"n\":1}");
  feed_.add(1, "u_b", "{\"n\":2}");
  feed_.add(1, "u_a", "{\"n\":3}");
  follow_until(3);
  EXPECT_GT(news_, 0);
  const EventsBody only_a{{}, [](const StoredEvent& event) { return event.user == "u_a"; }};
  const auto batch = hub_.after(0, only_a);
  EXPECT_EQ(batch.text, "id: 1\nevent: step\ndata: {\"n\":1}\n\nid: 3\nevent: step\ndata: {\"n\":3}\n\n");
  EXPECT_EQ(batch.last, 3U);
  EXPECT_EQ(hub_.after(3, only_a).text, "");
}

TEST_F(Hub, KeepsABoundedNumber) {
  ASSERT_TRUE(hub_.start());
  feed_.add(20, "u_a", "{}");
  follow_until(20);
  EXPECT_TRUE(hub_.after(11, {}).behind);
  const auto batch = hub_.after(12, {});
  EXPECT_FALSE(batch.behind);
  EXPECT_EQ(batch.last, 20U);
}

TEST_F(Hub, SendsManyEventsInBatches) {
  ASSERT_TRUE(hub_.start());
  feed_.add(8, "u_a", '"' + std::string(40'000, 'x') + '"');
  follow_until(8);
  const auto batch = hub_.after(0, {});
  EXPECT_EQ(batch.last, 2U);
  EXPECT_EQ(hub_.after(batch.last, {}).last, 4U);
}

}  // namespace
}  // namespace souls::gateway
