#include "gateway/identity/tokens.hpp"

#include <gtest/gtest.h>

#include <set>

namespace souls::gateway {
namespace {

TEST(ApiKeyText, IsKnownByItsForm) {
  std::set<std::string> drawn;
  for (int i = 0; i < 100; ++i) {
    const std::string key = draw_key();
    EXPECT_TRUE(is_key(key)) << key;
    EXPECT_TRUE(key.starts_with("ss_"));
    EXPECT_EQ(key.size(), 41u);
    drawn.insert(key);
  }
  EXPECT_EQ(drawn.size(), 100u);
}

TEST(ApiKeyText, TypingErrorsAreFoundWithoutALookUp) {
  const std::string key = draw_key();
  for (std::size_t at = 0; at < key.size(); ++at) {
    std::string typo = key;
    typo[at] = typo[at] == 'a' ? 'b' : 'a';
    EXPECT_FALSE(is_key(typo)) << typo;
    if (at > 0 && key[at] != key[at - 1]) {
      std::string swapped = key;
      std::swap(swapped[at], swapped[at - 1]);
      EXPECT_FALSE(is_key(swapped)) << swapped;
    }
  }
  for (const std::string& text : {std::string(), std::string("ss_"), key + "a", key.substr(1), ' ' + key}) {
    EXPECT_FALSE(is_key(text)) << text;
  }
}

TEST(ApiKeyText, ChecksAsOthersWouldCheckIt) {
  // CRC-32 (ISO 3309) of the first 35 letters, in base 62 with digits, capitals, small letters: by Python's zlib.crc32.
  EXPECT_TRUE(is_key("ss_0123456789ABCDEFGHIJKLMNOPQRSTUV2NsNOF"));
}

TEST(Cookie, HasItsForm) {
  EXPECT_TRUE(is_cookie(draw_cookie()));
  EXPECT_NE(draw_cookie(), draw_cookie());
  for (const std::string& text : {std::string(), draw_cookie() + "a", std::string(43, '-')}) {
    EXPECT_FALSE(is_cookie(text)) << text;
  }
}

TEST(Cookie, GivesATokenThatDoesNotTellIt) {
  const std::string cookie = draw_cookie();
  EXPECT_EQ(csrf_token(cookie), csrf_token(cookie));
  EXPECT_NE(csrf_token(cookie), csrf_token(draw_cookie()));
  EXPECT_NE(csrf_token(cookie), sha256(cookie).hex) << "what is kept of a session isn't its token";
}

TEST(SetupCode, IsReadHoweverItIsTyped) {
  const std::string code = draw_setup_code();
  EXPECT_EQ(code.size(), 19u);
  const std::string plain = plain_setup_code(code);
  EXPECT_EQ(plain.size(), 16u);
  std::string loud = " ";
  for (const char c : code) loud += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  EXPECT_EQ(plain_setup_code(loud + "\n"), plain);
}

TEST(IsSame, ComparesWholeTexts) {
  EXPECT_TRUE(is_same("abc", "abc"));
  for (const char* other : {"", "ab", "abd", "abcd"}) EXPECT_FALSE(is_same("abc", other)) << other;
}

}  // namespace
}  // namespace souls::gateway
