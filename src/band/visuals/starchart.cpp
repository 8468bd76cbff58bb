// Star chart: the motif as a constellation on an engraved map of the sky.

#include "band/visuals/starchart.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "band/visuals/fastmath.hpp"
#include "band/visuals/filter.hpp"
#include "band/visuals/scene.hpp"

namespace souls::band::visuals {
namespace {

enum class Map { disc, page, horizon, twin, bleed };

struct Plan {
  Map map = Map::disc;
  bool title_top = false;
  bool day = false;  ///< dark lines on pale paper
  float cx = 0.5f, cy = 0.445f, radius = 0.355f;
  float axis = 0, axis_x = 0, axis_y = 0, band = 0.075f;
  float grid_x = 0, grid_y = 0, tilt = 0;
  float dusk_x = 0, dusk_y = 0;  ///< the side of the page where the night is paler, and by how much
  float figure_x = 0.5f, figure_y = 0.45f, figure_scale = 0.22f, figure_turn = 0;
  std::vector<Point> tiny;
  std::vector<float> tiny_sizes;
  StarFigure figure;
  bool mirrored = false;
};

struct Tints {
  Rgb night, glow, gold, white;
};

Plan make_plan(const Brief& brief, Random& random) {
  Plan plan;
  plan.map = std::array<Map, 8>{Map::disc,    Map::disc, Map::page, Map::page,
                                Map::horizon, Map::twin, Map::twin, Map::bleed}[static_cast<std::size_t>(
      random.integer(0, 7))];
  plan.title_top = random.chance(0.3) && plan.map != Map::horizon;
  plan.day = random.chance(brief.palette.dark ? 0.0 : 0.18);
  plan.mirrored = random.chance(0.5);
  plan.axis = roll(random, 0, 0.5f);
  plan.axis_x = roll(random, -0.12f, 0.12f);
  plan.axis_y = roll(random, -0.12f, 0.12f);
  plan.band = roll(random, 0.06f, 0.14f);
  plan.grid_x = roll(random, -0.16f, 0.16f);
  plan.grid_y = roll(random, -0.16f, 0.10f);
  plan.tilt = roll(random, 0, 1);
  const float dusk = roll(random, 0, 1), pale = roll(random, 0.15f, 0.75f);
  plan.dusk_x = pale * cos_turns(dusk);
  plan.dusk_y = pale * sin_turns(dusk);
  plan.figure_turn = roll(random, -0.06f, 0.06f);
  const float dx = roll(random, -0.03f, 0.03f), side_step = roll(random, 0.10f, 0.16f),
              grow = roll(random, 0.92f, 1.08f);
  const float large = roll(random, 0, 1), place = roll(random, 0, 1), down = roll(random, -1, 1);
  if (plan.title_top) plan.cy = 0.575f;
  if (plan.map == Map::page) {  // the sky fills the page; the figure is large and off the axis
    plan.radius = 0.75f;
    plan.figure_x = 0.5f + (plan.mirrored ? -side_step : side_step) * 0.5f;
    plan.figure_y = plan.title_top ? 0.60f : 0.41f;
    plan.figure_scale = 0.265f * grow;
  } else if (plan.map == Map::horizon) {  // half a dome over the title
    plan.radius = 0.37f + 0.07f * large;
    plan.cx = 0.5f;
    plan.cy = 0.60f + 0.12f * place;
    plan.figure_x = 0.5f + 2 * dx;
    plan.figure_y = plan.cy - 0.47f * plan.radius;
    plan.figure_scale = 0.352f * plan.radius * grow;
  } else if (plan.map == Map::twin) {  // a small disc, high on one side
    plan.radius = 0.23f + 0.10f * large;
    const float out = plan.radius + 0.09f;
    plan.cx = mix(plan.mirrored ? out : 1 - out, 0.5f, 0.6f * place);
    const float drop = 0.04f + roll(random, 0, 1) * std::max(0.70f - 2 * out, 0.0f);
    plan.cy = plan.title_top ? 1 - out - drop : out + drop;
    plan.figure_x = plan.cx;
    plan.figure_y = plan.cy;
    plan.figure_scale = 0.64f * plan.radius * grow;
  } else if (plan.map == Map::bleed) {  // a great disc that runs off two edges
    plan.radius = 0.56f + 0.10f * large;
    plan.cx = plan.mirrored ? 0.20f + 0.06f * place : 0.80f - 0.06f * place;
    plan.cy = plan.title_top ? 0.215f + plan.radius : 0.775f - plan.radius;
    plan.figure_x = plan.cx + (plan.mirrored ? 0.15f : -0.15f);
    plan.figure_y = plan.title_top ? 0.60f : 0.42f;
    plan.figure_scale = 0.24f * grow;
  } else {
    constexpr float kRadiusMax = 0.365f;
    plan.radius = kRadiusMax - 0.085f * (1 - large);
    plan.cx = 0.5f + (2 * place - 1) * (0.03f + kRadiusMax - plan.radius);
    plan.cy += down * (kRadiusMax - plan.radius);
    plan.figure_x = plan.cx + dx;
    plan.figure_y = plan.cy + 0.005f;
    plan.figure_scale = 0.605f * plan.radius * grow;
  }
  const float cosine = cos_turns(plan.axis), sine = sin_turns(plan.axis);
  for (int i = 0; i < 3400; ++i) {
    const float x = roll(random, -1, 1), y = roll(random, -1, 1), q = roll(random, 0, 1), keep = roll(random, 0, 1);
    const float u = x * cosine + y * sine, dense = 0.25f + 0.75f * fast_exp(-u * u / 0.05f);
    if (x * x + y * y > 0.98f || keep > dense) continue;
    plan.tiny.push_back({plan.cx + x * plan.radius, plan.cy + y * plan.radius});
    const float q2 = q * q, q4 = q2 * q2;
    plan.tiny_sizes.push_back(0.0006f + 0.0018f * q4 * q2 * q);
  }
  plan.figure = star_figure(*brief.motifs.front());
  const float c = cos_turns(plan.figure_turn), s = sin_turns(plan.figure_turn);
  // The figure keeps clear of the ring whatever its shape.
  float reach = 0.2f;
  for (const auto& star : plan.figure.stars) reach = std::max(reach, std::hypot(star.x, star.y));
  float room = plan.radius * 0.86f;
  if (plan.map == Map::horizon) room = 0.385f * plan.radius;
  if (plan.map == Map::page) room = 0.33f;
  if (plan.map == Map::bleed) room = 0.27f;
  plan.figure_scale = std::min(plan.figure_scale, room / reach);
  for (auto& star : plan.figure.stars) {
    const float jx = roll(random, -0.02f, 0.02f), jy = roll(random, -0.02f, 0.02f);
    const float x = (plan.mirrored ? -star.x : star.x) + jx, y = star.y + jy;
    star.x = plan.figure_x + plan.figure_scale * (x * c - y * s);
    star.y = plan.figure_y + plan.figure_scale * (x * s + y * c);
  }
  return plan;
}

Tints choose_tints(const Brief& brief, const Plan& plan) {
  const Palette& p = brief.palette;
  Tints t;
  // The night takes the palette's own hue, so that two charts aren't the same blue.
  Rgb base = from_hex("0b1430");
  Rgb deepest = p.main;
  for (const Rgb c : {p.main, p.second, p.accent}) {
    if (to_lab(c).b < to_lab(deepest).b) deepest = c;
  }
  if (to_lab(deepest).b < 12) base = mix(base, with_lightness(deepest, 9), 0.6f);
  if (p.number == 0) base = p.ink;  // a hand's
  t.night = luminance(p.ink) < 0.06f ? mix(p.ink, base, 0.68f) : base;
  if (to_lab(t.night).l > 13) t.night = with_lightness(t.night, 12);
  t.glow = mix(p.main, {1, 1, 1}, 0.3f);
  t.gold = mix(p.accent, from_hex("f4cf82"), 0.60f);
  if (luminance(t.gold) < 0.38f) t.gold = mix(t.gold, from_hex("f4cf82"), 0.6f);
  t.white = {0.97f, 0.96f, 0.92f};
  if (plan.day) {
    t.night = mix(p.paper, {0.95f, 0.92f, 0.84f}, 0.5f);
    t.glow = p.main;
    t.gold = to_lab(p.ink).l < 30 ? p.ink : with_lightness(p.ink, 20);
    t.white = t.gold;
  }
  return t;
}

void draw_sky(const Brief& brief, const Plan& plan, const Tints& t, Canvas& canvas, Random& random) {
  const int side = brief.side;
  const Fbm mottle(random, 3, 4), bend(random, 4, 3), cloud(random, 6, 6), dust(random, 7, 5);
  const Grain grain(random, 1);
  const auto n = static_cast<std::size_t>(side);
  std::vector<float> a(n), b(n), c(n), d(n), e(n);
  const float cosine = cos_turns(plan.axis), sine = sin_turns(plan.axis), step = 1 / static_cast<float>(side);
  const float milky = plan.day ? -0.30f : 0.21f;
  for (int y = 0; y < side; ++y) {
    mottle.row(y, side, a.data());
    bend.row(y, side, b.data());
    cloud.row(y, side, c.data());
    dust.row(y, side, d.data());
    grain.row(y, side, e.data());
    const float v = (static_cast<float>(y) + 0.5f) * step;
    const float ground = plan.map == Map::horizon ? smooth(plan.cy - v, -0.0008f, 0.0008f) : 1.0f;
    float *r = canvas.red.row(y), *g = canvas.green.row(y), *bl = canvas.blue.row(y);
    for (int x = 0; x < side; ++x) {
      const auto i = static_cast<std::size_t>(x);
      const float dx = (static_cast<float>(x) + 0.5f) * step - plan.cx, dy = v - plan.cy;
      const float dist = std::sqrt(dx * dx + dy * dy);
      const float inside = smooth(plan.radius - dist, -0.0008f, 0.0008f) * ground;
      const float u = (dx - plan.axis_x) * cosine + (dy - plan.axis_y) * sine + 0.05f * b[i];
      const float q = u / plan.band, w = (u - 0.01f) / (plan.band * 0.27f);
      const float way = fast_exp(-q * q) * std::max(0.55f + 0.9f * c[i], 0.0f) * inside;
      const float lane = 1 - 0.4f * fast_exp(-w * w) * smooth(d[i], -0.05f, 0.35f) * inside;
      const float slope = plan.dusk_x * (dx + plan.cx - 0.5f) + plan.dusk_y * (v - 0.5f);
      const float uneven = (plan.day ? 0.02f : 0.10f) * a[i] + (plan.day ? 0.012f : 0.040f) * e[i];
      const float inner = (plan.day ? -0.04f : 0.55f) * inside * smooth(dist, plan.radius, 0);
      const float base = (1 + (plan.day ? 0.12f : 1.0f) * slope) * (1 + uneven) * (1 + inner);
      const float lift = plan.day ? 0.0f : inside * 0.035f * smooth(dist, plan.radius, 0);
      if (plan.day) {
        const float k = clamp01(-milky * way);
        r[x] = t.night.r * base * (1 - k) + t.glow.r * k;
        g[x] = t.night.g * base * (1 - k) + t.glow.g * k;
        bl[x] = t.night.b * base * (1 - k) + t.glow.b * k;
      } else {
        r[x] = (t.night.r * base + lift * t.glow.r + milky * way * mix(t.glow.r, t.white.r, 0.5f)) * lane;
        g[x] = (t.night.g * base + lift * t.glow.g + milky * way * mix(t.glow.g, t.white.g, 0.5f)) * lane;
        bl[x] = (t.night.b * base + lift * t.glow.b + milky * way * mix(t.glow.b, t.white.b, 0.5f)) * lane;
      }
    }
  }
}

void clip_to_map(Pen& pen, const Plan& plan) {
  if (plan.map == Map::page) return;
  if (plan.map == Map::horizon) {
    pen.move(plan.cx - plan.radius, plan.cy);
    pen.arc_to(plan.cx, plan.cy, plan.radius, 0.5f, 1.0f);
  } else {
    pen.arc_to(plan.cx, plan.cy, plan.radius, 0, 1);
  }
  pen.close();
  pen.clip();
}

void draw_lines(const Plan& plan, const Tints& t, Canvas& canvas) {
  const float gx = plan.cx + plan.grid_x, gy = plan.cy + plan.grid_y, far = plan.radius * 2.2f;
  const Mask grid = draw_mask(canvas.side, [&](Pen& pen) {
    pen.save();
    clip_to_map(pen, plan);
    for (int k = 1; k < 12; ++k) pen.ring(gx, gy, 0.095f * static_cast<float>(k), 0.0009f);
    for (int k = 0; k < 24; ++k) {
      const float a = (static_cast<float>(k) + plan.tilt) / 24, c = cos_turns(a), s = sin_turns(a);
      pen.line(0.0009f, {{gx + 0.03f * c, gy + 0.03f * s}, {gx + far * c, gy + far * s}});
    }
    pen.dash(0.006f, 0.006f);
    pen.butt();
    pen.ring(plan.cx - 0.1f * cos_turns(plan.tilt), plan.cy + 0.16f * sin_turns(plan.tilt + 0.2f), plan.radius * 1.1f,
             0.0015f);
    pen.dash(0, 0);
    pen.restore();
  });
  lay(canvas, t.gold, grid, plan.day ? 0.45f : 0.34f);
  if (plan.map == Map::page) {
    const Mask frame = draw_mask(canvas.side, [&](Pen& pen) {
      for (const auto& [inset, width] : {std::pair{0.030f, 0.0022f}, std::pair{0.040f, 0.0009f}}) {
        pen.line(width,
                 {{inset, inset}, {1 - inset, inset}, {1 - inset, 1 - inset}, {inset, 1 - inset}, {inset, inset}});
      }
      pen.butt();
      for (int k = 0; k <= 92; ++k) {
        const float p = 0.040f + 0.01f * static_cast<float>(k), l = k % 10 == 0 ? 0.016f : 0.008f;
        pen.line(0.0008f, {{p, 0.040f}, {p, 0.040f + l}});
        pen.line(0.0008f, {{p, 0.960f}, {p, 0.960f - l}});
        pen.line(0.0008f, {{0.040f, p}, {0.040f + l, p}});
        pen.line(0.0008f, {{0.960f, p}, {0.960f - l, p}});
      }
    });
    lay(canvas, t.gold, frame, 0.85f);
    return;
  }
  const Mask ring = draw_mask(canvas.side, [&](Pen& pen) {
    const bool half = plan.map == Map::horizon;
    const float from = half ? 0.5f : 0.0f, R = plan.radius;
    pen.butt();
    for (const auto& [width, r] : {std::pair{0.0028f, R}, std::pair{0.0010f, R + 0.010f},
                                   std::pair{0.0010f, R + 0.034f}, std::pair{0.0018f, R + 0.040f}}) {
      pen.arc(width, plan.cx, plan.cy, r, from, 1.0f);
    }
    if (half) pen.line(0.0024f, {{plan.cx - R - 0.041f, plan.cy}, {plan.cx + R + 0.041f, plan.cy}});
    for (int k = half ? 180 : 0; k < 360; ++k) {
      const float a = static_cast<float>(k) / 360, c = cos_turns(a), s = sin_turns(a);
      const float end = R + (k % 30 == 0 ? 0.034f : (k % 5 == 0 ? 0.020f : 0.015f));
      pen.line(0.0008f,
               {{plan.cx + (R + 0.010f) * c, plan.cy + (R + 0.010f) * s}, {plan.cx + end * c, plan.cy + end * s}});
    }
  });
  lay(canvas, t.gold, ring, 0.9f);
}

void draw_figure(const Brief& brief, const Plan& plan, const Tints& t, Canvas& canvas) {
  const int side = canvas.side;
  const auto& stars = plan.figure.stars;
  constexpr std::array<float, 4> kSizes = {0.0160f, 0.0112f, 0.0086f, 0.0068f};
  const Mask joins = draw_mask(side, [&](Pen& pen) {
    for (const auto& [a, b] : plan.figure.lines) {
      const auto &p = stars[static_cast<std::size_t>(a)], &q = stars[static_cast<std::size_t>(b)];
      const float d = std::hypot(q.x - p.x, q.y - p.y);
      if (d < 0.036f) continue;
      const float gap = 0.014f / d;
      pen.line(0.0034f, {{mix(p.x, q.x, gap), mix(p.y, q.y, gap)}, {mix(p.x, q.x, 1 - gap), mix(p.y, q.y, 1 - gap)}});
    }
  });
  const Mask points = draw_mask(side, [&](Pen& pen) {
    for (const auto& star : stars) {
      const float r = kSizes[static_cast<std::size_t>(std::clamp(star.magnitude, 0, 3))];
      if (star.magnitude < 2) {
        for (int k = 0; k < 8; ++k) {
          const float a = static_cast<float>(k) / 8, l = r * (k % 2 ? 1.2f : 2.1f), w = r * 0.24f;
          pen.polygon({{star.x + l * sin_turns(a), star.y - l * cos_turns(a)},
                       {star.x + w * cos_turns(a), star.y + w * sin_turns(a)},
                       {star.x - w * cos_turns(a), star.y - w * sin_turns(a)}});
        }
      }
      pen.circle(star.x, star.y, r * 0.62f);
    }
  });
  lay(canvas, t.gold, joins, 0.95f);
  const Mask moat = levels(blur(points, 0.004f), 3, 0);
  lay(canvas, t.night, subtract(moat, points), 0.7f);
  if (!plan.day) add(canvas, t.gold * 0.75f, blur(points, 0.016f));
  lay(canvas, t.white, points);
  Mask letters;
  static constexpr std::string_view kGreek[] = {"α", "β", "γ", "δ", "ε", "ζ", "η", "θ",
                                                "ι", "κ", "λ", "μ", "ν", "ξ", "ο"};
  for (std::size_t i = 0; i < std::min(stars.size(), std::size(kGreek)); ++i) {
    if (stars[i].magnitude >= 3) continue;
    const TypeSet letter = fit_line(*brief.fonts, kGreek[i], {"EB Garamond", 400, 0, 1, false, true}, 0.021f, 0.1f);
    letters = unite(letters, set_type(letter, side, stars[i].x + 0.016f, stars[i].y + 0.019f, Align::left).mask);
  }
  lay(canvas, t.gold, letters, 0.9f);
}

}  // namespace

Picture draw_starchart(const Brief& brief, Random& random) {
  const int side = brief.side;
  const Plan plan = make_plan(brief, random);
  const Tints tints = choose_tints(brief, plan);
  Picture picture{Canvas(side), {}};
  Canvas& canvas = picture.canvas;
  draw_sky(brief, plan, tints, canvas, random);
  if (brief.stopped()) return picture;
  const Mask tiny = draw_mask(side, [&](Pen& pen) {
    for (std::size_t i = 0; i < plan.tiny.size(); ++i) {
      if (plan.map != Map::horizon || plan.tiny[i].y < plan.cy - 0.004f)
        pen.circle(plan.tiny[i].x, plan.tiny[i].y, plan.tiny_sizes[i]);
    }
  });
  lay(canvas, tints.white, tiny, 0.85f);
  draw_lines(plan, tints, canvas);
  draw_figure(brief, plan, tints, canvas);

  const bool short_title = code_points(brief.title).size() < 20;
  const Face face = short_title ? Face{"EB Garamond", 400, 0.06f, 1.05f, true} : Face{"EB Garamond", 400, 0.02f, 1.0f};
  const bool dome = plan.map == Map::horizon;
  const float room = dome ? 0.108f : (plan.title_top ? 0.105f : 0.092f);
  const TypeSet title = fit_title(*brief.fonts, brief.title, face, 0.84f, plan.map == Map::page ? 0.088f : room,
                                  dome ? 0.105f : 0.090f, 2);
  const float cap = title.cap_height * title.size;
  const float inset = plan.map == Map::page ? 0.018f : 0.0f;
  float first = 0.945f - title.height() + cap - inset;
  if (plan.title_top) first = 0.062f + cap + inset;
  if (dome) first = plan.cy + 0.080f + cap;
  const bool twin = plan.map == Map::twin || plan.map == Map::bleed;
  const Align align = twin ? (plan.mirrored ? Align::right : Align::left) : Align::centre;
  const float x = twin ? (plan.mirrored ? 0.93f : 0.07f) : 0.5f;  // across from the disc
  Lettering title_ink = set_type(title, side, x, first, align);
  const TypeSet artist = fit_line(*brief.fonts, brief.artist, {"EB Garamond", 400, 0.14f, 1, true}, 0.0225f, 0.7f);
  const float artist_y = dome ? 0.958f : (plan.title_top ? 0.952f - inset : 0.066f + inset);
  const bool corner = plan.map == Map::disc;
  Lettering artist_ink = set_type(artist, side, corner ? 0.05f : x, artist_y, corner ? Align::left : align);
  const Rgb gold[] = {plan.day ? tints.gold : mix(tints.gold, tints.white, 0.55f)};
  // The map's lines stop short of the letters, as an engraver would stop them.
  for (const Lettering* type : {&title_ink, &artist_ink}) {
    lay(canvas, tints.night, blur(levels(blur(type->mask, 0.008f), 7, 0), 0.006f), 0.92f);
  }
  lay_type(canvas, title_ink, gold, 6.5f);
  lay_type(canvas, artist_ink, gold, 6.5f);
  picture.lettering.push_back(std::move(title_ink));
  picture.lettering.push_back(std::move(artist_ink));
  return picture;
}

}  // namespace souls::band::visuals
