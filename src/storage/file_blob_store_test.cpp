#include "storage/file_blob_store.hpp"

#include <gtest/gtest.h>
#include <sys/mount.h>
#include <sys/resource.h>

#include <csignal>
#include <cstdlib>
#include <fstream>

#include "base/files.hpp"

namespace souls::storage {
namespace {

namespace fs = std::filesystem;

class FileBlobStoreTest : public testing::Test {
 protected:
  FileBlobStoreTest() : root_(fs::path(testing::TempDir()) / ("blobs." + std::to_string(::getpid()))) {
    fs::remove_all(root_);
  }
  ~FileBlobStoreTest() override { fs::remove_all(root_); }

  std::unique_ptr<FileBlobStore> open(bool durable = true) {
    auto store = FileBlobStore::open_folder(root_, {durable});
    EXPECT_TRUE(store) << store.error().detail;
    return std::move(*store);
  }

  /// How many files lie under the folder's blobs and temporary files.
  static std::size_t files(const fs::path& root) {
    std::size_t count = 0;
    for (const char* part : {"blobs", "tmp"}) {
      for (const auto& entry : fs::recursive_directory_iterator(root / part)) count += entry.is_regular_file() ? 1 : 0;
    }
    return count;
  }

  void damage(const Digest& digest) {
    const auto path = Folder{root_}.blob(digest);
    fs::permissions(path, fs::perms::owner_all);
    std::fstream(path, std::ios::in | std::ios::out | std::ios::binary).write("X", 1);
  }

  const fs::path root_;
};

TEST_F(FileBlobStoreTest, NamesBlobsByTheirContent) {
  for (const bool durable : {true, false}) {
    auto store = open(durable);
    const auto digest = store->put("a bell");
    ASSERT_TRUE(digest);
    EXPECT_EQ(*digest, sha256("a bell"));
    EXPECT_TRUE(fs::exists(root_ / "blobs" / digest->hex.substr(0, 2) / digest->hex.substr(2)));
    EXPECT_EQ(store->read(*digest, 100).value(), "a bell");
    EXPECT_EQ(store->put("a bell").value(), *digest);
    EXPECT_EQ(files(root_), 1u);
  }
}

TEST_F(FileBlobStoreTest, KeepsNothingAndEmptyBytes) {
  auto store = open();
  const auto digest = store->put("");
  ASSERT_TRUE(digest);
  EXPECT_EQ(store->read(*digest, 0).value(), "");
}

TEST_F(FileBlobStoreTest, PutsFilesAndCopiesThemOut) {
  auto store = open();
  const auto source = root_ / "source";
  const std::string content(3'000'000, 'q');
  ASSERT_TRUE(write_file_atomically(source, content));
  const auto digest = store->put_file(source);
  ASSERT_TRUE(digest);
  EXPECT_EQ(*digest, sha256(content));
  ASSERT_TRUE(copy_blob_to(*store, *digest, root_ / "copy"));
  EXPECT_EQ(read_file(root_ / "copy", 4'000'000).value(), content);
  EXPECT_EQ(store->put_file(root_ / "nowhere").error().code, ErrorCode::not_found);
}

TEST_F(FileBlobStoreTest, DropsADraftThatIsNotKept) {
  auto store = open();
  {
    auto draft = store->draft();
    ASSERT_TRUE(draft);
    ASSERT_EQ(::write((*draft)->descriptor(), "half", 4), 4);
  }
  EXPECT_EQ(files(root_), 0u);
  auto draft = store->draft();
  ASSERT_TRUE(draft);
  ASSERT_EQ(::write((*draft)->descriptor(), "whole", 5), 5);
  EXPECT_EQ((*draft)->keep().value(), sha256("whole"));
  EXPECT_EQ(files(root_), 1u);
}

TEST_F(FileBlobStoreTest, FindsDamageOnReadAndRemovesIt) {
  auto store = open();
  for (const bool by_descriptor : {true, false}) {
    const auto digest = store->put("a whole blob");
    ASSERT_TRUE(digest);
    ASSERT_TRUE(store->open_verified(*digest));
    damage(*digest);
    const auto code =
        by_descriptor ? store->open_verified(*digest).error().code : store->read(*digest, 100).error().code;
    EXPECT_EQ(code, ErrorCode::corrupt);
    EXPECT_FALSE(store->exists(*digest));
    EXPECT_EQ(store->read(*digest, 100).error().code, ErrorCode::not_found);
  }
}

TEST_F(FileBlobStoreTest, FindsATruncatedBlob) {
  const auto digest = open()->put("a whole blob");
  const auto path = Folder{root_}.blob(*digest);
  fs::permissions(path, fs::perms::owner_all);
  fs::resize_file(path, 0);
  EXPECT_EQ(open()->read(*digest, 100).error().code, ErrorCode::corrupt);
}

TEST_F(FileBlobStoreTest, PuttingAgainHealsDamage) {
  auto store = open();
  const auto digest = store->put("heal me");
  damage(*digest);
  ASSERT_TRUE(store->put("heal me"));
  EXPECT_EQ(store->read(*digest, 100).value(), "heal me");
}

TEST_F(FileBlobStoreTest, RefusesWhatIsNotThereOrTooLong) {
  auto store = open();
  EXPECT_EQ(store->read(sha256("never put"), 100).error().code, ErrorCode::not_found);
  EXPECT_EQ(store->open({"../../etc/passwd"}).error().code, ErrorCode::not_found);
  EXPECT_EQ(store->read(*store->put("12345"), 4).error().code, ErrorCode::invalid_request);
  EXPECT_TRUE(store->remove(sha256("never put")));
}

TEST_F(FileBlobStoreTest, SweepsTemporaryFilesOfAKilledProcess) {
  open();
  ASSERT_TRUE(write_file_atomically(root_ / "tmp" / "1.0.tmp", "left"));
  auto store = open();
  EXPECT_EQ(files(root_), 0u);
  auto draft = store->draft();
  ASSERT_TRUE(draft);
  open();
  EXPECT_EQ(files(root_), 1u) << "a second user must not sweep what the first one writes";
}

TEST_F(FileBlobStoreTest, SaysWhenItsFolderCannotBeWritten) {
  ASSERT_TRUE(make_folder(root_));
  ASSERT_TRUE(write_file_atomically(root_ / "file", "x"));
  const auto store = FileBlobStore::open_folder(root_ / "file" / "store");
  ASSERT_FALSE(store);
  EXPECT_EQ(store.error().code, ErrorCode::invalid_request);
}

/// A file system of 256 KiB where the machine lets us have one.
TEST_F(FileBlobStoreTest, SaysWhenTheDiskIsFullAndLeavesNothingHalf) {
  ASSERT_TRUE(make_folder(root_));
  if (::mount("none", root_.c_str(), "tmpfs", 0, "size=256k") != 0) GTEST_SKIP() << "may not mount here";
  {
    auto store = open();
    const std::string half(150'000, 'a');
    ASSERT_TRUE(store->put(half));
    const auto full = store->put(std::string(150'000, 'b'));
    ASSERT_FALSE(full);
    EXPECT_EQ(full.error().code, ErrorCode::unavailable);
    EXPECT_NE(full.error().message.find("full"), std::string::npos) << full.error().message;
    EXPECT_EQ(files(root_), 1u);
    EXPECT_EQ(store->read(sha256(half), 200'000).value(), half);
  }
  EXPECT_EQ(::umount(root_.c_str()), 0);
}

TEST_F(FileBlobStoreTest, SaysWhenAFileMayNotGrowAndLeavesNothingHalf) {
  auto store = open();
  rlimit old{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &old), 0);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit small{1000, old.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  const auto full = store->put(std::string(5000, 'c'));
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &old), 0);
  std::signal(SIGXFSZ, handler);
  ASSERT_FALSE(full);
  EXPECT_EQ(full.error().code, ErrorCode::unavailable);
  EXPECT_EQ(files(root_), 0u);
}

}  // namespace
}  // namespace souls::storage
