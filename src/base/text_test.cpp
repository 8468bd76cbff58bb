#include "base/text.hpp"

#include <gtest/gtest.h>

namespace souls {
namespace {

TEST(Utf8, WellFormedTextIsTaken) {
  for (const char* text : {"", "plain", "größe", "日本語", "🎵", "\x7f"}) EXPECT_TRUE(is_utf8(text)) << text;
}

TEST(Utf8, BrokenTextIsRefused) {
  for (const char* text : {"\xff", "\x80", "\xc3", "\xe2\x82", "\xc0\xaf", "\xe0\x80\xaf", "\xed\xa0\x80",
                           "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "a\xc3(b"}) {
    EXPECT_FALSE(is_utf8(text));
  }
}

TEST(CutUtf8, CutsBetweenCharacters) {
  EXPECT_EQ(cut_utf8("aé", 3), "aé");
  EXPECT_EQ(cut_utf8("aé", 2), "a");
  EXPECT_EQ(cut_utf8("aéb", 3), "aé");
  EXPECT_EQ(cut_utf8("a🎵", 4), "a");
  EXPECT_EQ(cut_utf8("🎵", 3), "");
  EXPECT_EQ(cut_utf8("abc", 0), "");
  EXPECT_EQ(cut_utf8("", 5), "");
}

TEST(Line, HasNoControlCharacters) {
  for (const char* text : {"", "plain", "größe ☾"}) EXPECT_TRUE(is_line(text)) << text;
  for (const char* text : {"two\nlines", "\x1b[2J", "tab\t", "\x7f", "\xff"}) EXPECT_FALSE(is_line(text)) << text;
}

TEST(Text, IsCutAfterSoManyLetters) {
  EXPECT_EQ(cut_letters("a\u00f6\u266bz", 3), "a\u00f6\u266b");
  EXPECT_EQ(cut_letters("a\u00f6\u266bz", 4), "a\u00f6\u266bz");
  EXPECT_EQ(cut_letters("", 4), "");
  EXPECT_EQ(cut_letters("\u00f6", 0), "");
  EXPECT_TRUE(is_text("\u00f6\u00f6", 2));
  EXPECT_FALSE(is_text("\u00f6\u00f6", 1));
  EXPECT_FALSE(is_text("\xff", 5));
}

}  // namespace
}  // namespace souls
