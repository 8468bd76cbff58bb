#include <gtest/gtest.h>

#include "band/lyrics/lexicon.hpp"

namespace souls::band::lyrics {
namespace {

std::string groups(const std::vector<std::pair<std::string, std::string>>& texts) {
  static const auto lexicon = load_lexicon(std::filesystem::path(SOULS_SOURCE_DIR) / "packages/lyra");
  std::vector<song::Line> lines;
  for (const auto& [section, text] : texts) {
    lines.push_back(*pronounce(**lexicon, text));
    lines.back().section = section;
  }
  assign_rhyme_groups(lines);
  std::string letters;
  for (const song::Line& line : lines) letters += line.rhyme_group.empty() ? "-" : line.rhyme_group;
  return letters;
}

TEST(Rhymes, FindsPerfectOnesFirst) {
  EXPECT_EQ(groups({{"V", "the night"}, {"V", "the sea"}, {"V", "the light"}, {"V", "to me"}}), "ABAB");
  EXPECT_EQ(groups({{"V", "the night"}, {"V", "the light"}, {"V", "the sea"}, {"V", "to me"}}), "AABB");
}

TEST(Rhymes, TakesNearOnesWhereThereIsNothingBetter) {
  EXPECT_EQ(groups({{"V", "going home"}, {"V", "all alone"}}), "AA");
  EXPECT_EQ(groups({{"V", "going home"}, {"V", "all alone"}, {"V", "on the phone"}}), "-AA");
}

TEST(Rhymes, SectionsAreApart) {
  EXPECT_EQ(groups({{"V", "the night"}, {"C", "the light"}}), "--");
  EXPECT_EQ(groups({{"V", "night"}, {"V", "light"}, {"C", "day"}, {"C", "way"}}), "AAAA");
}

TEST(Rhymes, TheSameWordIsNoRhyme) {
  EXPECT_EQ(groups({{"V", "the night"}, {"V", "my night"}}), "--");
  EXPECT_EQ(groups({{"V", "the night"}, {"V", "a river"}, {"V", "a table"}}), "---");
}

TEST(Rhymes, LinesFarApartAreNotHeard) {
  EXPECT_EQ(groups({{"V", "the night"}, {"V", "river"}, {"V", "stone"}, {"V", "a cup"}, {"V", "bread"}, {"V", "light"}}),
            "------");
}

TEST(Rhymes, NoLinesIsFine) {
  std::vector<song::Line> none;
  assign_rhyme_groups(none);
  EXPECT_TRUE(none.empty());
}

}  // namespace
}  // namespace souls::band::lyrics
