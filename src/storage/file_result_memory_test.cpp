#include "storage/file_result_memory.hpp"

#include <gtest/gtest.h>

#include "base/files.hpp"

namespace souls::storage {
namespace {

namespace fs = std::filesystem;

class FileResultMemoryTest : public testing::Test {
 protected:
  FileResultMemoryTest() : root_(fs::path(testing::TempDir()) / ("results." + std::to_string(::getpid()))) {
    fs::remove_all(root_);
    blobs_ = std::move(*FileBlobStore::open_folder(root_));
    memory_ = std::move(*FileResultMemory::open_folder(root_, *blobs_));
  }
  ~FileResultMemoryTest() override {
    memory_.reset();
    blobs_.reset();
    fs::remove_all(root_);
  }

  StepResult result(const std::string& content) {
    return {{{"out \"1\".wav", *blobs_->put(content)}, {"log", *blobs_->put("log")}}, 1.25, "lyra", "1.2.3"};
  }

  const fs::path root_;
  const Digest key_ = sha256("key");
  std::unique_ptr<FileBlobStore> blobs_;
  std::unique_ptr<FileResultMemory> memory_;
};

TEST_F(FileResultMemoryTest, RemembersForOthersToo) {
  EXPECT_EQ(memory_->find(key_).value(), std::nullopt);
  const auto made = result("sound");
  ASSERT_TRUE(memory_->remember(key_, made));
  EXPECT_EQ(memory_->find(key_).value(), made);
  auto other = FileResultMemory::open_folder(root_, *blobs_, {false});
  EXPECT_EQ((*other)->find(key_).value(), made);
  const auto again = result("other sound");
  ASSERT_TRUE((*other)->remember(key_, again));
  EXPECT_EQ(memory_->find(key_).value(), again);
  ASSERT_TRUE(memory_->forget(key_));
  EXPECT_EQ(memory_->find(key_).value(), std::nullopt);
}

TEST_F(FileResultMemoryTest, CountsADamagedRecordAsNotRemembered) {
  ASSERT_TRUE(memory_->remember(key_, result("sound")));
  const auto path = Folder{root_}.result(key_);
  const std::string whole = *read_file(path, 10000);
  std::string other_name = whole;
  other_name.replace(other_name.find("log"), 3, "lag");
  for (const std::string& bad :
       {std::string(), std::string("{}"), std::string("[1, 2"), whole.substr(0, whole.size() / 2), other_name,
        format_record(sha256("other key"), result("sound"))}) {
    ASSERT_TRUE(write_file_atomically(path, bad));
    EXPECT_EQ(memory_->find(key_).value(), std::nullopt) << bad;
    EXPECT_FALSE(fs::exists(path)) << bad;
  }
}

TEST_F(FileResultMemoryTest, CountsAMissingBlobAsNotRemembered) {
  const auto made = result("sound");
  ASSERT_TRUE(memory_->remember(key_, made));
  ASSERT_TRUE(blobs_->remove(made.outputs[0].digest));
  EXPECT_EQ(memory_->find(key_).value(), std::nullopt);
  ASSERT_TRUE(blobs_->put("sound"));
  EXPECT_EQ(memory_->find(key_).value(), made);
}

TEST_F(FileResultMemoryTest, KeepsNoTimeOfMakingInARecord) {
  const auto made = result("sound");
  EXPECT_EQ(format_record(key_, made), format_record(key_, made));
  EXPECT_EQ(parse_record(key_, format_record(key_, made)), made);
  EXPECT_EQ(parse_record(sha256("another"), format_record(key_, made)), std::nullopt);
}

}  // namespace
}  // namespace souls::storage
