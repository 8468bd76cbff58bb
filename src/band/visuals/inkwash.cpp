// Ink wash: paper, a wash around a disc left bare, ridges that rise out of mist, a hero in ink, and a red seal.

#include <algorithm>
#include <array>
#include <cmath>

#include "band/visuals/fastmath.hpp"
#include "band/visuals/filter.hpp"
#include "band/visuals/scene.hpp"

namespace souls::band::visuals {
namespace {

constexpr int kRidges = 5;

enum class Land { peaks, rolling, shore, valley };

struct Plan {
  Scene scene;
  Land land = Land::peaks;
  bool sea = false, hot = false, title_top = false, tinted = false;
  float disc_x = 0.3f, disc_y = 0.27f, disc_r = 0.09f;
  float hero_base = 0.8f;
  float down = 0;   ///< how much lower than usual shore and ridges lie
  float storm = 0;  ///< wash over the upper sky
  float steep = 1;  ///< height of the peaks
  float clear = 1;  ///< the mist over the title begins here
  float first = 0.46f, pace = 0.105f;  ///< crest of the farthest ridge, and the steps towards the nearest
  std::array<std::vector<float>, kRidges> lines;
  int ridges = kRidges;
};

struct Tints {
  Rgb paper, ink, wash, disc, red;
};

void draw_ridges(const Brief& brief, Plan& plan, Random& random) {
  const int side = brief.side;
  const float hero_x = plan.scene.x;
  for (int i = 0; i < kRidges; ++i) {
    const float t = static_cast<float>(i) / (kRidges - 1);
    const float y0 = plan.first + plan.pace * static_cast<float>(i) + plan.down;
    const float height = plan.land == Land::peaks ? 0.19f : (plan.land == Land::valley ? 0.15f : 0.07f);
    const float amplitude = plan.steep * height * (1 - 0.45f * t);
    float peak = (i % 2 ? hero_x : 1 - hero_x) + roll(random, -0.1f, 0.1f);
    const float width = plan.land == Land::peaks ? 0.15f : 0.26f, second = roll(random, 0.24f, 0.34f),
                third = roll(random, -0.36f, -0.26f);
    if (plan.land == Land::valley) peak = i % 2 ? roll(random, -0.02f, 0.14f) : roll(random, 0.86f, 1.02f);
    auto& line = plan.lines[static_cast<std::size_t>(i)];
    const bool last = i == kRidges - 1 && !plan.sea;
    const float foot = std::min(0.845f + plan.down, plan.clear + 0.060f);
    line = ridge(side, random, last ? foot : y0, last ? 0.018f : 0.030f, 4, last ? 3 : 6);
    const Noise fine(random, 90, 4);
    fine.add_row(0, side, 0.004f, line.data());
    for (std::size_t x = 0; x < line.size(); ++x) {
      const float u = (static_cast<float>(x) + 0.5f) / static_cast<float>(side);
      const auto bump = [u](float centre, float w) {
        const float d = (u - centre) / w;
        return fast_exp(-d * d);
      };
      if (last) {
        line[x] -= 0.05f * bump(hero_x, 0.2f);
      } else {
        line[x] -= amplitude * (bump(peak, width) + 0.55f * bump(peak + second, width * 0.73f) +
                                0.35f * bump(peak + third, width * 0.67f));
      }
    }
  }
  plan.ridges = plan.sea ? 2 : kRidges;
}

/// `mist_above` says where the mist begins for a title at the foot, `mist_below` where it ends under one at the head.
Plan make_plan(const Brief& brief, float mist_above, float mist_below, Random& random) {
  Plan plan;
  plan.scene = make_scene(brief.motifs, 0.66f, random);
  Scene& s = plan.scene;
  plan.land = std::array<Land, 5>{Land::peaks, Land::peaks, Land::rolling, Land::valley,
                                  Land::shore}[static_cast<std::size_t>(random.integer(0, 4))];
  plan.title_top = random.chance(0.38);
  plan.tinted = random.chance(0.3);
  const bool heavy = random.chance(is_dark_mood(brief.mood) ? 0.7 : 0.3);
  plan.storm = (heavy && !plan.title_top ? 1.0f : 0.0f) * roll(random, 0.25f, 0.55f);
  plan.steep = roll(random, 0.6f, 1.35f);
  plan.down = plan.title_top ? roll(random, 0.03f, 0.12f) : roll(random, -0.10f, 0.0f);
  plan.sea = s.ground == Ground::sea || plan.land == Land::shore;
  plan.hot = brief.mood != "sad" && brief.mood != "still" && brief.mood != "tender" && brief.mood != "dreaming";
  if (!plan.title_top) plan.clear = mist_above;
  plan.first = plan.sea ? roll(random, 0.40f, 0.55f) : roll(random, 0.32f, 0.52f);
  plan.pace = plan.sea ? 0.105f : (std::min(0.775f, plan.clear) - plan.first) / 3;
  const float third = roll(random, 0.56f, 0.80f);
  s.x = s.flip ? 1 - third : third;
  plan.disc_x = (s.flip ? roll(random, 0.56f, 0.82f) : roll(random, 0.18f, 0.44f));
  plan.disc_y = roll(random, 0.18f, 0.34f) + (plan.title_top ? 0.13f : 0);
  plan.disc_r = roll(random, 0.06f, 0.17f);
  const bool behind = random.chance(0.25);
  if (s.hero->name == "moon") {  // one moon is enough
    plan.disc_r = 0;
    plan.disc_x = s.x;
  }
  const float size = s.framing == Framing::far ? 0.62f : (s.framing == Framing::near ? 0.80f : 0.70f);
  s.height = std::clamp(s.height * size, s.hero->name == "train" ? 0.045f : 0.15f, 0.42f);
  if (s.hero->name == "train") s.x = 0.52f;
  draw_ridges(brief, plan, random);
  const float shore = std::min(0.735f + plan.down, plan.clear - 0.01f);
  plan.hero_base = plan.sea ? shore : line_at(plan.lines[kRidges - 1], s.x) + 0.008f;
  s.base = plan.hero_base;
  keep_inside(s, 0.06f, plan.title_top ? 0.29f : 0.13f);
  // At least half of the disc is over the far ridge, and no mist cuts it.
  const float roof = (plan.title_top ? mist_below : 0.085f) + plan.disc_r;
  for (const float x : {0.25f, 0.5f, 0.75f}) {  // where the crest is too high for it, it goes where there is room
    if (line_at(plan.lines[0], plan.disc_x) > roof) break;
    if (line_at(plan.lines[0], x) > line_at(plan.lines[0], plan.disc_x)) plan.disc_x = x;
  }
  plan.disc_y = std::max(std::min(plan.disc_y, line_at(plan.lines[0], plan.disc_x)), roof);
  // The disc stands whole behind the hero's head, or clear of it.
  const float half = std::max(-s.hero->box.x, s.hero->box.right()) * s.height, apart = plan.disc_r + half + 0.02f;
  if (behind && s.hero->lift == 0 && s.hero->height > 0.2f) {
    plan.disc_x = s.x;
  } else if (std::fabs(plan.disc_x - s.x) < apart && plan.disc_y + plan.disc_r > s.base - s.hero->lift - s.height) {
    plan.disc_x = std::clamp(s.x > 0.5f ? s.x - apart : s.x + apart, plan.disc_r * 0.7f, 1 - plan.disc_r * 0.7f);
  }
  return plan;
}

Tints choose_tints(const Brief& brief, const Plan& plan) {
  const Palette& p = brief.palette;
  Tints t;
  t.paper = mix({0.955f, 0.935f, 0.885f}, p.paper, plan.tinted ? 0.7f : 0.3f);
  // Tinted paper stays paper.
  if (const float strong = chroma(to_lab(t.paper)); strong > 22)
    t.paper = mix(t.paper, {0.955f, 0.935f, 0.885f}, 1 - 22 / strong);
  t.ink = mix(p.ink, {0.07f, 0.075f, 0.10f}, 0.6f);
  if (luminance(t.ink) > 0.03f) t.ink = with_lightness(t.ink, 14);
  const Rgb colour = chroma(to_lab(p.main)) > 14 ? p.main : p.accent;
  t.wash = mix(t.ink, colour, plan.tinted ? 0.72f : 0.5f);
  t.disc = mix(p.accent, {0.85f, 0.12f, 0.08f}, 0.35f);
  t.red = mix(p.accent, {0.72f, 0.10f, 0.07f}, 0.55f);
  return t;
}

struct Buffers {
  std::vector<float> a, b, c, d, mist;
  explicit Buffers(int side) : a(static_cast<std::size_t>(side)), b(a), c(a), d(a), mist(a) {}
};

void wash_in(float& r, float& g, float& b, Rgb ink, float k) {
  r *= 1 - k + k * ink.r;
  g *= 1 - k + k * ink.g;
  b *= 1 - k + k * ink.b;
}

/// Paper, wash and disc of one row.
void paper_row(const Plan& plan, const Tints& t, int y, Canvas& canvas, Buffers& buffers, const Fbm& fine,
               const Fbm& patch, const Noise& fibre, const Fbm& wash, const Fbm& cloud) {
  const int side = canvas.side;
  const float v = (static_cast<float>(y) + 0.5f) / static_cast<float>(side), step = 1 / static_cast<float>(side);
  std::fill(buffers.a.begin(), buffers.a.end(), 1.0f);
  fine.add_row(y, side, 0.020f, buffers.a.data());
  patch.add_row(y, side, 0.018f, buffers.a.data());
  fibre.add_row(y, side, 0.012f, buffers.a.data());
  wash.row(y, side, buffers.b.data());
  cloud.row(y, side, buffers.c.data());
  float *r = canvas.red.row(y), *g = canvas.green.row(y), *b = canvas.blue.row(y);
  for (int x = 0; x < side; ++x) {
    const auto i = static_cast<std::size_t>(x);
    r[x] = t.paper.r * buffers.a[i];
    g[x] = t.paper.g * buffers.a[i];
    b[x] = t.paper.b * buffers.a[i];
    const float dx = (static_cast<float>(x) + 0.5f) * step - plan.disc_x, dy = v - plan.disc_y;
    const float d = std::sqrt(dx * dx + dy * dy);
    const float tone = std::min(
        std::max((0.24f * fast_exp(-std::max(d - plan.disc_r, 0.0f) / 0.17f) + 0.05f) * (1 + 1.5f * buffers.b[i]),
                 0.0f),
        0.6f);
    const float heavy = plan.storm * smooth(0.44f - v, 0.0f, 0.44f) * (1 + 0.7f * buffers.b[i]);
    const float around =
        tone * smooth(d, plan.disc_r - 0.0015f, plan.disc_r + 0.0025f) * smooth(0.62f - v, -0.1f, 0.25f);
    const float outside = smooth(d, plan.disc_r - 0.0015f, plan.disc_r + 0.0025f);
    wash_in(r[x], g[x], b[x], t.wash, std::clamp(around * 0.9f + heavy * outside, 0.0f, 0.72f));
    if (plan.hot) {
      const float disc = smooth(plan.disc_r - d, -0.001f, 0.002f) * (0.86f + 0.20f * buffers.c[i]);
      wash_in(r[x], g[x], b[x], t.disc, disc);
    }
  }
}

/// One ridge over a row: mist behind it, then ink that drains downwards.
void ridge_row(const Plan& plan, const Tints& t, int index, int y, Canvas& canvas, Buffers& buffers, const Fbm& strokes,
               const Fbm& wash) {
  const int side = canvas.side;
  const float depth_share = static_cast<float>(index) / (kRidges - 1);
  const float dark = 0.22f + 0.68f * depth_share, reach = 0.05f + 0.055f * (1 - depth_share);
  const float v = (static_cast<float>(y) + 0.5f) / static_cast<float>(side);
  const auto& line = plan.lines[static_cast<std::size_t>(index)];
  const float top = *std::min_element(line.begin(), line.end());
  if (v < top - 0.01f) return;
  strokes.row(y, side, buffers.a.data());
  wash.row(y, side, buffers.b.data());
  const Rgb ink = mix(t.ink, t.wash, 0.8f * (1 - depth_share));
  const float edge = static_cast<float>(side) * (0.25f + 0.75f * depth_share);
  float *r = canvas.red.row(y), *g = canvas.green.row(y), *b = canvas.blue.row(y);
  for (int x = 0; x < side; ++x) {
    const auto i = static_cast<std::size_t>(x);
    const float depth = v - line[i];
    const float m = clamp01(depth * edge + 0.5f);
    if (m <= 0) continue;
    const float deep = std::max(depth, 0.0f);
    const float mist = fast_exp(-deep / reach);
    const float tone = clamp01((mist * (0.75f + 0.25f * buffers.b[i]) + 0.45f * fast_exp(-deep / 0.006f) +
                                0.55f * smooth(buffers.a[i], 0.02f, 0.35f) * fast_exp(-deep / 0.12f) -
                                0.25f * smooth(-buffers.a[i], 0.05f, 0.3f) * mist) *
                               dark);
    const float veil = m * 0.80f * smooth(depth, -0.001f, 0.05f);
    r[x] += (t.paper.r - r[x]) * veil;
    g[x] += (t.paper.g - g[x]) * veil;
    b[x] += (t.paper.b - b[x]) * veil;
    wash_in(r[x], g[x], b[x], ink, std::min(tone, 0.96f) * m);
  }
}

/// Brush lines of the sea: broken strokes, closer and thinner towards the horizon.
void draw_sea(const Plan& plan, const Tints& t, Canvas& canvas, Random& random) {
  constexpr int kLines = 46;
  std::array<float, kLines> xs{}, lengths{};
  for (std::size_t k = 0; k < kLines; ++k) {
    xs[k] = roll(random, -0.1f, 0.9f);
    lengths[k] = roll(random, 0.1f, 0.4f) * (0.4f + static_cast<float>(k) / kLines);
  }
  const Noise breaks(random, 90, 60);
  const Mask strokes = draw_mask(canvas.side, {0, 0.64f + plan.down, 1, 0.36f}, [&](Pen& pen) {
    for (std::size_t k = 0; k < kLines; ++k) {
      const float q = static_cast<float>(k) / kLines, y = 0.66f + plan.down + 0.26f * std::pow(q, 1.3f), l = lengths[k];
      pen.move(xs[k], y);
      pen.curve(xs[k] + l / 3, y - 0.006f, xs[k] + 2 * l / 3, y + 0.008f, xs[k] + l, y);
      pen.stroke(0.0012f + 0.0034f * q);
    }
  });
  std::vector<float> gaps(static_cast<std::size_t>(canvas.side)), ink(gaps);
  for (int y = std::max(0, strokes.y0); y < canvas.side; ++y) {
    const float v = (static_cast<float>(y) + 0.5f) / static_cast<float>(canvas.side);
    strokes.read_row(y, ink.data());
    std::fill(gaps.begin(), gaps.end(), 0.0f);
    breaks.add_row(y, canvas.side, 1, gaps.data());
    const float strength = 0.25f + 0.5f * clamp01((v - 0.66f - plan.down) / 0.26f);
    float *r = canvas.red.row(y), *g = canvas.green.row(y), *b = canvas.blue.row(y);
    for (int x = 0; x < canvas.side; ++x) {
      const auto i = static_cast<std::size_t>(x);
      wash_in(r[x], g[x], b[x], t.ink, ink[i] * smooth(gaps[i], -0.5f, 0.3f) * strength);
    }
  }
}

/// Ink with the unevenness of a brush where the mask is.
void brush(Canvas& canvas, const Tints& t, const Mask& mask, const Fbm& cloud, float strength, float uneven) {
  lay(canvas, t.paper, mask);
  std::vector<float> row(static_cast<std::size_t>(canvas.side)), m(row);
  for (int y = std::max(0, mask.y0); y < std::min(canvas.side, mask.y0 + mask.height); ++y) {
    mask.read_row(y, m.data());
    cloud.row(y, canvas.side, row.data());
    float *r = canvas.red.row(y), *g = canvas.green.row(y), *b = canvas.blue.row(y);
    for (int x = 0; x < canvas.side; ++x) {
      const auto i = static_cast<std::size_t>(x);
      if (m[i] > 0) wash_in(r[x], g[x], b[x], t.ink, m[i] * std::clamp(strength + uneven * row[i], 0.35f, 0.97f));
    }
  }
}

void draw_hero(const Brief& brief, Plan& plan, const Tints& t, Canvas& canvas, Random& random) {
  const int side = brief.side;
  Scene& s = plan.scene;
  const Fbm rock_cloud(random, 20, 4), cloud(random, 14, 4);
  const Noise shore(random, 16);
  const bool floats =
      s.hero->name == "boat" || s.hero->name == "whale" || s.hero->name == "wave" || s.hero->lift > 0.03f;
  float base = plan.hero_base;
  if (plan.sea && !floats) {
    const float wide = std::max(0.14f, 0.75f * s.hero->box.width * s.height), y0 = base + 0.012f;
    const Mask rock =
        rough(draw_mask(side,
                        [&](Pen& pen) {
                          pen.move(s.x - 2.2f * wide, y0);
                          for (int k = -60; k <= 60; ++k) {
                            const float d = static_cast<float>(k) / 30, q = d / 0.95f, x = s.x + d * wide;
                            pen.to(x, y0 - 0.095f * fast_exp(-q * q * q * q) + 0.010f * shore.at(clamp01(x), 0.5f));
                          }
                          pen.to(s.x + 2.2f * wide, y0 + 0.004f);
                          for (int k = 60; k >= -60; --k) {
                            const float x = s.x + static_cast<float>(k) / 30 * wide;
                            pen.to(x, y0 + 0.010f * sin_turns(x * 4.8f) +
                                          0.006f * fast_exp(-std::fabs(static_cast<float>(k)) / 20));
                          }
                          pen.close();
                          pen.fill();
                        }),
              random, 0.0016f, 70);
    brush(canvas, t, rock, rock_cloud, 0.78f, 0.6f);
    base -= 0.082f;
  }
  if (s.hero->name == "boat" || s.hero->name == "whale") base += 0.03f;
  Placement hero = s.hero_placement();
  hero.y = base - std::min(s.hero->lift, 0.20f);
  const auto ink = [&](Part part) { return rough(draw_part(side, hero, part), random, 0.0014f, 70); };
  const Mask body = ink(Part::body), accent = ink(Part::accent), light = ink(Part::light);
  brush(canvas, t, body, cloud, 0.90f, 0.25f);
  const bool bare_accent = plan.hot && s.hero->name == "lighthouse";
  lay(canvas, bare_accent ? t.paper : t.red, accent, 0.9f);
  lay(canvas, t.paper, light, 0.92f);
}

void draw_birds(const Plan& plan, const Tints& t, Canvas& canvas, Random& random) {
  const int count = random.integer(3, 7);
  const float x0 = 1 - plan.disc_x + roll(random, -0.06f, 0.02f), y0 = plan.disc_y + roll(random, -0.07f, 0.01f);
  std::vector<Point> at;
  for (int k = 0; k < count; ++k) {
    const auto f = static_cast<float>(k);
    at.push_back({x0 + 0.03f * f + roll(random, -0.02f, 0.02f), y0 + 0.022f * f + roll(random, -0.012f, 0.012f)});
  }
  const Mask mask = draw_mask(canvas.side, [&](Pen& pen) {
    for (std::size_t k = 0; k < at.size(); ++k) {
      const float q = 0.014f - 0.0011f * static_cast<float>(k), x = at[k].x, y = at[k].y;
      pen.move(x - q, y - q * 0.2f);
      pen.curve(x - q * 0.5f, y - q * 0.9f, x - q * 0.1f, y - q * 0.3f, x, y);
      pen.curve(x + q * 0.1f, y - q * 0.3f, x + q * 0.5f, y - q * 0.9f, x + q, y - q * 0.35f);
      pen.stroke(0.0028f);
    }
  });
  multiply(canvas, t.ink, mask, 0.88f);
}

/// Red seal with an S cut out of it.
void draw_seal(Canvas& canvas, float x, float y, Random& random) {
  constexpr float q = 0.034f;
  const Mask square =
      rough(draw_mask(canvas.side, {x - 0.01f, y - 0.01f, 2 * q + 0.02f, 2 * q + 0.02f},
                      [&](Pen& pen) {
                        pen.rounded(x, y, 2 * q, 2 * q, 0.006f);
                        pen.erase(true);
                        pen.move(x + q * 1.5f, y + q * 0.45f);
                        pen.curve(x + q * 0.2f, y + q * 0.3f, x + q * 0.4f, y + q, x + q, y + q);
                        pen.curve(x + q * 1.7f, y + q, x + q * 1.7f, y + q * 1.7f, x + q * 0.5f, y + q * 1.55f);
                        pen.stroke(0.0052f);
                      }),
            random, 0.0016f, 90);
  multiply(canvas, {0.74f, 0.13f, 0.10f}, square, 0.92f);
}

/// Mist that the title stands on.
void draw_mist(bool above, const Tints& t, float from, float to, Canvas& canvas, const Fbm& fine) {
  std::vector<float> row(static_cast<std::size_t>(canvas.side));
  for (int y = 0; y < canvas.side; ++y) {
    const float v = (static_cast<float>(y) + 0.5f) / static_cast<float>(canvas.side);
    const float k = 0.96f * (above ? smooth(v, to, from) : smooth(v, from, to));
    if (k <= 0) continue;
    fine.row(y, canvas.side, row.data());
    float *r = canvas.red.row(y), *g = canvas.green.row(y), *b = canvas.blue.row(y);
    for (int x = 0; x < canvas.side; ++x) {
      const float w = 1 + 0.02f * row[static_cast<std::size_t>(x)];
      r[x] += (t.paper.r * w - r[x]) * k;
      g[x] += (t.paper.g * w - g[x]) * k;
      b[x] += (t.paper.b * w - b[x]) * k;
    }
  }
}

}  // namespace

Picture draw_inkwash(const Brief& brief, Random& random) {
  const int side = brief.side;
  const TypeSet title = fit_title(*brief.fonts, brief.title, {"EB Garamond", 400, 0, 0.98f}, 0.70f, 0.135f, 0.105f, 2);
  const float cap = title.cap_height * title.size, foot_first = 0.925f - title.height() + cap;
  Plan plan = make_plan(brief, foot_first - title.size * 1.35f, 0.085f + title.height() + 0.085f, random);
  const Tints tints = choose_tints(brief, plan);
  const Fbm fine(random, 90, 3), patch(random, 3, 3), wash(random, 4, 6), cloud(random, 6, 5);
  const Noise fibre(random, 20, 300);
  std::vector<Fbm> strokes;
  for (int i = 0; i < kRidges; ++i) strokes.emplace_back(random, 26.0f, 4, 0.5f, 9.0f);
  Picture picture{Canvas(side), {}};
  Canvas& canvas = picture.canvas;
  Buffers buffers(side);
  for (int y = 0; y < side; ++y) {
    paper_row(plan, tints, y, canvas, buffers, fine, patch, fibre, wash, cloud);
    for (int i = 0; i < plan.ridges; ++i)
      ridge_row(plan, tints, i, y, canvas, buffers, strokes[static_cast<std::size_t>(i)], wash);
  }
  if (brief.stopped()) return picture;
  if (plan.sea) draw_sea(plan, tints, canvas, random);
  draw_hero(brief, plan, tints, canvas, random);
  draw_birds(plan, tints, canvas, random);

  const TypeSet artist = fit_line(*brief.fonts, brief.artist, {"EB Garamond", 400, 0.16f, 1, true}, 0.0215f, 0.6f);
  const float first = plan.title_top ? 0.085f + cap : foot_first;
  if (plan.title_top) {
    draw_mist(true, tints, first + title.height() - cap + 0.025f, first + title.height() - cap + 0.085f, canvas, fine);
    draw_mist(false, tints, 0.875f, 0.92f, canvas, fine);
  } else {
    draw_mist(false, tints, first - title.size * 1.35f, first - title.size * 0.6f, canvas, fine);
  }
  Lettering title_ink = set_type(title, side, 0.085f, first, Align::left);
  Lettering artist_ink = set_type(artist, side, 0.087f, plan.title_top ? 0.938f : 0.066f, Align::left);
  const Rgb inks[] = {tints.ink};
  lay_type(canvas, title_ink, inks, 7);
  lay_type(canvas, artist_ink, inks, 7);
  const float seal = 0.068f;
  draw_seal(canvas, 0.925f - seal, plan.title_top ? 0.082f : 0.925f - seal, random);
  picture.lettering.push_back(std::move(title_ink));
  picture.lettering.push_back(std::move(artist_ink));
  return picture;
}

}  // namespace souls::band::visuals
