#include "song/theory.hpp"

#include <gtest/gtest.h>

#include <set>

namespace souls::song {
namespace {

TEST(Key, ReadsBackItsOwnName) {
  for (int tonic = 0; tonic < 12; ++tonic) {
    for (const Mode mode : {Mode::major, Mode::minor}) {
      const Key key{tonic, mode};
      EXPECT_EQ(parse_key(to_string(key)), key) << to_string(key);
    }
  }
}

TEST(Key, ReadsHowPeopleWriteIt) {
  struct Case {
    const char* text;
    Key key;
  };
  for (const Case& c : {Case{"C", {0, Mode::major}}, Case{"Am", {9, Mode::minor}}, Case{"a minor", {9, Mode::minor}},
                        Case{"F#m", {6, Mode::minor}}, Case{"Bb", {10, Mode::major}}, Case{"B♭ major", {10, Mode::major}},
                        Case{"e flat major", {3, Mode::major}}, Case{"C-sharp minor", {1, Mode::minor}},
                        Case{"Cb major", {11, Mode::major}}, Case{"E# minor", {5, Mode::minor}},
                        Case{"Gb major", {6, Mode::major}}, Case{"D# minor", {3, Mode::minor}},
                        Case{"A# minor", {10, Mode::minor}}, Case{"Ab minor", {8, Mode::minor}},
                        Case{"C# major", {1, Mode::major}}, Case{"  G major ", {7, Mode::major}},
                        Case{"dmin", {2, Mode::minor}}, Case{"EMaj", {4, Mode::major}}}) {
    EXPECT_EQ(parse_key(c.text), c.key) << c.text;
  }
  for (const char* bad : {"", "H", "H minor", "A dorian", "minor", "A minor seventh", "#", "7", "♭", "Abb"}) {
    EXPECT_FALSE(parse_key(bad)) << bad;
  }
}

TEST(Key, HasItsSignature) {
  struct Case {
    const char* key;
    int fifths;
  };
  for (const Case& c : {Case{"C", 0}, Case{"Am", 0}, Case{"G", 1}, Case{"Em", 1}, Case{"F", -1}, Case{"Dm", -1},
                        Case{"Eb", -3}, Case{"Cm", -3}, Case{"E", 4}, Case{"C#m", 4}, Case{"Db", -5}, Case{"Bbm", -5},
                        Case{"B", 5}, Case{"G#m", 5}, Case{"Fm", -4}}) {
    EXPECT_EQ(key_fifths(*parse_key(c.key)), c.fifths) << c.key;
  }
}

TEST(Key, HasSevenTones) {
  EXPECT_EQ(scale_of({9, Mode::minor}), (std::array<int, 7>{9, 11, 0, 2, 4, 5, 7}));
  EXPECT_EQ(scale_of({5, Mode::major}), (std::array<int, 7>{5, 7, 9, 10, 0, 2, 4}));
  for (int tonic = 0; tonic < 12; ++tonic) {  // relative keys share their tones
    const auto major = scale_of({tonic, Mode::major});
    const auto minor = scale_of({(tonic + 9) % 12, Mode::minor});
    EXPECT_EQ(std::set(major.begin(), major.end()), std::set(minor.begin(), minor.end()));
  }
}

TEST(Key, SpellsItsTones) {
  EXPECT_EQ(pitch_class_name(10, {5, Mode::major}), "Bb");
  EXPECT_EQ(pitch_class_name(10, {11, Mode::major}), "A#");
  EXPECT_EQ(pitch_class_name(-2, {5, Mode::major}), "Bb");
}

TEST(TimeSignature, ReadsBackItsOwnName) {
  for (int numerator = 2; numerator <= 15; ++numerator) {
    for (const int denominator : {2, 4, 8, 16}) {
      const TimeSignature signature{numerator, denominator};
      EXPECT_EQ(parse_time_signature(to_string(signature)), signature);
    }
  }
  for (const char* bad : {"", "4", "4/", "/4", "1/4", "16/8", "4/3", "4/32", "0/4", "-3/4", "4/4/4", "3.5/4", "waltz"}) {
    EXPECT_FALSE(parse_time_signature(bad)) << bad;
  }
}

TEST(TimeSignature, KnowsItsPulse) {
  EXPECT_TRUE((TimeSignature{6, 8}.compound()));
  EXPECT_TRUE((TimeSignature{12, 8}.compound()));
  EXPECT_FALSE((TimeSignature{3, 8}.compound()));
  EXPECT_FALSE((TimeSignature{6, 4}.compound()));
  EXPECT_DOUBLE_EQ((TimeSignature{7, 8}.measure_beats()), 3.5);
  EXPECT_DOUBLE_EQ((TimeSignature{2, 2}.measure_beats()), 4);
}

TEST(BeatStrength, FollowsTheMeasure) {
  struct Case {
    double beat;
    double measure_beats;
    int strength;
  };
  for (const Case& c : {Case{0, 4, 4}, Case{1, 4, 2}, Case{2, 4, 3}, Case{3, 4, 2}, Case{4, 4, 4}, Case{2.5, 4, 1},
                        Case{2.25, 4, 0}, Case{0, 3, 4}, Case{1, 3, 2}, Case{2, 3, 2}, Case{1.5, 3, 1}, Case{3, 3, 4},
                        Case{3.5, 3.5, 4}, Case{3.96, 4, 4}, Case{17, 4, 2}}) {
    EXPECT_EQ(beat_strength(c.beat, c.measure_beats), c.strength) << c.beat << " of " << c.measure_beats;
  }
}

TEST(Chord, ReadsSymbols) {
  struct Case {
    const char* symbol;
    int root;
    int bass;
    std::vector<int> intervals;
  };
  for (const Case& c : std::vector<Case>{{"C", 0, 0, {0, 4, 7}},
                                         {"Am", 9, 9, {0, 3, 7}},
                                         {"F/A", 5, 9, {0, 4, 7}},
                                         {"Bbm7", 10, 10, {0, 3, 7, 10}},
                                         {"F#maj7", 6, 6, {0, 4, 7, 11}},
                                         {"Csus4", 0, 0, {0, 5, 7}},
                                         {"Bdim", 11, 11, {0, 3, 6}},
                                         {"Gm7b5", 7, 7, {0, 3, 6, 10}},
                                         {"Ab7/Gb", 8, 6, {0, 4, 7, 10}},
                                         {"D5", 2, 2, {0, 7}},
                                         {"D69", 2, 2, {0, 4, 7, 9, 14}},
                                         {"E7b9", 4, 4, {0, 4, 7, 10, 13}}}) {
    const auto chord = parse_chord(c.symbol);
    ASSERT_TRUE(chord) << c.symbol;
    EXPECT_EQ(chord->root, c.root) << c.symbol;
    EXPECT_EQ(chord->bass, c.bass) << c.symbol;
    EXPECT_EQ(chord->intervals, c.intervals) << c.symbol;
  }
  EXPECT_TRUE(parse_chord("N.C.")->intervals.empty());
  for (const char* bad : {"", "H", "am", "C/", "C/H", "C/E/G", "Cfoo", "7", "Cm7 ", "/E"}) {
    EXPECT_FALSE(parse_chord(bad)) << bad;
  }
}

}  // namespace
}  // namespace souls::song
