// Type as image: the title fills the page, and does what it says.

#include "band/visuals/typo.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "band/visuals/fastmath.hpp"
#include "band/visuals/filter.hpp"

namespace souls::band::visuals {
namespace {

constexpr float kMargin = 0.055f;
constexpr float kMeasure = 0.89f;
constexpr float kGap = 0.028f;

TypoColours choose_colours(const Brief& brief, Random& random) {
  const Palette& p = brief.palette;
  const bool dark = p.dark || brief.mood == "dreaming" ? random.chance(0.7) : random.chance(0.4);
  const bool loud = random.chance(0.6);
  TypoColours c;
  c.ground = dark ? p.ink : (loud && luminance(p.accent) > 0.28f ? p.accent : p.paper);
  c.front = dark ? mix(p.paper, p.accent, 0.15f) : p.ink;
  if (contrast(c.ground, c.front) < 7) c.ground = dark ? p.ink : p.paper;
  if (contrast(c.ground, c.front) < 7) c.front = dark ? with_lightness(c.front, 92) : with_lightness(c.front, 12);
  const auto differs = [&](Rgb colour) {
    return std::fabs(to_lab(colour).l - to_lab(c.ground).l) + 0.5f * hue_distance_degrees(colour, c.ground) * 0.2f;
  };
  c.second = differs(p.main) > 12 ? p.main : p.second;
  c.accent = differs(p.accent) > 12 ? p.accent : p.main;
  // What lies behind letters stays nearer to the ground than to the ink.
  const float ground_l = to_lab(c.ground).l, front_l = to_lab(c.front).l;
  const float limit = ground_l + (front_l - ground_l) * 0.34f;
  const float l = to_lab(c.second).l;
  if ((front_l < ground_l && l < limit) || (front_l > ground_l && l > limit))
    c.second = with_lightness(c.second, limit);
  return c;
}

const TypoEffect& choose_effect(const Brief& brief, Random& random) {
  const auto all = typo_effects();
  const bool by_motif = random.chance(0.55);
  const int start = random.integer(0, static_cast<int>(all.size()) - 1);
  const std::size_t words = title_words(brief.title).size();
  const int rows_least = static_cast<int>(code_points(brief.title).size()) / 18 + 1;
  const auto fits = [&](const TypoEffect& e) {
    return rows_least <= e.rows_max - (e.name == "dots" && words > 3 ? 2 : 0);
  };
  if (by_motif) {
    for (const Motif* motif : brief.motifs) {
      const std::string name = " " + std::string(motif->name) + " ";
      for (const auto& effect : all) {
        if (effect.motifs.find(name) != std::string_view::npos && fits(effect)) return effect;
      }
    }
  }
  for (std::size_t k = 0; k < all.size(); ++k) {
    const auto& effect = all[(static_cast<std::size_t>(start) + k) % all.size()];
    if (fits(effect)) return effect;
  }
  return all.back();
}

/// How the block of rows stands on the page.
struct Setting {
  float measure = 1;  ///< of the page's measure
  float height = 0.80f;
  float taste = 0;  ///< prefers fewer (below 0) or more rows
  bool slab = false;
};

/// Rows set to one measure; the split whose height comes nearest to the page.
TypoPage set_page(const Brief& brief, const TypoEffect& effect, const Setting& setting) {
  const float kx = setting.measure;
  Face face =
      effect.narrow ? Face{"Bebas Neue", 700, -0.01f, 0.8f, true} : Face{"League Spartan", 800, -0.02f, 0.8f, false};
  if (setting.slab && !effect.narrow) face = {"Vollkorn", 900, -0.01f, 0.85f, false};
  face = brief.fonts->fitting(face, brief.title);
  const bool bears_stretching = effect.narrow;
  TypoPage page;
  page.side = brief.side;
  float best = 1e9f;
  std::vector<Shape> shapes;
  std::vector<float> heights;
  for (const auto& lines : title_breaks(*brief.fonts, brief.title, face, std::max(effect.rows_max, 5))) {
    std::vector<Shape> set;
    std::vector<float> tall;
    float total = kGap * static_cast<float>(lines.size() - 1), low = 10, high = 0, bad = 0;
    for (std::size_t i = 0; i < lines.size(); ++i) {
      set.push_back(brief.fonts->shape(lines[i], face));
      const Box& ink = set.back().ink;
      const float h = kMeasure * kx * std::max(ink.height, 0.2f) / std::max(ink.width, 0.1f);
      tall.push_back(h);
      total += h;
      low = std::min(low, h);
      high = std::max(high, h);
      const auto words = title_words(lines[i]);
      if (i + 1 < lines.size() && !words.empty() && is_small_word(words.back())) bad += 0.8f;
    }
    const float score = std::fabs(std::log(total / setting.height)) - setting.taste * static_cast<float>(lines.size()) +
                        0.5f * std::max(0.0f, std::log(high / low / 2.2f)) + bad;
    if (score < best) {
      best = score;
      shapes = std::move(set);
      heights = std::move(tall);
    }
  }
  float total = 0;
  for (const float h : heights) total += h;
  const float room = setting.height - kGap * static_cast<float>(heights.size() - 1);
  const float stretch = std::clamp(room / total, bears_stretching ? 0.62f : 0.75f, bears_stretching ? 2.2f : 1.75f);
  const float fit = std::min(1.0f, room / (total * stretch));
  float y = kMargin;
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    const Box ink = shapes[i].ink;
    TypoRow row;
    row.scale_x = kMeasure * kx / std::max(ink.width, 0.1f) * fit;
    row.scale_y = row.scale_x * stretch;
    row.x = kMargin - ink.x * row.scale_x;
    row.y = y - ink.y * row.scale_y;
    y += ink.height * row.scale_y + kGap;
    const Box box{kMargin, row.y + ink.y * row.scale_y, ink.width * row.scale_x, ink.height * row.scale_y};
    page.box = i == 0 ? box : unite(page.box, box);
    row.shape = std::move(shapes[i]);
    page.rows.push_back(std::move(row));
  }
  return page;
}

/// A large quiet shape behind the letters, nearer to the ground than to the ink.
void draw_backdrop(Canvas& canvas, const TypoPage& page, Random& random) {
  const int kind = random.integer(0, 4);
  const float x = roll(random, 0.1f, 0.9f), y = roll(random, 0.1f, 0.9f), r = roll(random, 0.24f, 0.46f);
  const float turn = roll(random, 0, 1), shade = roll(random, 0.35f, 0.8f);
  if (kind == 0) return;
  const Mask shape = draw_mask(page.side, [&](Pen& pen) {
    if (kind == 1) pen.circle(x, y, r);
    if (kind == 2) pen.ring(x, y, r, r * 0.55f);
    if (kind >= 3) {
      pen.translate(0.5f + 0.3f * (x - 0.5f), 0.5f + 0.3f * (y - 0.5f));
      pen.rotate(turn);
      pen.rect(-1.5f, 0, 3, kind == 3 ? 1.5f : r);
    }
  });
  const Rgb colour = mix(page.colours.ground, page.colours.second, shade);
  if (contrast(colour, page.colours.front) >= 5.4f) lay(canvas, colour, shape);
}

}  // namespace

Picture draw_typo(const Brief& brief, Random& random) {
  const int side = brief.side;
  const TypoEffect& effect = choose_effect(brief, random);
  Setting setting;
  const int block = random.integer(0, 3);
  const bool many = code_points(brief.title).size() > 30;
  setting.measure = (effect.name == "echo" ? 0.90f : 1.0f) * (block == 0 && !many ? roll(random, 0.66f, 0.80f) : 1.0f);
  setting.height = block == 1 && !many ? roll(random, 0.50f, 0.66f) : roll(random, 0.74f, 0.80f);
  setting.taste = roll(random, -0.22f, 0.22f);
  setting.slab = random.chance(0.4);
  TypoPage page = set_page(brief, effect, setting);
  page.colours = choose_colours(brief, random);
  // Short titles leave a quiet half; it may lie above them as well as below.
  const float used = page.box.bottom(), shift = random.chance(0.5) ? std::max(0.0f, 0.885f - used) : 0.0f;
  for (auto& row : page.rows) row.y += shift;
  page.box.y += shift;
  const float spare = 2 * (0.5f - kMargin) - page.box.width;
  const float aside =
      effect.name == "echo" ? std::min(spare / 2, 0.04f) : (random.chance(0.5) ? std::max(spare, 0.0f) : 0.0f);
  for (auto& row : page.rows) row.x += aside;
  page.box.x += aside;
  page.letters = draw_mask(side, [&](Pen& pen) { paint_rows(pen, page, 0, 0); });
  const Grain grain(random, 1.2f);
  const Fbm cloud(random, 3, 3);
  Picture picture{Canvas(side, page.colours.ground), {}};
  Canvas& canvas = picture.canvas;
  draw_backdrop(canvas, page, random);
  effect.draw(canvas, page, random);

  Lettering title_ink;
  title_ink.text = brief.title;
  title_ink.box = page.box;
  title_ink.mask = page.letters;
  const TypeSet artist = fit_line(*brief.fonts, brief.artist, {"Inter", 600, -0.01f, 1}, 0.027f, 0.7f);
  Lettering artist_ink = set_type(artist, side, kMargin, 0.956f, Align::left);
  const Rgb inks[] = {page.colours.front, brief.palette.paper, brief.palette.ink};
  lay_type(canvas, artist_ink, inks);
  // The title once more, small, as on the spine: pictures of words want a caption.
  const float room = 0.92f - 2 * kMargin - artist_ink.box.width;
  const TypeSet caption = fit_line(*brief.fonts, brief.title, {"Inter", 600, -0.01f, 1}, 0.027f, room);
  Lettering caption_ink = set_type(caption, side, 1 - kMargin, 0.956f, Align::right);
  lay_type(canvas, caption_ink, inks);

  std::vector<float> noise(static_cast<std::size_t>(side)), mottle(noise);
  for (int y = 0; y < side; ++y) {
    grain.row(y, side, noise.data());
    cloud.row(y, side, mottle.data());
    float *r = canvas.red.row(y), *g = canvas.green.row(y), *b = canvas.blue.row(y);
    for (int x = 0; x < side; ++x) {
      const auto i = static_cast<std::size_t>(x);
      const float k = 1 + 0.020f * noise[i] + 0.03f * mottle[i], lift = 0.003f * noise[i];
      r[x] = r[x] * k + lift;
      g[x] = g[x] * k + lift;
      b[x] = b[x] * k + lift;
    }
  }
  picture.lettering.push_back(std::move(title_ink));
  picture.lettering.push_back(std::move(artist_ink));
  picture.lettering.push_back(std::move(caption_ink));
  return picture;
}

}  // namespace souls::band::visuals
