// Paper cut: sheets under a lamp. Each casts a soft and a contact shadow, shows its fibre and a lit edge.

#include <algorithm>
#include <array>
#include <cmath>

#include "band/visuals/fastmath.hpp"
#include "band/visuals/filter.hpp"
#include "band/visuals/scene.hpp"

namespace souls::band::visuals {
namespace {

constexpr int kSheets = 7;
constexpr int kHeroSheet = 3;
constexpr float kArchWideMin = 0.96f;
constexpr float kArtistTop = 0.945f;  ///< the line below the title stands under it

enum class Opening { cave, round, arch, curtain, bloom };

struct Plan {
  Scene scene;
  Opening opening = Opening::cave;
  float cx = 0.5f, cy = 0.47f;
  float wide = 1;  ///< size of the openings
  std::array<float, kSheets> phase_a{}, phase_b{};
  bool night = false;   ///< stars in the back
  bool rising = false;  ///< the back is dark and the front pale
  bool hanging = false; ///< the front sheet hangs from the top and carries the title
  float lamp = 0.55f;   ///< which side shadows fall to
  std::vector<Point> stars;
  std::vector<float> star_sizes;
};

Plan make_plan(const Brief& brief, Random& random) {
  Plan plan;
  plan.opening =
      std::array<Opening, 8>{
          Opening::cave,    Opening::cave,    Opening::round, Opening::arch,
          Opening::curtain, Opening::curtain, Opening::bloom, Opening::cave}[static_cast<std::size_t>(
          random.integer(0, 7))];
  plan.hanging = random.chance(0.34);
  plan.cx = 0.5f + roll(random, -0.16f, 0.16f);
  plan.cy = (plan.hanging ? 0.58f : 0.46f) + roll(random, -0.06f, 0.06f);
  plan.wide = roll(random, 0.82f, 1.22f);
  if (plan.opening == Opening::arch) {  // straight sides leave the page on both sides, or they look cut off
    plan.cx = 0.5f + (plan.cx - 0.5f) * 0.3f;
    plan.wide = std::max(plan.wide, kArchWideMin);
  }
  plan.night = brief.mood != "hopeful" && brief.mood != "playful" && brief.mood != "bold" && brief.mood != "warm";
  plan.rising = random.chance(brief.palette.dark ? 0.2 : 0.42);
  for (std::size_t i = 0; i < kSheets; ++i) {
    plan.phase_a[i] = roll(random, 0, 1);
    plan.phase_b[i] = roll(random, 0, 1);
  }
  for (int i = 0; i < 30; ++i) {
    plan.stars.push_back({roll(random, 0.15f, 0.85f), roll(random, 0.12f, 0.5f)});
    plan.star_sizes.push_back(0.0018f + 0.0022f * roll(random, 0, 1));
  }
  plan.scene = make_scene(brief.motifs, 0.64f, random);
  Scene& s = plan.scene;
  const float down = plan.hanging ? 0.14f : 0.0f;
  for (float* y : {&s.horizon, &s.base, &s.light_y}) *y += down;
  plan.lamp = s.light_x < 0.5f ? 0.55f : -0.55f;
  s.height *= s.height > 0.2f ? 0.80f : 1.15f;
  s.x = plan.cx + (s.x - 0.5f) * 0.75f;
  // The disc stands whole inside the innermost opening.
  s.light_radius = std::clamp(s.light_radius, 0.09f, s.light == LightKind::sun ? 0.19f : 0.12f);
  const float reach = plan.opening == Opening::curtain ? 0.32f : 0.265f * plan.wide - s.light_radius;
  const float dx = s.light_x - plan.cx, dy = s.light_y - plan.cy, d = std::hypot(dx, dy);
  if (plan.opening == Opening::curtain) {
    s.light_x = std::clamp(s.light_x, 0.14f + s.light_radius, 0.86f - s.light_radius);
    s.light_y = std::clamp(s.light_y, 0.16f + down + s.light_radius, 0.48f + down);
  } else if (d > reach) {
    s.light_x = plan.cx + dx * reach / d;
    s.light_y = plan.cy + dy * reach / d;
  }
  if (s.disc) {
    part_disc_from_hero(s);
    const float edge = plan.opening == Opening::curtain ? 0.36f : 0.275f * plan.wide - s.light_radius;
    if (std::hypot(s.light_x - plan.cx, s.light_y - plan.cy) > edge) put_disc_behind(s);
  }
  return plan;
}

/// Radius of a sheet's hole in a direction (turns).
float hole_radius(const Plan& plan, int sheet, float a) {
  const auto i = static_cast<std::size_t>(sheet);
  const float base = (0.335f + 0.055f * static_cast<float>(sheet)) * plan.wide;
  if (plan.opening == Opening::round) return base - 0.02f + 0.006f * sin_turns(a * 5 + plan.phase_a[i]);
  if (plan.opening == Opening::bloom) {
    const float lobes = 8 + static_cast<float>(sheet % 3) * 2;
    return base + 0.030f * std::fabs(sin_turns(a * lobes * 0.5f + plan.phase_a[i])) - 0.012f;
  }
  return base + 0.030f * sin_turns(a * static_cast<float>(3 + sheet % 3) + plan.phase_a[i]) +
         0.016f * sin_turns(a * 7 + plan.phase_b[i]);
}

void cut_opening(Pen& pen, const Plan& plan, int sheet) {
  const auto i = static_cast<std::size_t>(sheet);
  const auto f = static_cast<float>(sheet);
  if (plan.opening == Opening::curtain) {  // no sheet above: only a scalloped edge that hangs from the top
    pen.move(-0.1f, 1.1f);
    const float drop = 0.155f - 0.022f * f;
    for (int k = 0; k <= 160; ++k) {
      const float x = static_cast<float>(k) / 160 * 1.2f - 0.1f, middle = std::fabs(x - 0.5f) * 1.6f;
      pen.to(x, drop * (0.25f + middle) + 0.018f * sin_turns(x * (2.2f + 0.4f * f) + plan.phase_a[i]) - 0.02f);
    }
    pen.to(1.1f, 1.1f);
    pen.close();
    pen.fill();
    return;
  }
  if (plan.opening == Opening::arch) {
    const float w = (0.30f + 0.048f * f) * plan.wide, top = 0.44f - 0.01f * f,
                wave = 0.004f * sin_turns(plan.phase_a[i]);
    pen.move(plan.cx - w, 1.2f);
    pen.to(plan.cx - w, top);
    pen.curve(plan.cx - w, top - w * 0.75f, plan.cx - w * 0.45f + wave, top - w * 1.02f, plan.cx, top - w * 1.12f);
    pen.curve(plan.cx + w * 0.45f + wave, top - w * 1.02f, plan.cx + w, top - w * 0.75f, plan.cx + w, top);
    pen.to(plan.cx + w, 1.2f);
    pen.close();
    pen.fill();
    return;
  }
  for (int k = 0; k < 720; ++k) {
    const float a = static_cast<float>(k) / 720, r = hole_radius(plan, sheet, a);
    pen.to(plan.cx + r * cos_turns(a), plan.cy + r * sin_turns(a) * 0.98f);
  }
  pen.close();
  pen.fill();
}

class Stack {
 public:
  Stack(Canvas& canvas, const Plan& plan, Random& random)
      : canvas_(canvas),
        lamp_(plan.lamp),
        fibre_(random, 150, 2),
        grain_(random, 30, 260),
        a_(static_cast<std::size_t>(canvas.side)),
        b_(a_) {}

  /// Lays a sheet; `depth` is its height over what lies below, `drop` shifts its fibre so that no two are alike.
  void lay_sheet(const Mask& mask, Rgb colour, float depth) {
    if (mask.empty()) return;
    const Mask soft =
        blur(mask, 0.004f + 0.010f * depth).moved(0.006f * (1 + depth) * lamp_, 0.010f * (1 + 1.2f * depth));
    const Mask contact = blur(mask, 0.0016f).moved(0.0018f * lamp_, 0.0025f);
    const Mask inner = mask.moved(-0.0012f * lamp_, 0.0016f);
    shift_ += 0.137f;
    const int side = canvas_.side;
    const int first = std::max(0, std::min(mask.y0, soft.y0)),
              last = std::min(side, std::max(mask.y0 + mask.height, soft.y0 + soft.height));
    const int from = std::max(0, std::min(mask.x0, soft.x0)),
              to = std::min(side, std::max(mask.x0 + mask.width, soft.x0 + soft.width));
    m_.resize(static_cast<std::size_t>(side));
    s_.resize(m_.size());
    c_.resize(m_.size());
    e_.resize(m_.size());
    const float step = 1 / static_cast<float>(side);
    for (int y = first; y < last; ++y) {
      mask.read_row(y, m_.data());
      soft.read_row(y, s_.data());
      contact.read_row(y, c_.data());
      inner.read_row(y, e_.data());
      const int fibre_y = (y + static_cast<int>(shift_ * static_cast<float>(side))) % side;
      fibre_.row(fibre_y, side, a_.data());
      std::fill(b_.begin(), b_.end(), 0.0f);
      grain_.add_row(fibre_y, side, 1, b_.data());
      const float v = (static_cast<float>(y) + 0.5f) * step;
      float *r = canvas_.red.row(y), *g = canvas_.green.row(y), *bl = canvas_.blue.row(y);
      for (int x = from; x < to; ++x) {
        const auto i = static_cast<std::size_t>(x);
        const float m = m_[i], shadow = 1 - (0.50f * s_[i] + 0.25f * c_[i]) * (1 - m);
        const float lit = 1.04f - 0.10f * v + 0.05f * (static_cast<float>(x) * step - 0.5f) * lamp_;
        const float k = (1 + 0.020f * a_[i] + 0.014f * b_[i]) * lit;
        const float edge = 0.16f * std::max(m - e_[i], 0.0f);
        const float keep = (1 - m) * shadow;
        r[x] = r[x] * keep + (colour.r * k + edge) * m;
        g[x] = g[x] * keep + (colour.g * k + edge) * m;
        bl[x] = bl[x] * keep + (colour.b * k + edge) * m;
      }
    }
  }

 private:
  Canvas& canvas_;
  float lamp_;
  Fbm fibre_;
  Noise grain_;
  float shift_ = 0;
  std::vector<float> a_, b_, m_, s_, c_, e_;
};

struct Colours {
  Rgb light, middle, deep, disc;
  bool rising = false;

  /// From the back (0) to the front (1).
  Rgb ramp(float t) const {
    if (rising) t = 1 - t;
    if (t < 0.55f) return mix(mix(light, {1, 0.96f, 0.86f}, 0.35f), middle, smooth(t, 0, 0.55f));
    return mix(middle, deep, smooth(t, 0.45f, 1));
  }
};

/// Pale heroes stand before a tinted disc, all others before a pale one.
Rgb disc_colour(const Palette& p, Rgb light, bool pale_hero) {
  constexpr float kTintLightness = 74;
  return pale_hero ? with_lightness(mix(p.accent, light, 0.3f), kTintLightness) : mix(p.paper, {1, 0.99f, 0.95f}, 0.6f);
}

Colours choose_colours(const Palette& p, bool rising, bool pale_hero) {
  Colours c;
  c.rising = rising;
  c.light = p.accent;
  c.middle = mix(p.main, p.second, 0.3f);
  // Complements mixed on the way from back to front turn brown: keep one family and let the second be an accent.
  if (hue_distance_degrees(c.light, c.middle) > 120) c.middle = mix(p.main, p.ink, 0.15f);
  if (luminance(c.middle) > luminance(c.light)) std::swap(c.light, c.middle);
  c.deep = mix(p.ink, c.middle, 0.14f);
  if (luminance(c.deep) > 0.03f) c.deep = with_lightness(c.deep, 18);
  // With the dark at the back, the front sheets are pale enough for dark type.
  if (rising && contrast(c.light, c.deep) < 7) c.light = with_lightness(c.light, 78);
  c.disc = disc_colour(p, c.light, rising || pale_hero);
  return c;
}

void draw_back(const Brief& brief, const Plan& plan, const Colours& c, Canvas& canvas) {
  const Scene& s = plan.scene;
  const Rgb base = plan.rising ? mix(c.deep, c.middle, 0.35f) : mix(c.light, {1, 0.97f, 0.88f}, 0.72f);
  const Rgb rim = plan.rising ? Rgb{0.55f, 0.58f, 0.68f} : mix(c.light, {1, 1, 1}, 0.35f);
  const float step = 1 / static_cast<float>(brief.side);
  for (int y = 0; y < brief.side; ++y) {
    const float v = (static_cast<float>(y) + 0.5f) * step;
    float *r = canvas.red.row(y), *g = canvas.green.row(y), *b = canvas.blue.row(y);
    for (int x = 0; x < brief.side; ++x) {
      const float dx = (static_cast<float>(x) + 0.5f) * step - s.light_x, dy = v - s.light_y;
      const float d = std::sqrt(dx * dx + dy * dy), k = 1 - 0.25f * smooth(d, 0.05f, 0.6f), t = smooth(d, 0.12f, 0.55f);
      r[x] = base.r * k * (1 - t + t * rim.r);
      g[x] = base.g * k * (1 - t + t * rim.g);
      b[x] = base.b * k * (1 - t + t * rim.b);
    }
  }
}

std::vector<float> sheet_line(const Plan& plan, int side, int sheet, float title_top, Random& random) {
  const Scene& s = plan.scene;
  const auto f = static_cast<float>(sheet);
  std::vector<float> line = ridge(side, random, s.horizon - 0.10f + 0.052f * f, 0.026f, 2.5f + 0.7f * f, 3);
  const float shift = roll(random, 0, 1);
  if (s.ground == Ground::sea && sheet >= 2) {
    for (std::size_t i = 0; i < line.size(); ++i) {
      const float u = (static_cast<float>(i) + 0.5f) / static_cast<float>(side);
      line[i] = s.horizon - 0.08f + 0.05f * f + 0.012f * std::fabs(sin_turns((u + shift) * (2.5f + 0.24f * f)));
    }
  }
  // The last sheet carries the whole title, and the artist's name always.
  const float lowest = *std::max_element(line.begin(), line.end());
  const float type_top = (plan.hanging ? kArtistTop : title_top) - 0.02f;
  if (sheet == kSheets - 1 && lowest > type_top) {
    for (auto& y : line) y -= lowest - type_top;
  }
  const std::vector<float> hill = hill_line(side, random, s.x, s.horizon + 0.05f * (f - 1), 0.05f);
  if (s.ground == Ground::hill && (sheet == 2 || sheet == 3)) {
    for (std::size_t i = 0; i < line.size(); ++i) line[i] = std::min(line[i], hill[i]);
  }
  return line;
}

void lay_hero(const Brief& brief, const Plan& plan, const Colours& c, float base, Stack& stack, Canvas& canvas) {
  const int side = brief.side;
  Placement hero = plan.scene.hero_placement();
  hero.y = base - plan.scene.hero->lift;
  const bool pale = hero.motif->pale || plan.rising;
  const Rgb white = mix(brief.palette.paper, {1, 1, 1}, 0.3f);
  const Rgb red = contrast(brief.palette.accent, pale ? white : c.deep) > 1.8f
                      ? brief.palette.accent
                      : mix(brief.palette.accent, {1, 0.35f, 0.2f}, 0.5f);
  stack.lay_sheet(draw_part(side, hero, Part::body),
                  pale ? white : (plan.rising ? mix(c.deep, c.middle, 0.1f) : c.deep), 0.7f);
  const Mask shade = draw_part(side, hero, Part::shade);
  if (pale) multiply(canvas, mix(c.middle, {1, 1, 1}, 0.45f), shade, 0.8f);
  stack.lay_sheet(draw_part(side, hero, Part::accent), red, 0.15f);
  if (!pale) lay(canvas, mix(c.middle, c.deep, 0.4f), shade, 0.55f);
  const bool robot = hero.motif->name.ends_with("robot");
  lay(canvas, robot ? c.deep : mix({1, 0.88f, 0.55f}, c.light, 0.15f), draw_part(side, hero, Part::light));
}

/// A sheet that hangs from the top with a wavy hem at `y` and lower.
Mask valance(int side, float y, Random& random) {
  const float turns = roll(random, 1.2f, 2.6f), phase = roll(random, 0, 1);
  return draw_mask(side, {0, 0, 1, y + 0.06f}, [&](Pen& pen) {
    pen.move(-0.1f, -0.1f);
    for (int k = 0; k <= 120; ++k) {
      const float x = static_cast<float>(k) / 120 * 1.2f - 0.1f;
      pen.to(x, y + 0.018f + 0.014f * sin_turns(x * turns + phase) + 0.004f * sin_turns(x * 3.1f * turns));
    }
    pen.to(1.1f, -0.1f);
    pen.close();
    pen.fill();
  });
}

Mask draw_pines(int side, const std::vector<float>& line, int sheet, Random& random) {
  const Motif* pine = find_motif("pine");
  std::vector<Placement> pines;
  for (int k = 0; k < 10; ++k) {
    const float x = k < 5 ? roll(random, 0.05f, 0.28f) : roll(random, 0.74f, 0.97f);
    pines.push_back({pine, x, line_at(line, x) + 0.008f,
                     roll(random, 0.07f, 0.13f) * (0.7f + 0.2f * static_cast<float>(sheet)), false, 0});
  }
  return draw_mask(side, [&](Pen& pen) {
    for (const Placement& p : pines) paint_part(pen, p, Part::body);
  });
}

void draw_sky_things(const Brief& brief, const Plan& plan, const Colours& c, Stack& stack, Canvas& canvas,
                     Random& random) {
  const int side = brief.side;
  const Scene& s = plan.scene;
  const bool disc = s.disc;
  const float cloud_y = roll(random, 0.28f, 0.38f), cloud_x = roll(random, 0.3f, 0.7f);
  // A cloud hangs where it hides neither the disc nor the hero.
  const float apart = std::fabs(cloud_x - s.light_x) - s.light_radius, beside = std::fabs(cloud_x - s.x);
  const bool cloudy = random.chance(0.6) && apart > 0.20f && (beside > 0.24f || s.base - s.height > cloud_y + 0.12f);
  if (disc) {
    stack.lay_sheet(draw_mask(side, grown({s.light_x, s.light_y, 0, 0}, s.light_radius + 0.01f),
                              [&](Pen& pen) { pen.circle(s.light_x, s.light_y, s.light_radius * 0.95f); }),
                    c.disc, 0.6f);
  }
  if (plan.night || plan.rising) {
    const Mask stars = draw_mask(side, [&](Pen& pen) {
      for (std::size_t i = 0; i < plan.stars.size(); ++i) {
        const float d = std::hypot(plan.stars[i].x - s.light_x, plan.stars[i].y - s.light_y);
        if (!disc || d > s.light_radius + 0.02f) pen.circle(plan.stars[i].x, plan.stars[i].y, plan.star_sizes[i]);
      }
    });
    lay(canvas, {1, 0.98f, 0.9f}, stars, 0.85f);
  }
  if (s.light == LightKind::bolt) {
    stack.lay_sheet(
        draw_part(side, {find_motif("bolt"), s.light_x + 0.03f, s.horizon - 0.06f, 0.34f, false, 0}, Part::body),
        mix(c.light, {1, 0.95f, 0.6f}, 0.6f), 0.8f);
  }
  if (s.light == LightKind::bolt || cloudy) {
    const float x = s.light == LightKind::bolt ? s.light_x : cloud_x, y = s.light == LightKind::bolt ? 0.27f : cloud_y;
    const Mask cloud = draw_mask(side, [&](Pen& pen) {
      for (int k = 0; k < 7; ++k) {
        const auto f = static_cast<float>(k);
        pen.circle(x - 0.15f + 0.05f * f, y + 0.022f * sin_turns(f * 0.35f),
                   0.036f + 0.020f * sin_turns(0.2f * f) * sin_turns(0.2f * f));
      }
      pen.rounded(x - 0.18f, y, 0.36f, 0.05f, 0.025f);
    });
    stack.lay_sheet(cloud, s.light == LightKind::bolt ? c.ramp(0.35f) : c.ramp(0.06f), 1);
  }
}

}  // namespace

Picture draw_papercut(const Brief& brief, Random& random) {
  const int side = brief.side;
  const Plan plan = make_plan(brief, random);
  const Scene& s = plan.scene;
  const Colours colours = choose_colours(brief.palette, plan.rising, s.hero->pale);
  Picture picture{Canvas(side), {}};
  Canvas& canvas = picture.canvas;
  const Face face =
      is_serious_mood(brief.mood) ? Face{"EB Garamond", 400, 0, 0.98f} : Face{"Quicksand", 700, -0.01f, 1.02f};
  const TypeSet title = fit_title(*brief.fonts, brief.title, face, 0.78f, 0.115f, 0.094f, 2);
  Stack stack(canvas, plan, random);
  draw_back(brief, plan, colours, canvas);
  draw_sky_things(brief, plan, colours, stack, canvas, random);
  for (int i = 0; i < kSheets; ++i) {
    if (brief.stopped()) return picture;
    const float t = (static_cast<float>(i) + 0.6f) / kSheets;
    const std::vector<float> line = sheet_line(plan, side, i, 0.925f - title.height(), random);
    Mask sheet = draw_mask(side, [&](Pen& pen) {
      pen.rect(-0.1f, -0.1f, 1.2f, 1.2f);
      pen.erase(true);
      cut_opening(pen, plan, i);
    });
    sheet = unite(sheet, below(side, line));
    if (plan.hanging && i == kSheets - 1) sheet = unite(sheet, valance(side, 0.075f + title.height() + 0.045f, random));
    const Mask pines = draw_pines(side, line, i, random);
    if (i == kHeroSheet) {
      float base = line_at(line, s.x) + 0.012f;
      if (s.ground == Ground::bridge) {
        base = s.horizon - 0.01f;
        stack.lay_sheet(draw_mask(side,
                                  [&](Pen& pen) {
                                    pen.rect(-0.1f, base - 0.003f, 1.2f, 0.02f);
                                    for (int k = 0; k < 10; ++k)
                                      pen.rect(-0.1f + static_cast<float>(k) * 0.13f, base, 0.016f, 0.3f);
                                  }),
                        colours.ramp(0.62f), 0.6f);
      }
      if (s.hero->name == "boat" || s.hero->name == "whale") base += 0.012f;
      lay_hero(brief, plan, colours, base, stack, canvas);
    }
    if ((i == 1 || i == 4) && (s.ground == Ground::hill || s.ground == Ground::bridge)) sheet = unite(sheet, pines);
    stack.lay_sheet(sheet, colours.ramp(t), 0.35f + 0.14f * static_cast<float>(i));
  }
  const TypeSet artist = fit_line(*brief.fonts, brief.artist, {"Inter", 500, 0.18f, 1, true}, 0.0185f, 0.7f);
  const float title_top = plan.hanging ? 0.075f : 0.925f - title.height();
  Lettering title_ink = set_type(title, side, 0.5f, title_top + title.cap_height * title.size, Align::centre);
  Lettering artist_ink = set_type(artist, side, 0.5f, 0.970f, Align::centre);
  const Rgb inks[] = {mix(brief.palette.paper, {1, 0.99f, 0.95f}, 0.7f), colours.deep};
  lay_type(canvas, title_ink, inks);
  lay_type(canvas, artist_ink, inks);
  picture.lettering.push_back(std::move(title_ink));
  picture.lettering.push_back(std::move(artist_ink));
  return picture;
}

}  // namespace souls::band::visuals
