// Properties of whole songs: any plan makes sound music, the same seed makes the same, figures near those of real
// songs.

#include "band/music/music.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "band/music/fixture.hpp"
#include "song/traits.hpp"

namespace souls::band::music {
namespace {

using song::SectionKind;

template <std::size_t N>
std::string any_of(Random& random, const std::array<std::string_view, N>& names) {
  return std::string(names[static_cast<std::size_t>(random.integer(0, static_cast<int>(N) - 1))]);
}

/// A plan that no producer would write.
song::Plan random_plan(Random& random) {
  const std::vector<song::TimeSignature> metres = {{4, 4}, {3, 4}, {6, 8}, {5, 4},  {7, 8},   {12, 8}, {9, 8},
                                                   {2, 4}, {2, 2}, {5, 8}, {11, 8}, {13, 16}, {15, 8}};
  song::Plan plan;
  plan.style = "random";
  plan.key = {random.integer(0, 11), random.chance(0.5) ? song::Mode::major : song::Mode::minor};
  plan.tempo_bpm = random.uniform(40, 220);
  plan.time_signature = random.pick(metres);
  plan.voice = random.pick(song::voices()).id;
  plan.traits.groove = any_of(random, song::kGrooves);
  plan.traits.swing = random.uniform(0.5, 0.67);
  plan.traits.harmony = any_of(random, song::kHarmonies);
  plan.traits.bassline = any_of(random, song::kBasslines);
  plan.traits.comping = any_of(random, song::kCompings);
  plan.traits.melody = any_of(random, song::kMelodies);
  plan.tracks.push_back({"Lead", song::Role::lead, plan.voice, ""});
  plan.tracks.push_back({"Second", song::Role::harmony, random.pick(song::voices()).id, ""});
  int number = 0;
  for (const song::Instrument& instrument : song::instruments()) {
    if (!random.chance(0.2)) continue;
    const std::string comping = random.chance(0.3) ? any_of(random, song::kCompings) : "";
    plan.tracks.push_back({"Track " + std::to_string(number++), random.pick(instrument.roles), instrument.id, comping});
  }
  double start = 0;
  for (int s = 0; s < 3; ++s) {
    song::SectionPlan section;
    section.name = "Section " + std::to_string(s);
    section.kind = static_cast<SectionKind>(random.integer(0, 7));
    section.measures = random.integer(1, 12);
    section.start_beat = start;
    section.length_beats = section.measures * plan.time_signature.measure_beats();
    start += section.length_beats;
    section.energy = random.uniform(0, 1);
    section.words_place = section.music_place = section.name;
    for (const song::TrackPlan& track : plan.tracks) {
      if (random.chance(0.8)) section.tracks.push_back(track.name);
    }
    for (int m = 0; random.chance(0.8) && m < section.measures;) {
      song::LinePlan line{m, std::min(random.integer(1, 3), section.measures - m), random.integer(1, 24), "", 'A'};
      m += line.measures;
      section.lines.push_back(line);
    }
    plan.sections.push_back(section);
  }
  return plan;
}

std::vector<song::Line> random_lines(Random& random, const song::SectionPlan& section) {
  std::vector<song::Line> lines;
  for (std::size_t i = 0; i < section.lines.size(); ++i)
    lines.push_back(fixture::line_of(random.pick(fixture::annotated_lines())));
  return lines;
}

TEST(Music, AnyPlanMakesNotesThatCanBePlayed) {
  Random random(2026);
  for (int round = 0; round < 120; ++round) {
    const song::Plan plan = random_plan(random);
    for (std::size_t s = 0; s < plan.sections.size(); ++s) {
      const song::SectionPlan& section = plan.sections[s];
      const auto chords = make_harmony(plan, section, random.next());
      ASSERT_TRUE(chords.has_value());
      const auto lines = random_lines(random, section);
      const auto melody = make_melody(plan, section, *chords, lines, random.next(), random.next());
      ASSERT_TRUE(melody.has_value()) << melody.error().message;
      std::vector<std::vector<song::Note>> all = {*melody};
      for (const song::TrackPlan& track : plan.tracks) {
        if (track.role == song::Role::lead) continue;
        const song::SectionPlan* next = s + 1 < plan.sections.size() ? &plan.sections[s + 1] : nullptr;
        const auto notes = track.role == song::Role::drums
                               ? make_drums(plan, section, next, random.next())
                               : make_part(plan, section, track, {*chords, *melody}, random.next());
        ASSERT_TRUE(notes.has_value()) << notes.error().message;
        all.push_back(*notes);
      }
      for (const auto& notes : all) {
        for (std::size_t i = 0; i < notes.size(); ++i) {
          const song::Note& note = notes[i];
          EXPECT_GE(note.start_beat, i > 0 ? notes[i - 1].start_beat : 0.0);
          EXPECT_GT(note.length_beats, 0);
          EXPECT_LE(note.start_beat + note.length_beats, section.length_beats + 1e-6);
          EXPECT_TRUE(note.pitch >= 0 && note.pitch <= 127 && note.velocity >= 1 && note.velocity <= 127);
        }
      }
      for (std::size_t i = 1; i < melody->size(); ++i) {
        EXPECT_LE((*melody)[i - 1].start_beat + (*melody)[i - 1].length_beats, (*melody)[i].start_beat + 1e-9);
      }
    }
  }
}

TEST(Music, IsTheSameForTheSameSeedAndOnlyForIt) {
  for (const char* style : {"pop_ballad", "jazz_waltz", "house", "instrumental"}) {
    const song::Plan plan = fixture::plan_of(style);
    const auto one = fixture::make_song(plan, 8), again = fixture::make_song(plan, 8),
               other = fixture::make_song(plan, 9);
    bool differs = false;
    for (std::size_t s = 0; s < one.size(); ++s) {
      EXPECT_EQ(one[s].chords, again[s].chords);
      EXPECT_EQ(one[s].melody, again[s].melody);
      EXPECT_EQ(one[s].parts, again[s].parts);
      differs = differs || one[s].melody != other[s].melody;
    }
    EXPECT_TRUE(differs) << style;
  }
}

/// Share of the notes of `b` that sing what `a` sings at their beat.
double likeness(const std::vector<song::Note>& a, const std::vector<song::Note>& b) {
  double same = 0;
  for (const song::Note& note : b) {
    same += std::any_of(a.begin(), a.end(), [&](const song::Note& other) {
      return other.pitch == note.pitch && other.start_beat <= note.start_beat + 0.26 &&
             other.start_beat + other.length_beats > note.start_beat;
    });
  }
  return b.empty() ? 0 : same / static_cast<double>(b.size());
}

TEST(Music, VersesShareATuneOverTheirOwnWords) {
  double verses = 0, strangers = 0;
  int count = 0;
  for (const std::string& style : fixture::style_names()) {
    const song::Plan plan = fixture::plan_of(style);
    if (plan.voice.empty()) continue;
    for (Seed seed = 1; seed <= 2; ++seed, ++count) {
      const auto first = fixture::make_section(plan, *plan.find_section("Verse 1"), seed);
      const auto second = fixture::make_section(plan, *plan.find_section("Verse 2"), seed);
      const auto elsewhere = fixture::make_section(plan, *plan.find_section("Verse 2"), seed + 50);
      EXPECT_NE(first.lines, second.lines);
      verses += likeness(first.melody, second.melody);
      strangers += likeness(first.melody, elsewhere.melody);
    }
  }
  RecordProperty("verses_alike", std::to_string(verses / count));
  RecordProperty("strangers_alike", std::to_string(strangers / count));
  EXPECT_GE(verses / count, 0.3);
  EXPECT_GE(verses, strangers * 1.5);
}

/// Distances from onset to onset of a song's first notes, in beats.
std::vector<double> rhythm_of(const std::vector<fixture::SectionNotes>& song, const song::Plan& plan) {
  constexpr std::size_t kNotes = 64;
  std::vector<double> starts, steps;
  for (std::size_t s = 0; s < song.size(); ++s) {
    for (const song::Note& note : song[s].melody) starts.push_back(plan.sections[s].start_beat + note.start_beat);
  }
  for (std::size_t i = 1; i < std::min(kNotes, starts.size()); ++i) steps.push_back(starts[i] - starts[i - 1]);
  return steps;
}

/// True where some line has hardly more eighths than syllables: only one rhythm fits.
bool crowded(const song::Plan& plan) {
  return std::any_of(plan.sections.begin(), plan.sections.end(), [&](const song::SectionPlan& section) {
    return std::any_of(section.lines.begin(), section.lines.end(), [&](const song::LinePlan& line) {
      return line.syllables > 0.8 * line.measures * plan.time_signature.measure_beats() * 2;
    });
  });
}

TEST(Music, SeedsDifferInRhythmInEveryStyle) {
  int styles = 0;
  for (const std::string& style : fixture::style_names()) {
    const song::Plan plan = fixture::plan_of(style);
    if (crowded(plan)) continue;
    ++styles;
    std::vector<std::vector<double>> rhythms;
    for (Seed seed = 1; seed <= 4; ++seed) rhythms.push_back(rhythm_of(fixture::make_song(plan, seed), plan));
    for (std::size_t a = 0; a < rhythms.size(); ++a) {
      for (std::size_t b = 0; b < a; ++b) {
        const std::size_t count = std::min(rhythms[a].size(), rhythms[b].size());
        double apart = 0;
        for (std::size_t i = 0; i < count; ++i) apart += std::min(2.0, std::abs(rhythms[a][i] - rhythms[b][i])) / 2;
        EXPECT_GE(apart / static_cast<double>(count), 0.06) << style << " seeds " << b + 1 << " and " << a + 1;
      }
    }
  }
  EXPECT_GE(styles, 10);
}

TEST(Music, MelodyFiguresLieInTheRangeOfRealSongs) {
  // 5th to 95th percentile of 101 held-out songs of POP909 (statistics of the evaluation kit).
  double steps = 0, intervals = 0, repeats = 0, leaps = 0;
  int songs = 0;
  double range = 0;
  for (const std::string& style : fixture::style_names()) {
    const auto song = fixture::make_song(fixture::plan_of(style), 4);
    song::Pitch low = 127, high = 0;
    for (const auto& section : song) {
      for (std::size_t i = 0; i < section.melody.size(); ++i) {
        low = std::min(low, section.melody[i].pitch);
        high = std::max(high, section.melody[i].pitch);
        if (i == 0) continue;
        const int interval = std::abs(section.melody[i].pitch - section.melody[i - 1].pitch);
        steps += interval;
        repeats += interval == 0;
        leaps += interval > 7;
        ++intervals;
      }
    }
    range += high - low;
    ++songs;
  }
  EXPECT_GE(steps / intervals, 1.79);
  EXPECT_LE(steps / intervals, 3.14);
  EXPECT_GE(repeats / intervals, 0.076);
  EXPECT_LE(repeats / intervals, 0.409);
  EXPECT_LE(leaps / intervals, 0.095);
  EXPECT_GE(range / songs, 14);
  EXPECT_LE(range / songs, 21);
}

}  // namespace
}  // namespace souls::band::music
