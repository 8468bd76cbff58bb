#include "cli/table.hpp"

#include <gtest/gtest.h>

namespace souls::cli {
namespace {

TEST(Table, AlignsWhatPeopleSee) {
  Table table({{"title", Align::left, 8}, {"bytes", Align::right}});
  table.add({{"Über"}, {"1.0 kB"}});
  table.add({{"歌の本"}, {"12 B"}});
  table.add({{"a long title"}, {"7 B", Colour::red}});
  EXPECT_EQ(table.text(false), "title      bytes\nÜber      1.0 kB\n歌の本      12 B\na long …     7 B\n");
  EXPECT_NE(table.text(true).find("\033[31m7 B\033[0m\n"), std::string::npos);
}

TEST(Table, ShowsNoControlCharacters) {
  Table table({{"title"}});
  table.add({{"a\033[2Jb\n"}});
  EXPECT_EQ(table.text(false), "title\na?[2Jb?\n");
}

TEST(Words, OfTimesAndSizes) {
  const std::int64_t now = 1'000'000'000'000;
  EXPECT_EQ(ago(0, now), "");
  EXPECT_EQ(ago(now + 5000, now), "just now");
  EXPECT_EQ(ago(now - 42'000, now), "42 s ago");
  EXPECT_EQ(ago(now - 300'000, now), "5 min ago");
  EXPECT_EQ(ago(now - 7'200'000, now), "2 h ago");
  EXPECT_EQ(ago(now - std::int64_t{86'400'000} * 12, now), "12 days ago");
  EXPECT_EQ(duration(0.352), "0.35 s");
  EXPECT_EQ(duration(185), "3 min 5 s");
  EXPECT_EQ(bytes_text(12), "12 B");
  EXPECT_EQ(bytes_text(3'400'000), "3.4 MB");
}

}  // namespace
}  // namespace souls::cli
