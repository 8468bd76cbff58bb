#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <regex>
#include <set>
#include <string>

#include "band/music/chords.hpp"
#include "band/music/fixture.hpp"
#include "band/music/metre.hpp"
#include "band/music/progressions.hpp"
#include "song/traits.hpp"

namespace souls::band::music {
namespace {

using song::SectionKind;

song::Plan plan_with(std::string_view family, song::Mode mode, song::TimeSignature metre, SectionKind kind,
                     int measures) {
  song::Plan plan;
  plan.key = {mode == song::Mode::major ? 3 : 6, mode};
  plan.time_signature = metre;
  plan.traits.harmony = family;
  song::SectionPlan section;
  section.name = "Section";
  section.kind = kind;
  section.measures = measures;
  section.length_beats = measures * metre.measure_beats();
  plan.sections = {section, section};
  plan.sections[1].name = "Last";
  return plan;
}

std::vector<song::Chord> harmony_of(const song::Plan& plan, std::size_t section, Seed seed) {
  return make_harmony(plan, plan.sections[section], seed).value();
}

TEST(Numerals, BecomeSymbolsInTheKeysSpelling) {
  struct Case {
    const char* numeral;
    const char* key;
    const char* symbol;
  };
  const Case cases[] = {{"I", "C major", "C"},           {"vi7", "C major", "Am7"},   {"IVM7", "F major", "Bbmaj7"},
                        {"bVII", "D major", "C"},        {"V7b9", "A minor", "E7b9"}, {"VI", "A minor", "F"},
                        {"iih7", "A minor", "Bm7b5"},    {"V/7", "C major", "G/B"},   {"#io7", "C major", "C#dim7"},
                        {"V7s4", "Eb major", "Bb7sus4"}, {"bII", "E minor", "F"},     {"iv6", "G major", "Cm6"}};
  for (const Case& c : cases)
    EXPECT_EQ(symbol_of(c.numeral, *song::parse_key(c.key)), c.symbol) << c.numeral << " in " << c.key;
  EXPECT_FALSE(symbol_of("VIIIx", {}).has_value());
  EXPECT_FALSE(symbol_of("I/9", {}).has_value());
}

TEST(Numerals, EveryTabulatedOneIsReadable) {
  const std::set<std::string> known = {"",     "m",     "7",    "maj7",  "m7",  "6",    "m6",   "9",   "m9", "sus4",
                                       "sus2", "7sus4", "add9", "madd9", "dim", "dim7", "m7b5", "7b9", "5"};
  for (std::string_view family : song::kHarmonies) {
    for (song::Mode mode : {song::Mode::major, song::Mode::minor}) {
      for (auto place :
           {ProgressionPlace::verse, ProgressionPlace::prechorus, ProgressionPlace::chorus, ProgressionPlace::bridge}) {
        const auto found = progressions(family, mode, place);
        EXPECT_FALSE(found.empty()) << family;
        for (std::string_view text : found) {
          std::string word;
          for (char c : std::string(text) + " ") {
            if (c != ' ' && c != ',') {
              word += c;
              continue;
            }
            const auto symbol = symbol_of(word, {0, mode});
            ASSERT_TRUE(symbol.has_value()) << family << ": " << word;
            EXPECT_TRUE(song::parse_chord(*symbol).has_value()) << *symbol;
            std::smatch match;
            ASSERT_TRUE(std::regex_match(*symbol, match, std::regex("[A-G][#b]?([^/]*)(/[A-G][#b]?)?"))) << *symbol;
            EXPECT_TRUE(known.contains(match[1].str())) << *symbol;
            word.clear();
          }
        }
      }
    }
  }
}

TEST(Harmony, CoversEverySectionWithoutGapInAnyMetre) {
  for (std::string_view family : song::kHarmonies) {
    for (song::Mode mode : {song::Mode::major, song::Mode::minor}) {
      for (song::TimeSignature metre :
           {song::TimeSignature{4, 4}, {3, 4}, {6, 8}, {5, 4}, {7, 8}, {12, 8}, {2, 2}, {7, 16}}) {
        for (int measures : {1, 3, 4, 8, 12}) {
          const song::Plan plan =
              plan_with(family, mode, metre, measures % 2 == 0 ? SectionKind::chorus : SectionKind::verse, measures);
          double end = 0;
          for (const song::Chord& chord : harmony_of(plan, 0, 7)) {
            EXPECT_NEAR(chord.start_beat, end, 1e-9);
            EXPECT_TRUE(song::parse_chord(chord.symbol).has_value());
            EXPECT_NE(chord.symbol, "N.C.");
            end += chord.length_beats;
          }
          EXPECT_NEAR(end, plan.sections[0].length_beats, 1e-9) << family << " " << song::to_string(metre);
        }
      }
    }
  }
}

TEST(Harmony, ChordsLastWholeBeatsInQuarterMetres) {
  for (std::string_view family : song::kHarmonies) {
    for (Seed seed = 0; seed < 6; ++seed) {
      const song::Plan plan = plan_with(family, song::Mode::major, {4, 4}, SectionKind::chorus, 8);
      for (const song::Chord& chord : harmony_of(plan, 0, seed))
        EXPECT_EQ(chord.length_beats, std::round(chord.length_beats));
    }
  }
}

TEST(Harmony, ClosesOnTheTonicAndOpensIntoTheChorus) {
  for (std::string_view family : song::kHarmonies) {
    for (song::Mode mode : {song::Mode::major, song::Mode::minor}) {
      for (Seed seed = 0; seed < 8; ++seed) {
        const song::Plan chorus = plan_with(family, mode, {4, 4}, SectionKind::chorus, 8);
        EXPECT_EQ(song::parse_chord(harmony_of(chorus, 0, seed).back().symbol)->root, chorus.key.tonic) << family;
        const song::Plan verse = plan_with(family, mode, {4, 4}, SectionKind::verse, 8);
        EXPECT_EQ(song::parse_chord(harmony_of(verse, 1, seed).back().symbol)->root, verse.key.tonic)
            << "the song's last section";
        const song::Plan rise = plan_with(family, mode, {4, 4}, SectionKind::prechorus, 4);
        const int last = song::parse_chord(harmony_of(rise, 0, seed).back().symbol)->root;
        EXPECT_NE(last, rise.key.tonic) << family << ": a pre-chorus leads on";
      }
    }
  }
}

TEST(Harmony, DiffersBySeedAndRepeatsForTheSameOne) {
  std::set<std::string> seen;
  for (Seed seed = 0; seed < 12; ++seed) {
    const song::Plan plan = plan_with("pop", song::Mode::major, {4, 4}, SectionKind::verse, 8);
    std::string text;
    for (const song::Chord& chord : harmony_of(plan, 0, seed)) text += chord.symbol + " ";
    seen.insert(text);
    EXPECT_EQ(harmony_of(plan, 0, seed), harmony_of(plan, 0, seed));
  }
  EXPECT_GE(seen.size(), 4u);
}

TEST(Harmony, UsesSeventhsWhereTheStyleDoes) {
  for (std::string_view family : {"jazz", "lofi", "bossa", "funk"}) {
    int rich = 0, all = 0;
    for (Seed seed = 0; seed < 6; ++seed) {
      const song::Plan plan = plan_with(family, song::Mode::minor, {4, 4}, SectionKind::verse, 8);
      for (const song::Chord& chord : harmony_of(plan, 0, seed)) {
        rich += song::parse_chord(chord.symbol)->intervals.size() >= 4;
        ++all;
      }
    }
    EXPECT_GT(rich, all * 8 / 10) << family;
  }
}

TEST(ChordScale, BendsTheScaleToTheChord) {
  const song::Key a_minor{9, song::Mode::minor};
  const auto scale = chord_scale(a_minor, spans_of({{0, 4, "E7"}})[0]);
  EXPECT_NE(std::find(scale.begin(), scale.end(), 8), scale.end()) << "the leading tone over the dominant";
  EXPECT_EQ(std::find(scale.begin(), scale.end(), 7), scale.end());
  struct Case {
    const char* chord;
    int in, out;
  };
  for (const Case& c : {Case{"Fm6", 8, 9}, {"A7", 1, 0}, {"D9", 6, 5}, {"Bb", 10, 11}, {"C#dim7", 1, 0}, {"Abmaj7", 3, 4}}) {
    const auto bent = chord_scale({0, song::Mode::major}, spans_of({{0, 4, c.chord}})[0]);
    EXPECT_NE(std::find(bent.begin(), bent.end(), c.in), bent.end()) << c.chord;
    EXPECT_EQ(std::find(bent.begin(), bent.end(), c.out), bent.end()) << c.chord;
  }
  const auto plain = chord_scale(a_minor, spans_of({{0, 4, "Am"}})[0]);
  EXPECT_EQ(plain, song::scale_of(a_minor));
}

}  // namespace
}  // namespace souls::band::music
