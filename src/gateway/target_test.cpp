#include "gateway/target.hpp"

#include <gtest/gtest.h>

namespace souls::gateway {
namespace {

using Path = std::vector<std::string>;
using Query = std::vector<Field>;

TEST(Target, IsDecodedOnce) {
  const auto target =
      parse_target("/v1/songs/s_1/artifacts/stems%2Flead%20vocal.flac?q=rain+on%26on&trashed&x=1%2B1#top");
  ASSERT_FALSE(target);  // an escaped "/" would be another path to some and a name to others
  const auto sound = parse_target("/v1/a%20b/%C3%BC%2525?q=rain+on%26on&trashed&&x=1%2B1=2#top");
  ASSERT_TRUE(sound) << sound.error().message;
  EXPECT_EQ(sound->path, (Path{"v1", "a b", "ü%25"}));
  EXPECT_EQ(sound->query, (Query{{"q", "rain on&on"}, {"trashed", ""}, {"x", "1+1=2"}}));
}

TEST(Target, MayEndWithASlash) {
  EXPECT_EQ(parse_target("/")->path, Path{});
  EXPECT_EQ(parse_target("/v1/songs/")->path, (Path{"v1", "songs"}));
}

TEST(Target, RefusesWhatTwoReadersWouldReadDifferently) {
  for (const char* bad :
       {"",           "v1",    "*",           "http://host/v1", "//host/v1", "/v1//songs", "/v1/songs//",
        "/v1/../etc", "/./v1", "/%2e%2e/etc", "/a%2fb",         "/%",        "/%4",        "/%zz",
        "/%00",       "/%0a",  "/a%ff",       "/?q=%",          "/?q=%00",   "/?%ff=1"}) {
    EXPECT_FALSE(parse_target(bad)) << bad;
  }
}

TEST(Escape, IsUndoneByParsing) {
  const std::string text = "Lead & Vocal + 100% ü~";
  EXPECT_EQ(escape("a-Z_0.~/ "), "a-Z_0.~%2F%20");
  EXPECT_EQ(parse_target("/?q=" + escape(text))->query, (Query{{"q", text}}));
}

}  // namespace
}  // namespace souls::gateway
