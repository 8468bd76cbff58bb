#include "tasks/memory_queue.hpp"

#include <gtest/gtest.h>

#include "base/limits.hpp"
#include "tasks/thread_workers_test.hpp"

namespace souls::tasks {
namespace {

TEST(MemoryQueueTest, SaysWhenChangesAreNoLongerKept) {
  MemoryQueue queue;
  const TaskId task = queue.enqueue("run", test::toy_step("a"), 1).value();
  ASSERT_TRUE(queue.make_ready(task, {}));
  const auto held = queue.lease({"worker", {}, 10, 0}).value();
  for (std::size_t i = 0; i < limits::kQueueChangesMax; ++i) {
    ASSERT_TRUE(queue.heartbeat(task, held->fence, Progress{0.1, "again"}, 10));
  }
  EXPECT_EQ(queue.changes("run", 0, 0).error().code, ErrorCode::not_found);
  EXPECT_EQ(queue.changes("run", queue.look(task)->number - 5, 0)->size(), 5u);
}

}  // namespace
}  // namespace souls::tasks
