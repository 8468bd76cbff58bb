#include "band/vocals/timing.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "band/vocals/fixture_test.hpp"

namespace souls::band::vocals {
namespace {

constexpr double kTempo = 120;  // a beat is half a second

std::vector<song::Note> random_notes(Random& random, int syllables) {
  std::vector<song::Note> notes;
  double beat = random.chance(0.5) ? 0 : random.uniform(0.1, 3);
  for (int s = 0; s < syllables; ++s) {
    for (int i = random.chance(0.2) ? random.integer(2, 4) : 1; i > 0; --i) {
      const double length = random.chance(0.1) ? random.uniform(4, 16) : random.uniform(0.28, 2);
      notes.push_back(note(beat, length, random.integer(40, 80), s));
      beat += length + (random.chance(0.2) ? random.uniform(0, 4) : 0);
    }
  }
  return notes;
}

TEST(Timing, PutsVowelsOnTheBeat) {
  Random random(11);
  for (int round = 0; round < 60; ++round) {
    const int syllables = random.integer(1, 20);
    const std::vector<ModelLine> lines = {model_of(random_line(random, syllables))};
    const std::vector<song::Note> notes = random_notes(random, syllables);
    const double end_s = (notes.back().start_beat + notes.back().length_beats) / 2 + random.uniform(0, 2);
    const auto units = group_notes(notes, lines, kTempo, end_s);
    ASSERT_TRUE(units);
    const Timing timing = place_sounds(*units, lines, end_s);
    double before = -kLeadInS - 1e-9;
    for (const Segment& segment : timing.segments) {
      EXPECT_GE(segment.start_s, before - 1e-9);
      EXPECT_GE(segment.end_s, segment.start_s);
      before = segment.end_s;
      const Unit& unit = timing.units[segment.unit];
      if (!segment.kind->vowel()) continue;
      const double late = segment.start_s - unit.notes.front().start_s;
      EXPECT_GE(late, -0.005);
      EXPECT_LE(late, segment.unit == 0 ? 0.0401 : 0.005);
      EXPECT_GE(segment.end_s - segment.start_s, 0.03);
    }
    EXPECT_LE(before, end_s + 0.4);
  }
}

TEST(Timing, SqueezesConsonantsBeforeTheFirstBeat) {
  const song::Syllable strand = syllable({"S", "T", "R", "AE", "N", "D"});
  const std::vector<ModelLine> lines = {model_of(line_of({{"strand", {strand}, 0, 0}}))};
  const auto units = group_notes({note(0, 2, 60, 0)}, lines, kTempo, 4);
  const Timing timing = place_sounds(*units, lines, 4);
  EXPECT_NEAR(timing.segments.front().start_s, -kLeadInS, 1e-6);
  EXPECT_NEAR(timing.segments[3].start_s, 0.040, 1e-6);
}

TEST(Timing, LeavesShortNotesAVowelWhosePitchIsHeard) {
  const song::Syllable light = syllable({"L", "AH"}, 0), strand = syllable({"S", "T", "R", "AE", "N", "D"});
  const std::vector<ModelLine> lines = {model_of(line_of({{"light", {light}, 0, 0}, {"strand", {strand}, 0, 0}}))};
  for (const auto& [length_s, least_s] : {std::pair{0.17, 0.105}, {0.20, 0.109}, {0.40, 0.19}}) {
    const double beats = length_s * kTempo / 60;
    const auto units = group_notes({note(1, beats, 60, 0), note(1 + beats, 1, 62, 1)}, lines, kTempo, 2);
    const Timing timing = place_sounds(*units, lines, 2);
    for (const Segment& segment : timing.segments) {
      if (segment.unit != 0 || !segment.kind->vowel()) continue;
      EXPECT_GE(segment.end_s - segment.start_s, least_s) << length_s;
    }
  }
}

TEST(Timing, SingsAMelismaOnOneVowel) {
  const std::vector<ModelLine> lines = {model_of(summer_line())};
  const auto units = group_notes({note(0, 1, 60, 0), note(1, 1, 62, 0), note(2, 1, 64, 0), note(3, 1, 60, 1)}, lines,
                                 kTempo, 2);
  ASSERT_EQ(units->size(), 2u);
  EXPECT_EQ(units->front().notes.size(), 3u);
  const Timing timing = place_sounds(*units, lines, 2);
  int vowels = 0;
  for (const Segment& segment : timing.segments) vowels += segment.unit == 0 && segment.kind->vowel();
  EXPECT_EQ(vowels, 1);
}

TEST(Timing, AMelismaGoesOnAfterARestWithoutItsConsonants) {
  const std::vector<ModelLine> lines = {model_of(summer_line())};
  const auto units = group_notes({note(0, 1, 60, 0), note(3, 1, 62, 0)}, lines, kTempo, 4);
  ASSERT_EQ(units->size(), 2u);
  EXPECT_FALSE((*units)[0].has_coda);
  EXPECT_FALSE((*units)[1].has_onset);
  EXPECT_TRUE((*units)[1].has_coda);
}

TEST(Timing, RefusesSyllablesThatAreNotThere) {
  const std::vector<ModelLine> lines = {model_of(summer_line())};
  for (const int bad : {-1, 5, 1000}) EXPECT_FALSE(group_notes({note(0, 1, 60, bad)}, lines, kTempo, 4)) << bad;
}

TEST(Timing, SourceFramesRunForward) {
  for (const char* name : {"AA", "AY", "T", "D", "CH", "S", "M", "W"}) {
    for (const double length : {0.02, 0.06, 0.15, 0.4, 2.0, 8.0}) {
      Segment segment{find_phone(name, 1), 0, 1.0, 1.0 + length, 100, 124};
      double before = 100;
      for (int i = 0; i <= 200; ++i) {
        const double at = source_frame(segment, 1.0 + length * i / 200);
        EXPECT_GE(at, before - 1e-9) << name << ' ' << length;
        EXPECT_LE(at, 124 + 1e-9) << name;
        before = at;
      }
      EXPECT_NEAR(before, 124, 1e-6) << name << ' ' << length;
    }
  }
}

TEST(Timing, HoldsAVowelLateAndEarlyBeforeANasal) {
  const double middle = 112, half_s = 1.0;
  const auto held_at = [&](const char* name, bool before_nasal) {
    Segment segment{find_phone(name, 1), 0, 0, 2 * half_s, 100, 124};
    segment.before_nasal = before_nasal;
    return source_frame(segment, half_s);
  };
  EXPECT_GT(held_at("IH", false), middle);
  EXPECT_LT(held_at("IH", true), middle);
  EXPECT_GT(held_at("UW", true), middle) << "what leads to a rounded vowel sounds fronted";
}

TEST(Timing, KnowsAVowelBeforeANasal) {
  ModelLine line;
  line.utterance = *write_labels(line_of({{"sun", {syllable({"S", "AH", "N"})}, 0, 0}, {"up", {syllable({"AH", "P"})}, 0, 0}}),
                                 Delivery::sung);
  for (int i = 0; i < 7; ++i) line.spoken.spans.push_back({10 * i, 10 * (i + 1)});
  const std::vector<ModelLine> lines = {line};
  const auto units = group_notes({note(0, 1, 60, 0), note(1, 1, 62, 1)}, lines, kTempo, 2);
  ASSERT_TRUE(units);
  const Timing timing = place_sounds(*units, lines, 2);
  std::vector<bool> before_nasal;
  for (const Segment& segment : timing.segments) {
    if (segment.kind->vowel()) before_nasal.push_back(segment.before_nasal);
  }
  EXPECT_EQ(before_nasal, (std::vector<bool>{true, false}));
}

}  // namespace
}  // namespace souls::band::vocals
