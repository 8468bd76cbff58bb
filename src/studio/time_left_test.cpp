#include "studio/time_left.hpp"

#include "storage/task_table.hpp"
#include "studio/stored_songs_test.hpp"
#include "tasks/stored_queue.hpp"

namespace souls::studio {
namespace {

class TimeLeftTest : public test::StoredSongsTest {
 protected:
  TimeLeftTest() : queue_(*tasks::StoredQueue::open(*store_)) {}

  static tasks::Step step(const std::string& capability, const std::string& id, double guess,
                          const std::vector<std::string>& reads = {}) {
    tasks::Step step;
    step.id = id;
    step.capability = capability;
    step.package = "vox";
    step.package_version = "1";
    step.cost_seconds = guess;
    for (const auto& from : reads) step.inputs.push_back({from, from, "out", {}});
    return step;
  }

  tasks::TaskId add(const std::string& run, const tasks::Step& step) { return queue_->enqueue(run, step, 1).value(); }

  void make(tasks::TaskId task, double seconds) {
    ASSERT_TRUE(queue_->make_ready(task, {}));
    const auto lease = queue_->lease({"w", {}, 30, 5}).value();
    ASSERT_TRUE(lease && lease->task == task);
    ASSERT_TRUE(queue_->complete(task, lease->fence, {{}, seconds}));
  }

  std::optional<double> left(const std::string& song, std::size_t workers = 2, std::int64_t now_ms = 0) {
    return in_read<std::optional<double>>(
               *store_, [&](storage::Transaction& t) { return time_left(t, song, workers, now_ms); })
        .value();
  }

  std::unique_ptr<tasks::StoredQueue> queue_;
};

TEST_F(TimeLeftTest, IsToldOnceTheStepsAreQueuedAndFollowsWhatIsMeasured) {
  EXPECT_FALSE(left("s_1"));
  ASSERT_TRUE(queue_->open_run({.name = "s_1/1/plan", .user = ada_, .song = "s_1"}));
  add("s_1/1/plan", step("plan", "plan", 1));
  EXPECT_FALSE(left("s_1")) << "nobody knows yet what is planned";
  ASSERT_TRUE(queue_->close_run("s_1/1/plan"));

  ASSERT_TRUE(queue_->open_run({.name = "s_1/1/song", .user = ada_, .song = "s_1"}));
  const auto first = add("s_1/1/song", step("vocals", "verse", 10));
  add("s_1/1/song", step("vocals", "chorus", 10));
  add("s_1/1/song", step("mix", "mix", 3, {"verse", "chorus"}));
  EXPECT_EQ(left("s_1"), 13) << "the chain, by the guesses";
  EXPECT_EQ(left("s_1", 1), 23) << "all of it, one after another";
  make(first, 2);
  EXPECT_EQ(left("s_1"), 2 + 3) << "a chorus is sung like the verse was";
}

TEST_F(TimeLeftTest, CountsDownWhatRuns) {
  ASSERT_TRUE(queue_->open_run({.name = "s_1/1/song", .user = ada_, .song = "s_1"}));
  const auto task = add("s_1/1/song", step("vocals", "verse", 10));
  ASSERT_TRUE(queue_->make_ready(task, {}));
  const auto lease = queue_->lease({"w", {}, 30, 5}).value();
  ASSERT_TRUE(lease);
  const auto started_ms = in_read<std::optional<storage::TaskRow>>(*store_, [&](storage::Transaction& t) {
                            return t.tasks().get(task);
                          }).value()->started_ms;
  EXPECT_EQ(left("s_1", 2, started_ms + 4000), 6);
  EXPECT_EQ(left("s_1", 2, started_ms + 60'000), 0) << "longer than ever before: any moment now";
  ASSERT_TRUE(queue_->heartbeat(task, lease->fence, tasks::Progress{0.75, "singing"}, 30));
  ASSERT_EQ(queue_->look(task)->progress.fraction, 0.75) << "it is written by now";
  EXPECT_EQ(left("s_1", 2, started_ms + 4000), 2.5) << "as it says itself";
}

TEST_F(TimeLeftTest, IsLongerWhileOthersAreMadeToo) {
  for (const std::string song : {"s_1", "s_2"}) {
    ASSERT_TRUE(queue_->open_run({.name = song + "/1/song", .user = ada_, .song = song}));
    for (const std::string id : {"a", "b", "c", "d"}) add(song + "/1/song", step("stem", id, 1));
  }
  EXPECT_EQ(left("s_1", 2), 4);
  ASSERT_TRUE(queue_->close_run("s_2/1/song"));
  EXPECT_EQ(left("s_1", 2), 2);
}

TEST_F(TimeLeftTest, OfAForecastLeavesOutWhatIsRemembered) {
  const tasks::Graph graph{{step("vocals", "verse", 10), step("vocals", "chorus", 4), step("mix", "mix", 3, {"verse", "chorus"})}};
  const std::vector<tasks::Forecast> forecasts = {
      {"verse", tasks::Fate::reused, {}}, {"chorus", tasks::Fate::made, {}}, {"mix", tasks::Fate::depends, {}}};
  const auto seconds =
      in_read<double>(*store_, [&](storage::Transaction& t) { return time_left(t, graph, forecasts, 2); });
  EXPECT_EQ(seconds.value(), 7);
}

}  // namespace
}  // namespace souls::studio
