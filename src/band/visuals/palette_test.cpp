#include "band/visuals/palette.hpp"

#include <gtest/gtest.h>

#include <set>

#include "band/visuals/test_package.hpp"

namespace souls::band::visuals {
namespace {

const std::vector<Combination>& combinations() {
  static const auto loaded = load_combinations(test_package() / "palettes.txt").value();
  return loaded;
}

TEST(Palette, LoadsWadasCombinations) {
  EXPECT_GT(combinations().size(), 200u);
  for (const auto& c : combinations()) EXPECT_GE(c.colours.size(), 3u);
}

TEST(Palette, GivesEveryCombinationItsRoles) {
  for (const auto& c : combinations()) {
    const Palette p = with_roles(c);
    EXPECT_GT(to_lab(p.paper).l, 80) << c.number;
    EXPECT_LT(to_lab(p.ink).l, 32) << c.number;
    EXPECT_GT(contrast(p.paper, p.ink), 4.5f) << c.number;
    EXPECT_GE(chroma(to_lab(p.accent)) + 0.01f, chroma(to_lab(p.main))) << c.number;
  }
}

TEST(Palette, FollowsTheMood) {
  Random warm_random(1), still_random(1);
  double warm = 0, still = 0;
  for (int i = 0; i < 24; ++i) {
    const Palette a = choose_palette(combinations(), "warm", PaletteNeed::any, warm_random);
    const Palette b = choose_palette(combinations(), "still", PaletteNeed::any, still_random);
    for (const Rgb c : {a.accent, a.main, a.second}) warm += static_cast<double>(to_lab(c).b);
    for (const Rgb c : {b.accent, b.main, b.second}) still += static_cast<double>(to_lab(c).b);
  }
  EXPECT_GT(warm, still + 24 * 3 * 15);
}

TEST(Palette, VariesWithTheSeed) {
  std::set<int> numbers;
  for (Seed seed = 0; seed < 40; ++seed) {
    Random random(seed);
    numbers.insert(choose_palette(combinations(), "bold", PaletteNeed::clear_overprint, random).number);
  }
  EXPECT_GE(numbers.size(), 8u);
}

TEST(Palette, RefusesAMissingFile) {
  EXPECT_FALSE(load_combinations(test_package() / "no-such-file.txt").has_value());
}

TEST(Colour, ConvertsThereAndBack) {
  for (const char* hex : {"#ff8040", "#102030", "#f4cf82", "#808080"}) EXPECT_EQ(to_hex(from_hex(hex)), hex);
  const Rgb c = from_hex("#4080c0");
  const Rgb back = from_lab(to_lab(c));
  EXPECT_NEAR(back.r, c.r, 0.01);
  EXPECT_NEAR(back.g, c.g, 0.01);
  EXPECT_NEAR(back.b, c.b, 0.01);
  EXPECT_NEAR(contrast(Rgb{1, 1, 1}, Rgb{0, 0, 0}), 21, 0.01);
  EXPECT_NEAR(to_lab(with_lightness(c, 80)).l, 80, 3);
}

}  // namespace
}  // namespace souls::band::visuals
