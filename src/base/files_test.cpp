#include "base/files.hpp"

#include <gtest/gtest.h>

#include <filesystem>

namespace souls {
namespace {

class Files : public testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directories(folder_); }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::filesystem::path folder_ = std::filesystem::path(testing::TempDir()) /
                                  testing::UnitTest::GetInstance()->current_test_info()->name();
};

TEST_F(Files, WhatIsWrittenIsRead) {
  const std::string content("a\0b\n", 4);
  ASSERT_TRUE(write_file_atomically(folder_ / "a", content));
  EXPECT_EQ(read_file(folder_ / "a", 100).value(), content);
}

TEST_F(Files, WritingReplacesAndLeavesNothingBeside) {
  ASSERT_TRUE(write_file_atomically(folder_ / "a", "one"));
  ASSERT_TRUE(write_file_atomically(folder_ / "a", "two"));
  EXPECT_EQ(read_file(folder_ / "a", 100).value(), "two");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder_), {}), 1);
}

TEST_F(Files, TooLargeIsRefused) {
  ASSERT_TRUE(write_file_atomically(folder_ / "a", "12345"));
  EXPECT_EQ(read_file(folder_ / "a", 4).error().code, ErrorCode::invalid_request);
}

TEST_F(Files, AnEmptyFileIsEmpty) {
  ASSERT_TRUE(write_file_atomically(folder_ / "a", ""));
  EXPECT_EQ(read_file(folder_ / "a", 4).value(), "");
}

TEST_F(Files, AMissingFolderIsTheCallersFault) {
  EXPECT_EQ(write_file_atomically(folder_ / "none" / "a", "x").error().code, ErrorCode::invalid_request);
  EXPECT_EQ(read_file(folder_ / "none", 10).error().code, ErrorCode::not_found);
}

}  // namespace
}  // namespace souls
