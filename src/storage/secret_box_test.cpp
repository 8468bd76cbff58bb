#include "storage/secret_box.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <fstream>
#include <set>

#include "base/files.hpp"
#include "base/limits.hpp"

namespace souls::storage {
namespace {

namespace fs = std::filesystem;

const std::string kKey(64, 'a');
const std::string kOtherKey = std::string(63, 'a') + "b";

class SecretBoxTest : public testing::Test {
 protected:
  SecretBoxTest() {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    ::unsetenv("SOULS_SECRET_KEY");
    ::unsetenv("SOULS_SECRET_KEY_FILE");
  }
  ~SecretBoxTest() override {
    fs::remove_all(folder_);
    ::unsetenv("SOULS_SECRET_KEY");
    ::unsetenv("SOULS_SECRET_KEY_FILE");
  }

  fs::path write(const std::string& content, mode_t mode = 0600) {
    const fs::path path = folder_ / "key";
    fs::remove(path);
    std::ofstream(path) << content;
    ::chmod(path.c_str(), mode);
    return path;
  }

  const fs::path folder_ = fs::path(testing::TempDir()) / ("secret_box." + std::to_string(::getpid()));
};

TEST_F(SecretBoxTest, OpensWhatItSealed) {
  const auto box = SecretBox::from_key(kKey);
  ASSERT_TRUE(box);
  for (const std::string& secret :
       {std::string(), std::string("token-123"), std::string("\0\xff", 2), std::string(limits::kSealedBytesMax, 's')}) {
    const auto sealed = box->seal("models/x", secret, 7);
    ASSERT_TRUE(sealed);
    EXPECT_EQ(sealed->key_id, box->key_id());
    EXPECT_EQ(sealed->updated_ms, 7);
    EXPECT_EQ(box->open(*sealed).value(), secret);
    EXPECT_EQ(SecretBox::from_key(kKey)->open(*sealed).value(), secret);
    EXPECT_TRUE(secret.size() < 3 || sealed->sealed.find(secret) == std::string::npos);
  }
  EXPECT_EQ(box->seal("n", std::string(limits::kSealedBytesMax + 1, 's'), 7).error().code, ErrorCode::invalid_request);
}

TEST_F(SecretBoxTest, NeverSealsTheSameWayTwice) {
  const auto box = SecretBox::from_key(kKey);
  std::set<std::string> seen;
  for (int i = 0; i < 100; ++i) seen.insert(box->seal("n", "the same", 0)->sealed);
  EXPECT_EQ(seen.size(), 100u);
}

TEST_F(SecretBoxTest, TellsAnotherKey) {
  const auto box = SecretBox::from_key(kKey), other = SecretBox::from_key(kOtherKey);
  EXPECT_NE(box->key_id(), other->key_id());
  auto sealed = *box->seal("models/x", "token", 0);
  const auto opened = other->open(sealed);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ErrorCode::invalid_request);
  EXPECT_EQ(opened.error().message, "the secret \"models/x\" was sealed by the key " + box->key_id() + ", and this is " +
                                        other->key_id());
  sealed.key_id = other->key_id();
  EXPECT_EQ(other->open(sealed).error().code, ErrorCode::corrupt);
}

TEST_F(SecretBoxTest, TellsChangedBytesAndNames) {
  const auto box = SecretBox::from_key(kKey);
  const auto sealed = *box->seal("models/x", "token", 0);
  for (std::size_t i = 0; i < sealed.sealed.size(); ++i) {
    auto changed = sealed;
    changed.sealed[i] = changed.sealed[i] == 'A' ? 'B' : 'A';
    const auto opened = box->open(changed);
    ASSERT_FALSE(opened) << i;
    EXPECT_EQ(opened.error().code, ErrorCode::corrupt);
  }
  for (const std::string& text : {std::string(), std::string("AAAA"), sealed.sealed.substr(4), sealed.sealed + "AAAA"}) {
    auto changed = sealed;
    changed.sealed = text;
    EXPECT_EQ(box->open(changed).error().code, ErrorCode::corrupt);
  }
  auto renamed = sealed;
  renamed.name = "models/y";
  EXPECT_EQ(box->open(renamed).error().code, ErrorCode::corrupt);
  EXPECT_EQ(box->open(renamed).error().message.find("token"), std::string::npos);
}

TEST_F(SecretBoxTest, ReadsAKeyFileThatIsItsOwnersAlone) {
  const auto id = SecretBox::from_key(kKey)->key_id();
  for (const std::string& content : {kKey, kKey + "\n", kKey + "\r\n"}) {
    EXPECT_EQ(SecretBox::from_file(write(content)).value().key_id(), id);
  }
  EXPECT_TRUE(SecretBox::from_file(write(kKey, 0400)));
  for (const mode_t mode : {0640u, 0604u, 0660u, 0644u, 0610u}) {
    const auto path = write(kKey, mode);
    const auto box = SecretBox::from_file(path);
    ASSERT_FALSE(box);
    EXPECT_EQ(box.error().code, ErrorCode::invalid_request);
    EXPECT_EQ(box.error().message, "the key file " + path.string() + " is open to other users; run chmod 600 on it");
  }
  EXPECT_EQ(SecretBox::from_file(folder_ / "nowhere").error().code, ErrorCode::not_found);
  EXPECT_EQ(SecretBox::from_file(folder_).error().code, ErrorCode::invalid_request);
}

TEST_F(SecretBoxTest, RefusesWhatIsNoKeyWithoutRepeatingIt) {
  for (const std::string& content : {std::string(), std::string("letmein"), kKey + kKey, kKey.substr(1) + "g",
                                     " " + kKey}) {
    const auto box = SecretBox::from_file(write(content));
    ASSERT_FALSE(box) << content;
    EXPECT_EQ(box.error().code, ErrorCode::invalid_request);
    if (!content.empty()) {
      EXPECT_EQ((box.error().message + box.error().detail).find(content), std::string::npos);
    }
  }
}

TEST_F(SecretBoxTest, TakesTheKeyOutOfTheEnvironment) {
  EXPECT_EQ(SecretBox::from_environment().error().code, ErrorCode::not_found);
  ::setenv("SOULS_SECRET_KEY", kKey.c_str(), 1);
  EXPECT_EQ(SecretBox::from_environment().value().key_id(), SecretBox::from_key(kKey)->key_id());
  EXPECT_EQ(std::getenv("SOULS_SECRET_KEY"), nullptr);
  EXPECT_EQ(SecretBox::from_environment().error().code, ErrorCode::not_found);

  ::setenv("SOULS_SECRET_KEY_FILE", write(kOtherKey).c_str(), 1);
  EXPECT_EQ(SecretBox::from_environment().value().key_id(), SecretBox::from_key(kOtherKey)->key_id());
  ::setenv("SOULS_SECRET_KEY", kKey.c_str(), 1);
  EXPECT_EQ(SecretBox::from_environment().error().code, ErrorCode::invalid_request);
}

TEST_F(SecretBoxTest, MakesKeysForOnePurposeEach) {
  const auto box = SecretBox::from_key(kKey);
  EXPECT_EQ(box->derive("shares").size(), 32);
  EXPECT_EQ(box->derive("shares"), SecretBox::from_key(kKey)->derive("shares"));
  EXPECT_NE(box->derive("shares"), box->derive("other"));
  EXPECT_NE(box->derive("shares"), SecretBox::from_key(kOtherKey)->derive("shares"));
}

TEST_F(SecretBoxTest, DrawsANewKeyAndWritesOverNone) {
  const auto path = folder_ / "new";
  const mode_t before = ::umask(0);
  EXPECT_TRUE(make_key_file(path));
  ::umask(before);
  struct stat state {};
  ASSERT_EQ(::stat(path.c_str(), &state), 0);
  EXPECT_EQ(state.st_mode & 0777, 0600u);
  const auto box = SecretBox::from_file(path);
  ASSERT_TRUE(box);
  EXPECT_EQ(make_key_file(path).error().code, ErrorCode::conflict);
  EXPECT_EQ(SecretBox::from_file(path)->key_id(), box->key_id());
  ASSERT_TRUE(make_key_file(folder_ / "another"));
  EXPECT_NE(SecretBox::from_file(folder_ / "another")->key_id(), box->key_id());
  EXPECT_FALSE(make_key_file(folder_ / "no" / "folder"));
}

}  // namespace
}  // namespace souls::storage
