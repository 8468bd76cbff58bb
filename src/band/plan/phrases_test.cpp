#include "band/plan/phrases.hpp"

#include <gtest/gtest.h>

#include "base/limits.hpp"
#include "base/random.hpp"

namespace souls::band::plan {
namespace {

/// Notes one after the other: pitch, length; a pitch of 0 rests.
Phrase tune(std::initializer_list<std::pair<int, double>> notes) {
  Phrase phrase;
  double beat = 0;
  for (const auto& [pitch, length] : notes) {
    if (pitch > 0) phrase.push_back({beat, length, pitch, 80, std::nullopt});
    beat += length;
  }
  return phrase;
}

std::vector<std::size_t> sizes(const std::vector<Phrase>& phrases) {
  std::vector<std::size_t> out;
  for (const Phrase& phrase : phrases) out.push_back(phrase.size());
  return out;
}

TEST(Phrases, EndAtLongNotesAndRests) {
  // "Ode to Joy": four bars a phrase, each ending on a half note.
  const Phrase ode =
      tune({{64, 1}, {64, 1}, {65, 1},   {67, 1},  {67, 1}, {65, 1}, {64, 1}, {62, 1},   {60, 1},  {60, 1},
            {62, 1}, {64, 1}, {64, 1.5}, {62, .5}, {62, 2}, {64, 1}, {64, 1}, {65, 1},   {67, 1},  {67, 1},
            {65, 1}, {64, 1}, {62, 1},   {60, 1},  {60, 1}, {62, 1}, {64, 1}, {62, 1.5}, {60, .5}, {60, 2}});
  const auto phrases = cut_phrases(ode, {{4, 4}, 100});
  ASSERT_GE(phrases.size(), 2u);
  std::size_t at = 0;
  bool at_the_middle = false;
  for (const Phrase& phrase : phrases) at_the_middle = at_the_middle || (at += phrase.size()) == 15;
  EXPECT_TRUE(at_the_middle);

  const Phrase rests =
      tune({{60, 1}, {62, 1}, {64, 1}, {65, 1}, {67, 1}, {0, 3}, {67, 1}, {65, 1}, {64, 1}, {62, 1}, {60, 1}});
  EXPECT_EQ(sizes(cut_phrases(rests, {{4, 4}, 100})), (std::vector<std::size_t>{5, 5}));
}

TEST(Phrases, GiveAnUpbeatToTheLineThatItLeadsTo) {
  const Phrase upbeats = tune({{0, 2},
                               {62, 1},
                               {67, 2},
                               {71, 1},
                               {67, 1},
                               {71, 1},
                               {69, 1},
                               {67, 2},
                               {0, 0},
                               {64, 1},
                               {62, 3},
                               {62, 2},
                               {62, 1},
                               {67, 2},
                               {71, 1},
                               {67, 1},
                               {71, 1},
                               {69, 1},
                               {74, 5}});
  for (const Phrase& phrase : cut_phrases(upbeats, {{3, 4}, 90})) EXPECT_EQ(phrase.front().pitch, 62);
}

TEST(Phrases, HoldAllNotesInOrderWhateverIsGiven) {
  Random random(4);
  for (int round = 0; round < 60; ++round) {
    Phrase notes;
    double beat = 0;
    const int count = random.integer(1, round % 6 == 0 ? static_cast<int>(limits::kMelodyNotesMax) : 60);
    for (int i = 0; i < count; ++i) {
      const double length = random.integer(1, 12) / 4.0;
      notes.push_back({beat, length, random.integer(55, 75), 80, std::nullopt});
      beat += length + (random.chance(0.1) ? random.integer(1, 8) / 2.0 : 0);
    }
    const PhraseFrame frame{round % 2 ? song::TimeSignature{3, 4} : song::TimeSignature{7, 8}, random.uniform(40, 220)};
    const auto wished = static_cast<std::size_t>(random.integer(1, count));
    for (const auto& phrases : {cut_phrases(notes, frame), cut_phrases(notes, frame, wished)}) {
      Phrase joined;
      for (const Phrase& phrase : phrases) {
        ASSERT_FALSE(phrase.empty());
        joined.insert(joined.end(), phrase.begin(), phrase.end());
        const song::LinePlan line = line_of(phrase, frame);
        EXPECT_TRUE(line.syllables >= 1 && line.syllables <= 12);
        EXPECT_LE(line.syllables, static_cast<int>(phrase.size()));
        EXPECT_EQ(line.stress.size(), static_cast<std::size_t>(line.syllables));
        EXPECT_LE(line.first_measure * frame.metre.measure_beats(), phrase.front().start_beat + 1e-6);
      }
      EXPECT_EQ(joined, notes);
    }
    EXPECT_LE(cut_phrases(notes, frame).size(), limits::kSectionLinesMax);
    EXPECT_EQ(cut_phrases(notes, frame, wished).size(), wished);
  }
}

}  // namespace
}  // namespace souls::band::plan
