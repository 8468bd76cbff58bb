#include "band/visuals/visuals.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <bitset>
#include <cmath>

#include "band/visuals/lettering.hpp"
#include "band/visuals/palette.hpp"
#include "band/visuals/test_package.hpp"
#include "base/cases_test.hpp"

namespace souls::band::visuals {
namespace {

CoverTask task_of(const std::string& style, const std::string& mood, const std::string& title, Seed seed,
                  int side = 600) {
  CoverTask task;
  task.title = title;
  task.artist = "Synthetic Souls";
  task.brief = {style, mood, {}};
  task.side_px = side;
  task.seed = seed;
  return task;
}

Cover draw(const CoverTask& task) {
  auto cover = make_cover(task, test_package(), {});
  EXPECT_TRUE(cover.has_value()) << (cover ? "" : cover.error().message);
  return cover ? std::move(*cover) : Cover{};
}

/// Signs of the lowest 8 × 8 cosine terms of a 32 × 32 grey picture against their median.
std::bitset<64> hash_of(const Cover& cover) {
  double grey[32][32] = {};
  const int side = cover.side_px;
  std::vector<double> count(32 * 32, 0);
  for (int y = 0; y < side; ++y) {
    for (int x = 0; x < side; ++x) {
      const std::uint8_t* p = cover.rgb.data() + 3 * (static_cast<std::size_t>(y) * static_cast<std::size_t>(side) +
                                                      static_cast<std::size_t>(x));
      grey[y * 32 / side][x * 32 / side] += 0.299 * p[0] + 0.587 * p[1] + 0.114 * p[2];
    }
  }
  std::vector<double> terms;
  for (int v = 0; v < 8; ++v) {
    for (int u = 0; u < 8; ++u) {
      double sum = 0;
      for (int y = 0; y < 32; ++y) {
        for (int x = 0; x < 32; ++x)
          sum += grey[y][x] * std::cos(M_PI * u * (2 * x + 1) / 64) * std::cos(M_PI * v * (2 * y + 1) / 64);
      }
      terms.push_back(sum * (u == 0 ? std::sqrt(0.5) : 1) * (v == 0 ? std::sqrt(0.5) : 1));
    }
  }
  std::vector<double> sorted(terms.begin() + 1, terms.end());
  std::nth_element(sorted.begin(), sorted.begin() + 31, sorted.end());
  std::bitset<64> hash;
  for (std::size_t i = 0; i < 64; ++i) hash[i] = terms[i] > sorted[31];
  return hash;
}

/// Bits of the grey levels' distribution.
double entropy_of(const Cover& cover) {
  std::array<double, 256> counts{};
  for (std::size_t i = 0; i + 2 < cover.rgb.size(); i += 3)
    ++counts[static_cast<std::size_t>(0.299 * cover.rgb[i] + 0.587 * cover.rgb[i + 1] + 0.114 * cover.rgb[i + 2])];
  double bits = 0;
  for (const double count : counts) {
    const double share = count / static_cast<double>(cover.rgb.size() / 3);
    if (share > 0) bits -= share * std::log2(share);
  }
  return bits;
}

TEST(FlatStyles, HavePaperAndNotADeadGround) {
  for (const char* style : {"swiss", "typo"}) {
    for (const std::string& mood : moods()) {
      for (Seed seed = 1; seed <= 3; ++seed) {
        EXPECT_GE(entropy_of(draw(task_of(style, mood, "Elevator to the Moon", 7 * seed))), 4.4) << style << mood << seed;
      }
    }
  }
}

class EachStyle : public testing::TestWithParam<std::string> {};

TEST_P(EachStyle, TypeCanBeReadInEveryMood) {
  std::vector<std::string> titles = {"The Robot Who Wanted to Be a Tree", "Neon Rain"};
  titles.resize(static_cast<std::size_t>(test_cases(2)));
  Seed seed = 1;
  for (const std::string& mood : moods()) {
    for (const std::string& title : titles) {
      const Cover cover = draw(task_of(GetParam(), mood, title, seed++));
      ASSERT_GE(cover.scene.text_boxes.size(), 2u);
      for (const auto& box : cover.scene.text_boxes) {
        EXPECT_GE(box.contrast, 4.5) << mood << " " << box.text << " seed " << seed - 1;
        EXPECT_GE(box.x, 0);
        EXPECT_GE(box.y, 0);
        EXPECT_GT(box.width, 30);
        EXPECT_GT(box.height, 15);
        EXPECT_LE(box.x + box.width, 3000) << box.text;
        EXPECT_LE(box.y + box.height, 3000) << box.text;
      }
    }
  }
}

TEST_P(EachStyle, SameTaskSameBytes) {
  const CoverTask task = task_of(GetParam(), "longing", "The Last Train Home", 7, 300);
  EXPECT_EQ(draw(task).rgb, draw(task).rgb);
}

TEST_P(EachStyle, SizesAgree) {
  CoverTask task = task_of(GetParam(), "hopeful", "Kites over Town", 5, 300);
  const Cover small = draw(task);
  task.side_px = 900;
  const Cover large = draw(task);
  EXPECT_LE((hash_of(small) ^ hash_of(large)).count(), 6u);
  double difference = 0;
  for (int y = 0; y < 300; y += 3) {
    for (int x = 0; x < 300; x += 3) {
      double a = 0, b = 0;
      for (int k = 0; k < 9; ++k)
        a += small.rgb[static_cast<std::size_t>(((y + k / 3) * 300 + x + k % 3) * 3 + 1)] / 9.0;
      for (int k = 0; k < 81; ++k)
        b += large.rgb[static_cast<std::size_t>(((3 * y + k / 9) * 900 + 3 * x + k % 9) * 3 + 1)] / 81.0;
      difference += std::fabs(a - b) / 10000;
    }
  }
  EXPECT_LT(difference, 14);
}

TEST_P(EachStyle, NeverTheSamePictureTwice) {
  std::vector<std::bitset<64>> hashes;
  double sum = 0;
  std::size_t least = 64;
  constexpr int kPictures = test_cases(14);
  for (Seed seed = 1; seed <= kPictures; ++seed) {
    CoverTask task = task_of(GetParam(), seed % 2 ? "longing" : "bold", "The Keeper's Last Night", seed, 300);
    hashes.push_back(hash_of(draw(task)));
  }
  for (std::size_t i = 0; i < hashes.size(); ++i) {
    for (std::size_t k = 0; k < i; ++k) {
      const std::size_t distance = (hashes[i] ^ hashes[k]).count();
      least = std::min(least, distance);
      sum += static_cast<double>(distance);
    }
  }
  EXPECT_GE(least, 10u);
  // The mean of a few pairs says little: a sanitized build draws but four pictures.
  if (kPictures >= 14) {
    EXPECT_GE(sum / (kPictures * (kPictures - 1) / 2), 20);
  }
}

/// Mean of red less blue, 0 to 255.
double warmth_of(const Cover& cover) {
  double sum = 0;
  for (std::size_t i = 0; i + 2 < cover.rgb.size(); i += 3) sum += cover.rgb[i] - cover.rgb[i + 2];
  return sum * 3 / static_cast<double>(cover.rgb.size());
}

TEST_P(EachStyle, FollowsThePaletteOfAHand) {
  const std::vector<std::string> red = {"#fbe9e0", "#d62828", "#b3541e", "#3a0d0d"},
                                 blue = {"#e3ecfb", "#2364d2", "#1b7fa8", "#0a1440"};
  for (Seed seed = 1; seed <= static_cast<Seed>(test_cases(3)); ++seed) {
    CoverTask task = task_of(GetParam(), "longing", "The Keeper's Last Night", seed, 300);
    task.brief.palette = red;
    const Cover warm = draw(task);
    task.brief.palette = blue;
    const Cover cool = draw(task);
    for (const auto& [cover, asked] : {std::pair{&warm, &red}, {&cool, &blue}}) {
      const auto& told = cover->scene.palette;  // paper, accent, main, second (mixed from main), ink
      EXPECT_EQ((std::vector<std::string>{told[0], told[1], told[2], told[4]}), *asked);
    }
    EXPECT_GT(warmth_of(warm), warmth_of(cool) + 8) << seed;
  }
}

TEST_P(EachStyle, TypeCanBeReadInAnyPaletteOfAHand) {
  const std::vector<std::vector<std::string>> palettes = {
      {"#808080", "#8a8a8a"}, {"#ffee00", "#fff59d"}, {"#000000", "#0a0a0a"}, {"#ffffff", "#fefefe"},
      {"#ff0000", "#00ff00", "#0000ff", "#ff00ff", "#00ffff", "#ffff00", "#7f7f7f", "#402010"}};
  Seed seed = 40;
  for (const auto& palette : palettes) {
    CoverTask task = task_of(GetParam(), "bold", "Kites over Town", seed++);
    task.brief.palette = palette;
    for (const auto& box : draw(task).scene.text_boxes) EXPECT_GE(box.contrast, 4.5) << palette[0] << " " << box.text;
  }
}

TEST_P(EachStyle, TakesAnyTitle) {
  const std::string weird[] = {
      "A",
      "?",
      "\U0001F30A\U0001F680",
      "\u05e9\u05dc\u05d5\u05dd \u05e2\u05d5\u05dc\u05dd",
      "\u591c\u306e\u6d77",
      std::string(120, 'W'),
      "\xff\xfe broken",
      "",
      "a b c d e f g h i j k l m n o p q r s t u v w x y z a b c d e f g h i j k l m n o p q r s t u v",
      "It Was a Long, Long Night and Nobody Came to Call Me Home Again, So I Walked to the Sea with My Old Red "
      "Suitcase, Alone"};
  Seed seed = 3;
  for (const auto& title : weird) {
    const Cover cover = draw(task_of(GetParam(), "dreaming", title, seed++, 300));
    ASSERT_FALSE(cover.scene.text_boxes.empty());
    for (const auto& box : cover.scene.text_boxes) {
      EXPECT_GE(box.x, 0);
      EXPECT_LE(box.x + box.width, 3000) << title;
      EXPECT_LE(box.y + box.height, 3000) << title;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Styles, EachStyle, testing::ValuesIn(cover_styles()),
                         [](const auto& test) { return test.param; });

TEST(Cover, SeedAndTitleChangeThePicture) {
  const Cover a = draw(task_of("riso", "warm", "Harbour", 1, 200));
  EXPECT_NE(a.rgb, draw(task_of("riso", "warm", "Harbour", 2, 200)).rgb);
  EXPECT_NE(a.rgb, draw(task_of("riso", "warm", "Harbours", 1, 200)).rgb);
}

TEST(Cover, LyricsCallTheHeroWhereTheTitleCallsNone) {
  CoverTask task = task_of("linocut", "longing", "Untitled", 1, 200);
  task.lyrics = {"the old windmill turns", "windmill in the rain"};
  EXPECT_EQ(draw(task).scene.hero, "windmill");
}

TEST(Cover, AHandsHeroGoesBeforeTheTitle) {
  CoverTask task = task_of("linocut", "longing", "Harbour Lights", 1, 200);
  for (const auto& [word, hero] : {std::pair{"windmill", "windmill"}, {"kites", "kite"}, {"phone_box", "phone_box"}}) {
    task.brief.hero = word;
    EXPECT_EQ(draw(task).scene.hero, hero);
  }
}

/// Share of pixels that are clearly blue.
double blue_share(const Cover& cover) {
  std::size_t blue = 0;
  for (std::size_t i = 0; i + 2 < cover.rgb.size(); i += 3)
    blue += cover.rgb[i + 2] > std::max(cover.rgb[i], cover.rgb[i + 1]) + 8;
  return static_cast<double>(blue) * 3 / static_cast<double>(cover.rgb.size());
}

TEST(Cover, NightsTakeNoBlueThatAHandDidNotChoose) {
  for (const char* style : {"light", "starchart"}) {
    for (Seed seed = 1; seed <= 4; ++seed) {
      CoverTask task = task_of(style, "still", "Rain on a Quiet Harbour", seed, 300);
      task.brief.palette = {"#fbe9e0", "#1b7f3b", "#ff7a00", "#0a2412"};
      EXPECT_LT(blue_share(draw(task)), 0.02) << style << " " << seed;
    }
  }
}

/// Deviation of the green, 0 to 255, just above and below a box.
double unrest_about(const Cover& cover, const song::TextBox& box) {
  const auto px = [&](int of_page) { return of_page * cover.side_px / 3000; };
  double count = 0, sum = 0, squares = 0;
  for (const int row : {px(box.y) - 3, px(box.y) - 2, px(box.y + box.height) + 2, px(box.y + box.height) + 3}) {
    for (int x = px(box.x); x < px(box.x + box.width); ++x) {
      const double green = cover.rgb[static_cast<std::size_t>(3 * (std::min(row, cover.side_px - 1) * cover.side_px + x) + 1)];
      count += 1;
      sum += green;
      squares += green * green;
    }
  }
  return std::sqrt(std::max(0.0, squares / count - sum * sum / count / count));
}

TEST(Cover, NamesStandOnOneSheetOfPaper) {
  for (Seed seed = 1; seed <= 16; ++seed) {
    const Cover cover = draw(task_of("papercut", seed % 2 ? "sad" : "playful", "Rain on Neon Streets", seed, 400));
    EXPECT_LT(unrest_about(cover, cover.scene.text_boxes.back()), 5) << seed;
  }
}

TEST(Cover, KnowsWhatCanBeItsHero) {
  for (const auto hero : cover_heroes()) EXPECT_TRUE(is_cover_hero(hero)) << hero;
  for (const char* hero : {"kites", "a Red kite", "the keeper"}) EXPECT_TRUE(is_cover_hero(hero)) << hero;
  for (const char* hero : {"", "quux", "the", "\xff"}) EXPECT_FALSE(is_cover_hero(hero)) << hero;
}

TEST(Cover, RefusesColoursThatAreNone) {
  for (const std::vector<std::string>& palette :
       {std::vector<std::string>{"#ffffff"}, {"red", "blue"}, {"#12345g", "#000000"},
        std::vector<std::string>(9, "#123456")}) {
    CoverTask task = task_of("swiss", "bold", "Kites", 1, 200);
    task.brief.palette = palette;
    EXPECT_EQ(make_cover(task, test_package(), {}).error().code, ErrorCode::invalid_request);
  }
}

TEST(Cover, TellsItsScene) {
  const Cover cover = draw(task_of("swiss", "bold", "Kites", 1, 200));
  EXPECT_EQ(cover.scene.style, "swiss");
  EXPECT_EQ(cover.scene.hero, "kite");
  EXPECT_EQ(cover.scene.palette.size(), 5u);
  EXPECT_EQ(cover.scene.text_boxes[0].text, "Kites");
  EXPECT_EQ(cover.rgb.size(), 200u * 200 * 3);
}

TEST(Cover, RefusesWhatItCannotDraw) {
  EXPECT_EQ(make_cover(task_of("oil", "bold", "Kites", 1), test_package(), {}).error().code,
            ErrorCode::invalid_request);
  EXPECT_EQ(make_cover(task_of("riso", "bold", "Kites", 1, 9000), test_package(), {}).error().code,
            ErrorCode::invalid_request);
  EXPECT_FALSE(make_cover(task_of("riso", "bold", "Kites", 1), test_package() / "nowhere", {}).has_value());
}

TEST(Cover, StopsWhenAsked) {
  Context context;
  context.should_stop = [] { return true; };
  EXPECT_EQ(make_cover(task_of("neon", "bold", "Kites", 1), test_package(), context).error().code,
            ErrorCode::cancelled);
}

}  // namespace
}  // namespace souls::band::visuals
