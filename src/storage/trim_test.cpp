#include "storage/trim.hpp"

#include <gtest/gtest.h>

#include <chrono>

#include "base/files.hpp"
#include "storage/file_result_memory.hpp"

namespace souls::storage {
namespace {

namespace fs = std::filesystem;

class TrimTest : public testing::Test {
 protected:
  TrimTest() : root_(fs::path(testing::TempDir()) / ("trim." + std::to_string(::getpid()))) { fs::remove_all(root_); }
  ~TrimTest() override { fs::remove_all(root_); }

  void open() {
    blobs_ = std::move(*FileBlobStore::open_folder(root_));
    memory_ = std::move(*FileResultMemory::open_folder(root_, *blobs_));
  }
  void close() {
    memory_.reset();
    blobs_.reset();
  }

  /// Remembers a result of 10 kB of its own and 10 kB that all share, used `hours` ago.
  void remember(const std::string& name, int hours) {
    const auto own = blobs_->put(std::string(10'000, name[0]));
    const auto shared = blobs_->put(std::string(10'000, 's'));
    ASSERT_TRUE(memory_->remember(sha256(name), {{{"own", *own}, {"shared", *shared}}, 1, "p", "1"}));
    fs::last_write_time(Folder{root_}.result(sha256(name)),
                        fs::file_time_type::clock::now() - std::chrono::hours(hours));
  }

  bool remembered(const std::string& name) { return memory_->find(sha256(name)).value().has_value(); }

  const fs::path root_;
  std::unique_ptr<FileBlobStore> blobs_;
  std::unique_ptr<FileResultMemory> memory_;
};

TEST_F(TrimTest, RemovesTheLeastRecentlyUsedAndOnlyTheirBlobs) {
  open();
  remember("a", 4);
  remember("b", 3);
  remember("c", 2);
  EXPECT_TRUE(remembered("a")) << "finding marks it as used now";
  close();
  const auto report = trim_results(root_, 32'000);
  ASSERT_TRUE(report);
  EXPECT_EQ(report->results_removed, 1u);
  EXPECT_EQ(report->blobs_removed, 1u);
  EXPECT_LE(report->bytes_after, 32'000u);
  EXPECT_GT(report->bytes_before, 40'000u);
  open();
  EXPECT_TRUE(remembered("a"));
  EXPECT_FALSE(remembered("b"));
  EXPECT_TRUE(remembered("c"));
  EXPECT_FALSE(blobs_->exists(sha256(std::string(10'000, 'b'))));
  EXPECT_TRUE(blobs_->exists(sha256(std::string(10'000, 's'))));
  close();
  EXPECT_EQ(trim_results(root_, 0)->bytes_after, 0u);
}

TEST_F(TrimTest, RemovesWhatNoResultNamesAndWhatCannotBeRead) {
  open();
  remember("a", 1);
  ASSERT_TRUE(blobs_->put("an orphan"));
  ASSERT_TRUE(write_file_atomically(Folder{root_}.result(sha256("a")).parent_path() / "bad.json", "{"));
  close();
  const auto report = trim_results(root_, 1'000'000);
  ASSERT_TRUE(report);
  EXPECT_EQ(report->blobs_removed, 1u);
  open();
  EXPECT_TRUE(remembered("a"));
  EXPECT_FALSE(blobs_->exists(sha256("an orphan")));
}

TEST_F(TrimTest, IsRefusedWhileTheFolderIsUsed) {
  open();
  EXPECT_EQ(trim_results(root_, 0).error().code, ErrorCode::conflict);
}

TEST_F(TrimTest, TakesAFolderThatIsNotThereYet) { EXPECT_EQ(trim_results(root_, 0)->bytes_before, 0u); }

}  // namespace
}  // namespace souls::storage
