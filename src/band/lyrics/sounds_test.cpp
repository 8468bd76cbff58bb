#include "band/lyrics/sounds.hpp"

#include <gtest/gtest.h>

#include "band/lyrics/lexicon.hpp"

namespace souls::band::lyrics {
namespace {

const Lexicon& lexicon() {
  static const auto loaded = load_lexicon(std::filesystem::path(SOULS_SOURCE_DIR) / "packages/lyra");
  return **loaded;
}

std::string divided(const std::string& word) {
  std::string joined;
  for (const song::Syllable& syllable : spell_syllables(word, lexicon().primary(word))) {
    joined += (joined.empty() ? "" : "-") + syllable.text;
  }
  return joined;
}

TEST(Sounds, EachPhoneHasACode) {
  EXPECT_EQ(phone_code("AA0"), '#');
  EXPECT_EQ(phoneme_of(phone_code("NG")), "NG");
  EXPECT_EQ(stress_of(phone_code("IY2")), 2);
  EXPECT_EQ(with_stress(phone_code("IY2"), 1), phone_code("IY1"));
  EXPECT_EQ(phone_code("XX"), '\0');
  EXPECT_FALSE(is_vowel(phone_code("B")));
}

TEST(Sounds, SyllablesTakeLegalOnsets) {
  const auto parts = split_syllables(lexicon().primary("extra"));
  ASSERT_EQ(parts.size(), 2u);
  EXPECT_EQ(syllable_count(parts[0]), 1);
  EXPECT_EQ(phoneme_of(parts[1][0]), "S");
  EXPECT_EQ(split_syllables(lexicon().primary("singing"))[0].size(), 3u);  // s-ih-ng
}

TEST(Sounds, SpellingIsDividedWhereTheSoundsAre) {
  EXPECT_EQ(divided("lullaby"), "lu-lla-by");
  EXPECT_EQ(divided("lighthouse"), "light-house");
  EXPECT_EQ(divided("river"), "ri-ver");
  EXPECT_EQ(divided("every"), "e-very");
  EXPECT_EQ(divided("created"), "cre-a-ted");
  EXPECT_EQ(divided("moon"), "moon");
}

TEST(Sounds, SpelledSyllablesJoinToTheWord) {
  std::size_t count = 0;
  for (const WordInfo& word : lexicon().words()) {
    if (++count % 7 != 0) continue;
    std::string joined;
    for (const song::Syllable& syllable : spell_syllables(word.text, word.sounds)) {
      joined += syllable.text;
      EXPECT_FALSE(syllable.text.empty()) << word.text;
      EXPECT_FALSE(syllable.phonemes.empty()) << word.text;
    }
    EXPECT_EQ(joined, word.text);
  }
}

TEST(Sounds, RhymesAreJudgedByPrimarySounds) {
  const auto kind = [](const char* a, const char* b) { return rhyme_kind(lexicon().primary(a), lexicon().primary(b)); };
  EXPECT_EQ(kind("night", "light"), RhymeKind::perfect);
  EXPECT_EQ(kind("away", "day"), RhymeKind::perfect);
  EXPECT_EQ(kind("ending", "bending"), RhymeKind::perfect);
  EXPECT_EQ(kind("night", "knight"), RhymeKind::identical);
  EXPECT_EQ(kind("light", "delight"), RhymeKind::identical);
  EXPECT_EQ(kind("home", "alone"), RhymeKind::slant);
  EXPECT_EQ(kind("time", "line"), RhymeKind::slant);
  EXPECT_EQ(kind("night", "river"), RhymeKind::none);
  EXPECT_EQ(kind("wind", "mind"), RhymeKind::slant);  // the breeze, not what one does to clocks
}

}  // namespace
}  // namespace souls::band::lyrics
