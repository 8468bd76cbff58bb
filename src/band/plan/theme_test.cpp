#include "band/plan/theme.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "band/plan/prompt_test.hpp"

namespace souls::band::plan {
namespace {

using test::read;

TEST(Theme, HoldsWhatTheSongIsAbout) {
  const auto theme =
      make_theme(read("the lighthouse keeper's last night, indie folk with two voices, 95 bpm"), "longing");
  EXPECT_EQ(theme, (std::vector<std::string>{"lighthouse", "keeper", "night", "last"}));
  const auto rain = make_theme(read("rain on neon streets at 3am, lo-fi, sad, 72 bpm"), "sad");
  EXPECT_EQ(rain.size(), 4u);
  EXPECT_EQ(rain.front(), "rain");
  EXPECT_EQ(rain.back(), "sad");
}

TEST(Theme, EndsWithTheWordsThatColourIt) {
  EXPECT_EQ(make_theme(read("mountain village after the first snow, indie folk for two voices"), "warm"),
            (std::vector<std::string>{"mountain", "village", "snow", "first"}));
  const auto giant = make_theme(read("gentle lullaby for a tired giant"), "tender");
  EXPECT_EQ(giant.back(), "gentle");
  EXPECT_EQ(std::count(giant.begin(), giant.end(), "tired"), 1);
  EXPECT_EQ(make_theme(read("a hammer, fast rock"), "bold"), (std::vector<std::string>{"hammer"}));
}

TEST(Theme, KeepsFeelingsAndWhatTheSubjectDoes) {
  EXPECT_EQ(make_theme(read("the robot who wanted to be a tree, jazz waltz, playful"), "playful"),
            (std::vector<std::string>{"robot", "tree", "wanted", "playful"}));
  EXPECT_EQ(make_theme(read("reggae for the harbour workers, sunny, for two voices"), "warm"),
            (std::vector<std::string>{"harbour", "workers", "sunny"}));
  EXPECT_EQ(make_theme(read("my phone fell into the lake, reggae, funny"), "playful").back(), "funny");
  EXPECT_EQ(make_theme(read("write me a song about a hammer, I want it loud"), "bold"), (std::vector<std::string>{"hammer"}));
}

TEST(Theme, KeepsAStyleThatIsOfSomething) {
  EXPECT_EQ(make_theme(read("marching band of ants, ska"), "playful"), (std::vector<std::string>{"band", "ants", "marching"}));
  EXPECT_EQ(make_theme(read("a lullaby for a fox"), "tender").front(), "fox");
}

TEST(Theme, KeepsTheCapitalsOfNames) {
  EXPECT_EQ(make_theme(read("a lullaby for my daughter Saoirse, Saoirse's first snow"), "tender"),
            (std::vector<std::string>{"daughter", "snow", "Saoirse", "first"}));
  EXPECT_EQ(make_theme(read("Lighthouses in winter, indie folk"), "calm"), (std::vector<std::string>{"lighthouses", "winter"}))
      << "a first word has a capital whatever it is";
  EXPECT_EQ(make_theme(read("The Lighthouse In Winter"), "calm"), (std::vector<std::string>{"lighthouse", "winter"}))
      << "so has each word of a title";
  EXPECT_EQ(make_motifs("", {"Winter"}), make_motifs("", {"winter"}));
}

TEST(Theme, FallsBackOnTheMood) {
  EXPECT_FALSE(make_theme(read("sad piano ballad"), "sad").empty());
  EXPECT_NE(make_theme(read("sad piano ballad"), "sad"), make_theme(read("sad piano ballad"), "bold"));
}

TEST(Motifs, AreCalledByWords) {
  EXPECT_EQ(make_motifs("The Lighthouse Keeper's Last Night", {"lighthouse", "keeper", "storm"}),
            (std::vector<std::string>{"lighthouse", "moon", "storm"}));
  EXPECT_TRUE(make_motifs("Qwerty", {"asdf"}).empty());
}

}  // namespace
}  // namespace souls::band::plan
