#include "storage/store_conformance_test.hpp"

#include <thread>
#include <vector>

#include "storage/event_table.hpp"

namespace souls::storage::test {
namespace {

using StoreConformance = StoreTest;

TEST_P(StoreConformance, ReturnsWhatAWorkReturns) {
  EXPECT_TRUE(store_->write([](Transaction&) { return Status{}; }));
  EXPECT_TRUE(store_->read([](Transaction&) { return Status{}; }));
  const Work fails = [](Transaction&) -> Status { return fail(ErrorCode::conflict, "so it is", "why"); };
  for (const Status& result : {store_->write(fails), store_->read(fails)}) {
    EXPECT_EQ(result.error().code, ErrorCode::conflict);
    EXPECT_EQ(result.error().message, "so it is");
    EXPECT_EQ(result.error().detail, "why");
  }
}

TEST_P(StoreConformance, WakesAllWhoWaitForACommit) {
  const std::uint64_t seen = store_->commits();
  EXPECT_EQ(store_->wait_for_commit(seen, 0), seen);
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) threads.emplace_back([&] { EXPECT_GT(store_->wait_for_commit(seen, 60), seen); });
  EXPECT_TRUE(store_->write([](Transaction&) { return Status{}; })) << "changes nothing, wakes no one";
  EXPECT_EQ(store_->commits(), seen);
  EXPECT_TRUE(store_->write([](Transaction& t) -> Status {
    const auto added = t.events().append_for("u_1", {.kind = "told"});
    return added ? Status{} : Status(fail(added.error()));
  }));
  for (auto& thread : threads) thread.join();
}

INSTANTIATE_TEST_SUITE_P(, StoreConformance, testing::ValuesIn(engines()), engine_name);

}  // namespace
}  // namespace souls::storage::test
