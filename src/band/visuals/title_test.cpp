#include "band/visuals/title.hpp"

#include <gtest/gtest.h>

#include "band/visuals/lettering.hpp"
#include "band/visuals/test_package.hpp"

namespace souls::band::visuals {
namespace {

const Face kFace{"League Spartan", 800, -0.02f, 0.92f};

std::string last_word(const std::string& line) {
  const auto space = line.rfind(' ');
  return space == std::string::npos ? line : line.substr(space + 1);
}

TEST(Title, NeverEndsALineInASmallWord) {
  for (const char* title :
       {"The Robot Who Wanted to Be a Tree", "Thunder over the Old Harbour", "The Keeper's Last Night",
        "A Letter to the Person I Was Ten Years Ago", "Nothing but Stars and Radio Silence",
        "In the Middle of the Night on the Edge of the World", "My Grandmother's Kitchen in Winter"}) {
    const TypeSet set = fit_title(test_fonts(), title, kFace, 0.86f, 0.2f, 0.12f, 3);
    for (std::size_t i = 0; i + 1 < set.lines.size(); ++i)
      EXPECT_FALSE(is_small_word(last_word(set.lines[i]))) << set.lines[i];
    for (const auto& lines : title_breaks(test_fonts(), title, kFace, 3)) {
      for (std::size_t i = 0; i + 1 < lines.size(); ++i) EXPECT_FALSE(is_small_word(last_word(lines[i]))) << lines[i];
    }
  }
}

TEST(Title, FitsItsBox) {
  const std::string longest(120, 'm');
  for (const std::string& title :
       {std::string("A"), std::string("Kites"), longest, std::string("Donaudampfschifffahrtsgesellschaftskapitän"),
        std::string("one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
                    "seventeen")}) {
    const TypeSet set = fit_title(test_fonts(), title, kFace, 0.8f, 0.2f, 0.12f, 2);
    ASSERT_FALSE(set.lines.empty());
    EXPECT_LE(set.width(), 0.8001f) << title;
    EXPECT_LE(set.height(), 0.2001f) << title;
    EXPECT_LE(set.size, 0.1201f);
    EXPECT_GT(set.size, 0.015f) << title;
  }
}

TEST(Title, KeepsAllWords) {
  std::string joined;
  const TypeSet set = fit_title(test_fonts(), "Thunder over the Old Harbour", kFace, 0.8f, 0.2f, 0.12f, 3);
  for (const auto& line : set.lines) joined += (joined.empty() ? "" : " ") + line;
  EXPECT_EQ(joined, "Thunder over the Old Harbour");
}

TEST(Title, SetsLongLinesWhole) {
  const Shape half = test_fonts().shape("The Robot Who Wanted", kFace),
              whole = test_fonts().shape("The Robot Who Wanted to Be a Tree", kFace);
  EXPECT_GT(whole.ink.width, 1.4f * half.ink.width);
}

TEST(Title, InkMeetsTheMargin) {
  const TypeSet set = fit_title(test_fonts(), "Jewel", kFace, 0.5f, 0.2f, 0.12f, 1);
  EXPECT_NEAR(set_type(set, 600, 0.07f, 0.5f, Align::left).box.x, 0.07f, 1e-4f);
  EXPECT_NEAR(set_type(set, 600, 0.93f, 0.5f, Align::right).box.right(), 0.93f, 1e-4f);
  const Box middle = set_type(set, 600, 0.5f, 0.5f, Align::centre).box;
  EXPECT_NEAR(middle.x + middle.width / 2, 0.5f, 1e-4f);
}

TEST(Fonts, DropWhatTheyCannotDraw) {
  EXPECT_EQ(test_fonts().drawable("  Rain \t\n drops  "), "Rain drops");
  EXPECT_EQ(test_fonts().drawable("a\xff\xfe b"), "a b");
  EXPECT_EQ(test_fonts().drawable("Caf\u00e9 \u0161\u0142\u00f8\u1ec5"), "Caf\u00e9 \u0161\u0142\u00f8\u1ec5");
  EXPECT_EQ(test_fonts().drawable("ok\U0001F9FF\u200d\ufe0f"), "ok");
}

TEST(Fonts, FindARelativeForOtherScripts) {
  for (const char* text :
       {"\u041f\u0440\u0438\u0432\u0435\u0442", "\u0393\u03b5\u03b9\u03ac", "\u05e9\u05dc\u05d5\u05dd",
        "\u0645\u0631\u062d\u0628\u0627", "\u591c\u66f2", "Ti\u1ebfng Vi\u1ec7t"}) {
    const std::string drawable = test_fonts().drawable(text);
    ASSERT_EQ(drawable, text);
    const Face face = test_fonts().fitting({"Bebas Neue", 700, 0.02f, 0.88f, true}, drawable);
    EXPECT_TRUE(test_fonts().covers(face.family, drawable)) << text << " " << face.family;
    EXPECT_GT(test_fonts().shape(drawable, face).ink.width, 0.3f);
  }
}

TEST(Fonts, RefuseAFolderWithoutFonts) { EXPECT_FALSE(Fonts::load(test_package()).has_value()); }

TEST(Contrast, IsMeasuredBetweenLettersAndGround) {
  Canvas canvas(400, from_hex("#204060"));
  const TypeSet set = fit_title(test_fonts(), "Measured", kFace, 0.8f, 0.2f, 0.15f, 1);
  const Lettering type = set_type(set, 400, 0.1f, 0.5f, Align::left);
  lay(canvas, {1, 1, 1}, type.mask);
  EXPECT_NEAR(measured_contrast(to_bytes(canvas, 1), 400, type.box),
              static_cast<double>(contrast(from_hex("#204060"), {1, 1, 1})), 0.4);
}

TEST(Contrast, TypeIsMadeReadableOnAnyGround) {
  for (const char* ground : {"#808080", "#a0a0a0", "#ffcc00", "#336699", "#000000", "#ffffff"}) {
    Canvas canvas(400, from_hex(ground));
    const TypeSet set = fit_title(test_fonts(), "Measured", kFace, 0.8f, 0.2f, 0.15f, 1);
    const Lettering type = set_type(set, 400, 0.1f, 0.5f, Align::left);
    const Rgb inks[] = {{0.9f, 0.9f, 0.88f}, {0.1f, 0.1f, 0.12f}};
    lay_type(canvas, type, inks);
    EXPECT_GE(measured_contrast(to_bytes(canvas, 1), 400, type.box), 4.5) << ground;
  }
}

}  // namespace
}  // namespace souls::band::visuals
