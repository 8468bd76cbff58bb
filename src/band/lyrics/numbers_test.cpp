#include "band/lyrics/numbers.hpp"

#include <gtest/gtest.h>

namespace souls::band::lyrics {
namespace {

TEST(Numbers, AreSaidAsPeopleSayThem) {
  EXPECT_EQ(number_words("0"), "zero");
  EXPECT_EQ(number_words("10"), "ten");
  EXPECT_EQ(number_words("42"), "forty two");
  EXPECT_EQ(number_words("100"), "one hundred");
  EXPECT_EQ(number_words("1001"), "one thousand one");
  EXPECT_EQ(number_words("1999"), "nineteen ninety nine");
  EXPECT_EQ(number_words("1900"), "nineteen hundred");
  EXPECT_EQ(number_words("2026"), "twenty twenty six");
  EXPECT_EQ(number_words("1000000"), "one million");
  EXPECT_EQ(number_words("007"), "oh oh seven");
  EXPECT_EQ(number_words("12345678901"), "one two three four five six seven eight nine oh one");
}

TEST(Numbers, HaveOrdinals) {
  EXPECT_EQ(ordinal_words("1"), "first");
  EXPECT_EQ(ordinal_words("22"), "twenty second");
  EXPECT_EQ(ordinal_words("20"), "twentieth");
  EXPECT_EQ(ordinal_words("5"), "fifth");
  EXPECT_EQ(ordinal_words("7"), "seventh");
}

}  // namespace
}  // namespace souls::band::lyrics
