#include "band/lyrics/pronounce.hpp"

#include <gtest/gtest.h>

#include "base/limits.hpp"

namespace souls::band::lyrics {
namespace {

const Lexicon& lexicon() {
  static const auto loaded = load_lexicon(std::filesystem::path(SOULS_SOURCE_DIR) / "packages/lyra");
  return **loaded;
}

song::Line line_of(const std::string& text) {
  auto line = pronounce(lexicon(), text);
  EXPECT_TRUE(line.has_value()) << text << ": " << (line ? "" : line.error().message);
  return line ? *line : song::Line{};
}

std::string spelled(const std::string& text) {
  std::string joined;
  for (const song::Word& word : line_of(text).words) {
    if (!joined.empty()) joined += ' ';
    for (std::size_t s = 0; s < word.syllables.size(); ++s) joined += (s > 0 ? "-" : "") + word.syllables[s].text;
  }
  return joined;
}

TEST(Pronounce, KeepsWordsAsWritten) {
  const song::Line line = line_of("  Hush,  little baby — “don’t” you cry!  ");
  EXPECT_EQ(line.text, "Hush, little baby— “don’t” you cry!");
  ASSERT_EQ(line.words.size(), 6u);
  EXPECT_EQ(line.words[0].text, "Hush,");
  EXPECT_EQ(line.words[0].syllables[0].text, "Hush");
  EXPECT_EQ(line.words[3].syllables[0].text, "don’t");
  EXPECT_EQ(line.syllable_count(), 8);
}

TEST(Pronounce, CountsSyllables) {
  const std::vector<std::pair<std::string, int>> table = {
      {"I left my heart", 4},       {"singin' in the rain", 5},   {"the keeper's lantern", 5}, {"rock 'n' roll", 3},
      {"a well-worn road", 4},      {"café au lait", 4},          {"AI dreams", 3},            {"moonglow", 2},
      {"Starlit lovebirds", 4},     {"3am", 3},                   {"at 3 am", 3},              {"10 years ago", 4},
      {"the 1st of May", 4},        {"back in 1999", 7},          {"you & me", 3},             {"HELLO WORLD", 3},
      {"o'clock", 2},               {"wait—no", 2},               {"brrr", 1},                 {"50% love", 5},
      {"rock-and-roll", 3},         {"ooh", 1},                   {"grandmother's kitchen", 5},
  };
  for (const auto& [text, count] : table) EXPECT_EQ(line_of(text).syllable_count(), count) << text;
}

TEST(Pronounce, WritesNumbersOut) {
  EXPECT_EQ(line_of("rain at 3am").text, "rain at three a.m.");
  EXPECT_EQ(line_of("24/7").text, "twenty four seven");
  EXPECT_EQ(line_of("you & me").text, "you and me");
  EXPECT_EQ(line_of("an AI sings").text, "an A.I. sings");
}

TEST(Pronounce, SyllablesJoinToTheWordWithoutItsOuterPunctuation) {
  EXPECT_EQ(spelled("(Lullaby)!"), "Lu-lla-by");
  EXPECT_EQ(spelled("well-worn"), "well--worn");
  EXPECT_EQ(spelled("a.m."), "a.-m");
  EXPECT_EQ(spelled("déjà"), "dé-jà");
}

TEST(Pronounce, EverySyllableHasOneVowel) {
  for (const char* text : {"extraordinary machinery", "xkcd qwerty zyx", "Schwarzenegger", "rhythm of prisms", "aeiou"}) {
    for (const song::Word& word : line_of(text).words) {
      for (const song::Syllable& syllable : word.syllables) {
        const auto vowels = std::count_if(syllable.phonemes.begin(), syllable.phonemes.end(), [](const song::Phoneme& p) {
          return phone_code(p + "1") != '\0';
        });
        EXPECT_EQ(vowels, 1) << word.text;
      }
    }
  }
}

TEST(Pronounce, RefusesWhatCannotBeSung) {
  const std::vector<std::string> table = {"", "   ", "—", "!!! ???", "你好", "привет мир", "love 愛", "\xff\xfe",
                                          std::string(limits::kLyricLineBytesMax + 1, 'a'), std::string(100, 'b'),
                                          "la la la la la la la la la la la la la la la la la la la la la la la la la"};
  for (const std::string& text : table) {
    const auto line = pronounce(lexicon(), text);
    ASSERT_FALSE(line.has_value()) << text;
    EXPECT_EQ(line.error().code, ErrorCode::invalid_request);
    EXPECT_FALSE(line.error().message.empty());
  }
}

}  // namespace
}  // namespace souls::band::lyrics
