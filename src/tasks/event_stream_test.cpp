#include "tasks/event_stream.hpp"

#include <thread>

#include "base/limits.hpp"
#include "storage/store_conformance_test.hpp"

namespace souls::tasks {
namespace {

class EventStreamTest : public storage::test::StoreTest {
 protected:
  void add(const std::string& user, int count = 1) {
    ASSERT_TRUE(store_->write([&](storage::Transaction& t) -> Status {
      for (int i = 0; i < count; ++i) {
        if (auto added = t.events().append_for(user, {.kind = "told"}); !added) return fail(added.error());
      }
      return {};
    }));
  }
  EventBatch follow(const std::string& user, std::uint64_t after, double wait_seconds = 0) {
    return follow_events(*store_, user, after, 1000, wait_seconds).value();
  }
};

TEST_P(EventStreamTest, TellsEachUserHisOwnInOrder) {
  add("u_1"), add("u_2"), add("u_1");
  const EventBatch all = follow("", 0), first = follow("u_1", 0);
  ASSERT_EQ(all.events.size(), 3u);
  ASSERT_EQ(first.events.size(), 2u);
  EXPECT_LT(first.events[0].number, first.events[1].number);
  EXPECT_EQ(first.events[1].user, "u_1");
  EXPECT_EQ(first.last, first.events[1].number);
  EXPECT_TRUE(follow("u_1", first.last).events.empty());
  EXPECT_EQ(follow("u_1", first.last).last, first.last);
  EXPECT_EQ(follow("u_1", first.events[0].number).events.size(), 1u) << "resumes";
  EXPECT_TRUE(follow("nobody", 0).events.empty());
}

TEST_P(EventStreamTest, WaitsForWhatComesAndOutlivesTheStore) {
  add("u_1");
  const std::uint64_t last = follow("u_1", 0).last;
  std::thread adds([&] {
    for (int i = 0; i < 3; ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
      add(i < 2 ? "u_2" : "u_1");
    }
  });
  EXPECT_EQ(follow("u_1", last, 60).events.size(), 1u);
  adds.join();
  reopen();
  EXPECT_EQ(follow("u_1", last).events.size(), 1u);
}

TEST_P(EventStreamTest, SaysWhenSomeAreNoLongerKept) {
  add("u_1", static_cast<int>(limits::kEventsMax) + 600);
  const EventBatch lost = follow("u_1", 1);
  EXPECT_TRUE(lost.reset);
  EXPECT_TRUE(lost.events.empty());
  EXPECT_FALSE(follow("u_1", lost.last - 5).reset);
  EXPECT_EQ(follow("u_1", lost.last - 5).events.size(), 5u);
  add("u_1");
  EXPECT_EQ(follow("u_1", lost.last).events.size(), 1u);
}

INSTANTIATE_TEST_SUITE_P(, EventStreamTest, testing::ValuesIn(storage::test::engines()), storage::test::engine_name);

}  // namespace
}  // namespace souls::tasks
