#include "band/music/setting.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/random.hpp"

namespace souls::band::music {
namespace {

std::vector<SyllableWeight> syllables(std::size_t count) {
  std::vector<SyllableWeight> weights;
  for (std::size_t i = 0; i < count; ++i) weights.push_back({i % 2 == 0 ? 2.0 : 0.0, static_cast<int>(i), -1});
  return weights;
}

std::vector<song::Note> phrase(std::initializer_list<std::pair<int, double>> notes) {
  std::vector<song::Note> out;
  double beat = 0;
  for (const auto& [pitch, length] : notes) {
    out.push_back({beat, length, pitch, 80, std::nullopt});
    beat += length;
  }
  return out;
}

TEST(Setting, GivesEachNoteItsSyllable) {
  const auto notes = phrase({{60, 1}, {62, 1}, {64, 1}, {65, 1}});
  const auto set = set_words(notes, syllables(4), metre_of({4, 4}));
  ASSERT_EQ(set.size(), 4u);
  for (int i = 0; i < 4; ++i) EXPECT_EQ(set[static_cast<std::size_t>(i)].syllable, i);
}

TEST(Setting, JoinsTheShortNoteOnTheWeakPlace) {
  const auto notes = phrase({{60, 1}, {62, 1}, {64, 1.75}, {65, 0.25}, {67, 1}});
  const auto set = set_words(notes, syllables(4), metre_of({4, 4}));
  EXPECT_EQ(set[3].syllable, set[2].syllable);
}

TEST(Setting, DividesLongNotesForMoreSyllables) {
  const auto notes = phrase({{60, 1}, {62, 2}});
  const auto set = set_words(notes, syllables(3), metre_of({4, 4}));
  ASSERT_EQ(set.size(), 3u);
  EXPECT_EQ(set[1].pitch, 62);
  EXPECT_EQ(set[2].pitch, 62);
  EXPECT_DOUBLE_EQ(set[2].start_beat, 2);
}

TEST(Setting, SingsEveryNoteAndEverySyllableInOrder) {
  Random random(8);
  for (int round = 0; round < 200; ++round) {
    std::vector<song::Note> notes;
    double beat = random.integer(0, 3) / 2.0;
    for (int i = random.integer(1, 20); i > 0; --i) {
      const double length = random.integer(1, 8) / 4.0;
      notes.push_back({beat, length, random.integer(50, 70), 80, std::nullopt});
      beat += length;
    }
    const auto count = static_cast<std::size_t>(random.integer(1, 24));
    const auto set =
        set_words(notes, syllables(count), metre_of(round % 2 ? song::TimeSignature{6, 8} : song::TimeSignature{4, 4}));
    EXPECT_EQ(set.front().syllable, 0);
    EXPECT_EQ(set.back().syllable, static_cast<int>(count) - 1);
    for (std::size_t i = 1; i < set.size(); ++i) {
      const int step = *set[i].syllable - *set[i - 1].syllable;
      EXPECT_TRUE(step == 0 || step == 1);
    }
    for (const song::Note& note : notes) {  // one or more of its pitch fill its time
      double filled = 0;
      for (const song::Note& sung : set) {
        if (sung.start_beat < note.start_beat - 1e-9 || sung.start_beat >= note.start_beat + note.length_beats - 1e-9)
          continue;
        EXPECT_EQ(sung.pitch, note.pitch);
        filled += sung.length_beats;
      }
      EXPECT_NEAR(filled, note.length_beats, 1e-9);
    }
  }
}

TEST(Setting, MovesAMelodyIntoARangeByOctaves) {
  song::Plan plan;
  plan.sections.resize(2);
  plan.sections[0].melody = {phrase({{60, 1}, {67, 1}})};
  plan.sections[1].melody = {phrase({{72, 1}})};
  EXPECT_EQ(octaves_into(plan, 55, 75), 0);
  EXPECT_EQ(octaves_into(plan, 46, 67), -12);
  EXPECT_EQ(octaves_into(plan, 72, 90), 12);
}

}  // namespace
}  // namespace souls::band::music
