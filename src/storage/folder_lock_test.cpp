#include "storage/folder_lock.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <csignal>
#include <string>

namespace souls::storage {
namespace {

namespace fs = std::filesystem;

TEST(FolderLock, IsSharedByUsersAndRefusedToATrim) {
  const auto root = fs::path(testing::TempDir()) / ("lock." + std::to_string(::getpid()));
  {
    const auto first = FolderLock::share(root);
    const auto second = FolderLock::share(root);
    ASSERT_TRUE(first && second);
    EXPECT_EQ(FolderLock::alone(root).error().code, ErrorCode::conflict);
  }
  EXPECT_TRUE(FolderLock::alone(root));
  fs::remove_all(root);
}

TEST(FolderLock, EndsWithTheProcessThatHeldIt) {
  const auto root = fs::path(testing::TempDir()) / ("lock2." + std::to_string(::getpid()));
  ASSERT_TRUE(FolderLock::share(root));
  int ready[2];
  ASSERT_EQ(::pipe(ready), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    const auto lock = FolderLock::share(root);
    if (!lock || ::write(ready[1], "x", 1) != 1) ::_exit(1);
    while (true) ::pause();
  }
  char byte = 0;
  ASSERT_EQ(::read(ready[0], &byte, 1), 1);
  EXPECT_EQ(FolderLock::alone(root).error().code, ErrorCode::conflict);
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  EXPECT_TRUE(FolderLock::alone(root));
  ::close(ready[0]);
  ::close(ready[1]);
  fs::remove_all(root);
}

}  // namespace
}  // namespace souls::storage
