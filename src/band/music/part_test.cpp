#include "band/music/part.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "band/music/fixture.hpp"
#include "song/traits.hpp"

namespace souls::band::music {
namespace {

using song::Role;

struct RoleRange {
  Role role;
  int low, high;
};
constexpr RoleRange kRanges[] = {{Role::harmony, 40, 88},     {Role::keys, 21, 108},    {Role::guitar, 38, 90},
                                 {Role::pad, 24, 103},        {Role::bass, 23, 67},     {Role::drums, 27, 87},
                                 {Role::lead_synth, 36, 108}, {Role::strings, 28, 103}, {Role::arp, 33, 108},
                                 {Role::fx, 0, 127},          {Role::lead, 40, 84}};

void expect_playable(const song::Plan& plan, const song::SectionPlan& section, const song::TrackPlan& track,
                     const std::vector<song::Note>& notes) {
  const song::Instrument* instrument = song::find_instrument(track.instrument);
  double before = 0;
  for (const song::Note& note : notes) {
    EXPECT_GE(note.start_beat, before - 1e-9) << "sorted";
    before = note.start_beat;
    EXPECT_GT(note.length_beats, 0) << plan.style << " " << track.name;
    EXPECT_LE(note.start_beat + note.length_beats, section.length_beats + 1e-6)
        << plan.style << " " << section.name << " " << track.name;
    EXPECT_TRUE(note.velocity >= 1 && note.velocity <= 127);
    if (instrument != nullptr) {
      EXPECT_GE(note.pitch, instrument->low) << track.name;
      EXPECT_LE(note.pitch, instrument->high) << track.name;
    }
    for (const RoleRange& range : kRanges) {
      if (range.role != track.role) continue;
      EXPECT_TRUE(note.pitch >= range.low && note.pitch <= range.high) << track.name << " " << note.pitch;
    }
  }
}

TEST(Parts, RockACompoundMetreOnAllItsEighthsHoweverQuiet) {
  song::Plan plan = fixture::plan_of("lullaby");
  for (auto& section : plan.sections) section.energy = 0.1;
  const auto song = fixture::make_song(plan, 1);
  const auto box = std::find_if(plan.tracks.begin(), plan.tracks.end(), [](const auto& t) { return t.name == "Box"; });
  ASSERT_NE(box, plan.tracks.end());
  for (std::size_t s = 0; s < song.size(); ++s) {
    std::set<int> eighths;
    for (const song::Note& note : song[s].parts[static_cast<std::size_t>(box - plan.tracks.begin())]) {
      eighths.insert(static_cast<int>(std::lround(note.start_beat * 2)) % 6);
    }
    EXPECT_TRUE(eighths.empty() || eighths.size() == 6) << plan.sections[s].name;
  }
}

TEST(Parts, StayInsideRangesAndSectionsInEveryStyle) {
  for (const std::string& style : fixture::style_names()) {
    const song::Plan plan = fixture::plan_of(style);
    for (Seed seed = 1; seed <= 2; ++seed) {
      const auto song = fixture::make_song(plan, seed);
      for (std::size_t s = 0; s < song.size(); ++s) {
        for (std::size_t t = 0; t < plan.tracks.size(); ++t)
          expect_playable(plan, plan.sections[s], plan.tracks[t], song[s].parts[t]);
      }
    }
  }
}

TEST(Parts, IntroSoundsFromTheFirstBeatAndTheLastMeasureRings) {
  for (const std::string& style : fixture::style_names()) {
    const song::Plan plan = fixture::plan_of(style);
    const auto song = fixture::make_song(plan, 3);
    bool sounds = false;
    for (const auto& part : song.front().parts) sounds = sounds || (!part.empty() && part.front().start_beat == 0);
    EXPECT_TRUE(sounds) << style;
    const double last = plan.sections.back().length_beats - plan.time_signature.measure_beats();
    int final_notes = 0;
    for (std::size_t t = 0; t < plan.tracks.size(); ++t) {
      for (const song::Note& note : song.back().parts[t]) {
        EXPECT_LE(note.start_beat, last + 1e-6) << style << " " << plan.tracks[t].name;
        final_notes += std::abs(note.start_beat - last) < 1e-6;
      }
    }
    EXPECT_GE(final_notes, 3) << style << ": a final chord";
  }
}

TEST(Parts, AnyFigureOpensTheSongOnItsFirstBeat) {
  song::Plan plan = fixture::plan_of("instrumental");
  const auto chords = make_harmony(plan, plan.sections[0], 1).value();
  for (std::string_view comping : song::kCompings) {
    plan.traits.comping = comping;
    for (Seed seed = 1; seed <= 4; ++seed) {
      const auto notes = make_part(plan, plan.sections[0], plan.tracks[0], {chords, {}}, seed).value();
      ASSERT_FALSE(notes.empty()) << comping;
      EXPECT_EQ(notes.front().start_beat, 0) << comping;
    }
  }
}

TEST(Parts, EveryVocabularyPlaysInEveryMetre) {
  for (song::TimeSignature metre :
       {song::TimeSignature{4, 4}, {3, 4}, {6, 8}, {5, 4}, {7, 8}, {12, 8}, {9, 8}, {5, 8}}) {
    song::Plan plan = fixture::plan_of("instrumental");
    plan.time_signature = metre;
    for (song::SectionPlan& section : plan.sections) section.length_beats = section.measures * metre.measure_beats();
    song::SectionPlan section = *plan.find_section("Chorus 1");
    for (double energy : {0.1, 0.4, 0.9}) {
      section.energy = energy;
      const auto chords = make_harmony(plan, section, 1).value();
      for (std::string_view comping : song::kCompings) {
        plan.traits.comping = comping;
        const auto notes = make_part(plan, section, plan.tracks[0], {chords, {}}, 5).value();
        EXPECT_FALSE(notes.empty()) << comping << " in " << song::to_string(metre);
        expect_playable(plan, section, plan.tracks[0], notes);
      }
      for (std::string_view line : song::kBasslines) {
        plan.traits.bassline = line;
        const song::TrackPlan& bass = *plan.find_track("Bass");
        const auto notes = make_part(plan, section, bass, {chords, {}}, 5).value();
        EXPECT_EQ(notes.empty(), line == "none") << line << " in " << song::to_string(metre);
        expect_playable(plan, section, bass, notes);
        for (std::size_t i = 1; i < notes.size(); ++i)
          EXPECT_LE(notes[i - 1].start_beat + notes[i - 1].length_beats, notes[i].start_beat + 1e-9);
      }
    }
  }
}

TEST(Parts, NoneIsOneLoopFromEndToEnd) {
  for (const std::string& style : fixture::style_names()) {
    const song::Plan plan = fixture::plan_of(style);
    const auto song = fixture::make_song(plan, 1);
    for (std::size_t t = 0; t < plan.tracks.size(); ++t) {
      std::set<std::vector<std::pair<int, int>>> measures;
      int count = 0;
      for (std::size_t s = 0; s < song.size(); ++s) {
        std::map<int, std::vector<std::pair<int, int>>> by_measure;
        for (const song::Note& note : song[s].parts[t]) {
          const double length = plan.time_signature.measure_beats();
          const int measure = static_cast<int>(note.start_beat / length + 1e-6);
          by_measure[measure].emplace_back(static_cast<int>(std::lround((note.start_beat - measure * length) * 24)),
                                           note.pitch);
        }
        for (const auto& [measure, notes] : by_measure) measures.insert(notes), ++count;
      }
      if (count < 8) continue;
      const bool pedal = plan.tracks[t].role == Role::bass && plan.traits.bassline == "pedal";
      EXPECT_GE(measures.size(), pedal ? 3u : 5u) << style << " " << plan.tracks[t].name;
    }
  }
}

TEST(Parts, RestWhenTheSectionDoesNotNameThem) {
  const song::Plan plan = fixture::plan_of("synthwave");
  song::SectionPlan section = *plan.find_section("Chorus 1");
  const auto chords = make_harmony(plan, section, 1).value();
  section.tracks.clear();
  for (const song::TrackPlan& track : plan.tracks) {
    if (track.role == Role::lead || track.role == Role::drums) continue;
    EXPECT_TRUE(make_part(plan, section, track, {chords, {}}, 1).value().empty());
  }
  EXPECT_TRUE(make_drums(plan, section, nullptr, 1).value().empty());
}

TEST(HarmonyVoice, FollowsTheLeadInThirdsAndSixths) {
  for (const char* style : {"pop_ballad", "indie_folk", "synthwave", "rock"}) {
    const song::Plan plan = fixture::plan_of(style);
    std::size_t track = 0;
    while (plan.tracks[track].role != Role::harmony) ++track;
    const song::Voice* voice = song::find_voice(plan.tracks[track].instrument);
    const auto made = fixture::make_section(plan, *plan.find_section("Chorus 1"), 2);
    const auto& notes = made.parts[track];
    ASSERT_EQ(notes.size(), made.melody.size());
    int sweet = 0;
    for (std::size_t i = 0; i < notes.size(); ++i) {
      EXPECT_EQ(notes[i].syllable, made.melody[i].syllable);
      EXPECT_EQ(notes[i].start_beat, made.melody[i].start_beat);
      EXPECT_TRUE(notes[i].pitch >= voice->low && notes[i].pitch <= voice->high);
      const int within = std::abs(notes[i].pitch - made.melody[i].pitch) % 12;
      EXPECT_NE(within, 1) << style;
      sweet += within == 3 || within == 4 || within == 8 || within == 9;
    }
    EXPECT_GE(sweet, static_cast<int>(notes.size()) * 6 / 10) << style;
  }
}

TEST(Voicing, MovesLittleAndAvoidsMud) {
  const auto spans = spans_of({{0, 4, "C"}, {4, 4, "Am7"}, {8, 4, "Fmaj7"}, {12, 4, "G7"}, {16, 4, "C"}});
  const auto voicings = voice_chords(spans, {40, 76, 57, 4, false, 19});
  for (std::size_t i = 0; i < voicings.size(); ++i) {
    ASSERT_GE(voicings[i].size(), 3u);
    for (std::size_t k = 1; k < voicings[i].size(); ++k) {
      EXPECT_GE(voicings[i][k] - voicings[i][k - 1], voicings[i][k - 1] < 48 ? 7 : 1);
    }
    for (song::Pitch pitch : voicings[i]) EXPECT_TRUE(spans[i].contains(pitch));
    const Voicing& before = voicings[i > 0 ? i - 1 : 0];
    EXPECT_LE(std::abs(voicings[i].back() - before.back()), 5);
  }
}

TEST(Parts, LeaveTheTuneItsRegister) {
  const song::Plan plan = fixture::plan_of("pop_ballad");
  const auto made = fixture::make_section(plan, *plan.find_section("Chorus 1"), 1);
  double keys = 0, tune = 0;
  for (const song::Note& note : made.parts[1]) keys += note.pitch;
  for (const song::Note& note : made.melody) tune += note.pitch;
  EXPECT_GE(std::abs(keys / static_cast<double>(made.parts[1].size()) - tune / static_cast<double>(made.melody.size())),
            5);
}

}  // namespace
}  // namespace souls::band::music
