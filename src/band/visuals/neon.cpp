// Neon: a night street in the rain, in linear light, seen through a lens.

#include "band/visuals/neon.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "band/visuals/fastmath.hpp"
#include "band/visuals/filter.hpp"
#include "band/visuals/lens.hpp"

namespace souls::band::visuals {
namespace {

struct Plan {
  NeonStreet street;
  Placement hero;
  bool title_top = true;
  float slant = 0.012f;
};

TypeSet title_type(const Brief& brief, bool top) {
  return fit_title(*brief.fonts, brief.title, {"Bebas Neue", 700, 0.02f, 0.88f, true}, 0.86f, top ? 0.20f : 0.15f,
                   top ? 0.17f : 0.14f, 2);
}

/// Heroes that read as a silhouette from behind; others become a sign over a passer-by.
bool stands_in_street(std::string_view name) {
  static constexpr std::array<std::string_view, 12> kNames = {"umbrella", "child",     "robot",      "figure",
                                                              "couple",   "phone_box", "car",        "bicycle",
                                                              "fox",      "lamp",      "tree_robot", "dish"};
  return std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

float standing_height(std::string_view hero, float height) {
  if (hero == "car") return 0.42f * height + 0.02f;
  if (hero == "bicycle") return 0.6f * height + 0.02f;
  if (hero == "fox") return 0.5f * height;
  if (hero == "child") return 0.75f * height;
  return height;
}

Plan make_plan(const Brief& brief, Random& random) {
  Plan plan;
  const Motif* hero = brief.motifs.front();
  const bool stands = stands_in_street(hero->name);
  const int passer = random.integer(0, 3), scale = random.integer(0, 4);
  const bool right = random.chance(0.5), beside = random.chance(0.5), great = random.chance(0.55);
  NeonLayout layout;
  layout.vanish_x = 0.5f + (beside ? roll(random, 0.12f, 0.24f) : roll(random, 0.0f, 0.10f)) * (right ? 1.0f : -1.0f);
  const float line = roll(random, 0, 1), sign_size = roll(random, 0.30f, 0.48f), sign_step = roll(random, 0.05f, 0.20f);
  plan.title_top = random.chance(0.68);
  if (!stands && hero->name != "towers") layout.motif = hero;
  // The song's thing as one great sign over an empty street, or a small one that somebody walks past.
  const bool over_street = layout.motif != nullptr && great;
  layout.horizon = over_street ? 0.60f + 0.08f * line : 0.52f + (plan.title_top ? 0.15f : 0.08f) * line;
  if (over_street) {
    plan.title_top = false;
    const float centre = 0.5f + (right ? -sign_step : sign_step);
    layout.sign = {centre - sign_size / 2, 0.13f + 0.08f * line, sign_size, sign_size * 0.95f};
  }
  if (!plan.title_top) layout.horizon = std::min(layout.horizon, 0.80f - title_type(brief, false).height());
  layout.clear_above = plan.title_top ? 0.075f + title_type(brief, true).height() + 0.02f : 0.0f;
  plan.street = lay_street(brief.palette, layout, random);
  if (!stands) {
    static constexpr std::array<std::string_view, 4> kPassers = {"umbrella", "figure", "couple", "umbrella"};
    hero = find_motif(kPassers[static_cast<std::size_t>(passer)]);
  }
  static constexpr std::array<float, 5> kHeights = {0.17f, 0.24f, 0.29f, 0.34f, 0.43f};
  const float small = roll(random, 0.10f, 0.14f);
  const float height = over_street ? small : kHeights[static_cast<std::size_t>(scale)];
  const float under = plan.title_top ? 0.89f : 0.865f - title_type(brief, false).height();
  const float foot = std::min(layout.horizon + 0.07f + 0.55f * height, under);
  const float way = random.chance(0.5) ? 1.0f : -1.0f;
  const float step = way * (over_street ? roll(random, 0.04f, 0.22f) : roll(random, 0.02f, 0.20f));
  plan.hero = {hero, plan.street.vanish_x + step, foot, standing_height(hero->name, height), random.chance(0.5), 0};
  const float half = std::max(-hero->box.x, hero->box.right()) * plan.hero.height;
  plan.hero.x = std::clamp(plan.hero.x, 0.06f + half, 0.94f - half);
  plan.slant = roll(random, 0.006f, 0.022f) * (random.chance(0.5) ? 1.0f : -1.0f);
  return plan;
}

void draw_air(const NeonStreet& street, Canvas& canvas, const Fbm& cloud) {
  std::vector<float> row(static_cast<std::size_t>(canvas.side));
  const float step = 1 / static_cast<float>(canvas.side);
  for (int y = 0; y < canvas.side; ++y) {
    cloud.row(y, canvas.side, row.data());
    const float v = (static_cast<float>(y) + 0.5f) * step, dy = (v - street.horizon) / 0.24f,
                far = (v - street.horizon) / 0.3f;
    float *r = canvas.red.row(y), *g = canvas.green.row(y), *b = canvas.blue.row(y);
    for (int x = 0; x < canvas.side; ++x) {
      const float dx = ((static_cast<float>(x) + 0.5f) * step - street.vanish_x) / 0.16f;
      const float k = (0.34f * fast_exp(-dx * dx - dy * dy) + 0.03f * fast_exp(-far * far)) *
                      (1 + 0.25f * row[static_cast<std::size_t>(x)]);
      r[x] = 0.004f + street.fog.r * k;
      g[x] = 0.005f + street.fog.g * k;
      b[x] = 0.012f + street.fog.b * k;
    }
  }
}

/// Light that spreads in wet air: five widths of blur of what shines.
void add_glow(Canvas& canvas, const Canvas& light) {
  constexpr std::array<std::pair<float, float>, 4> kGlows = {
      {{0.40f, 0.005f}, {0.24f, 0.016f}, {0.17f, 0.05f}, {0.10f, 0.13f}}};
  std::vector<float> row(static_cast<std::size_t>(canvas.side));
  for (const auto& [to, from] : {std::pair{&canvas.red, &light.red}, std::pair{&canvas.green, &light.green},
                                 std::pair{&canvas.blue, &light.blue}}) {
    Plane sum(light.side, light.side);
    for (const auto& [gain, radius] : kGlows) {
      const Plane soft = blur(*from, radius);
      for (std::size_t i = 0; i < sum.values.size(); ++i) sum.values[i] += gain * soft.values[i];
    }
    for (int y = 0; y < canvas.side; ++y) {
      enlarged_row(sum, y, canvas.side, row.data());
      float* out = to->row(y);
      for (int x = 0; x < canvas.side; ++x) out[x] += row[static_cast<std::size_t>(x)];
    }
  }
}

/// What a wet road throws back: the street itself and a smear of it, three quarters of the light.
Plane smeared(const Plane& plane) {
  Plane small = reduced(plane, std::max(1, plane.width / 900));
  Plane out(small.width, small.height);
  const int reach = std::max(1, static_cast<int>(0.032f * static_cast<float>(small.height)));
  std::vector<float> sum(static_cast<std::size_t>(small.width), 0.0f);
  const Plane source = small;
  for (int pass = 0; pass < 2; ++pass) {
    const Plane from = pass == 0 ? source : out;
    std::fill(sum.begin(), sum.end(), 0.0f);
    for (int y = -reach; y <= reach; ++y) {
      const float* row = from.row(std::clamp(y, 0, small.height - 1));
      for (int x = 0; x < small.width; ++x) sum[static_cast<std::size_t>(x)] += row[x];
    }
    for (int y = 0; y < small.height; ++y) {
      float* to = out.row(y);
      for (int x = 0; x < small.width; ++x)
        to[x] = sum[static_cast<std::size_t>(x)] / static_cast<float>(2 * reach + 1);
      const float *enter = from.row(std::min(y + reach + 1, small.height - 1)),
                  *leave = from.row(std::max(y - reach, 0));
      for (int x = 0; x < small.width; ++x) sum[static_cast<std::size_t>(x)] += enter[x] - leave[x];
    }
  }
  for (std::size_t i = 0; i < out.values.size(); ++i) out.values[i] = 0.35f * source.values[i] + 0.75f * out.values[i];
  return out;
}

struct RoadNoise {
  Noise wide, fine, jitter;
  Fbm puddles;
  explicit RoadNoise(Random& random)
      : wide(random, 26, 90), fine(random, 70, 220), jitter(random, 40, 120), puddles(random, 3, 4, 0.5f, 14) {}
};

void draw_road(const NeonStreet& street, Canvas& canvas, const RoadNoise& noise) {
  const std::array<Plane, 3> mirror = {smeared(canvas.red), smeared(canvas.green), smeared(canvas.blue)};
  const int side = canvas.side;
  const auto n = static_cast<std::size_t>(side);
  std::vector<float> ripple(n), shift(n), puddle(n);
  const float step = 1 / static_cast<float>(side), small = static_cast<float>(mirror[0].width), hz = street.horizon;
  for (int y = std::max(0, static_cast<int>((hz + 0.004f) * static_cast<float>(side))); y < side; ++y) {
    const float v = (static_cast<float>(y) + 0.5f) * step, d = std::max(v - hz, 0.0f);
    std::fill(ripple.begin(), ripple.end(), 0.0f);
    std::fill(shift.begin(), shift.end(), 0.0f);
    noise.wide.add_row(y, side, 0.9f * (0.006f + 0.05f * d), ripple.data());
    noise.fine.add_row(y, side, 0.5f * (0.006f + 0.05f * d), ripple.data());
    noise.jitter.add_row(y, side, 0.012f * (d + 0.1f), shift.data());
    noise.puddles.row(y, side, puddle.data());
    const float mirrored = clamp01((2 * hz - v) * 0.98f + 0.02f * hz),
                road = clamp01((v - hz - 0.004f) * static_cast<float>(side));
    float *r = canvas.red.row(y), *g = canvas.green.row(y), *b = canvas.blue.row(y);
    const float fy = (v - hz - 0.02f) / 0.15f;
    for (int x = 0; x < side; ++x) {
      const auto i = static_cast<std::size_t>(x);
      const float u = (static_cast<float>(x) + 0.5f) * step, px = (u + ripple[i]) * small - 0.5f,
                  py = (mirrored + shift[i]) * small - 0.5f;
      const float wet = (0.42f + 0.58f * smooth(puddle[i], -0.12f, 0.22f)) * (0.95f - 0.5f * d);
      const float fx = (u - street.vanish_x) / 0.13f, fog = 0.16f * fast_exp(-fx * fx - fy * fy);
      r[x] += (sample(mirror[0], px, py) * wet + 0.004f + street.fog.r * fog - r[x]) * road;
      g[x] += (sample(mirror[1], px, py) * wet + 0.004f + street.fog.g * fog - g[x]) * road;
      b[x] += (sample(mirror[2], px, py) * wet + 0.004f + street.fog.b * fog - b[x]) * road;
    }
  }
}

Mask draw_silhouette(int side, const Placement& hero) {
  Mask mask = draw_mask(side, grown(hero.box(), 0.004f), [&](Pen& pen) {
    for (const Part part : {Part::body, Part::accent}) paint_part(pen, hero, part);
  });
  return mask;
}

/// The hero's own reflection, then the hero, with a thin rim of light from above.
void draw_hero(const Plan& plan, const Mask& body, const Mask& rim, Canvas& canvas, const Noise& wobble) {
  const int side = canvas.side;
  const float foot = plan.hero.y * static_cast<float>(side);
  std::vector<float> shift(static_cast<std::size_t>(side));
  const Mask soft = blur(body, 0.003f);
  for (int y = static_cast<int>(foot); y < side; ++y) {
    const int from = static_cast<int>(2 * foot) - y;
    const float fade = 0.8f * clamp01(1.6f - (static_cast<float>(y) - foot) / static_cast<float>(side) * 6);
    if (fade <= 0 || from < soft.y0) break;
    std::fill(shift.begin(), shift.end(), 0.0f);
    wobble.add_row(y, side, 0.006f * static_cast<float>(side), shift.data());
    float *r = canvas.red.row(y), *g = canvas.green.row(y), *b = canvas.blue.row(y);
    for (int x = 0; x < side; ++x) {
      const float k = 1 - fade * soft.at(x + static_cast<int>(shift[static_cast<std::size_t>(x)]), from);
      r[x] *= k;
      g[x] *= k;
      b[x] *= k;
    }
  }
  const Rgb light = mix(plan.street.lights[0], plan.street.lights[1], 0.5f) * 1.1f;
  lay(canvas, {0.003f, 0.003f, 0.004f}, body);
  add(canvas, light, rim);
}

void draw_rain(const Plan& plan, Canvas& canvas, Random& random) {
  const int side = canvas.side;
  Plane light(side, side);
  Plane mean = reduced(canvas.green, std::max(1, side / 500));
  mean = blur(mean, 0.03f);
  std::vector<float> glow(static_cast<std::size_t>(side)), row(glow);
  struct Fall {
    int count;
    float length, width, gain;
  };
  for (const Fall fall : {Fall{420, 0.035f, 0.0009f, 0.30f}, Fall{120, 0.08f, 0.0015f, 0.5f}}) {
    std::vector<std::pair<Point, float>> drops;
    for (int i = 0; i < fall.count; ++i) {
      const Point p{roll(random, 0, 1.1f), roll(random, -0.1f, 1.0f)};
      drops.emplace_back(p, fall.length * (0.6f + 0.8f * roll(random, 0, 1)));
    }
    const Mask mask = draw_mask(side, [&](Pen& pen) {
      for (const auto& [p, l] : drops) pen.line(fall.width, {p, {p.x - plan.slant * l / 0.04f, p.y + l}});
    });
    for (int y = 0; y < side; ++y) {
      mask.read_row(y, row.data());
      enlarged_row(mean, y, side, glow.data());
      float *r = canvas.red.row(y), *g = canvas.green.row(y), *b = canvas.blue.row(y);
      for (int x = 0; x < side; ++x) {
        const auto i = static_cast<std::size_t>(x);
        const float k = row[i] * (glow[i] * fall.gain + 0.006f);
        r[x] += 0.8f * k;
        g[x] += 0.9f * k;
        b[x] += k;
      }
    }
  }
  std::vector<Point> rings;
  for (int i = 0; i < 60; ++i) rings.push_back({roll(random, 0, 1), roll(random, 0, 1)});
  const Mask splashes = draw_mask(side, [&](Pen& pen) {
    for (const Point q : rings) {
      pen.save();
      pen.translate(q.x, plan.street.horizon + 0.05f + q.y * 0.34f);
      pen.scale(1, 0.3f);
      pen.ring(0, 0, 0.004f + 0.012f * q.y, 0.0022f);
      pen.restore();
    }
  });
  add(canvas, {0.05f, 0.055f, 0.06f}, splashes);
}

/// Tone map by the pixel's largest channel, which keeps the hue; then sRGB, with the silhouette kept dark.
void develop(const Plan& plan, Canvas& canvas, const Mask& body, const Mask& rim) {
  const int side = canvas.side;
  const float step = 1 / static_cast<float>(side);
  std::vector<float> hero(static_cast<std::size_t>(side)), edge(hero);
  for (int y = 0; y < side; ++y) {
    const float v = (static_cast<float>(y) + 0.5f) * step;
    body.read_row(y, hero.data());
    rim.read_row(y, edge.data());
    const float top = plan.title_top ? 0.75f * smooth(0.42f - v, 0, 0.34f) + 0.72f * smooth(v, 0.84f, 0.95f)
                                     : 0.55f * smooth(0.20f - v, 0, 0.2f) + 0.86f * smooth(v, 0.74f, 0.86f);
    const float shade = std::max(0.0f, 1 - top);
    float *r = canvas.red.row(y), *g = canvas.green.row(y), *b = canvas.blue.row(y);
    for (int x = 0; x < side; ++x) {
      const float dx = (static_cast<float>(x) + 0.5f) * step - 0.5f, dy = v - 0.5f;
      const float k = 1.7f * (1 - 0.75f * (dx * dx + dy * dy));
      const float pr = r[x] * k, pg = g[x] * k, pb = b[x] * k, peak = std::max({pr, pg, pb});
      const float common = (1 + peak * (1.0f / 9)) / (1 + peak) * 0.8f;
      r[x] = pr * common + 0.2f * pr * (1 + pr * (1.0f / 9)) / (1 + pr);
      g[x] = pg * common + 0.2f * pg * (1 + pg * (1.0f / 9)) / (1 + pg);
      b[x] = pb * common + 0.2f * pb * (1 + pb * (1.0f / 9)) / (1 + pb);
    }
    encode_row(r, side);
    encode_row(g, side);
    encode_row(b, side);
    for (int x = 0; x < side; ++x) {
      const auto i = static_cast<std::size_t>(x);
      const float dark = (1 - 0.62f * hero[i] * clamp01(1 - 2 * edge[i])) * shade;
      r[x] *= dark;
      g[x] *= dark;
      b[x] *= dark;
    }
  }
}

void set_neon_type(const Brief& brief, const Plan& plan, Picture& picture) {
  const int side = brief.side;
  const TypeSet title = title_type(brief, plan.title_top);
  const TypeSet artist = fit_line(*brief.fonts, brief.artist, {"Inter", 500, 0.14f, 1, true}, 0.0205f, 0.7f);
  const float cap = title.cap_height * title.size;
  const float first = plan.title_top ? 0.065f + cap : 0.885f - title.height() + cap;
  Lettering title_ink = set_type(title, side, 0.07f, first, Align::left);
  Lettering artist_ink = set_type(artist, side, 0.072f, 0.940f, Align::left);
  const Rgb tube = to_srgb(plan.street.lights[0]);
  add(picture.canvas, tube * 0.24f, blur(title_ink.mask, 0.02f));
  add(picture.canvas, tube * 0.16f, blur(title_ink.mask, 0.006f));
  const float high = std::max({tube.r, tube.g, tube.b, 0.01f});
  const Rgb tinted[] = {mix(tube * (1 / high), {1, 1, 1}, 0.78f)};
  const Rgb white[] = {{1, 1, 1}};
  lay_type(picture.canvas, title_ink, tinted, 5.6f);
  lay_type(picture.canvas, artist_ink, white, 5.6f);
  picture.lettering.push_back(std::move(title_ink));
  picture.lettering.push_back(std::move(artist_ink));
}

}  // namespace

Picture draw_neon(const Brief& brief, Random& random) {
  const int side = brief.side;
  const Plan plan = make_plan(brief, random);
  const Fbm cloud(random, 4, 4);
  const Noise patches(random, 14), wobble(random, 60, 160);
  const RoadNoise road(random);
  const Grain grain(random, 1.1f);
  Picture picture{Canvas(side), {}};
  Canvas& canvas = picture.canvas;
  draw_air(plan.street, canvas, cloud);
  paint_street(canvas, plan.street, patches, false);
  {
    Canvas light(std::max(side / 2, 200));
    paint_street(light, plan.street, patches, true);
    add_glow(canvas, light);
  }
  if (brief.stopped()) return picture;
  draw_road(plan.street, canvas, road);
  const Mask body = draw_silhouette(side, plan.hero);
  const Mask above = subtract(body, body.moved(-0.0014f, 0.0022f)),
             beside = subtract(body, body.moved(0.0014f, 0.0022f));
  const Mask rim = unite(above, levels(beside, 0.35f, 0));
  draw_hero(plan, body, rim, canvas, wobble);
  draw_rain(plan, canvas, random);
  if (brief.stopped()) return picture;
  aberrate(canvas, 0.004f);
  develop(plan, canvas, body, rim);
  set_neon_type(brief, plan, picture);
  add_grain(canvas, grain, 0.020f);
  return picture;
}

}  // namespace souls::band::visuals
