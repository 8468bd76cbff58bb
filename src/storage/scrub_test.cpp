#include "storage/scrub.hpp"

#include <sys/stat.h>

#include <cerrno>
#include <chrono>
#include <map>

#include "storage/blob_store_conformance_test.hpp"
#include "storage/result_table.hpp"
#include "storage/songs_fixture_test.hpp"
#include "storage/stored_result_memory.hpp"

namespace souls::storage::test {
namespace {

class ScrubTest : public SongsTest {
 protected:
  ~ScrubTest() override { std::filesystem::remove_all(root_); }

  Result<ScrubReport> run(const ScrubOptions& options = {}, const Context& context = {}) {
    return scrub(*store_, *blobs_, {roots_of_songs_and_results()}, options, context);
  }

  const std::filesystem::path root_ =
      std::filesystem::path(testing::TempDir()) / ("scrub." + std::to_string(::getpid()));
  std::unique_ptr<FileBlobStore> blobs_ = std::move(*FileBlobStore::open_folder(root_, {false}));
};

TEST_P(ScrubTest, TellsWhatIsLostOfWhichSongAndWhatMakesItAgain) {
  const std::string song = add_song(ada_, "One");
  std::vector<Digest> digests;
  for (const char* content : {"whole", "damaged", "gone", "nobody's"}) digests.push_back(*blobs_->put(content));
  ASSERT_TRUE(write([&](Transaction& t) -> Status {
    ResultRow row;
    row.key = sha256("key");
    row.outputs = {{"stem", digests[0], 5}, {"dry", digests[1], 7}};
    row.capability = "vocals";
    row.package = "vox";
    row.version = "1.2.0";
    row.song = song;
    row.revision = 1;
    row.step = "vocals/Chorus 1";
    if (auto put = t.results().put(ada_, row); !put) return put;
    if (auto put = t.songs().put_artifact(ada_, song, 1, {"dry.wav", digests[1], 7, "audio/wav"}); !put) return put;
    return t.songs().put_artifact(ada_, song, 1, {"cover.png", digests[2], 4, "image/png"});
  })) << last_error_;
  ASSERT_TRUE(run()) << "all is well";
  EXPECT_EQ(run()->lost, 0u);
  damage_file(root_, digests[1]);
  damage_file(root_, digests[3]);
  ASSERT_TRUE(blobs_->remove(digests[2]));

  ScrubOptions options;
  options.clock = [] { return 5000; };
  const auto report = run(options);
  ASSERT_TRUE(report) << report.error().detail;
  EXPECT_EQ(report->blobs, 3u);
  EXPECT_EQ(report->lost, 3u);
  std::map<Digest, Loss> losses;
  for (const auto& loss : report->losses) losses[loss.digest] = loss;
  ASSERT_EQ(losses.size(), 3u);
  EXPECT_EQ(losses[digests[1]].kind, Loss::Kind::damaged);
  EXPECT_EQ(losses[digests[1]].uses.size(), 2u);
  const std::string told = describe(losses[digests[1]]);
  EXPECT_NE(told.find("dry.wav of song " + song + ", revision 1"), std::string::npos) << told;
  EXPECT_NE(told.find("step vocals/Chorus 1 (vocals, vox 1.2.0)"), std::string::npos) << told;
  EXPECT_EQ(losses[digests[2]].kind, Loss::Kind::missing);
  EXPECT_NE(describe(losses[digests[2]]).find("`souls songs revert " + song + " 1`"), std::string::npos);
  EXPECT_TRUE(losses[digests[3]].uses.empty());

  EXPECT_FALSE(blobs_->exists(digests[1])) << "the damaged copy counts as missing";
  EXPECT_FALSE(StoredResultMemory(*store_, *blobs_, ada_).find(sha256("key")).value()) << "so its step is made again";
  const auto row = [&](const Digest& digest) {
    return call([&](Transaction& t) { return t.blobs().find(digest); }).value();
  };
  EXPECT_EQ(row(digests[0])->verified_ms, 5000);
  EXPECT_EQ(row(digests[1])->lost_ms, 5000);
  EXPECT_EQ(call([&](Transaction& t) { return t.blobs().lost(10); })->size(), 3u);
  ASSERT_TRUE(blobs_->put("damaged"));
  ASSERT_TRUE(run());
  EXPECT_EQ(row(digests[1])->lost_ms, 0);
}

/// Files of which one can't be read any more.
class BadSector final : public FileSystem {
 public:
  ssize_t read(int file, void* bytes, std::size_t count) override {
    struct stat now {};
    ::fstat(file, &now);
    if (now.st_size != bad_bytes) return FileSystem::read(file, bytes, count);
    errno = EIO;
    return -1;
  }
  off_t bad_bytes = -1;
};

TEST_P(ScrubTest, TellsWhatTheDiskDoesNotGiveBackAndGoesOn) {
  BadSector files;
  blobs_ = std::move(*FileBlobStore::open_folder(root_, {false, &files}));
  ASSERT_TRUE(blobs_->put("whole"));
  const auto bad = blobs_->put("on the bad sector");
  files.bad_bytes = 17;
  const auto report = run();
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->blobs, 2u);
  ASSERT_EQ(report->losses.size(), 1u);
  EXPECT_EQ(report->losses[0].kind, Loss::Kind::unreadable);
  EXPECT_EQ(report->losses[0].digest, *bad);
  EXPECT_TRUE(blobs_->exists(*bad)) << "another try may read it";
}

TEST_P(ScrubTest, ReadsNoFasterThanItMayAndStopsWhenTold) {
  for (int i = 0; i < 4; ++i) ASSERT_TRUE(blobs_->put(std::string(10'000, static_cast<char>('a' + i))));
  const auto began = std::chrono::steady_clock::now();
  ScrubOptions slow;
  slow.bytes_per_second_max = 100'000;
  std::vector<double> fractions;
  Context context;
  context.report = [&](double fraction, std::string_view) { fractions.push_back(fraction); };
  ASSERT_TRUE(run(slow, context));
  EXPECT_GE(std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count(), 0.4);
  ASSERT_EQ(fractions.size(), 4u);
  EXPECT_EQ(fractions.back(), 1.0);
  context.should_stop = [] { return true; };
  EXPECT_EQ(run(slow, context).error().code, ErrorCode::cancelled);
}

INSTANTIATE_TEST_SUITE_P(, ScrubTest, testing::ValuesIn(engines()), engine_name);

}  // namespace
}  // namespace souls::storage::test
