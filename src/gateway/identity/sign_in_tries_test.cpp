#include "gateway/identity/sign_in_tries.hpp"

#include <gtest/gtest.h>

namespace souls::gateway {
namespace {

class SignInTriesTest : public testing::Test {
 protected:
  double try_from(const std::string& address, const std::string& account = "ada@example.org",
                  const std::string& device = "") {
    return tries_.begin({account, address, device}, now_ms_);
  }
  /// Tries as fast as allowed, all in vain; how many there were.
  int guesses(const std::string& address, double seconds, const std::string& account = "ada@example.org") {
    int made = 0;
    for (const auto end = now_ms_ + static_cast<std::int64_t>(seconds * 1000); now_ms_ < end;) {
      const double wait = try_from(address, account);
      if (wait == 0) ++made;
      now_ms_ += 1 + static_cast<std::int64_t>(wait * 1000);
    }
    try_from(address, account);  // the next one has to wait
    return made;
  }

  SignInTries tries_;
  std::int64_t now_ms_ = 1'000'000;
};

TEST_F(SignInTriesTest, OneWhoMistypesIsNotHeldUp) {
  for (int i = 0; i < limits::kSignInFreePerPlace; ++i) EXPECT_EQ(try_from("192.0.2.1"), 0);
  EXPECT_NEAR(try_from("192.0.2.1"), 1, 0.01);
  now_ms_ += 1000;
  EXPECT_EQ(try_from("192.0.2.1"), 0);
  EXPECT_NEAR(try_from("192.0.2.1"), 2, 0.01);
}

TEST_F(SignInTriesTest, OneAddressGuessesAFewTimesADay) { EXPECT_LT(guesses("192.0.2.1", 24 * 3600), 120); }

TEST_F(SignInTriesTest, OneAddressGuessesAtManyAccountsAFewTimesADay) {
  int made = 0;
  for (int i = 0; i < 1000; ++i) made += try_from("192.0.2.1", "user" + std::to_string(i)) == 0;
  EXPECT_EQ(made, limits::kSignInFreePerNetwork);
}

TEST_F(SignInTriesTest, ManyAddressesGuessAtOneAccountOnceAMinute) {
  int made = 0;
  for (int i = 0; i < 10'000; ++i, now_ms_ += 100) made += try_from("198.51.100." + std::to_string(i)) == 0;
  EXPECT_LT(made, limits::kSignInFreePerAccount + 30);
}

TEST_F(SignInTriesTest, AttacksDoNotHoldUpAnotherAddress) {
  guesses("192.0.2.1", 3600);
  EXPECT_GT(try_from("192.0.2.1"), 60);
  EXPECT_EQ(try_from("203.0.113.5"), 0);
}

TEST_F(SignInTriesTest, AttacksByManyDoNotHoldUpAKnownBrowser) {
  for (int i = 0; i < 10'000; ++i, now_ms_ += 10) try_from("198.51.100." + std::to_string(i));
  EXPECT_GT(try_from("203.0.113.5"), 0) << "an unknown one waits";
  EXPECT_EQ(try_from("203.0.113.5", "ada@example.org", "laptop"), 0);
}

TEST_F(SignInTriesTest, AKnownBrowserThatIsStolenIsHeldUpByItself) {
  for (int i = 0; i < limits::kSignInFreePerPlace; ++i)
    EXPECT_EQ(try_from("192.0.2.1", "ada@example.org", "stolen"), 0);
  EXPECT_GT(try_from("192.0.2.99", "ada@example.org", "stolen"), 0);
  EXPECT_EQ(try_from("192.0.2.1", "ada@example.org", "hers"), 0);
  EXPECT_EQ(try_from("192.0.2.1"), 0);
}

TEST_F(SignInTriesTest, SuccessForgetsThePlaceAlone) {
  for (int i = 0; i < 4; ++i) try_from("192.0.2.1");
  ASSERT_EQ(try_from("192.0.2.1"), 0);
  tries_.succeeded({"ada@example.org", "192.0.2.1", ""});
  for (int i = 0; i < limits::kSignInFreePerPlace; ++i) EXPECT_EQ(try_from("192.0.2.1"), 0);
  // One who signs in to his own account now and then doesn't get more guesses at others'.
  int made = 0;
  for (int i = 0; i < 100; ++i) {
    made += try_from("192.0.2.2", "victim" + std::to_string(i)) == 0;
    if (try_from("192.0.2.2", "mallory") == 0) tries_.succeeded({"mallory", "192.0.2.2", ""});
  }
  EXPECT_LE(made, limits::kSignInFreePerNetwork);
}

TEST_F(SignInTriesTest, FailuresAreForgottenInTime) {
  guesses("192.0.2.1", 600);
  now_ms_ += static_cast<std::int64_t>(limits::kSignInMemorySeconds * 1000);
  for (int i = 0; i < limits::kSignInFreePerPlace; ++i) EXPECT_EQ(try_from("192.0.2.1"), 0);
}

TEST_F(SignInTriesTest, MemoryIsBoundedAndKeepsWhatCounts) {
  guesses("192.0.2.1", 3600);
  for (std::size_t i = 0; i < limits::kSignInTalliesMax; ++i) {
    try_from("10." + std::to_string(i >> 8) + '.' + std::to_string(i & 255) + ".1", "user" + std::to_string(i));
  }
  EXPECT_GT(try_from("192.0.2.1"), 0);
}

TEST(NetworkOf, IsWhatItsOwnerCanNotChange) {
  EXPECT_EQ(network_of("192.0.2.7"), "192.0.2.7");
  EXPECT_EQ(network_of("::ffff:192.0.2.7"), "192.0.2.7");
  EXPECT_EQ(network_of("2001:db8:1:2:aaaa::1"), network_of("2001:db8:1:2:bbbb::2"));
  EXPECT_NE(network_of("2001:db8:1:2::1"), network_of("2001:db8:1:3::1"));
  EXPECT_EQ(network_of("what"), "what");
}

}  // namespace
}  // namespace souls::gateway
