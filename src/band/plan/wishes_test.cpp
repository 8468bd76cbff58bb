#include "band/plan/wishes.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace souls::band::plan {
namespace {

using song::SectionKind;

Wishes wishes_of(std::string_view prompt) {
  std::vector<Token> tokens = tokenize(prompt);
  calm_shouting(tokens);
  return read_wishes(tokens);
}

TEST(Wishes, ReadTempo) {
  const std::pair<const char*, double> cases[] = {{"rain, lo-fi, sad, 72 bpm", 72},  {"house at 124bpm", 124},
                                                  {"a song, tempo 98", 98},          {"BPM 140 trap", 140},
                                                  {"at 92.5 BPM please", 92.5},      {"ninety bpm", 90},
                                                  {"a hundred and twenty bpm", 120}, {"120 beats per minute", 120},
                                                  {"a tune marked andante", 84},     {"9000 bpm madness", 220},
                                                  {"tempo of 66, hymn", 66}};
  for (const auto& [prompt, tempo] : cases) EXPECT_EQ(wishes_of(prompt).tempo_bpm.value_or(0), tempo) << prompt;
  EXPECT_FALSE(wishes_of("120 sheep in a field").tempo_bpm);
  EXPECT_EQ(wishes_of("a slow song").tempo_feel, -1);
  EXPECT_EQ(wishes_of("very fast punk").tempo_feel, 2);
  EXPECT_EQ(wishes_of("upbeat pop").tempo_feel, 1);
  EXPECT_EQ(wishes_of("not too fast").tempo_feel, -1);
}

TEST(Wishes, ReadMetre) {
  const std::pair<const char*, song::TimeSignature> cases[] = {
      {"gentle, in 6/8", {6, 8}},     {"IN 5/4", {5, 4}},       {"a song in three-four", {3, 4}},
      {"in waltz time", {3, 4}},      {"in seven", {7, 4 * 2}}, {"7/8 time, metal", {7, 8}},
      {"in three four time", {3, 4}}, {"in five", {5, 4}},      {"12/8 blues", {12, 8}},
      {"march time", {2, 4}}};
  for (const auto& [prompt, metre] : cases) {
    const auto found = wishes_of(prompt).metre;
    ASSERT_TRUE(found) << prompt;
    EXPECT_EQ(*found, metre) << prompt;
  }
  for (const char* prompt :
       {"open 24/7", "a cabin in three days", "9/11 memories", "seven birds", "in four years we meet"}) {
    EXPECT_FALSE(wishes_of(prompt).metre) << prompt;
  }
}

TEST(Wishes, ReadKeyAndMode) {
  const std::pair<const char*, const char*> cases[] = {{"piano ballad in A minor", "A minor"},
                                                       {"F# minor", "F# minor"},
                                                       {"in the key of D", "D major"},
                                                       {"rock in e flat major", "Eb major"},
                                                       {"in C-sharp minor", "C# minor"},
                                                       {"Bb major waltz", "Bb major"},
                                                       {"IN A MINOR", "A minor"},
                                                       {"techno, Am", "A minor"},
                                                       {"a folk song in G", "G major"},
                                                       {"in B♭ minor", "Bb minor"}};
  for (const auto& [prompt, key] : cases) {
    const auto found = wishes_of(prompt).key;
    ASSERT_TRUE(found) << prompt;
    EXPECT_EQ(song::to_string(*found), key) << prompt;
  }
  for (const char* prompt : {"a minor miracle", "in a minor key", "a major city at night", "I am alone", "in a house",
                             "be my friend", "H minor"}) {
    EXPECT_FALSE(wishes_of(prompt).key) << prompt;
  }
  EXPECT_EQ(wishes_of("in a minor key").mode, song::Mode::minor);
  EXPECT_EQ(wishes_of("a happy tune, major key").mode, song::Mode::major);
}

TEST(Wishes, ReadLength) {
  const std::pair<const char*, double> cases[] = {{"lo-fi, 45 seconds", 45},
                                                  {"cinematic, 3 minutes", 180},
                                                  {"two and a half minutes of techno", 150},
                                                  {"folk, 1:30", 90},
                                                  {"a minute and a half, rock", 90},
                                                  {"90 s, pop", 90},
                                                  {"a 3-minute pop song about dogs", 180},
                                                  {"make it 45 seconds", 45},
                                                  {"half a minute, jingle", 30},
                                                  {"2 minutes 30 seconds, funk", 150},
                                                  {"pop, 20s", 20},
                                                  {"one minute long, lullaby", 60},
                                                  {"a song about rain for 45 seconds", 45},
                                                  {"an hour long drone", 600}};
  for (const auto& [prompt, seconds] : cases) EXPECT_EQ(wishes_of(prompt).length_s.value_or(0), seconds) << prompt;
  for (const char* prompt : {"five minutes before midnight", "ten years ago", "the last 30 seconds of the world",
                             "at 1:30 am on a bridge", "I waited two minutes for you", "3 minutes to midnight"}) {
    EXPECT_FALSE(wishes_of(prompt).length_s) << prompt;
  }
}

TEST(Wishes, ReadStyle) {
  const std::pair<const char*, const char*> cases[] = {{"thunder over the harbour, rock, loud chorus", "rock"},
                                                       {"we are the code, house, no bridge", "house"},
                                                       {"a piano ballad in A minor", "pop ballad"},
                                                       {"the robot, jazz waltz, playful", "jazz waltz"},
                                                       {"LO-FI rain", "lo-fi"},
                                                       {"lofi hip-hop beats", "lo-fi"},
                                                       {"rhythm and blues", "r&b"},
                                                       {"drum & bass for the city", "drum and bass"},
                                                       {"a punk song about cats", "punk"},
                                                       {"rock about thunder", "rock"},
                                                       {"a synth-pop song", "new wave"},
                                                       {"deep house", "house"},
                                                       {"an epic film score", "cinematic"},
                                                       {"bossa nova", "bossa nova"},
                                                       {"a country song", "country"}};
  for (const auto& [prompt, style] : cases) {
    const Wishes wishes = wishes_of(prompt);
    ASSERT_FALSE(wishes.styles.empty()) << prompt;
    EXPECT_EQ(wishes.styles.front()->name, style) << prompt;
  }
  for (const char* prompt : {"a house on the rock by the sea", "my house", "a trap for my soul in this country",
                             "the march of time", "no jazz, please"}) {
    EXPECT_TRUE(wishes_of(prompt).styles.empty()) << prompt;
  }
  EXPECT_EQ(wishes_of("bees, in the style of zorbcore").unknown_style.value_or(""), "zorbcore");
  EXPECT_EQ(wishes_of("bees in the style of reggae").styles.front()->name, "reggae");
}

TEST(Wishes, ReadForm) {
  const auto without = [](const char* prompt, SectionKind kind) {
    const auto kinds = wishes_of(prompt).without;
    return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
  };
  EXPECT_TRUE(without("pop, no bridge", SectionKind::bridge));
  EXPECT_TRUE(without("without a chorus", SectionKind::chorus));
  EXPECT_TRUE(without("no intro or outro", SectionKind::intro));
  EXPECT_TRUE(without("no intro or outro", SectionKind::outro));
  EXPECT_FALSE(without("a bridge over the river", SectionKind::bridge));
  EXPECT_EQ(wishes_of("rock, loud chorus").loud_chorus, 1);
  EXPECT_EQ(wishes_of("with a long intro").intro_length, 1);
  EXPECT_EQ(wishes_of("two verses, folk").verses, 2);
  const auto with = wishes_of("pop with a bridge and a guitar solo").with;
  EXPECT_NE(std::find(with.begin(), with.end(), SectionKind::bridge), with.end());
  EXPECT_NE(std::find(with.begin(), with.end(), SectionKind::solo), with.end());
}

TEST(Wishes, ReadInstrumentsAndVoices) {
  const Wishes none = wishes_of("a march with no drums and no bass");
  ASSERT_EQ(none.banned.size(), 2u);
  EXPECT_EQ(none.banned[0].role, song::Role::drums);
  EXPECT_EQ(none.banned[1].role, song::Role::bass);
  const Wishes some = wishes_of("folk with strings and acoustic guitar");
  ASSERT_EQ(some.instruments.size(), 2u);
  EXPECT_EQ(some.instruments[1].ids, "steel_guitar");
  EXPECT_TRUE(wishes_of("solo piano, slow").instrumental);
  EXPECT_TRUE(wishes_of("just guitar and voice").solo_instrument);
  EXPECT_FALSE(wishes_of("just guitar and voice").instrumental);
  EXPECT_TRUE(wishes_of("stars, ambient, Instrumental").instrumental);
  EXPECT_TRUE(wishes_of("techno without vocals").instrumental);
  EXPECT_EQ(wishes_of("for two voices").harmony, Harmony::throughout);
  EXPECT_EQ(wishes_of("a duet, soul").harmony, Harmony::throughout);
  EXPECT_EQ(wishes_of("folk, no harmonies").harmony, Harmony::none);
  EXPECT_EQ(wishes_of("deep male voice").voice, "baritone");
  EXPECT_EQ(wishes_of("sung by a robot").voice, "robot");
  EXPECT_EQ(wishes_of("pop, female voice").gender, "female");
  EXPECT_TRUE(wishes_of("hymn with a choir").choir);
  EXPECT_TRUE(wishes_of("an acoustic song").acoustic);
}

TEST(Wishes, ReadMoodsAndDenials) {
  EXPECT_GT(wishes_of("a sad song").moods["sad"], 0);
  EXPECT_LT(wishes_of("not sad, pop").moods["sad"], 0);
  EXPECT_GT(wishes_of("Thunder").moods["stormy"], 0);
  for (const char* word :
       {"tender", "hopeful", "sad", "stormy", "playful", "bold", "calm", "warm", "longing", "dreamy"}) {
    EXPECT_TRUE(wishes_of(word).mood_named) << word;
  }
}

TEST(Wishes, LeaveTheThemeAlone) {
  std::vector<Token> tokens = tokenize("a sad robot plays my father's guitar, 100 bpm, slow, no drums");
  read_wishes(tokens);
  std::string left;
  for (const Token& token : tokens) {
    if (!token.request) left += token.lower + ' ';
  }
  EXPECT_EQ(left, "a sad robot plays my father's guitar ");
}

}  // namespace
}  // namespace souls::band::plan
