#include "cli/places.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace souls::cli {
namespace {

namespace fs = std::filesystem;

TEST(FolderName, IsLowerCaseWithDashes) {
  EXPECT_EQ(folder_name("Rain on Neon Streets"), "rain-on-neon-streets");
  EXPECT_EQ(folder_name("Grandmother's Kitchen!"), "grandmothers-kitchen");
  EXPECT_EQ(folder_name("../../etc"), "etc");
  EXPECT_EQ(folder_name("?!"), "song");
}

TEST(FolderName, NeverCutsALetterInTwo) {
  std::string title;
  for (int i = 0; i < 40; ++i) title += "ü";
  const std::string name = folder_name("a" + title);
  EXPECT_LE(name.size(), 60U);
  EXPECT_EQ(name.size() % 2, 1U);
}

TEST(CheckOut, TakesNewAndEmptyFoldersOnly) {
  const fs::path folder = fs::path(testing::TempDir()) / "check_out";
  fs::remove_all(folder);
  EXPECT_TRUE(check_out(folder));
  EXPECT_TRUE(check_out(folder / "deep" / "deeper"));
  fs::create_directories(folder);
  EXPECT_TRUE(check_out(folder));
  EXPECT_TRUE(check_out(folder.string() + "/"));
  std::ofstream(folder / "file") << "x";
  EXPECT_FALSE(check_out(folder));
  EXPECT_FALSE(check_out(folder / "file"));
  EXPECT_EQ(free_folder(folder.parent_path(), "check_out").filename(), "check_out-2");
  fs::remove_all(folder);
}

TEST(CheckOut, AFolderThatTakesNoFilesIsRefused) { EXPECT_FALSE(check_out("/proc/nowhere/song")); }

}  // namespace
}  // namespace souls::cli
