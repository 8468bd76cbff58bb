#include "studio/lineage.hpp"

#include "studio/stored_songs_test.hpp"
#include "tasks/stored_queue.hpp"

namespace souls::studio {
namespace {

using Names = std::vector<std::string>;

class LineageTest : public test::StoredSongsTest {
 protected:
  LineageTest() : queue_(*tasks::StoredQueue::open(*store_)) {}

  void open_run(const std::string& name, const std::string& song) {
    ASSERT_TRUE(queue_->open_run({.name = name, .user = ada_, .song = song}));
  }

  tasks::TaskId add(const std::string& run, const std::string& id, const std::vector<tasks::StepInput>& inputs = {}) {
    tasks::Step step;
    step.id = id;
    step.capability = "lyrics";
    step.package = "lyra";
    step.package_version = "1";
    step.inputs = inputs;
    return queue_->enqueue(run, step, 1).value();
  }

  void make(tasks::TaskId task, const Digest& output) {
    ASSERT_TRUE(queue_->make_ready(task, {}));
    const auto lease = queue_->lease({"w", {}, 30, 5}).value();
    ASSERT_TRUE(lease && lease->task == task);
    ASSERT_TRUE(queue_->complete(task, lease->fence, {{{"out", output}}, 1}));
  }

  Names before(tasks::TaskId id) {
    return in_read<Names>(*store_,
                          [&](storage::Transaction& t) -> Result<Names> {
                            const auto task = t.tasks().get(id).value();
                            return steps_before(t, *task, *t.tasks().get_run(task->run).value());
                          })
        .value();
  }

  std::unique_ptr<tasks::StoredQueue> queue_;
};

TEST_F(LineageTest, NamesEachStepThatAnInputComesFromOnce) {
  open_run("s_1/1/song", "s_1");
  const auto first = add("s_1/1/song", "brief");
  const auto last = add("s_1/1/song", "mix",
                        {{"b", "stem/Bass", "stem", {}}, {"a", "brief", "mix", {}}, {"c", "stem/Bass", "gain", {}}});
  EXPECT_EQ(before(first), Names{});
  EXPECT_EQ(before(last), (Names{"stem/Bass", "brief"}));
}

TEST_F(LineageTest, FindsThePlanThatAnotherRunHasMade) {
  const Digest plan = *blobs_->put("a plan"), own = *blobs_->put("own words");
  for (const std::string song : {"s_1", "s_2"}) {
    open_run(song + "/1/plan", song);
    make(add(song + "/1/plan", "plan"), plan);
  }
  open_run("s_1/1/song", "s_1");
  open_run("s_3/1/song", "s_3");
  EXPECT_EQ(before(add("s_1/1/song", "brief", {{"plan", "", "", plan}, {"words", "", "", own}})), Names{"plan"});
  EXPECT_EQ(before(add("s_3/1/song", "brief", {{"plan", "", "", plan}})), Names{}) << "that plan is another song's";
}

}  // namespace
}  // namespace souls::studio
