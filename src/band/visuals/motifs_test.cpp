#include "band/visuals/motifs.hpp"

#include <gtest/gtest.h>

#include <set>

#include "band/visuals/starchart.hpp"
#include "band/visuals/words.hpp"

namespace souls::band::visuals {
namespace {

Placement centred(const Motif& motif) {
  const float scale = 0.9f / std::max(motif.box.width, motif.box.height);
  return {&motif,
          0.5f - (motif.box.x + motif.box.width / 2) * scale,
          0.5f - (motif.box.y + motif.box.height / 2) * scale,
          scale,
          false,
          0};
}

TEST(Motifs, AreManyAndNamedOnce) {
  std::set<std::string_view> names;
  for (const Motif& motif : motifs()) names.insert(motif.name);
  EXPECT_EQ(names.size(), motifs().size());
  EXPECT_GE(names.size(), 45u);
  EXPECT_EQ(find_motif("nothing"), nullptr);
}

TEST(Motifs, DrawInsideTheirBox) {
  for (const Motif& motif : motifs()) {
    const Placement place = centred(motif);
    const Mask page = draw_mask(240, [&](Pen& pen) {
      for (const Part part : {Part::body, Part::shade, Part::light, Part::accent}) paint_part(pen, place, part);
    });
    const Box box = place.box();
    double all = 0, inside = 0;
    for (int y = 0; y < 240; ++y) {
      for (int x = 0; x < 240; ++x) {
        const double ink = static_cast<double>(page.at(x, y));
        const float u = (static_cast<float>(x) + 0.5f) / 240, v = (static_cast<float>(y) + 0.5f) / 240;
        all += ink;
        if (u > box.x - 0.012f && u < box.right() + 0.012f && v > box.y - 0.012f && v < box.bottom() + 0.012f)
          inside += ink;
      }
    }
    EXPECT_GT(inside, all * 0.995) << motif.name;
    const double share = all / 240 / 240 / static_cast<double>(box.width * box.height);
    EXPECT_GT(share, 0.02) << motif.name;
    EXPECT_LT(share, 0.95) << motif.name;
  }
}

TEST(Motifs, HaveABodyAndASecondRole) {
  for (const Motif& motif : motifs()) {
    const Placement place = centred(motif);
    EXPECT_GT(draw_part(200, place, Part::body).ink_share(), 0.002) << motif.name;
    const double roles = draw_part(200, place, Part::accent).ink_share() +
                         draw_part(200, place, Part::light).ink_share() +
                         draw_part(200, place, Part::shade).ink_share();
    EXPECT_GT(roles, 0.0005) << motif.name;
  }
}

TEST(Motifs, CanAllBeConstellations) {
  for (const Motif& motif : motifs()) {
    const StarFigure figure = star_figure(motif);
    EXPECT_GE(figure.stars.size(), 4u) << motif.name;
    EXPECT_LE(figure.stars.size(), 16u) << motif.name;
    EXPECT_GE(figure.lines.size() + 2, figure.stars.size()) << motif.name;
    for (const auto& [a, b] : figure.lines) EXPECT_LT(std::max(a, b), static_cast<int>(figure.stars.size()));
  }
}

TEST(Words, CallTheirMotif) {
  const std::pair<const char*, const char*> table[] = {{"lighthouse", "lighthouse"},
                                                       {"Lullabies", "cradle"},
                                                       {"dancing", "dancer"},
                                                       {"danced", "dancer"},
                                                       {"trains", "train"},
                                                       {"keys", "key"},
                                                       {"leaves", "leaf"},
                                                       {"running", "figure"},
                                                       {"running,", "figure"},
                                                       {"grandmother's", "kettle"},
                                                       {"kites", "kite"},
                                                       {"stars", "star"},
                                                       {"dreaming", "ladder"},
                                                       {"harbour", "boat"},
                                                       {"children", "child"},
                                                       {"storms", "bolt"},
                                                       {"bicycles", "bicycle"},
                                                       {"whales", "whale"},
                                                       {"waiting", "window"},
                                                       {"clocks", "clock"},
                                                       {"xylophonist", ""},
                                                       {"", ""}};
  for (const auto& [word, motif] : table) EXPECT_EQ(motif_of_word(word), motif) << word;
}

TEST(Words, NameOnlyMotifsThatExist) {
  std::set<std::string_view> called;
  for (const char* word : {"rain",   "home",  "night",  "love", "time",    "road",     "fire",   "garden", "city",
                           "ocean",  "light", "sing",   "king", "forever", "computer", "orbit",  "guitar", "coffee",
                           "memory", "phone", "window", "door", "paper",   "anchor",   "choice", "book",   "vinyl"}) {
    const auto motif = motif_of_word(word);
    ASSERT_FALSE(motif.empty()) << word;
    EXPECT_NE(find_motif(motif), nullptr) << word << " " << motif;
    called.insert(motif);
  }
  EXPECT_GE(called.size(), 24u);
}

TEST(Words, TitleComesBeforeBriefAndLyrics) {
  song::CoverBrief brief;
  brief.motifs = {"train"};
  const std::vector<std::string> lyrics = {"rain on the window", "rain again", "rain"};
  const auto found = motifs_of("Paper Boats", brief, lyrics);
  ASSERT_GE(found.size(), 4u);
  EXPECT_EQ(found[1], "boat");
  EXPECT_EQ(found[2], "train");
  EXPECT_EQ(found[3], "umbrella");
}

TEST(Words, WeatherYieldsToThings) {
  const auto found = motifs_of("Thunder over the Old Harbour", {}, {});
  ASSERT_GE(found.size(), 2u);
  EXPECT_NE(found[0], "bolt");
  EXPECT_NE(std::find(found.begin(), found.end(), "bolt"), found.end());
}

}  // namespace
}  // namespace souls::band::visuals
