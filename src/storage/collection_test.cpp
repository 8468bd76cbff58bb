#include "storage/collection.hpp"

#include <atomic>
#include <mutex>
#include <set>
#include <thread>

#include "storage/blob_table.hpp"
#include "storage/file_blob_store.hpp"
#include "storage/result_table.hpp"
#include "storage/songs_fixture_test.hpp"
#include "storage/task_table.hpp"

namespace souls::storage::test {
namespace {

using std::chrono::duration;
using std::chrono::seconds;

class CollectionTest : public SongsTest {
 protected:
  ~CollectionTest() override { std::filesystem::remove_all(root_); }

  /// With a clock that only the test moves.
  Collector collector(double grace_seconds, bool is_at_rest = false) {
    return Collector(*store_, *blobs_, all_roots(), {grace_seconds, [this] { return now_; }, is_at_rest});
  }

  Status name(const std::string& key, const Digest& digest, const std::string& user) {
    ResultRow row;
    row.key = sha256(key);
    row.outputs = {{"out", digest, 1}};
    return store_->write([&](Transaction& t) { return t.results().put(user, row); });
  }
  Status unname(const std::string& key, const std::string& user) {
    return store_->write([&](Transaction& t) { return t.results().forget(user, sha256(key)); });
  }

  const std::filesystem::path root_ =
      std::filesystem::path(testing::TempDir()) / ("collection." + std::to_string(::getpid()));
  std::unique_ptr<FileBlobStore> blobs_ = std::move(*FileBlobStore::open_folder(root_, {false}));
  std::chrono::steady_clock::time_point now_{};
};

TEST_P(CollectionTest, RemovesWhatNothingHasNamedForTheGraceTime) {
  const Digest garbage = *blobs_->put("garbage");
  const Digest named = *blobs_->put("named");
  ASSERT_TRUE(name("result", named, ada_));
  ASSERT_TRUE(store_->write([&](Transaction& t) { return t.blobs().note(garbage, 7, 1); }));
  auto sweeper = collector(100);
  EXPECT_EQ(sweeper.collect()->removed, 0u);
  now_ += seconds(99);
  EXPECT_EQ(sweeper.collect()->removed, 0u);
  now_ += seconds(1);
  const auto report = sweeper.collect();
  ASSERT_TRUE(report);
  EXPECT_EQ(report->blobs, 2u);
  EXPECT_EQ(report->garbage, 1u);
  EXPECT_EQ(report->removed, 1u);
  EXPECT_EQ(report->removed_bytes, 7u);
  EXPECT_FALSE(blobs_->exists(garbage));
  EXPECT_TRUE(blobs_->exists(named));
  EXPECT_FALSE(call([&](Transaction& t) { return t.blobs().find(garbage); }).value());
  now_ += seconds(1000);
  EXPECT_EQ(sweeper.collect()->removed, 0u);
}

TEST_P(CollectionTest, BeginsTheGraceTimeAnewWhereABlobIsPutOrNamedAgain) {
  const Digest digest = *blobs_->put("back again");
  auto sweeper = collector(100);
  ASSERT_TRUE(sweeper.collect());
  now_ += seconds(90);
  ASSERT_TRUE(blobs_->put("back again"));
  now_ += seconds(20);
  EXPECT_EQ(sweeper.collect()->removed, 0u) << "its uploader has the grace time from the last byte on";
  now_ += seconds(90);
  ASSERT_TRUE(name("result", digest, bob_));
  ASSERT_TRUE(sweeper.collect());
  ASSERT_TRUE(unname("result", bob_));
  now_ += seconds(90);
  EXPECT_EQ(sweeper.collect()->removed, 0u) << "who has seen the name has the grace time from its end on";
  now_ += seconds(100);
  EXPECT_EQ(sweeper.collect()->removed, 1u);
}

TEST_P(CollectionTest, GoesOnWithTheGraceTimeInAnotherProcess) {
  const Digest garbage = *blobs_->put("garbage"), touched = *blobs_->put("touched"), named = *blobs_->put("named");
  {
    auto first = collector(100);
    ASSERT_TRUE(first.collect());
    now_ += seconds(60);
    ASSERT_TRUE(first.collect());
  }
  now_ += seconds(1000);  // it doesn't run
  ASSERT_TRUE(blobs_->put("touched"));
  ASSERT_TRUE(name("result", named, ada_));
  auto second = collector(100);
  EXPECT_EQ(second.collect()->removed, 0u);
  now_ += seconds(39);
  EXPECT_EQ(second.collect()->removed, 0u);
  now_ += seconds(1);
  EXPECT_EQ(second.collect()->removed, 1u);
  EXPECT_FALSE(blobs_->exists(garbage));
  EXPECT_TRUE(blobs_->exists(touched)) << "its grace time began anew";
  ASSERT_TRUE(unname("result", ada_));
  ASSERT_TRUE(second.collect());
  now_ += seconds(100);
  auto third = collector(100);
  EXPECT_EQ(third.collect()->removed, 0u);
  EXPECT_EQ(call([&](Transaction& t) { return t.blobs().garbage(); })->size(), 2u);
  now_ += seconds(60);
  EXPECT_EQ(third.collect()->removed, 1u) << "touched";
  now_ += seconds(40);
  EXPECT_EQ(third.collect()->removed, 1u);
  EXPECT_TRUE(call([&](Transaction& t) { return t.blobs().garbage(); })->empty());
}

TEST_P(CollectionTest, NeedNotWaitWhereNobodyFromBeforeIsAlive) {
  ASSERT_TRUE(blobs_->put("garbage"));
  ASSERT_TRUE(collector(100).collect());
  ASSERT_TRUE(blobs_->put("garbage, unseen"));
  auto second = collector(100, true);
  EXPECT_EQ(second.collect()->removed, 1u) << "what was found before";
  EXPECT_EQ(second.collect()->removed, 0u);
  now_ += seconds(100);
  EXPECT_EQ(second.collect()->removed, 1u);
}

TEST_P(CollectionTest, KeepsWhatSongsAndOpenRunsName) {
  const std::string song = add_song(ada_, "One");
  const Digest mix = *blobs_->put("mix");
  const Digest document = *blobs_->put("document");
  const Digest input = *blobs_->put("input");
  const Digest output = *blobs_->put("output");
  RunRow run;
  run.name = song + "/1/make";
  run.user = ada_;
  run.song = song;
  ASSERT_TRUE(write([&](Transaction& t) -> Status {
    if (auto put = t.songs().put_artifact(ada_, song, 1, {"mix.wav", mix, 3, "audio/wav"}); !put) return put;
    auto revision = t.songs().find_revision(ada_, song, 1);
    revision->document = document;
    if (auto updated = t.songs().update_revision(ada_, song, *revision); !updated) return updated;
    const auto opened = t.tasks().open_run(run);
    if (!opened) return fail(opened.error());
    run = *opened;
    TaskRow task;
    task.run = run.number;
    task.share = run.share;
    task.step = "vocals/Chorus 1";
    task.inputs = {{"melody", input}};
    task.outputs = {{"dry", output}};
    const auto added = t.tasks().add(task, {});
    if (!added) return fail(added.error());
    task.id = *added;
    return t.tasks().put(task, TaskState::waiting);
  })) << last_error_;
  auto sweeper = collector(10);
  ASSERT_TRUE(sweeper.collect());
  now_ += seconds(20);
  EXPECT_EQ(sweeper.collect()->removed, 0u);
  ASSERT_TRUE(write([&](Transaction& t) { return t.tasks().close_run(run.number, 5); }));
  ASSERT_TRUE(write([&](Transaction& t) { return t.songs().remove(ada_, song); }));
  ASSERT_TRUE(sweeper.collect());
  now_ += seconds(20);
  EXPECT_EQ(sweeper.collect()->removed, 4u);
}

TEST_P(CollectionTest, RemovesNothingWhenItCannotSeeAllNames) {
  ASSERT_TRUE(blobs_->put("garbage"));
  bool broken = false;
  Collector sweeper(*store_, *blobs_,
                    {[&](Transaction&, const std::function<void(const Digest&)>&) -> Status {
                      return broken ? Status(fail(ErrorCode::unavailable, "can't be read")) : Status();
                    }},
                    {10, [this] { return now_; }});
  ASSERT_TRUE(sweeper.collect());
  now_ += seconds(20);
  broken = true;
  EXPECT_EQ(sweeper.collect().error().message, "can't be read");
  broken = false;
  Context stopped;
  stopped.should_stop = [] { return true; };
  EXPECT_EQ(sweeper.collect(stopped).error().code, ErrorCode::cancelled);
  EXPECT_EQ(sweeper.collect()->removed, 1u);
}

/// Uploads, reuse and forgetting of few contents by many threads, while collection runs again and again.
class CollectionRaceTest : public CollectionTest {
 protected:
  static constexpr duration<double> kGrace{0.5};
  static constexpr int kContents = 12;
  using Clock = std::chrono::steady_clock;

  /// What a user keeps under a key for a while has to be there all that time, if it was named within the grace time.
  void keep(const std::string& key, const Digest& digest, const std::string& user, Clock::time_point since,
            Random& random) {
    if (!name(key, digest, user)) ++failed_;
    const bool in_time = Clock::now() - since < kGrace;
    (in_time ? kept_ : late_)++;
    for (int i = 0; i < 3; ++i) {
      if (in_time && !blobs_->exists(digest)) ++swept_;
      std::this_thread::sleep_for(std::chrono::microseconds(random.integer(0, 4000)));
    }
    if (in_time && !blobs_->exists(digest)) ++swept_;
    if (!unname(key, user)) ++failed_;
  }

  void upload(Seed seed) {
    Random random(seed);
    for (int i = 0; !stop_; ++i) {
      const auto since = Clock::now();
      const auto digest = blobs_->put("content " + std::to_string(random.integer(0, kContents - 1)));
      if (!digest) ++failed_;
      if (random.chance(0.2)) continue;  // and it is never named
      std::this_thread::sleep_for(std::chrono::microseconds(random.integer(0, 5000)));
      keep("upload " + std::to_string(seed) + "/" + std::to_string(i), *digest, ada_, since, random);
      // Long enough now and then for all of it to go.
      if (random.chance(0.05)) std::this_thread::sleep_for(kGrace * 1.5);
    }
  }

  /// Takes over what others named, without putting it again.
  void reuse(Seed seed) {
    Random random(seed);
    for (int i = 0; !stop_; ++i) {
      const auto since = Clock::now();
      std::vector<Digest> seen;
      const auto read = store_->read([&](Transaction& t) {
        return t.blobs().each_used([&](const Digest& digest) { seen.push_back(digest); });
      });
      if (!read) ++failed_;
      if (seen.empty()) continue;
      std::this_thread::sleep_for(std::chrono::microseconds(random.integer(0, 5000)));
      keep("reuse " + std::to_string(seed) + "/" + std::to_string(i), random.pick(seen), bob_, since, random);
      if (random.chance(0.05)) std::this_thread::sleep_for(kGrace * 1.5);
    }
  }

  std::atomic<bool> stop_{false};
  std::atomic<int> kept_{0}, late_{0}, swept_{0}, failed_{0};
};

TEST_P(CollectionRaceTest, NeverRemovesWhatIsNamedAndRemovesAllElseInTheEnd) {
  const Digest always = *blobs_->put("always");
  ASSERT_TRUE(name("always", always, bob_));
  Collector sweeper(*store_, *blobs_, {roots_of_songs_and_results()}, {kGrace.count()});
  std::vector<std::thread> threads;
  for (Seed seed = 0; seed < 3; ++seed) threads.emplace_back([this, seed] { upload(seed); });
  for (Seed seed = 3; seed < 5; ++seed) threads.emplace_back([this, seed] { reuse(seed); });
  std::size_t removed = 0;
  const auto end = Clock::now() + seconds(6);
  while (Clock::now() < end) {
    const auto report = sweeper.collect();
    if (!report) ++failed_;
    if (report) removed += report->removed;
  }
  stop_ = true;
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(swept_, 0);
  EXPECT_EQ(failed_, 0);
  EXPECT_GT(kept_, 100) << late_ << " were late";
  EXPECT_GT(removed, 0u) << "what comes back has been garbage for long enough before";
  ASSERT_TRUE(sweeper.collect());
  std::this_thread::sleep_for(kGrace * 1.1);
  ASSERT_TRUE(sweeper.collect());
  EXPECT_EQ(sweeper.collect()->blobs, 1u);
  EXPECT_EQ(blobs_->read(always, 10).value(), "always");
}

INSTANTIATE_TEST_SUITE_P(, CollectionTest, testing::ValuesIn(engines()), engine_name);
INSTANTIATE_TEST_SUITE_P(, CollectionRaceTest, testing::ValuesIn(engines()), engine_name);

}  // namespace
}  // namespace souls::storage::test
