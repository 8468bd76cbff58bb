#include "band/lyrics/theme.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace souls::band::lyrics {
namespace {

class ThemeTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    const std::filesystem::path package = std::filesystem::path(SOULS_BUILD_DIR) / "packages/lyra";
    auto model = LanguageModel::load(package / "model.gguf");
    ASSERT_TRUE(model.has_value()) << "build the package first: " << model.error().detail;
    model_ = std::move(*model);
    lexicon_ = *load_lexicon(package);
    book_ = std::make_unique<Wordbook>(lexicon_, *model_);
  }
  static void TearDownTestSuite() {
    book_.reset();
    model_.reset();
  }
  static song::Plan plan() {
    song::Plan plan;
    plan.title = "The Lighthouse";
    plan.theme = {"lighthouse", "keeper"};
    for (const char* name : {"Verse 1", "Chorus 1", "Verse 2", "Chorus 2", "Bridge"}) {
      song::SectionPlan section;
      section.name = name;
      section.words_place = std::string_view(name).starts_with("Chorus") ? "Chorus" : name;
      section.lines.resize(4);
      plan.sections.push_back(section);
    }
    return plan;
  }
  static std::shared_ptr<const Lexicon> lexicon_;
  static std::unique_ptr<LanguageModel> model_;
  static std::unique_ptr<Wordbook> book_;
};
std::shared_ptr<const Lexicon> ThemeTest::lexicon_;
std::unique_ptr<LanguageModel> ThemeTest::model_;
std::unique_ptr<Wordbook> ThemeTest::book_;

TEST_F(ThemeTest, FindsWordsThatGoWithIt) {
  ASSERT_NE(book_, nullptr);
  const auto theme = find_theme(*model_, *book_, plan());
  ASSERT_TRUE(theme.has_value());
  EXPECT_FLOAT_EQ(theme->weight[static_cast<std::size_t>(book_->find("lighthouse"))], 1);
  int near = 0;
  for (const char* word : {"ship", "sea", "ocean", "lantern", "beacon", "sail", "light", "harbor", "island", "sailor"}) {
    if (book_->find(word) != kNoWord && theme->weight[static_cast<std::size_t>(book_->find(word))] > 0) ++near;
  }
  EXPECT_GE(near, 4);
  const auto unrelated = std::count(theme->weight.begin(), theme->weight.end(), 0.0f);
  EXPECT_GT(unrelated, static_cast<std::ptrdiff_t>(theme->weight.size() / 2));
}

TEST_F(ThemeTest, RareWordsMayBeSungWhereTheyAreAskedFor) {
  ASSERT_NE(book_, nullptr);
  song::Plan song = plan();
  song.title = "The Astronaut's Radio";
  song.theme = {"postcards", "istanbul", "qwrtz", "bitches"};
  const std::vector<std::string> asked = asked_words(*lexicon_, song);
  const std::set<std::string> words(asked.begin(), asked.end());
  EXPECT_EQ(words.size(), asked.size());
  for (const char* word : {"postcards", "postcard", "istanbul", "astronaut", "radio"}) {
    EXPECT_TRUE(words.contains(word)) << word;
    EXPECT_EQ(book_->find(word), kNoWord) << word;
  }
  EXPECT_FALSE(words.contains("the") || words.contains("qwrtz"));
  EXPECT_FALSE(words.contains("bitches") || words.contains("bitch")) << "obscene: not sung even where it is asked for";
  const Wordbook wider(lexicon_, *model_, asked);
  EXPECT_GT(wider.words().size(), book_->words().size());
  for (const std::string& word : asked) {
    const WordId id = wider.find(word);
    ASSERT_NE(id, kNoWord) << word;
    EXPECT_EQ(wider.word(id).shown, word);
    EXPECT_GE(wider.ends_of(id)[1], 0) << word << " may open a line";
  }
  EXPECT_EQ(wider.word(wider.find("istanbul")).syllables, 3);
}

TEST_F(ThemeTest, NamesAndWordsMadeOfTwoAreSungThoughTheLexiconLacksThem) {
  ASSERT_NE(book_, nullptr);
  song::Plan song = plan();
  song.title = "For Saoirse";
  song.theme = {"beuatiful", "Saoirse", "Maria", "clockmaker"};
  const std::vector<std::string> asked = asked_words(*lexicon_, song);
  EXPECT_EQ(asked, (std::vector<std::string>{"Saoirse", "Maria"})) << "no slip of the pen, and one such word is enough";
  const Wordbook wider(lexicon_, *model_, asked);
  const WordId name = wider.find("saoirse");
  ASSERT_NE(name, kNoWord);
  EXPECT_EQ(wider.word(name).shown, "Saoirse");
  EXPECT_EQ(wider.word(wider.find("maria")).shown, "Maria");
  EXPECT_TRUE(wider.word(name).unknown);
  EXPECT_FALSE(wider.word(name).may_end) << "nobody knows what it rhymes with";
  song.title = "The Keeper";
  song.theme = {"clockmaker"};
  const std::vector<std::string> made_of_two = asked_words(*lexicon_, song);
  ASSERT_EQ(made_of_two.front(), "clockmaker");
  const Wordbook other(lexicon_, *model_, made_of_two);
  EXPECT_EQ(other.word(other.find("clockmaker")).stress, "xx.");
  const auto theme = find_theme(*model_, other, song);
  ASSERT_TRUE(theme.has_value());
  const auto due = [&](std::size_t turn) { return dues_of(other, *theme, {turn, 2})[static_cast<std::size_t>(other.find("clockmaker"))]; };
  EXPECT_GT(due(0), 0.0f);
  EXPECT_EQ(due(1), 0.0f) << "once is enough";
}

TEST_F(ThemeTest, TheBookKnowsWhatMayStandTogether) {
  ASSERT_NE(book_, nullptr);
  const auto may_follow = [&](const char* before, const char* word) {
    return book_->may_follow(book_->find(before), book_->find(word));
  };
  EXPECT_TRUE(may_follow("a", "boat") && may_follow("an", "hour") && may_follow("when", "it's"));
  EXPECT_FALSE(may_follow("an", "boat") || may_follow("a", "hour") || may_follow("rain", "rain"));
  EXPECT_FALSE(may_follow("carries", "it's"));
  EXPECT_TRUE(may_follow("carries", "its"));
  EXPECT_EQ(book_->word(book_->find("sunday")).shown, "Sunday");
  EXPECT_EQ(book_->word(book_->find("i'm")).shown, "I'm");
}

TEST_F(ThemeTest, EverySectionOwesTheThemeAndOneOfThemMost) {
  ASSERT_NE(book_, nullptr);
  const song::Plan song = plan();
  const auto theme = find_theme(*model_, *book_, song);
  ASSERT_TRUE(theme.has_value());
  const auto keeper = static_cast<std::size_t>(book_->find("keeper"));
  const auto keepers = static_cast<std::size_t>(book_->find("keep"));
  float most = 0, least = 100;
  for (std::size_t s : {0u, 1u, 2u, 4u}) {
    const std::vector<float> dues = dues_of(*book_, *theme, turn_of(song, song.sections[s]));
    most = std::max(most, dues[keeper]);
    least = std::min(least, dues[keeper]);
    EXPECT_EQ(dues[keeper], dues[keepers]);
    EXPECT_EQ(dues[static_cast<std::size_t>(book_->find("winter"))], 0);
  }
  EXPECT_GT(least, 0);
  EXPECT_GT(most, least);
}

TEST_F(ThemeTest, SectionsShareRhymesAndWordsWithoutOverlap) {
  ASSERT_NE(book_, nullptr);
  const song::Plan song = plan();
  const auto theme = find_theme(*model_, *book_, song);
  ASSERT_TRUE(theme.has_value());
  EXPECT_EQ(turn_of(song, song.sections[1]).index, turn_of(song, song.sections[3]).index);
  std::set<int> families;
  std::set<WordId> words;
  std::size_t family_total = 0, word_total = 0;
  for (std::size_t s : {0u, 1u, 2u, 4u}) {
    const Turn turn = turn_of(song, song.sections[s]);
    EXPECT_EQ(turn.count, 4u);
    const std::vector<bool> mine = deal_families(*book_, *theme, turn, 2);
    std::size_t count = 0;
    for (std::size_t f = 0; f < mine.size(); ++f) {
      if (mine[f] && ++count != 0) families.insert(static_cast<int>(f));
    }
    EXPECT_GT(count, 20u);
    family_total += count;
    for (WordId id : deal_words(*book_, *theme, turn)) {
      words.insert(id);
      ++word_total;
    }
  }
  EXPECT_EQ(families.size(), family_total);
  EXPECT_EQ(words.size(), word_total);
}

}  // namespace
}  // namespace souls::band::lyrics
