#include "band/visuals/scene.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace souls::band::visuals {
namespace {

constexpr Seed kSeeds = 40;

TEST(Scene, TheHeroStandsWholeOnThePage) {
  for (const Motif& motif : motifs()) {
    if (motif.name == "train") continue;  // longer than the page
    for (Seed seed = 1; seed <= kSeeds; ++seed) {
      Random random(seed);
      const Box box = make_scene({&motif}, 0.65f, random).hero_placement().box();
      EXPECT_GE(box.x, 0.05f) << motif.name << " " << seed;
      EXPECT_LE(box.right(), 0.95f) << motif.name << " " << seed;
      EXPECT_GE(box.y, 0.12f) << motif.name << " " << seed;
    }
  }
}

TEST(Scene, TheDiscIsWholeAndEitherClearOfTheHeroOrBehindIt) {
  for (const Motif& motif : motifs()) {
    if (motif.name == "train") continue;
    for (Seed seed = 1; seed <= kSeeds; ++seed) {
      Random random(seed);
      const Scene s = make_scene({&motif}, 0.65f, random);
      if (!s.disc) continue;
      EXPECT_GE(s.light_x - s.light_radius, 0.04f) << motif.name << " " << seed;
      EXPECT_LE(s.light_x + s.light_radius, 0.96f) << motif.name << " " << seed;
      const Box hero = s.hero_placement().box();
      const float half = std::max(s.x - hero.x, hero.right() - s.x), apart = std::fabs(s.light_x - s.x);
      const bool above = s.light_y + s.light_radius < s.base - 0.9f * s.height;
      const bool clear = apart > half + 0.75f * s.light_radius, behind = apart < 0.5f * s.light_radius;
      EXPECT_TRUE(above || clear || behind) << motif.name << " " << seed << " apart " << apart << " half " << half
                                            << " radius " << s.light_radius;
    }
  }
}

TEST(Scene, HeroesAreNearAndFar) {
  const Motif* house = find_motif("house");
  float low = 1, high = 0;
  for (Seed seed = 1; seed <= kSeeds; ++seed) {
    Random random(seed);
    const Scene s = make_scene({house}, 0.65f, random);
    low = std::min(low, s.height);
    high = std::max(high, s.height);
  }
  EXPECT_GT(high, 2 * low);
}

}  // namespace
}  // namespace souls::band::visuals
