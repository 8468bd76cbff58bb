// Type as image: the title fills the page, and does what it says.

#include "band/visuals/typo.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "band/visuals/fastmath.hpp"
#include "band/visuals/filter.hpp"
#include "band/visuals/lens.hpp"

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
  const bool by_motif = random.chance(0.4);
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

/// Rows to one measure, or at one size: flush left, flush right, or each a step further; or apart at both ends.
enum class Block { measure, left, right, stair, apart };

/// How the block of rows stands on the page.
struct Setting {
  Block block = Block::measure;
  float measure = 1;  ///< of the page's measure
  float height = 0.80f;
  float taste = 0;  ///< prefers fewer (below 0) or more rows
  bool slab = false;
};

/// Letters above and below the baseline, at size 1.
struct Reach {
  float above = 0.1f, below = 0, width = 0.1f;

  float height() const { return above + below; }
};

Reach reach_of(const Shape& shape) {
  const Box& ink = shape.ink;
  return {std::max(-ink.y, 0.1f), ink.bottom(), std::max(ink.width, 0.1f)};
}

/// Where a row starts between the margins.
float row_left(Block block, std::size_t row, std::size_t rows, float spare) {
  if (block == Block::right) return kMargin + spare;
  if (block == Block::stair && rows > 1) {
    return kMargin + spare * static_cast<float>(row) / static_cast<float>(rows - 1);
  }
  return kMargin;
}

/// Puts the rows on the page from the top margin down, stretched together towards the height that is asked.
void place_rows(TypoPage& page, std::vector<Shape> shapes, const Setting& setting, float stretch_max) {
  const bool one_size = setting.block == Block::left || setting.block == Block::right || setting.block == Block::stair;
  const std::size_t rows = shapes.size();
  std::vector<Reach> reaches;
  Reach common;
  for (const Shape& shape : shapes) {
    reaches.push_back(reach_of(shape));
    common.above = std::max(common.above, reaches.back().above);
    common.below = std::max(common.below, reaches.back().below);
    common.width = std::max(common.width, reaches.back().width);
  }
  float total = 0;
  std::vector<float> sizes;
  for (Reach& reach : reaches) {
    const float size = kMeasure * setting.measure / (one_size ? common.width : reach.width);
    if (one_size) reach = {common.above, common.below, reach.width};
    sizes.push_back(size);
    total += size * reach.height();
  }
  const float room = setting.height - kGap * static_cast<float>(rows - 1);
  const float stretch = std::clamp(room / total, stretch_max > 2 ? 0.62f : 0.75f, stretch_max);
  const float fit = std::min(1.0f, room / (total * stretch));
  float y = kMargin;
  for (std::size_t i = 0; i < rows; ++i) {
    const Box ink = shapes[i].ink;
    TypoRow row;
    row.scale_x = sizes[i] * fit;
    row.scale_y = row.scale_x * stretch;
    const float spare = std::max(kMeasure * setting.measure - ink.width * row.scale_x, 0.0f);
    row.x = row_left(setting.block, i, rows, spare) - ink.x * row.scale_x;
    row.y = y + reaches[i].above * row.scale_y;
    y += reaches[i].height() * row.scale_y + kGap;
    row.shape = std::move(shapes[i]);
    page.rows.push_back(std::move(row));
  }
}

Box row_box(const TypoRow& row) {
  const Box& ink = row.shape.ink;
  return {row.x + ink.x * row.scale_x, row.y + ink.y * row.scale_y, ink.width * row.scale_x, ink.height * row.scale_y};
}

Box box_of(const TypoPage& page) {
  Box box = row_box(page.rows.front());
  for (const TypoRow& row : page.rows) box = unite(box, row_box(row));
  if (page.turn == 0) return box;
  const float c = cos_turns(page.turn), s = sin_turns(page.turn);
  Box turned;
  bool first = true;
  for (const TypoRow& row : page.rows) {
    const Box b = row_box(row);
    for (const Point p : {Point{b.x, b.y}, {b.right(), b.y}, {b.x, b.bottom()}, {b.right(), b.bottom()}}) {
      const float x = p.x - 0.5f, y = p.y - 0.5f;
      const Box at{0.5f + x * c - y * s, 0.5f + x * s + y * c, 0, 0};
      turned = first ? at : unite(turned, at);
      first = false;
    }
  }
  return turned;
}

/// The split of the title into rows whose height comes nearest to the page.
TypoPage set_page(const Brief& brief, const TypoEffect& effect, const Setting& setting) {
  Face face =
      effect.narrow ? Face{"Bebas Neue", 700, -0.01f, 0.8f, true} : Face{"League Spartan", 800, -0.02f, 0.8f, false};
  if (setting.slab && !effect.narrow) face = {"Vollkorn", 900, -0.01f, 0.85f, false};
  face = brief.fonts->fitting(face, brief.title);
  TypoPage page;
  page.side = brief.side;
  float best = 1e9f;
  std::vector<Shape> shapes;
  for (const auto& lines : title_breaks(*brief.fonts, brief.title, face, std::max(effect.rows_max, 5))) {
    std::vector<Shape> set;
    float total = kGap * static_cast<float>(lines.size() - 1), low = 10, high = 0, bad = 0;
    for (std::size_t i = 0; i < lines.size(); ++i) {
      set.push_back(brief.fonts->shape(lines[i], face));
      const Box& ink = set.back().ink;
      const float h = kMeasure * setting.measure * std::max(ink.height, 0.2f) / std::max(ink.width, 0.1f);
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
    }
  }
  place_rows(page, std::move(shapes), setting, effect.narrow ? 2.2f : 1.75f);
  return page;
}

/// Moves the block, or its halves, to where they stand between the margins; leans it where the effect bears that.
void arrange(TypoPage& page, const Setting& setting, const TypoEffect& effect, Random& random) {
  const float low = random.chance(0.7) ? static_cast<float>(random.integer(0, 1)) : roll(random, 0.3f, 0.7f);
  const bool aside = random.chance(0.5), leans = random.chance(0.45);
  const float turn = roll(random, 0.011f, 0.021f) * (random.chance(0.7) ? -1.0f : 1.0f);
  Box box = box_of(page);
  const float room = std::max(0.0f, 0.885f - box.bottom());
  const bool apart = setting.block == Block::apart && page.rows.size() > 1;
  const std::size_t first_moved = apart ? (page.rows.size() + 1) / 2 : 0;
  for (std::size_t i = first_moved; i < page.rows.size(); ++i) page.rows[i].y += room * (apart ? 1 : low);
  const float spare = std::max(2 * (0.5f - kMargin) - box.width, 0.0f);
  const float step = effect.name == "echo" ? std::min(spare / 2, 0.04f) : (aside ? spare : 0.0f);
  const bool both_edges = apart && random.chance(0.6);  // the lower half starts where the upper one ends
  for (std::size_t i = both_edges ? first_moved : 0; i < page.rows.size(); ++i) {
    page.rows[i].x += both_edges ? spare : step;
  }
  if (leans && effect.tilts && page.rows.size() < 5) {
    page.turn = turn;
    box = box_of(page);
    const float fit = std::min({1.0f, 0.91f / box.width, 0.86f / box.height});
    for (auto& row : page.rows) {
      row.x = 0.5f + (row.x - 0.5f) * fit;
      row.y = 0.5f + (row.y - 0.5f) * fit;
      row.scale_x *= fit;
      row.scale_y *= fit;
    }
    box = box_of(page);
    const float dy = std::clamp(box.y, 0.045f, std::max(0.045f, 0.90f - box.height)) - box.y;
    const float dx = std::clamp(box.x, 0.045f, std::max(0.045f, 0.955f - box.width)) - box.x;
    const float c = cos_turns(page.turn), s = sin_turns(page.turn);
    for (auto& row : page.rows) {  // the page's shift, in the leaning frame
      row.x += dx * c + dy * s;
      row.y += dy * c - dx * s;
    }
  }
  page.box = box_of(page);
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

/// The widest stretch of page that the rows leave free.
Box free_place(const TypoPage& page, Block block) {
  const float top = 0.05f, bottom = 0.905f, gap = 0.045f;
  Box above{kMargin, top, kMeasure, page.box.y - gap - top};
  const Box below{kMargin, page.box.bottom() + gap, kMeasure, bottom - page.box.bottom() - gap};
  if (block == Block::apart && page.turn == 0 && page.rows.size() > 1) {
    const std::size_t k = (page.rows.size() + 1) / 2;
    const float from = row_box(page.rows[k - 1]).bottom() + gap, to = row_box(page.rows[k]).y - gap;
    above = {kMargin, from, kMeasure, to - from};
  }
  return above.height > below.height ? above : below;
}

/// The song's thing in the free place, in the quiet colours.
void draw_guest(Canvas& canvas, const TypoPage& page, const Motif& motif, Box place, Random& random) {
  const bool flip = random.chance(0.5);
  const float slide = roll(random, 0, 1);
  const float size = std::min(place.height / motif.box.height, 0.80f * place.width / motif.box.width);
  const float left = place.x + slide * (place.width - motif.box.width * size);
  const float x = flip ? left + motif.box.right() * size : left - motif.box.x * size;
  const Placement at{&motif, x, place.bottom() - motif.box.bottom() * size, size, flip, 0};
  const TypoColours& c = page.colours;
  const Rgb body = contrast(c.second, c.ground) > 1.6f ? c.second : mix(c.ground, c.front, 0.3f);
  lay(canvas, body, draw_part(page.side, at, Part::body));
  lay(canvas, mix(body, c.ground, 0.35f), draw_part(page.side, at, Part::shade));
  lay(canvas, c.accent, draw_part(page.side, at, Part::accent));
  lay(canvas, mix(c.ground, c.front, 0.9f), draw_part(page.side, at, Part::light));
}

}  // namespace

Picture draw_typo(const Brief& brief, Random& random) {
  const int side = brief.side;
  const TypoEffect& effect = choose_effect(brief, random);
  Setting setting;
  const int size = random.integer(0, 4);
  const bool many = code_points(brief.title).size() > 30;
  setting.block = many ? Block::measure
                       : std::array<Block, 8>{Block::measure, Block::measure, Block::measure, Block::left, Block::right,
                                              Block::stair,   Block::apart,   Block::apart}[static_cast<std::size_t>(
                             random.integer(0, 7))];
  setting.measure = (effect.name == "echo" ? 0.90f : 1.0f) * (size <= 1 && !many ? roll(random, 0.62f, 0.82f) : 1.0f);
  setting.height = size == 2 && !many ? roll(random, 0.44f, 0.62f) : roll(random, 0.58f, 0.81f);
  if (setting.block == Block::apart) setting.height = roll(random, 0.38f, 0.64f);
  setting.taste = roll(random, -0.30f, 0.30f);
  setting.slab = random.chance(0.4);
  TypoPage page = set_page(brief, effect, setting);
  page.colours = choose_colours(brief, random);
  arrange(page, setting, effect, random);
  page.letters = draw_mask(side, [&](Pen& pen) { paint_rows(pen, page, 0, 0); });
  const Grain grain(random, 1.2f);
  const Fbm cloud(random, 3, 3);
  Picture picture{Canvas(side, page.colours.ground), {}};
  Canvas& canvas = picture.canvas;
  const Box place = free_place(page, setting.block);
  if (place.height > 0.17f && effect.name != "divide") {
    draw_guest(canvas, page, *brief.motifs.front(), place, random);
  } else {
    draw_backdrop(canvas, page, random);
  }
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
  const bool captioned = caption.size >= 0.019f;  // smaller, nobody reads it
  Lettering caption_ink = set_type(caption, side, 1 - kMargin, 0.956f, Align::right);
  if (captioned) lay_type(canvas, caption_ink, inks);

  lay_on_paper(canvas, grain, cloud, {0.03f, 0.020f, 0.003f, 0.012f, 0.010f});
  picture.lettering.push_back(std::move(title_ink));
  picture.lettering.push_back(std::move(artist_ink));
  if (captioned) picture.lettering.push_back(std::move(caption_ink));
  return picture;
}

}  // namespace souls::band::visuals
