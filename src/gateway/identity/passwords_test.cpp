#include "gateway/identity/passwords.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace souls::gateway {
namespace {

const PasswordCost kCheap{1, 8 * 1024};

TEST(Passwords, AreHashedByArgon2idAtOurCost) {
  const Passwords passwords;
  const auto hash = passwords.hash("correct horse battery", "ada@example.org");
  ASSERT_TRUE(hash) << hash.error().message;
  EXPECT_TRUE(hash->starts_with("$argon2id$v=19$m=65536,t=3,p=1$")) << *hash;
  EXPECT_TRUE(passwords.verify(*hash, "correct horse battery"));
  EXPECT_FALSE(passwords.is_outdated(*hash));
  EXPECT_TRUE(Passwords(kCheap).is_outdated(*hash));
}

TEST(Passwords, AreSaltedAndExact) {
  const Passwords passwords(kCheap);
  const std::string hash = passwords.hash("correct horse battery", "").value();
  EXPECT_NE(passwords.hash("correct horse battery", "").value(), hash);
  EXPECT_EQ(hash.find("correct"), std::string::npos);
  for (const char* other : {"", "correct horse batter", "correct horse battery ", "Correct horse battery"}) {
    EXPECT_FALSE(passwords.verify(hash, other)) << other;
  }
}

std::string times(std::string_view text, std::size_t count) {
  std::string all;
  for (std::size_t i = 0; i < count; ++i) all += text;
  return all;
}

TEST(Passwords, RefuseWhatIsGuessedAtOnce) {
  const Passwords passwords(kCheap);
  for (const std::string& bad :
       {std::string(), std::string("elevenbytes"), std::string("two\nlines of it"), std::string("aaaaaaaaaaaaaaaa"),
        std::string(limits::kPasswordLettersMax, 'x') + "y", times("ö", 16), times("öä", 5) + "ö", std::string(16, '\xff')}) {
    const auto refused = passwords.hash(bad, "ada@example.org");
    ASSERT_FALSE(refused) << bad;
    EXPECT_EQ(refused.error().code, ErrorCode::invalid_request);
    EXPECT_TRUE(bad.empty() || refused.error().message.find(bad) == std::string::npos);
  }
  EXPECT_EQ(passwords.hash("ADA@Example.org", "ada@example.org").error().code, ErrorCode::unprocessable);
  for (const std::string& good : {std::string("größe über alles"), times("öä", 6), times("öä", limits::kPasswordLettersMax / 2)}) {
    const auto hash = passwords.hash(good, "ada@example.org");
    ASSERT_TRUE(hash) << good;
    EXPECT_TRUE(passwords.verify(*hash, good));
  }
}

double seconds_of(const Passwords& passwords, const std::string& hash) {
  const auto begun = std::chrono::steady_clock::now();
  EXPECT_FALSE(passwords.verify(hash, "nobody has this"));
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
}

TEST(Passwords, ThereAreForNobodyTakeAsLong) {
  const Passwords passwords;
  const std::string hash = passwords.hash("correct horse battery", "").value();
  EXPECT_FALSE(passwords.verify("", "nobody has this"));
  double somebody = 1e9, nobody = 1e9;  // the quickest of a few: what the machine does beside only adds
  for (int i = 0; i < 4; ++i) {
    somebody = std::min(somebody, seconds_of(passwords, hash));
    nobody = std::min(nobody, seconds_of(passwords, ""));
  }
  EXPECT_GT(nobody, somebody * 0.5);
  EXPECT_LT(nobody, somebody * 2);
}

}  // namespace
}  // namespace souls::gateway
