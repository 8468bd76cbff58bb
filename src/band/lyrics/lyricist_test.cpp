#include <gtest/gtest.h>

#include <set>

#include "band/lyrics/lexicon.hpp"
#include "band/lyrics/lyrics.hpp"
#include "base/cases_test.hpp"

namespace souls::band::lyrics {
namespace {

song::SectionPlan section_of(const std::string& name, const std::string& rhymes, const std::vector<int>& counts) {
  song::SectionPlan section;
  section.name = name;
  section.words_place = name;
  section.kind = name == "Chorus" ? song::SectionKind::chorus : song::SectionKind::verse;
  for (std::size_t i = 0; i < rhymes.size(); ++i) {
    song::LinePlan line;
    line.rhyme = rhymes[i];
    line.syllables = counts[i % counts.size()];
    for (int s = 0; s < line.syllables; ++s) line.stress += s % 2 == 1 ? 'x' : '.';
    section.lines.push_back(line);
  }
  return section;
}

Sounds sounds_of(const song::Word& word) {
  Sounds sounds;
  for (const song::Syllable& syllable : word.syllables) {
    for (const song::Phoneme& phoneme : syllable.phonemes) {
      const char consonant = phone_code(phoneme);
      sounds += consonant != '\0' ? consonant : phone_code(phoneme + std::to_string(syllable.stress));
    }
  }
  return sounds;
}

std::vector<std::string> texts_of(const std::vector<song::Line>& lines) {
  std::vector<std::string> texts;
  for (const song::Line& line : lines) texts.push_back(line.text);
  return texts;
}

class LyricistTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    auto lyricist = Lyricist::load(std::filesystem::path(SOULS_BUILD_DIR) / "packages/lyra");
    ASSERT_TRUE(lyricist.has_value()) << "build the package first: " << lyricist.error().detail;
    lyricist_ = std::move(*lyricist);
  }
  static void TearDownTestSuite() { lyricist_.reset(); }
  void SetUp() override { ASSERT_NE(lyricist_, nullptr); }

  static song::Plan plan_of(std::vector<song::SectionPlan> sections) {
    song::Plan plan;
    plan.title = "Rain on the Harbour";
    plan.style = "ballad";
    plan.mood = "sad";
    plan.theme = {"rain", "harbour"};
    plan.sections = std::move(sections);
    return plan;
  }
  /// Every line has its syllables; lines of one letter rhyme perfectly; no line comes twice.
  static void expect_fits(const song::SectionPlan& section, const std::vector<song::Line>& lines) {
    ASSERT_EQ(lines.size(), section.lines.size());
    std::set<std::string> texts;
    for (std::size_t i = 0; i < lines.size(); ++i) {
      EXPECT_EQ(lines[i].syllable_count(), section.lines[i].syllables) << lines[i].text;
      EXPECT_TRUE(texts.insert(lines[i].text).second || section.lines[i].syllables < 2) << lines[i].text;
      EXPECT_EQ(lines[i].section, section.name);
      for (std::size_t j = 0; j < i; ++j) {
        if (section.lines[i].rhyme == '-' || section.lines[i].rhyme != section.lines[j].rhyme) continue;
        EXPECT_EQ(rhyme_kind(sounds_of(lines[i].words.back()), sounds_of(lines[j].words.back())), RhymeKind::perfect)
            << lines[j].text << " / " << lines[i].text;
        EXPECT_EQ(lines[i].rhyme_group, lines[j].rhyme_group);
      }
    }
  }
  static std::unique_ptr<Lyricist> lyricist_;
};
std::unique_ptr<Lyricist> LyricistTest::lyricist_;

TEST_F(LyricistTest, MeetsSyllablesAndRhymesInManyMetres) {
  std::vector<std::pair<std::string, std::vector<int>>> table = {
      {"ABAB", {8, 6}}, {"ABCB", {9, 5}}, {"AAA", {4}}, {"A-A", {6, 12}}};
  table.resize(static_cast<std::size_t>(test_cases(4)));
  Seed seed = 1;
  for (const auto& [rhymes, counts] : table) {
    const song::SectionPlan section = section_of("Verse 1", rhymes, counts);
    const auto lines = lyricist_->write_section(plan_of({section}), section, seed++, {}, {});
    ASSERT_TRUE(lines.has_value()) << rhymes << ": " << lines.error().message;
    expect_fits(section, *lines);
  }
}

TEST_F(LyricistTest, AnswersOddPlans) {
  const std::vector<std::pair<std::string, std::vector<int>>> table = {
      {"A", {1}}, {"A", {14}}, {"-", {2}}, {"AB", {1, 3}}, {"AA", {1}}, {"AAAAAA", {3}}};
  for (const auto& [rhymes, counts] : table) {
    const song::SectionPlan section = section_of("Verse 1", rhymes, counts);
    const auto lines = lyricist_->write_section(plan_of({section}), section, 5, {}, {});
    ASSERT_TRUE(lines.has_value()) << rhymes << ": " << lines.error().message;
    ASSERT_EQ(lines->size(), section.lines.size());
    for (std::size_t i = 0; i < lines->size(); ++i) {
      EXPECT_EQ((*lines)[i].syllable_count(), section.lines[i].syllables) << (*lines)[i].text;
    }
  }
}

TEST_F(LyricistTest, RefusesPlansOutOfBounds) {
  for (const auto& [rhymes, count] : std::vector<std::pair<std::string, int>>{{"A", 0}, {"A", 25}, {"A", -3}, {"", 8},
                                                                              {std::string(33, 'A'), 8}}) {
    const song::SectionPlan section = section_of("Verse 1", rhymes, {count});
    const auto lines = lyricist_->write_section(plan_of({section}), section, 5, {}, {});
    ASSERT_FALSE(lines.has_value());
    EXPECT_EQ(lines.error().code, ErrorCode::invalid_request);
  }
}

TEST_F(LyricistTest, SingsOfWhatWasAskedFor) {
  std::vector<std::pair<std::string, std::vector<std::string>>> table = {
      {"Whiskey and Rain", {"rain", "whiskey"}}, {"Laser Rain", {"strangers", "laser"}},
      {"Sunshine on a Broken Radio", {"radio", "mango"}}, {"The Broken Metronome", {"metronome", "broken"}}};
  table.resize(static_cast<std::size_t>(test_cases(4)));
  int mentioned = 0;
  for (const auto& [title, words] : table) {
    const song::SectionPlan verse = section_of("Verse 1", "AABB", {8, 7});
    song::Plan plan = plan_of({verse});
    plan.title = title;
    plan.theme = words;
    const auto lines = lyricist_->write_section(plan, verse, 2, {}, {});
    ASSERT_TRUE(lines.has_value()) << lines.error().message;
    expect_fits(verse, *lines);
    std::set<std::string> found;
    for (const song::Line& line : *lines) {
      for (const std::string& word : words) {
        if (line.text.find(word.substr(1)) != std::string::npos) found.insert(word);
      }
    }
    EXPECT_GE(found.size(), 1u) << title;
    mentioned += static_cast<int>(found.size());
  }
  EXPECT_GE(4 * mentioned, 3 * static_cast<int>(2 * table.size())) << "three of four";
}

TEST_F(LyricistTest, SingsWithoutATheme) {
  const song::SectionPlan section = section_of("Verse 1", "AA", {6});
  song::Plan plan = plan_of({section});
  plan.title = "";
  plan.theme = {};
  const auto lines = lyricist_->write_section(plan, section, 5, {}, {});
  ASSERT_TRUE(lines.has_value());
  expect_fits(section, *lines);
}

TEST_F(LyricistTest, TheSameSeedGivesTheSameWords) {
  const song::SectionPlan verse = section_of("Verse 1", "AA", {7}), chorus = section_of("Chorus", "A", {6});
  const song::Plan plan = plan_of({verse, chorus});
  const auto once = lyricist_->write_section(plan, verse, 7, {}, {});
  const auto between = lyricist_->write_section(plan, chorus, 8, {}, {});
  const auto again = lyricist_->write_section(plan, verse, 7, {}, {});
  const auto other = lyricist_->write_section(plan, verse, 9, {}, {});
  ASSERT_TRUE(once && between && again && other);
  EXPECT_EQ(*once, *again);
  EXPECT_NE(*once, *other);
}

TEST_F(LyricistTest, WhatIsWrittenAnewIsNew) {
  const song::SectionPlan verse = section_of("Verse 1", "AA", {7});
  const song::Plan plan = plan_of({verse});
  const auto once = lyricist_->write_section(plan, verse, 7, {}, {});
  ASSERT_TRUE(once);
  const std::vector<std::string> before = texts_of(*once);
  for (Seed seed = 11; seed < 11 + static_cast<Seed>(test_cases(2)); ++seed) {
    const auto anew = lyricist_->write_section(plan, verse, seed, {before, {}}, {});
    ASSERT_TRUE(anew);
    expect_fits(verse, *anew);
    for (std::size_t i = 0; i < before.size(); ++i) {
      for (const song::Line& line : *once) EXPECT_NE((*anew)[i].words.back().text, line.words.back().text);
    }
  }
}

TEST_F(LyricistTest, ALineWrittenAnewRhymesWithThoseThatStay) {
  const song::SectionPlan verse = section_of("Verse 1", "ABAB", {7});
  const song::Plan plan = plan_of({verse});
  const auto once = lyricist_->write_section(plan, verse, 7, {}, {});
  ASSERT_TRUE(once);
  const std::vector<std::string> before = texts_of(*once);
  for (const std::size_t l : {0u, 3u}) {
    const auto anew = lyricist_->write_section(plan, verse, 20 + l, {before, l}, {});
    ASSERT_TRUE(anew);
    expect_fits(verse, *anew);
    for (std::size_t i = 0; i < before.size(); ++i) EXPECT_EQ((*anew)[i].words.back().text == (*once)[i].words.back().text, i != l);
  }
}

TEST_F(LyricistTest, SectionsEndTheirLinesDifferently) {
  const song::SectionPlan verse = section_of("Verse 1", "AB", {8}), second = section_of("Verse 2", "AB", {8});
  const song::Plan plan = plan_of({verse, second});
  const auto one = lyricist_->write_section(plan, verse, 3, {}, {});
  const auto two = lyricist_->write_section(plan, second, 3, {}, {});
  ASSERT_TRUE(one && two);
  for (const song::Line& a : *one) {
    for (const song::Line& b : *two) {
      EXPECT_NE(rhyme_key(sounds_of(a.words.back())), rhyme_key(sounds_of(b.words.back()))) << a.text << " / " << b.text;
    }
  }
}

TEST_F(LyricistTest, StopsWhenAskedAndReports) {
  const song::SectionPlan section = section_of("Verse 1", "AABB", {8});
  int asked = 0;
  std::vector<std::string> phrases;
  Context context;
  context.should_stop = [&] { return ++asked > 12; };
  context.report = [&](double, std::string_view phrase) { phrases.emplace_back(phrase); };
  const auto lines = lyricist_->write_section(plan_of({section}), section, 1, {}, context);
  ASSERT_FALSE(lines.has_value());
  EXPECT_EQ(lines.error().code, ErrorCode::cancelled);
  ASSERT_FALSE(phrases.empty());
  EXPECT_EQ(phrases.front(), "writing line 1 of 4");
  EXPECT_LE(asked, 14);
}

TEST(Lyricist, MissingModelIsNamed) {
  const auto lyricist = Lyricist::load(std::filesystem::path(SOULS_SOURCE_DIR) / "packages/lyra");
  ASSERT_FALSE(lyricist.has_value());
  EXPECT_EQ(lyricist.error().code, ErrorCode::unavailable);
}

}  // namespace
}  // namespace souls::band::lyrics
