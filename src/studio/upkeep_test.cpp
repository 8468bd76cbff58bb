#include "studio/upkeep.hpp"

#include "storage/result_table.hpp"
#include "studio/stored_songs_test.hpp"

namespace souls::studio {
namespace {

constexpr std::int64_t kDayMs = 24 * 3600 * 1000;

class UpkeepTest : public test::StoredSongsTest {
 protected:
  UpkeepTest() {
    options_.first_after_seconds = 3600;
    options_.unused_result_days = 10;
    options_.collector.clock = [this] { return steady_; };
  }
  UpkeepReport do_once(Upkeep& upkeep) {
    const auto done = upkeep.do_once();
    EXPECT_TRUE(done) << done.error().message;
    return done.value_or(UpkeepReport{});
  }

  UpkeepOptions options_;
  std::chrono::steady_clock::time_point steady_{};
};

TEST_F(UpkeepTest, EmptiesTheTrashAndCollectsWhatNobodyNamesAnyMore) {
  const std::string kept = submit(ada_), thrown = submit(ada_, "another song");
  make(ada_, kept, 1, 1);
  make(ada_, thrown, 1, 2);
  const Digest garbage = *blobs_->put("mix 2");
  Library songs = library();
  ASSERT_TRUE(songs.trash(ada_, thrown));
  Upkeep upkeep(*store_, *blobs_, songs, [this] { return now_ms_; }, options_);
  EXPECT_EQ(do_once(upkeep).songs_removed, 0u) << "its owner wants it kept for a month";
  now_ms_ += 31 * kDayMs;
  EXPECT_EQ(do_once(upkeep).songs_removed, 1u);
  EXPECT_TRUE(blobs_->exists(garbage)) << "for the grace time";
  steady_ += std::chrono::hours(25);
  EXPECT_GE(do_once(upkeep).collected.removed, 1u);
  EXPECT_FALSE(blobs_->exists(garbage));
  for (const auto& file : artifacts(ada_, kept, 1)) EXPECT_TRUE(blobs_->exists(file.digest)) << file.path;
}

TEST_F(UpkeepTest, ForgetsResultsThatNobodyUsedForLong) {
  const auto remember = [&](const std::string& user, const std::string& key, std::int64_t used_ms) {
    storage::ResultRow row;
    row.key = sha256(key);
    row.used_ms = used_ms;
    ASSERT_TRUE(store_->write([&](storage::Transaction& t) { return t.results().put(user, row); }));
  };
  now_ms_ += 100 * kDayMs;
  remember(ada_, "old", now_ms_ - 11 * kDayMs);
  remember(ada_, "new", now_ms_ - 9 * kDayMs);
  remember(bob_, "old", now_ms_ - 11 * kDayMs);
  Library songs = library();
  Upkeep upkeep(*store_, *blobs_, songs, [this] { return now_ms_; }, options_);
  EXPECT_EQ(do_once(upkeep).results_forgotten, 2u);
  EXPECT_EQ(do_once(upkeep).results_forgotten, 0u);
}

TEST_F(UpkeepTest, RunsByItselfAndEndsAtOnce) {
  const std::string thrown = submit(ada_);
  Library songs = library();
  ASSERT_TRUE(songs.trash(ada_, thrown));
  now_ms_ += 31 * kDayMs;
  options_.first_after_seconds = 0;
  const auto start = std::chrono::steady_clock::now();
  {
    const Upkeep upkeep(*store_, *blobs_, songs, [this] { return now_ms_; }, options_);
    for (int i = 0; i < 500 && songs.find(ada_, thrown); ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
  }
  EXPECT_FALSE(songs.find(ada_, thrown));
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20));
}

}  // namespace
}  // namespace souls::studio
