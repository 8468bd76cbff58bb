#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "band/music/chords.hpp"
#include "band/music/fixture.hpp"
#include "band/music/metre.hpp"
#include "band/music/phrase.hpp"

namespace souls::band::music {
namespace {

using song::SectionKind;

double mean_pitch(const std::vector<song::Note>& notes) {
  double sum = 0, beats = 0;
  for (const song::Note& note : notes) {
    sum += note.pitch * note.length_beats;
    beats += note.length_beats;
  }
  return sum / beats;
}

const song::SectionPlan& section_of(const song::Plan& plan, std::string_view name) { return *plan.find_section(name); }

TEST(Melody, SingsEverySyllableInOrderOneNoteAtATimeInRange) {
  for (const std::string& style : fixture::style_names()) {
    const song::Plan plan = fixture::plan_of(style);
    const song::Voice* voice = song::find_voice(plan.voice);
    if (voice == nullptr) continue;
    song::Pitch lowest = 127, highest = 0;
    for (const song::SectionPlan& section : plan.sections) {
      if (section.lines.empty()) continue;
      const auto made = fixture::make_section(plan, section, 11);
      int syllables = 0;
      for (const song::Line& line : made.lines) syllables += line.syllable_count();
      std::set<int> sung;
      double end = 0;
      int before = 0;
      for (const song::Note& note : made.melody) {
        ASSERT_TRUE(note.syllable.has_value());
        EXPECT_GE(*note.syllable, before);
        before = *note.syllable;
        sung.insert(before);
        EXPECT_GE(note.start_beat, end - 1e-9) << style << " " << section.name;
        end = note.start_beat + note.length_beats;
        EXPECT_GE(note.pitch, voice->low);
        EXPECT_LE(note.pitch, voice->high);
        EXPECT_TRUE(note.velocity >= 1 && note.velocity <= 127);
        lowest = std::min(lowest, note.pitch);
        highest = std::max(highest, note.pitch);
      }
      EXPECT_EQ(static_cast<int>(sung.size()), syllables) << style << " " << section.name;
      EXPECT_EQ(*sung.rbegin(), syllables - 1);
      EXPECT_LE(end, section.length_beats - 0.2) << "a breath before the next section";
    }
    EXPECT_LE(highest - lowest, 21) << style << ": at most a thirteenth";
    EXPECT_LE(highest, voice->centre + 7) << style;
  }
}

TEST(Melody, ChorusLiesAThirdAboveTheVerse) {
  for (const std::string& style : fixture::style_names()) {
    const song::Plan plan = fixture::plan_of(style);
    if (plan.voice.empty()) continue;
    double verse = 0, chorus = 0;
    for (Seed seed = 1; seed <= 3; ++seed) {
      verse += mean_pitch(fixture::make_section(plan, section_of(plan, "Verse 1"), seed).melody) / 3;
      chorus += mean_pitch(fixture::make_section(plan, section_of(plan, "Chorus 1"), seed).melody) / 3;
    }
    EXPECT_GE(chorus, verse + 3) << style;
  }
}

TEST(Melody, ChangingALineLeavesTheOthersAlone) {
  const song::Plan plan = fixture::plan_of("indie_folk");
  const song::SectionPlan& section = section_of(plan, "Verse 1");
  const auto made = fixture::make_section(plan, section, 5);
  std::vector<song::Line> lines = made.lines;
  lines[1] = fixture::line_of("Come/1 away/01");
  const Seed seed = derive_seed(5, {"melody", section.music_place}), motif = derive_seed(5, {"motif"});
  const auto changed = make_melody(plan, section, made.chords, lines, seed, motif).value();
  const double from = section.lines[1].first_measure * 4.0, to = from + section.lines[1].measures * 4.0;
  const auto outside = [&](const std::vector<song::Note>& notes) {
    std::vector<song::Note> kept;
    for (song::Note note : notes) {
      if (note.start_beat >= from && note.start_beat < to) continue;
      note.syllable.reset();  // indices shift with the words
      kept.push_back(note);
    }
    return kept;
  };
  EXPECT_EQ(outside(made.melody), outside(changed));
  EXPECT_NE(made.melody, changed);
}

TEST(Melody, SectionsOfOnePlaceSingTheSame) {
  const song::Plan plan = fixture::plan_of("synthwave");
  const auto first = fixture::make_section(plan, section_of(plan, "Chorus 1"), 4);
  const auto second = fixture::make_section(plan, section_of(plan, "Chorus 2"), 4);
  ASSERT_EQ(first.melody.size(), second.melody.size());
  EXPECT_EQ(first.chords, second.chords);
  for (std::size_t i = 0; i < first.melody.size(); ++i) {
    EXPECT_EQ(first.melody[i].pitch, second.melody[i].pitch);
    EXPECT_EQ(first.melody[i].start_beat, second.melody[i].start_beat);
  }
  const auto other = fixture::make_section(plan, section_of(plan, "Chorus 1"), 6);
  EXPECT_NE(first.melody, other.melody) << "another seed, another tune";
}

TEST(Melody, ChorusEndsOnTheTonic) {
  int home = 0, all = 0;
  for (const std::string& style : fixture::style_names()) {
    const song::Plan plan = fixture::plan_of(style);
    if (plan.voice.empty()) continue;
    for (Seed seed = 1; seed <= 3; ++seed) {
      const auto made = fixture::make_section(plan, section_of(plan, "Chorus 3"), seed);
      const int above = (made.melody.back().pitch - plan.key.tonic + 12) % 12;
      home += above == 0;
      ++all;
    }
  }
  EXPECT_GE(home, all * 8 / 10);
}

TEST(Melody, StrongBeatsCarryChordTonesAsInRealSongs) {
  double in_chord = 0, clashes = 0, all = 0;
  for (const std::string& style : fixture::style_names()) {
    const song::Plan plan = fixture::plan_of(style);
    const Metre metre = metre_of(plan.time_signature);
    for (const auto& section : fixture::make_song(plan, 2)) {
      const auto spans = spans_of(section.chords);
      for (const song::Note& note : section.melody) {
        if (metre.strength(note.start_beat) < 3) continue;
        const ChordSpan& span = span_at(spans, note.start_beat);
        in_chord += span.contains(note.pitch);
        clashes += !span.contains(note.pitch) && span.contains(note.pitch - 1);
        ++all;
      }
    }
  }
  EXPECT_GE(in_chord / all, 0.6);
  EXPECT_LE(in_chord / all, 0.95) << "all chord tones is a defect, not a goal";
  EXPECT_LE(clashes / all, 0.12) << "minor ninths over a chord on strong beats";
}

TEST(Melody, WordsThatFitAVerseKeepItsTune) {
  // Two verses with other words of the same stresses have one tune.
  song::Plan plan = fixture::plan_of("pop_ballad");
  song::SectionPlan section = section_of(plan, "Verse 1");
  section.lines.resize(1);
  section.lines[0].syllables = 7;
  section.lines[0].stress = "x.x.x.x";
  const auto chords = make_harmony(plan, section, 1).value();
  const auto a =
      make_melody(plan, section, chords, {fixture::line_of("Golden/10 fields/1 and/0 paper/10 skies/1")}, 3, 4).value();
  const auto b =
      make_melody(plan, section, chords, {fixture::line_of("Silver/10 boats/1 and/0 quiet/10 eyes/1")}, 3, 4).value();
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) EXPECT_EQ(a[i].pitch, b[i].pitch);
}

TEST(Melody, PlaysATuneWhereNobodySings) {
  const song::Plan plan = fixture::plan_of("instrumental");
  const song::Instrument* flute = song::find_instrument("flute");
  const auto made = fixture::make_section(plan, section_of(plan, "Chorus 1"), 3);
  EXPECT_GE(made.melody.size(), 12u);
  for (const song::Note& note : made.melody) {
    EXPECT_FALSE(note.syllable.has_value());
    EXPECT_TRUE(note.pitch >= flute->low && note.pitch <= flute->high);
  }
}

TEST(Melody, RefusesWhatDoesNotFitThePlan) {
  const song::Plan plan = fixture::plan_of("indie_folk");
  song::SectionPlan section = section_of(plan, "Verse 1");
  const auto chords = make_harmony(plan, section, 1).value();
  const song::Line line = fixture::line_of("Hush/1 now,/1 baby,/10");
  EXPECT_FALSE(make_melody(plan, section, {}, {line}, 1, 1).has_value());
  EXPECT_FALSE(make_melody(plan, section, chords, std::vector<song::Line>(9, line), 1, 1).has_value());
  song::Line endless = line;
  for (int i = 0; i < 8; ++i) endless.words.push_back(endless.words[2]), endless.words.push_back(endless.words[2]);
  const auto refused = make_melody(plan, section, chords, {endless}, 1, 1);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, ErrorCode::invalid_request);
  section.lines[0].first_measure = 7;
  EXPECT_FALSE(make_melody(plan, section, chords, {line}, 1, 1).has_value());
}

}  // namespace
}  // namespace souls::band::music
