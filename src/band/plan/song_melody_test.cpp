#include "band/plan/song_melody.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "band/plan/plan.hpp"
#include "base/limits.hpp"
#include "song/catalogue.hpp"

namespace souls::band::plan {
namespace {

/// Eight measures of a waltz with an upbeat, 18 notes, in G.
song::Melody waltz() {
  song::Melody melody;
  const std::pair<int, double> notes[] = {{62, 1}, {67, 2}, {71, 1}, {69, 2}, {67, 1}, {64, 2},
                                          {62, 1}, {62, 2}, {62, 1}, {67, 2}, {71, 1}, {69, 2},
                                          {72, 1}, {74, 3}, {71, 2}, {69, 1}, {67, 2}};
  double beat = 2;
  for (const auto& [pitch, length] : notes) {
    melody.notes.push_back({beat, length, pitch});
    beat += length;
  }
  melody.time_signature = song::TimeSignature{3, 4};
  melody.tempo_bpm = 96;
  return melody;
}

song::Request asked(song::Melody melody, std::string prompt = "the harbour at night") {
  song::Request request;
  request.prompt = std::move(prompt);
  request.seed = 3;
  request.melody = std::move(melody);
  return request;
}

const song::SectionPlan* first_with_melody(const song::Plan& plan) {
  const auto found = std::find_if(plan.sections.begin(), plan.sections.end(),
                                  [](const song::SectionPlan& section) { return !section.melody.empty(); });
  return found == plan.sections.end() ? nullptr : &*found;
}

std::vector<song::Note> notes_of(const song::SectionPlan& section) {
  std::vector<song::Note> notes;
  for (const auto& phrase : section.melody) notes.insert(notes.end(), phrase.begin(), phrase.end());
  return notes;
}

TEST(SongMelody, GivesTheSongItsMetreTempoAndKey) {
  const auto plan = make_plan(asked(waltz()));
  ASSERT_TRUE(plan.has_value()) << plan.error().message;
  EXPECT_EQ(plan->time_signature, (song::TimeSignature{3, 4}));
  EXPECT_EQ(plan->tempo_bpm, 96);
  EXPECT_EQ(plan->key, (song::Key{7, song::Mode::major})) << "by its notes";
  const song::SectionPlan* chorus = first_with_melody(*plan);
  ASSERT_NE(chorus, nullptr);
  EXPECT_EQ(chorus->kind, song::SectionKind::chorus);
  EXPECT_EQ(chorus->melody.size(), chorus->lines.size());
  const auto sung = notes_of(*chorus);
  const auto given = waltz().notes;
  ASSERT_EQ(sung.size(), given.size());
  const int shift = sung.front().pitch - given.front().pitch;
  EXPECT_EQ(shift % 12, 0);
  for (std::size_t i = 0; i < sung.size(); ++i) {
    EXPECT_EQ(sung[i].pitch - given[i].pitch, shift);
    EXPECT_EQ(sung[i].start_beat, given[i].start_beat);
    EXPECT_EQ(sung[i].length_beats, given[i].length_beats);
  }
}

TEST(SongMelody, FollowsWhatTheRequestOrThePromptSaysOtherwise) {
  song::Request request = asked(waltz(), "the harbour at night, 120 bpm");
  request.key = song::Key{0, song::Mode::major};
  const auto plan = make_plan(request);
  ASSERT_TRUE(plan.has_value()) << plan.error().message;
  EXPECT_EQ(plan->tempo_bpm, 120);
  EXPECT_EQ(plan->key, (song::Key{0, song::Mode::major}));
  const int shift = notes_of(*first_with_melody(*plan)).front().pitch - waltz().notes.front().pitch;
  EXPECT_EQ(((shift % 12) + 12) % 12, 5);
  const auto said = std::find_if(plan->decisions.begin(), plan->decisions.end(), [](const std::string& decision) {
    return decision.find("from G major to C major") != std::string::npos;
  });
  EXPECT_NE(said, plan->decisions.end());
}

TEST(SongMelody, LiesWhereEachVoiceCanSing) {
  for (const song::Voice& voice : song::voices()) {
    for (const int shift : {-24, -7, 0, 5, 17}) {
      song::Melody melody = waltz();
      for (song::MelodyNote& note : melody.notes) note.pitch += shift;
      song::Request request = asked(melody);
      request.voice = voice.id;
      const auto plan = make_plan(request);
      ASSERT_TRUE(plan.has_value()) << plan.error().message;
      for (const song::Note& note : notes_of(*first_with_melody(*plan))) {
        EXPECT_GE(note.pitch, voice.low) << voice.id;
        EXPECT_LE(note.pitch, voice.high) << voice.id;
      }
    }
  }
}

TEST(SongMelody, IsVerseAndChorusWhenItIsLong) {
  song::Melody melody = waltz();
  const auto once = melody.notes;
  for (int time = 1; time < 4; ++time) {
    for (song::MelodyNote note : once) {
      note.start_beat += 27 * time;
      melody.notes.push_back(note);
    }
  }
  const auto plan = make_plan(asked(melody, "the harbour at night, pop"));
  ASSERT_TRUE(plan.has_value()) << plan.error().message;
  std::vector<song::Note> sung;
  for (const song::SectionKind kind : {song::SectionKind::verse, song::SectionKind::chorus}) {
    const auto section = std::find_if(plan->sections.begin(), plan->sections.end(),
                                      [&](const song::SectionPlan& one) { return one.kind == kind; });
    ASSERT_NE(section, plan->sections.end());
    const auto notes = notes_of(*section);
    sung.insert(sung.end(), notes.begin(), notes.end());
  }
  ASSERT_EQ(sung.size(), melody.notes.size());
  for (std::size_t i = 0; i < sung.size(); ++i)
    EXPECT_EQ(sung[i].pitch - melody.notes[i].pitch, sung[0].pitch - melody.notes[0].pitch);
}

TEST(SongMelody, IsSungToTheAskersOwnWords) {
  song::Request request = asked(waltz());
  request.lyrics =
      "[Verse]\nThe harbour sleeps\nand so do I\n\n[Chorus]\nHold on to the light my dear\nthe morning will soon be "
      "here";
  const auto plan = make_plan(request);
  ASSERT_TRUE(plan.has_value()) << plan.error().message;
  const song::SectionPlan* chorus = first_with_melody(*plan);
  ASSERT_NE(chorus, nullptr);
  EXPECT_EQ(chorus->kind, song::SectionKind::chorus);
  EXPECT_EQ(chorus->melody.size(), 2u);
  EXPECT_EQ(chorus->lines.size(), 2u);
  EXPECT_EQ(notes_of(*chorus).size(), waltz().notes.size());
}

TEST(SongMelody, IsPlayedInAnInstrumental) {
  song::Request request = asked(waltz());
  request.instrumental = true;
  const auto plan = make_plan(request);
  ASSERT_TRUE(plan.has_value()) << plan.error().message;
  const song::SectionPlan* chorus = first_with_melody(*plan);
  ASSERT_NE(chorus, nullptr);
  EXPECT_TRUE(chorus->lines.empty());
}

TEST(SongMelody, FitsSongsOfEveryStyle) {
  for (const StyleInfo& style : styles()) {
    for (const std::optional<double> length_s : {std::optional<double>{}, std::optional<double>{45}}) {
      song::Request request = asked(waltz());
      request.style = style.name;
      request.length_s = length_s;
      const auto plan = make_plan(request);
      ASSERT_TRUE(plan.has_value()) << style.name << ": " << plan.error().message;
      const song::SectionPlan* section = first_with_melody(*plan);
      ASSERT_NE(section, nullptr) << style.name;
      EXPECT_EQ(notes_of(*section).size(), waltz().notes.size());
      if (length_s) {
        EXPECT_NEAR(plan->seconds(plan->end_beat()), *length_s, 0.021 * *length_s) << style.name;
      }
      for (const song::SectionPlan& one : plan->sections) {
        for (const song::LinePlan& line : one.lines) EXPECT_LE(line.first_measure + line.measures, one.measures);
      }
    }
  }
}

TEST(SongMelody, ThatCantBeIsRefusedInASentence) {
  song::Melody wide = waltz();
  wide.notes.back().pitch = 30;
  song::Melody tiny;
  tiny.notes = {{0, 1, 60}};
  song::Melody lengthy = waltz();
  lengthy.notes.back().start_beat = 1500;
  song::Request brief = asked(waltz());
  brief.length_s = 15;
  for (const song::Request& request : {asked(wide), asked(tiny), asked(lengthy), brief}) {
    const auto plan = make_plan(request);
    ASSERT_FALSE(plan.has_value());
    EXPECT_EQ(plan.error().code, ErrorCode::invalid_request);
  }
}

}  // namespace
}  // namespace souls::band::plan
