#include "band/plan/own_words.hpp"

#include <gtest/gtest.h>

#include "band/plan/plan.hpp"
#include "base/limits.hpp"

namespace souls::band::plan {
namespace {

using song::SectionKind;

constexpr const char* kSheet =
    "[Verse 1]\r\nThe kettle hums upon the stove\nA kitchen light at five\n\n[Chorus]\nStay a little longer\nKeep the "
    "fire alive\n\n"
    "Verse 2:\nThe window holds the winter out\nThe radio is low\n\n[Chorus]\n";

TEST(OwnWords, ReadsHeaders) {
  const auto stanzas = read_own_words(kSheet);
  ASSERT_TRUE(stanzas);
  ASSERT_EQ(stanzas->size(), 4u);
  EXPECT_EQ((*stanzas)[0].kind, SectionKind::verse);
  EXPECT_EQ((*stanzas)[1].kind, SectionKind::chorus);
  EXPECT_EQ((*stanzas)[3].lines, (*stanzas)[1].lines);  // a bare header repeats its section
  EXPECT_EQ((*stanzas)[0].lines[0], "The kettle hums upon the stove");
}

TEST(OwnWords, TakesRepeatedStanzasForChoruses) {
  const auto stanzas = read_own_words(
      "one line here\nand one more there\n\nsing it out loud\n\nanother line\nanother day\n\nsing it out loud\n");
  ASSERT_TRUE(stanzas);
  ASSERT_EQ(stanzas->size(), 4u);
  EXPECT_EQ((*stanzas)[1].kind, SectionKind::chorus);
  EXPECT_EQ((*stanzas)[2].kind, SectionKind::verse);
}

TEST(OwnWords, RefusesWhatCannotBeSung) {
  std::string many, longest(60, 'x');
  for (std::size_t i = 0; i <= limits::kLyricLinesMax; ++i) many += "la la la\n";
  std::string wide;
  for (int i = 0; i < 30; ++i) wide += "na ";
  for (const std::string& text : {std::string(), std::string("\n \n"), std::string("[Verse]\n[Chorus]\n"),
                                  std::string("...\n--- !!!\n"), many, wide}) {
    const auto stanzas = read_own_words(text);
    ASSERT_FALSE(stanzas) << text.substr(0, 40);
    EXPECT_EQ(stanzas.error().code, ErrorCode::invalid_request);
    EXPECT_TRUE(stanzas.error().message.ends_with(".")) << stanzas.error().message;
  }
}

TEST(OwnWords, FindsRhymesByEye) {
  EXPECT_EQ(rhymes_by_eye({"out of the rain", "into the night", "down the old lane", "switch off the light"}), "-A-A");
  EXPECT_EQ(rhymes_by_eye({"stove", "alive", "grove", "five"}), "ABAB");
  EXPECT_EQ(rhymes_by_eye({"one", "cat"}), "--");
}

TEST(OwnWords, AreKeptInOrderAndPlaced) {
  song::Request request;
  request.prompt = "kitchen song, indie folk";
  request.lyrics = kSheet;
  for (const double length : {0.0, 45.0, 120.0, 400.0}) {
    if (length > 0) request.length_s = length;
    const auto plan = make_plan(request);
    ASSERT_TRUE(plan) << plan.error().message;
    std::vector<std::string> sung;
    for (const song::SectionPlan& section : plan->sections) {
      ASSERT_EQ(section.words.size(), section.lines.size());
      sung.insert(sung.end(), section.words.begin(), section.words.end());
      int at = 0;
      for (const song::LinePlan& line : section.lines) {
        EXPECT_GE(line.first_measure, at);
        at = line.first_measure + line.measures;
        EXPECT_LE(at, section.measures);
        EXPECT_EQ(line.stress.size(), static_cast<std::size_t>(line.syllables));
      }
    }
    ASSERT_GE(sung.size(), 8u);
    EXPECT_EQ(sung[0], "The kettle hums upon the stove");
    EXPECT_EQ(sung[7], "Keep the fire alive");
    if (length > 0) {
      EXPECT_NEAR(plan->seconds(plan->end_beat()), length, length * 0.02);
    }
  }
}

TEST(OwnWords, SayWhenTheyDoNotFit) {
  song::Request request;
  request.prompt = "epic";
  request.length_s = 15;
  std::string lines;
  for (int i = 0; i < 100; ++i) lines += "a line of eight or nine syllables\n";
  request.lyrics = lines;
  const auto plan = make_plan(request);
  ASSERT_FALSE(plan);
  EXPECT_EQ(plan.error().code, ErrorCode::invalid_request);
}

}  // namespace
}  // namespace souls::band::plan
