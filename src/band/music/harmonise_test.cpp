#include "band/music/harmonise.hpp"

#include <gtest/gtest.h>

#include "band/music/chords.hpp"
#include "band/music/fixture.hpp"

namespace souls::band::music {
namespace {

/// A chorus of eight measures of half notes in C.
song::Plan plan_with(const std::vector<int>& pitches) {
  song::Plan plan = fixture::plan_of(fixture::style_names().front());
  plan.key = {0, song::Mode::major};
  plan.time_signature = {4, 4};
  plan.traits.harmony = "pop";
  song::SectionPlan chorus;
  chorus.name = chorus.music_place = "Chorus";
  chorus.kind = song::SectionKind::chorus;
  chorus.measures = static_cast<int>(pitches.size() + 1) / 2;
  chorus.length_beats = 4.0 * chorus.measures;
  chorus.melody.emplace_back();
  for (std::size_t i = 0; i < pitches.size(); ++i)
    chorus.melody.back().push_back({2.0 * static_cast<double>(i), 2, pitches[i], 80, std::nullopt});
  plan.sections = {chorus};
  return plan;
}

TEST(Harmonise, HoldsTheNotesThatAreGiven) {
  const song::Plan plan = plan_with({60, 64, 67, 64, 65, 69, 72, 69, 67, 71, 74, 71, 67, 64, 60, 60});
  for (Seed seed = 0; seed < 20; ++seed) {
    const auto chords = make_harmony(plan, plan.sections[0], seed);
    ASSERT_TRUE(chords.has_value());
    const auto spans = spans_of(*chords);
    double held = 0;
    for (const song::Note& note : plan.sections[0].melody[0]) {
      if (span_at(spans, note.start_beat).contains(note.pitch)) held += note.length_beats;
    }
    EXPECT_GE(held / 32, 0.85) << "seed " << seed;
    EXPECT_EQ(spans.back().tones.root, 0) << "closes at home";
    double end = 0;
    for (const song::Chord& chord : *chords) {
      EXPECT_DOUBLE_EQ(chord.start_beat, end);
      end = chord.start_beat + chord.length_beats;
    }
    EXPECT_DOUBLE_EQ(end, 32);
  }
}

TEST(Harmonise, FollowsTheFamilyInEveryKeyAndMetre) {
  for (const std::string& style : fixture::style_names()) {
    song::Plan plan = fixture::plan_of(style);
    for (song::SectionPlan& section : plan.sections) {
      const auto scale = song::scale_of(plan.key);
      section.melody.emplace_back();
      for (int i = 0; i < static_cast<int>(section.length_beats); ++i)
        section.melody.back().push_back(
            {1.0 * i, 1, 60 + scale[static_cast<std::size_t>(i * 3) % 7], 80, std::nullopt});
      const auto chords = make_harmony(plan, section, 5);
      ASSERT_TRUE(chords.has_value());
      EXPECT_EQ(*chords, make_harmony(plan, section, 5).value()) << "the same each time";
      for (const song::Chord& chord : *chords) EXPECT_NE(chord.symbol, "N.C.") << style;
    }
  }
}

}  // namespace
}  // namespace souls::band::music
