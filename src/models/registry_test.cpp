#include "models/registry.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace souls::models {
namespace {

class RegistryTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path(testing::TempDir()) / testing::UnitTest::GetInstance()->current_test_info()->name();
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_ / "vox");
    write("vox/voice", "abc");
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  void write(const std::string& path, const std::string& text) { std::ofstream(folder_ / path) << text; }
  void write_manifest(const std::string& path, std::size_t bytes, const std::string& digest) {
    write("vox/soul.json", R"({"name": "vox", "version": "1.0.0", "capability": "vocals", "contract": 1, "licence": "BSD-3-Clause",
      "files": [{"path": ")" + path + R"(", "bytes": )" + std::to_string(bytes) + R"(, "sha256": ")" + digest + R"("}]})");
  }

  std::filesystem::path folder_;
};

TEST_F(RegistryTest, FindsThePackageOfACapability) {
  write_manifest("voice", 3, sha256("abc").hex);
  const auto registry = Registry::open(folder_);
  ASSERT_TRUE(registry) << registry.error().message;
  const auto package = registry->find("vocals");
  ASSERT_TRUE(package);
  EXPECT_EQ(package->name, "vox");
  EXPECT_TRUE(verify(*package));
  EXPECT_FALSE(registry->find("lyrics"));
}

TEST_F(RegistryTest, AChangedFileIsFound) {
  write_manifest("voice", 3, sha256("abd").hex);
  const auto package = read_package(folder_ / "vox");
  ASSERT_TRUE(package);
  EXPECT_EQ(verify(*package).error().code, ErrorCode::corrupt);
}

TEST_F(RegistryTest, ACardIsReadAsTheManifestSays) {
  write_manifest("voice", 3, sha256("abc").hex);
  EXPECT_EQ(read_card(*read_package(folder_ / "vox")), "") << "it has none";
  write("vox/CARD.md", "# Vox\n");
  write_manifest("CARD.md", 6, sha256("# Vox\n").hex);
  const auto package = read_package(folder_ / "vox");
  ASSERT_TRUE(package);
  EXPECT_EQ(read_card(*package), "# Vox\n");
  write("vox/CARD.md", "# Fox\n");
  EXPECT_EQ(read_card(*package).error().code, ErrorCode::corrupt);
}

TEST_F(RegistryTest, ManifestsThatLieAreRefused) {
  write_manifest("voice", 4, sha256("abc").hex);
  EXPECT_FALSE(read_package(folder_ / "vox")) << "another size";
  write_manifest("../vox/voice", 3, sha256("abc").hex);
  EXPECT_FALSE(read_package(folder_ / "vox")) << "a path that leaves the folder";
  write_manifest("voice", 3, "abc");
  EXPECT_FALSE(read_package(folder_ / "vox")) << "not a digest";
  write("vox/soul.json", "{");
  EXPECT_FALSE(read_package(folder_ / "vox")) << "not JSON";
  write("vox/soul.json", "{}");
  EXPECT_FALSE(read_package(folder_ / "vox")) << "nothing in it";
}

TEST_F(RegistryTest, AFolderWithoutPackagesSaysWhatToDo) {
  const auto registry = Registry::open(folder_ / "none");
  ASSERT_FALSE(registry);
  EXPECT_NE(registry.error().message.find("make build"), std::string::npos);
}

}  // namespace
}  // namespace souls::models
