#include "band/lyrics/lexicon.hpp"

#include <gtest/gtest.h>

namespace souls::band::lyrics {
namespace {

const Lexicon& lexicon() {
  static const auto loaded = load_lexicon(std::filesystem::path(SOULS_SOURCE_DIR) / "packages/lyra");
  EXPECT_TRUE(loaded.has_value());
  return **loaded;
}

std::string names(std::string_view sounds) {
  std::string joined;
  for (char code : sounds) joined += (joined.empty() ? "" : " ") + std::string(phoneme_of(code));
  return joined;
}

TEST(Lexicon, KnowsHowWordsSound) {
  EXPECT_GT(lexicon().size(), 120'000u);
  EXPECT_EQ(names(lexicon().primary("hello")), "HH AH L OW");
  EXPECT_EQ(stresses(lexicon().primary("hello")), "01");
  EXPECT_EQ(names(lexicon().primary("zzzz")), "");
  EXPECT_FALSE(lexicon().contains(""));
  EXPECT_TRUE(lexicon().contains("o'clock"));
}

TEST(Lexicon, KeepsOldNamedAndHurtfulWordsOutOfSongs) {
  for (const char* word : {"rain", "love", "i'm", "neon", "robot", "tonight", "kitchen"}) {
    EXPECT_NE(lexicon().find(word), nullptr) << word;
  }
  for (const char* word : {"thee", "o'er", "hath", "london", "whore", "murder", "xylophagous"}) {
    EXPECT_EQ(lexicon().find(word), nullptr) << word;
  }
  ASSERT_NE(lexicon().find("love"), nullptr);
  EXPECT_GT(lexicon().find("love")->valence, 1);
  EXPECT_TRUE(lexicon().find("window")->concrete);
  EXPECT_TRUE(lexicon().find("the")->function);
}

TEST(Lexicon, RefusesBrokenFiles) {
  const std::string header = "souls-lexicon 1\n" + std::string(phone_names()) + "\n";
  EXPECT_TRUE(Lexicon::read(header + "0a )\n0b g*\n", "souls-words 1\na 40 f 0 0\n").has_value());
  for (const std::string& sounds : {std::string("other 1\n"), header + "0b g*\n0a )\n", header + "5b g*\n", header + "0b g\n",
                                    header + "0b \x7f\n"}) {
    const auto read = Lexicon::read(sounds, "souls-words 1\n");
    ASSERT_FALSE(read.has_value()) << sounds;
    EXPECT_EQ(read.error().code, ErrorCode::corrupt);
  }
  EXPECT_FALSE(Lexicon::read(header + "0a )\n", "souls-words 1\nb 40 f 0 0\n").has_value());
  EXPECT_FALSE(Lexicon::read(header + "0a )\n", "souls-words 1\na forty f 0 0\n").has_value());
}

TEST(Lexicon, MissingPackageIsNamed) {
  const auto loaded = load_lexicon("/nonexistent/lyra");
  ASSERT_FALSE(loaded.has_value());
  EXPECT_FALSE(loaded.error().message.empty());
}

}  // namespace
}  // namespace souls::band::lyrics
