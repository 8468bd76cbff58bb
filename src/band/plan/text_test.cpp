#include "band/plan/text.hpp"

#include <gtest/gtest.h>

namespace souls::band::plan {
namespace {

TEST(Text, KnowsBlanksAndControls) {
  EXPECT_TRUE(is_blank(" \t\n\u00A0\u3000"));
  EXPECT_FALSE(is_blank(" . "));
  EXPECT_TRUE(has_control_characters("a\x07"));
  EXPECT_TRUE(has_control_characters(std::string_view("a\0b", 3)));
  EXPECT_FALSE(has_control_characters("two\nlines\tand\r\n"));
}

TEST(Text, SplitsIntoTokensAndClauses) {
  const auto tokens = tokenize("Rain at 3am, lo-fi (6/8) R&B — “grandmother’s” F#");
  std::vector<std::string> words;
  for (const Token& token : tokens) words.push_back(token.lower);
  EXPECT_EQ(words, (std::vector<std::string>{"rain", "at", "3am", "lo", "fi", "6/8", "r&b", "grandmother's", "f#"}));
  EXPECT_TRUE(tokens[4].hyphenated);
  EXPECT_EQ(tokens[0].clause, tokens[2].clause);
  EXPECT_LT(tokens[2].clause, tokens[3].clause);
}

TEST(Text, SetsTitles) {
  EXPECT_EQ(title_case(tokenize("the house of an AI in winter")), "The House of an AI in Winter");
  EXPECT_EQ(title_case(tokenize("half-life of love")), "Half-Life of Love");
  EXPECT_EQ(title_case(tokenize("élan vital")), "Élan Vital");
}

TEST(Text, EstimatesSyllables) {
  const std::pair<const char*, int> cases[] = {{"lighthouse", 2}, {"home", 1},  {"walked", 1}, {"waited", 2},
                                               {"table", 2},      {"hush", 1},  {"my", 1},     {"...", 0},
                                               {"tsk", 1},        {"wishes", 2}};
  for (const auto& [word, count] : cases) EXPECT_EQ(estimate_syllables(word), count) << word;
  EXPECT_EQ(estimate_line_syllables("Hush now, little one, the night is long"), 9);
}

TEST(Text, WritesNumbersShort) {
  EXPECT_EQ(number_text(72), "72");
  EXPECT_EQ(number_text(92.5), "92.5");
  EXPECT_EQ(number_text(92.05), "92.05");
}

}  // namespace
}  // namespace souls::band::plan
