#include "base/digest.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace souls {
namespace {

TEST(Digest, MatchesTheStandardsExamples) {  // FIPS 180-4
  EXPECT_EQ(sha256("").hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256("abc").hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Digest, OfAFileIsThatOfItsBytes) {
  const auto path = std::filesystem::temp_directory_path() / "souls_digest_test";
  const std::string content(3'000'000, 'x');
  std::ofstream(path, std::ios::binary) << content;
  const auto digest = sha256_file(path);
  std::filesystem::remove(path);
  ASSERT_TRUE(digest);
  EXPECT_EQ(*digest, sha256(content));
}

TEST(Digest, OfAMissingFileIsAnError) { EXPECT_EQ(sha256_file("/nonexistent/file").error().code, ErrorCode::not_found); }

TEST(Digest, IsSixtyFourLowerCaseHexLetters) {
  EXPECT_TRUE(is_digest(sha256("x").hex));
  EXPECT_FALSE(is_digest("abc"));
  EXPECT_FALSE(is_digest(std::string(64, 'G')));
  EXPECT_FALSE(is_digest(std::string(64, 'A')));
}

}  // namespace
}  // namespace souls
