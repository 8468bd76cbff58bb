#include "band/plan/title.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "band/plan/prompt_test.hpp"
#include "base/text.hpp"

namespace souls::band::plan {
namespace {

using test::read;

std::string title_of(std::string_view prompt) {
  Random random(1);
  return make_title(read(prompt), "pop", "hopeful", random);
}

TEST(Title, TakesTheTellingPhrase) {
  const std::pair<const char*, const char*> cases[] = {
      {"the lighthouse keeper's last night, indie folk with two voices", "The Lighthouse Keeper's Last Night"},
      {"rain on neon streets at 3am, lo-fi, sad, 72 bpm", "Rain on Neon Streets"},
      {"my grandmother's kitchen in winter", "My Grandmother's Kitchen in Winter"},
      {"an anthem for machines that dream, cinematic, 3 minutes", "Machines That Dream"},
      {"a lullaby an AI sings to a child, gentle, in 6/8", "Lullaby for a Child"},
      {"first steps of a newborn mind, hopeful synthwave", "First Steps of a Newborn Mind"},
      {"a letter to the person I was ten years ago, piano ballad in A minor", "Ten Years Ago"},
      {"the robot who wanted to be a tree, jazz waltz, playful", "The Robot and the Tree"},
      {"thunder over the old harbour, rock, loud chorus", "Thunder Over the Old Harbour"},
      {"nothing but stars and radio silence, ambient, instrumental", "Stars and Radio Silence"},
      {"the last train home, pop, a girl who finally stops running", "The Last Train Home"},
      {"the bus driver's summer off, reggae", "The Bus Driver's Summer Off"},
      {"the night the lights went out, folk", "The Night the Lights Went Out"},
      {"FUNKY SONG ABOUT PANCAKES!!!", "Pancakes"},
      {"punk rock: my landlord is a vampire", "My Landlord Is a Vampire"},
      {"no drums, just guitar and voice: the winter we stopped talking", "The Winter We Stopped Talking"},
      {"a song about the last payphone in town", "The Last Payphone in Town"},
      {"I miss the smell of the library, lo-fi, 45 seconds", "The Smell of the Library"},
      {"goodbye, summer", "Goodbye, Summer"},
      {"marching band of ants, ska", "Marching Band of Ants"},
      {"a house of cards, rock", "A House of Cards"},
      {"a paper boat on the flooded street, lullaby", "A Paper Boat on the Flooded Street"},
      {"a tram conductor who collects lost gloves, indie folk", "A Tram Conductor Who Collects Lost Gloves"},
      {"a song for my dog who is getting old", "My Dog Who Is Getting Old"},
      {"the ferry captain who collects bells", "The Ferry Captain Who Collects Bells"},
      {"my phone fell into the lake, reggae, funny", "My Phone Fell into the Lake"},
      {"it rains inside my suitcase", "It Rains Inside My Suitcase"},
      {"the museum guard who falls in love with a painting", "The Museum Guard"},
      {"a song about two old friends who meet on a train", "Two Old Friends"},
      {"hide and seek in an empty house", "Hide and Seek"},
      {"everything my father fixed, rock ballad in E minor", "Everything My Father Fixed"},
      {"everything I lost in the flood, folk", "Everything I Lost in the Flood"},
      {"everyone I ever danced with, house", "Everyone I Ever Danced With"},
      {"something about the sea at night, ambient", "The Sea at Night"},
      {"wolves", "Wolves"}};
  for (const auto& [prompt, title] : cases) EXPECT_EQ(title_of(prompt), title) << prompt;
}

TEST(Title, IsShortAndEndsWell) {
  for (const char* prompt :
       {"the day that the sea came back to take what we had borrowed from it, slow rock", "of the and a",
        "asdf qwer zxcv uiop hjkl bnm", "a story of", "una canción sobre el mar y la luna",
        "雨の夜に歌う機械の子守唄",
        "?!", "🙂", "sad piano ballad in C minor, 72 bpm",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
        "aaa",
        "don't", "'", "the"}) {
    const std::string title = title_of(prompt);
    EXPECT_FALSE(title.empty()) << prompt;
    EXPECT_LE(title.size(), 60u) << prompt;
    EXPECT_TRUE(is_utf8(title)) << prompt;
    EXPECT_LE(std::count(title.begin(), title.end(), ' '), 4) << title;
    const std::string last = to_lower(title.substr(title.rfind(' ') == std::string::npos ? 0 : title.rfind(' ') + 1));
    if (title.find(' ') != std::string::npos) {
      for (const char* small : {"of", "the", "a", "to", "and", "in", "for"}) EXPECT_NE(last, small) << title;
    }
  }
}

TEST(Title, IsNoSmallWord) {
  Random random(1);
  for (const char* prompt : {"gentle lullaby for a tired giant", "sad song for a quiet stranger", "a lullaby for a robot"}) {
    const std::string title = make_title(read(prompt), "lullaby", "tender", random);
    EXPECT_GT(title.size(), 4u) << prompt << ": " << title;
  }
}

}  // namespace
}  // namespace souls::band::plan
