// A melody that the asker brings, from the plan to the notes that are sung.
#include <gtest/gtest.h>

#include <algorithm>

#include "band/music/music.hpp"
#include "band/plan/plan.hpp"
#include "base/random.hpp"
#include "song/catalogue.hpp"
#include "studio/edited_plan.hpp"

namespace souls::studio {
namespace {

/// Notes of a major scale on a grid of eighths with rests, sometimes a triplet or a run of sixteenths.
song::Melody random_melody(Random& random) {
  constexpr int kScale[] = {0, 2, 4, 5, 7, 9, 11, 12, 14};
  song::Melody melody;
  const song::TimeSignature metres[] = {{4, 4}, {3, 4}, {6, 8}, {5, 4}, {7, 8}};
  melody.time_signature = metres[random.integer(0, 4)];
  if (random.chance(0.7)) melody.tempo_bpm = random.integer(60, 180);
  const int tonic = random.integer(50, 68);
  double beat = random.integer(0, 5) / 2.0;
  int degree = random.integer(0, 8);
  for (int left = random.integer(6, 90); left > 0; --left) {
    const double length = random.chance(0.1) ? 1.0 / 3 : random.chance(0.1) ? 0.25 : random.integer(1, 6) / 2.0;
    melody.notes.push_back({beat, length, tonic + kScale[degree]});
    beat += length + (random.chance(0.1) ? random.integer(1, 6) / 2.0 : 0);
    degree = std::clamp(degree + random.integer(-2, 2), 0, 8);
  }
  return melody;
}

/// Words of one syllable each, for a line of the plan; now and then more or fewer than it asks for.
song::Line line_for(const song::LinePlan& plan, Random& random) {
  song::Line line;
  const int off = random.chance(0.2) ? random.integer(-2, 3) : 0;
  for (int i = std::max(1, plan.syllables + off); i > 0; --i) {
    song::Word word;
    word.text = "la";
    word.syllables.push_back({"la", {"L", "AA"}, random.integer(0, 1)});
    line.words.push_back(std::move(word));
  }
  return line;
}

std::vector<song::Note> sing(const song::Plan& plan, const song::SectionPlan& section, Random& random) {
  std::vector<song::Line> lines;
  for (const song::LinePlan& line : section.lines) lines.push_back(line_for(line, random));
  const auto chords = band::music::make_harmony(plan, section, 1);
  EXPECT_TRUE(chords.has_value());
  const auto notes = band::music::make_melody(plan, section, *chords, lines, 2, 3);
  EXPECT_TRUE(notes.has_value()) << notes.error().message;
  return notes.value_or(std::vector<song::Note>{});
}

/// Every given note is sung: one note, or several where a syllable more is sung to it, fill its time with its pitch.
void expect_sung(const song::Melody& melody, const std::vector<std::pair<double, song::Note>>& sung) {
  ASSERT_FALSE(sung.empty());
  const int shift = sung.front().second.pitch - melody.notes.front().pitch;
  std::size_t at = 0;
  double part_from = 0;
  for (std::size_t i = 0; i < melody.notes.size(); ++i) {
    const song::MelodyNote& given = melody.notes[i];
    double filled = 0;
    ASSERT_LT(at, sung.size());
    if (i == 0 || sung[at].first != sung[at - 1].first) part_from = sung[at].second.start_beat - given.start_beat;
    while (at < sung.size() && filled < given.length_beats - 1e-6) {
      const song::Note& note = sung[at++].second;
      EXPECT_EQ(note.pitch - given.pitch, shift);
      EXPECT_NEAR(note.start_beat, part_from + given.start_beat + filled, 1e-6);
      filled += note.length_beats;
    }
    EXPECT_NEAR(filled, given.length_beats, 1e-6);
  }
  EXPECT_EQ(at, sung.size()) << "nothing else is sung";
}

TEST(GivenMelody, EachNoteIsSungAsItWasGiven) {
  Random random(21);
  int made = 0;
  for (int round = 0; round < 80; ++round) {
    song::Request request;
    request.prompt = "a song of the sea";
    request.seed = static_cast<Seed>(round);
    request.melody = random_melody(random);
    request.instrumental = round % 8 == 7;
    const auto plan = band::plan::make_plan(request);
    ASSERT_TRUE(plan.has_value()) << round << ": " << plan.error().message;
    const song::Voice* voice = song::find_voice(plan->voice);
    std::vector<std::pair<double, song::Note>> sung;  // section's start, note; of the first verse and chorus with it
    std::vector<song::SectionKind> seen;
    for (const song::SectionPlan& section : plan->sections) {
      if (section.melody.empty() || std::find(seen.begin(), seen.end(), section.kind) != seen.end()) continue;
      seen.push_back(section.kind);
      for (const song::Note& note : sing(*plan, section, random)) {
        sung.emplace_back(section.start_beat, note);
        EXPECT_LE(note.start_beat + note.length_beats, section.length_beats + 1e-6);
        if (!voice) continue;
        EXPECT_TRUE(note.syllable.has_value());
        EXPECT_GE(note.pitch, voice->low);
        EXPECT_LE(note.pitch, voice->high);
      }
    }
    expect_sung(*request.melody, sung);
    if (::testing::Test::HasFailure()) FAIL() << "round " << round;
    ++made;
  }
  EXPECT_EQ(made, 80);
}

TEST(GivenMelody, MovesWithTheKeyAndStaysOutOfTheLyricistsView) {
  Random random(5);
  song::Request request;
  request.prompt = "a song of the sea";
  request.melody = random_melody(random);
  const auto plan = band::plan::make_plan(request);
  ASSERT_TRUE(plan.has_value());
  const auto with_melody = [](const song::Plan& one) {
    return *std::find_if(one.sections.begin(), one.sections.end(), [](const auto& s) { return !s.melody.empty(); });
  };
  const song::Key key{(plan->key.tonic + 2) % 12, plan->key.mode};
  const auto edited = apply_edits(*plan, {song::SetKey{key}});
  ASSERT_TRUE(edited.has_value());
  EXPECT_EQ(with_melody(edited->plan).melody[0][0].pitch, with_melody(*plan).melody[0][0].pitch + 2);
  for (const song::SectionPlan& section : words_view(*plan, edited->plan).sections) EXPECT_TRUE(section.melody.empty());
  EXPECT_FALSE(with_melody(music_view(edited->plan)).melody.empty());
}

TEST(GivenMelody, IsCutWhereItsSectionIs) {
  Random random(6);
  song::Request request;
  request.prompt = "a song of the sea";
  request.melody = random_melody(random);
  const auto plan = band::plan::make_plan(request);
  ASSERT_TRUE(plan.has_value());
  const auto section =
      std::find_if(plan->sections.begin(), plan->sections.end(), [](const auto& s) { return !s.melody.empty(); });
  song::SetSection cut;
  cut.action = song::SectionAction::resize;
  cut.section = section->name;
  cut.measures = section->measures / 2;
  const auto edited = apply_edits(*plan, {cut});
  ASSERT_TRUE(edited.has_value()) << edited.error().message;
  const song::SectionPlan* shorter = edited->plan.find_section(section->name);
  EXPECT_LT(shorter->melody.size(), section->melody.size());
  EXPECT_EQ(shorter->melody.size(), shorter->lines.size());
  for (const song::Note& note : sing(edited->plan, *shorter, random))
    EXPECT_LE(note.start_beat + note.length_beats, shorter->length_beats + 1e-6);
}

}  // namespace
}  // namespace souls::studio
