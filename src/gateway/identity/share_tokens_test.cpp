#include "gateway/identity/share_tokens.hpp"

#include <gtest/gtest.h>

namespace souls::gateway {
namespace {

using storage::ShareAllows;
using storage::ShareLink;

const ShareTokens kTokens(std::string(32, 'k'));
const ShareLink kLink{"sh_abcdefghijklmnop", "u_ada", "s_river", ShareAllows::listen, 10, 1000};

TEST(ShareTokens, NameTheirLink) {
  const std::string token = kTokens.token(kLink);
  EXPECT_EQ(token.size(), 48);
  EXPECT_EQ(ShareTokens::id_of(token), kLink.id);
  for (const std::string& other : {std::string(), std::string("abc"), token + "0", token.substr(1), std::string(48, 'A')}) {
    EXPECT_EQ(ShareTokens::id_of(other), "sh_") << other;
  }
}

TEST(ShareTokens, AreValidAsSignedAndInTimeAlone) {
  const std::string token = kTokens.token(kLink);
  EXPECT_TRUE(kTokens.is_valid(token, kLink, 999));
  EXPECT_FALSE(kTokens.is_valid(token, kLink, 1000));
  EXPECT_FALSE(ShareTokens(std::string(32, 'x')).is_valid(token, kLink, 999));
  for (std::size_t at = 0; at < token.size(); ++at) {
    std::string forged = token;
    forged[at] = forged[at] == 'a' ? 'b' : 'a';
    EXPECT_FALSE(kTokens.is_valid(forged, kLink, 999)) << at;
  }
  ShareLink longer = kLink, wider = kLink, other = kLink, elsewhere = kLink;
  longer.expires_ms = 2000;
  wider.allows = ShareAllows::stems;
  other.user = "u_bob";
  elsewhere.song = "s_sea";
  for (const ShareLink& changed : {longer, wider, other, elsewhere}) {
    EXPECT_FALSE(kTokens.is_valid(token, changed, 999));
  }
}

}  // namespace
}  // namespace souls::gateway
