// Risograph: continuous tones on three plates, screened at three angles, printed out of register with transparent inks.

#include <algorithm>
#include <array>
#include <cmath>

#include "band/visuals/fastmath.hpp"
#include "band/visuals/filter.hpp"
#include "band/visuals/scene.hpp"

namespace souls::band::visuals {
namespace {

constexpr float kScreenLines = 105;
constexpr float kTurnAngles[3] = {75.0f / 360, 15.0f / 360, 45.0f / 360};
constexpr float kHeader = 0.10f;

enum class Layout { foot, head, inset };

struct Plan {
  Scene scene;
  Layout layout = Layout::foot;
  float foot = 0.18f, head = kHeader, margin = 0;
  bool solid = true;       ///< the title's band is solid ink, else bare paper
  bool dark_head = false;  ///< so is the strip with the artist's name
  int sky = 0;
  bool big = false;         ///< a pale hero with a keyline
  bool overprints = false;  ///< the first two inks together make a clear third colour
  std::array<std::vector<float>, 3> hills;
  std::vector<float> ground_line;
  std::array<float, 2> dx{}, dy{};
};

/// Shapes of the scene as masks.
struct Shapes {
  Mask body, shade, light, accent, whole, keyline, halo;
  Mask town, town_lights, rain, viaduct, rock;
};

struct Rows {
  std::array<std::vector<float>, 3> tone;
  std::vector<float> a, b, c, d;
  explicit Rows(int side) : a(static_cast<std::size_t>(side)), b(a), c(a), d(a) {
    for (auto& t : tone) t.resize(static_cast<std::size_t>(side));
  }
};

Plan make_plan(const Brief& brief, Random& random) {
  Plan plan;
  const int layout = random.integer(0, 9);
  plan.layout = layout < 4 ? Layout::foot : (layout < 7 ? Layout::head : Layout::inset);
  const bool long_title = code_points(brief.title).size() > 18;
  plan.foot = long_title ? 0.21f : 0.175f;
  plan.solid = plan.layout != Layout::inset && random.chance(plan.layout == Layout::foot ? 0.7 : 0.45);
  const bool dark_strip = random.chance(0.35);
  plan.dark_head = plan.layout == Layout::head ? plan.solid : (plan.layout == Layout::foot && dark_strip);
  if (plan.layout == Layout::inset) {
    plan.margin = roll(random, 0.05f, 0.16f);
    plan.foot += roll(random, 0.0f, 0.07f);
  }
  plan.scene = make_scene(brief.motifs, 0.69f, random);
  Scene& s = plan.scene;
  plan.sky = std::array<int, 6>{0, 1, 2, 3, 3, 3}[static_cast<std::size_t>(random.integer(0, 5))];
  if (s.hero->name != "train") s.height *= 1.14f;
  if (s.hero->name == "train") s.height *= 1.2f;
  float dy = std::min(0.19f - plan.foot, 0.0f);  // a high foot lifts the ground, and what stands on it
  if (plan.layout == Layout::head) {
    plan.head = long_title ? 0.30f : 0.25f;
    plan.foot = 0;
    dy = 0.13f;
  }
  for (float* y : {&s.horizon, &s.base, &s.light_y}) *y += dy;
  keep_inside(s, plan.margin + 0.04f, plan.head + 0.035f);
  plan.big = s.hero->pale;
  if (s.light == LightKind::lamp || s.light == LightKind::bolt) {
    s.light_x = s.x + (s.x > 0.5f ? -1.0f : 1.0f) * roll(random, 0.20f, 0.34f);
    s.light_y = plan.head + roll(random, 0.20f, 0.34f);
    s.light_radius = roll(random, 0.13f, 0.25f);
  }
  s.light_radius = std::clamp(s.light_radius, 0.15f, plan.margin > 0.1f ? 0.22f : 0.27f);
  // The disc is whole: below the header and inside the page.
  s.light_y = std::max(s.light_y, plan.head + s.light_radius + 0.03f);
  const float beside = s.light_radius + std::max(plan.margin + 0.03f, 0.07f);
  s.light_x = std::clamp(s.light_x, beside, 1 - beside);
  if (!s.disc && s.light != LightKind::lamp && s.light != LightKind::bolt) {
    s.light_radius = 0.004f;
    plan.sky = 1;
  }
  for (std::size_t i = 0; i < 3; ++i) {
    const float y = s.horizon + std::array<float, 3>{-0.08f, -0.02f, 0.03f}[i];
    const auto f = static_cast<float>(i);
    plan.hills[i] = ridge(brief.side, random, y, 0.045f - 0.008f * f, 3 + 2 * f, 3);
  }
  if (s.ground == Ground::hill) {
    plan.ground_line = hill_line(brief.side, random, s.x, s.horizon + 0.14f, 0.10f);
    s.base = line_at(plan.ground_line, s.x) + 0.01f - s.hero->lift;
  }
  if (s.ground == Ground::bridge) plan.ground_line = ridge(brief.side, random, s.horizon + 0.12f, 0.02f, 5, 3);
  for (std::size_t i = 0; i < 2; ++i) {
    plan.dx[i] = roll(random, -0.0028f, 0.0028f);
    plan.dy[i] = roll(random, -0.0028f, 0.0028f);
  }
  return plan;
}

void draw_viaduct(Pen& pen, float y0) {
  pen.rect(-0.1f, y0, 1.2f, 0.02f);
  pen.rect(-0.1f, y0 + 0.015f, 1.2f, 0.5f);
  pen.erase(true);
  for (int k = 0; k < 6; ++k) {
    const float x = -0.1f + static_cast<float>(k) * 0.22f;
    pen.move(x + 0.02f, 1.2f);
    pen.to(x + 0.02f, y0 + 0.15f);
    pen.arc_to(x + 0.11f, y0 + 0.15f, 0.09f, 0.5f, 1.0f);
    pen.to(x + 0.20f, 1.2f);
    pen.close();
    pen.fill();
  }
  pen.erase(false);
}

Shapes draw_shapes(const Brief& brief, const Plan& plan, Random& random) {
  const int side = brief.side;
  const Scene& s = plan.scene;
  const Placement hero = s.hero_placement();
  Shapes m;
  m.body = draw_part(side, hero, Part::body);
  m.shade = draw_part(side, hero, Part::shade);
  m.light = draw_part(side, hero, Part::light);
  m.accent = draw_part(side, hero, Part::accent);
  m.whole = draw_whole(side, hero);
  if (plan.big) {
    const Mask solid = unite(m.body, m.accent);
    m.keyline = subtract(thickened(solid, 0.0016f), levels(blur(solid, 0.0012f), 6, -4.6f));
  } else if (s.hero->name != "train") {
    m.halo = subtract(thickened(m.whole, 0.0045f), m.whole);
  }
  const Motif* towers = find_motif("towers");
  const float town_x = 0.5f + roll(random, -0.06f, 0.06f), town_h = roll(random, 0.30f, 0.46f);
  if (s.ground == Ground::street && s.hero != towers) {
    const Placement town{
        towers, town_x, s.horizon + 0.03f, std::min(town_h * 1.2f, s.horizon + 0.03f - plan.head - 0.03f), s.flip, 0};
    Placement wide = town;
    m.town = draw_mask(side, [&](Pen& pen) {
      for (const float shift : {-0.42f, 0.0f, 0.5f}) {
        wide.x = town.x + shift;
        paint_part(pen, wide, Part::body);
      }
    });
    m.town_lights = draw_mask(side, [&](Pen& pen) {
      for (const float shift : {-0.42f, 0.5f, 0.0f}) {
        wide.x = town.x + shift;
        paint_part(pen, wide, Part::light);
      }
    });
  }
  const bool wet = s.hero->name == "umbrella" || s.hero->name == "phone_box" || is_dark_mood(brief.mood);
  std::vector<Point> drops;
  for (int i = 0; i < 130; ++i) drops.push_back({roll(random, 0, 1.1f), roll(random, 0, 1.1f)});
  if (s.ground == Ground::street && wet) {
    m.rain = draw_mask(side, [&](Pen& pen) {
      for (const Point p : drops) pen.line(0.0022f, {p, {p.x - 0.02f, p.y + 0.075f}});
    });
  }
  if (s.ground == Ground::bridge) {
    m.viaduct = draw_mask(side, {0, s.base - 0.01f, 1, 0.5f}, [&](Pen& pen) { draw_viaduct(pen, s.base); });
  }
  const Noise shore(random, 12);
  if (s.ground == Ground::sea &&
      (s.hero->name == "lighthouse" ||
       (s.hero->lift == 0 && s.hero->name != "boat" && s.hero->name != "whale" && s.hero->name != "wave"))) {
    m.rock = draw_mask(side, [&](Pen& pen) {
      const float wide = std::max(0.17f, 0.8f * s.hero->box.width * s.height);
      pen.move(s.x - 2 * wide, s.horizon + 0.085f);
      for (int k = -40; k <= 40; ++k) {
        const float d = static_cast<float>(k) / 40, q = d * d * d * d * 7;
        const float x = s.x + d * wide * 1.15f;
        pen.to(x, s.base + 0.085f - 0.09f * fast_exp(-q) +
                      0.012f * shore.at(clamp01(x), 0.5f) * (1 - fast_exp(-d * d * 20)));
      }
      pen.to(s.x + 2 * wide, s.horizon + 0.085f);
      pen.close();
      pen.fill();
    });
  }
  return m;
}

float sky_tone(const Plan& plan, float y, float r) {
  const Scene& s = plan.scene;
  const float fall = std::min(std::max((s.horizon - y) * 1.1f, 0.0f), 0.62f);
  if (plan.sky == 1) return 0.50f * smooth(r, 0.10f, 0.75f);
  if (plan.sky == 2) return std::floor(fall * 7) / 7 * 0.9f + 0.04f;
  return fall * 0.95f;
}

/// Tones of sky and disc for one row.
void sky_row(const Plan& plan, int y, int side, Rows& rows) {
  const Scene& s = plan.scene;
  const float v = (static_cast<float>(y) + 0.5f) / static_cast<float>(side), step = 1 / static_cast<float>(side);
  const float glow = 0.62f * smooth(v, 0.30f, s.horizon + 0.02f);
  const float disc_tone = 1 - 0.75f * smooth(v, s.light_y - 0.02f, s.light_y + s.light_radius);
  const bool night = plan.sky == 3;
  for (int x = 0; x < side; ++x) {
    const float dx = (static_cast<float>(x) + 0.5f) * step - s.light_x, dy = v - s.light_y;
    const float r = std::sqrt(dx * dx + dy * dy);
    const float disc = smooth(s.light_radius - r, -0.001f, 0.001f);
    const auto i = static_cast<std::size_t>(x);
    rows.tone[0][i] = std::max(glow * (night ? 0.45f : 1.0f) * (1 - disc), disc * disc_tone);
    rows.tone[1][i] = sky_tone(plan, v, r) * (1 - disc);
    rows.tone[2][i] =
        night ? (0.10f + 0.42f * smooth(r, s.light_radius, 0.62f)) * (1 - disc) * smooth(s.horizon - v, -0.1f, 0.25f)
              : 0.0f;
  }
}

void hills_row(const Plan& plan, int y, int side, Rows& rows) {
  const Scene& s = plan.scene;
  const float v = (static_cast<float>(y) + 0.5f) / static_cast<float>(side);
  constexpr float kTones[] = {0.28f, 0.5f, 0.78f};
  for (std::size_t h = 0; h < 3; ++h) {
    if (s.ground == Ground::sea && h > 0) continue;
    const float top = s.horizon + std::array<float, 3>{-0.08f, -0.02f, 0.03f}[h];
    const float tone = kTones[h] * (0.75f + 0.5f * smooth(v, top - 0.05f, top + 0.14f));
    for (int x = 0; x < side; ++x) {
      const auto i = static_cast<std::size_t>(x);
      const float k = clamp01((v - plan.hills[h][i]) * static_cast<float>(side) + 0.5f);
      rows.tone[2][i] += (tone - rows.tone[2][i]) * k;
      rows.tone[0][i] += (0.42f - 0.12f * static_cast<float>(h) - rows.tone[0][i]) * k;
      rows.tone[1][i] *= 1 - 0.7f * k;
    }
  }
}

void sea_row(const Plan& plan, const Noise& swell, const Noise& glint, int y, int side, Rows& rows) {
  const Scene& s = plan.scene;
  const float v = (static_cast<float>(y) + 0.5f) / static_cast<float>(side), step = 1 / static_cast<float>(side);
  const float g = clamp01((v - s.horizon) * static_cast<float>(side));
  if (g <= 0) return;
  const float d = v - s.horizon, root = std::sqrt(d) * 70 / kTau;
  std::fill(rows.a.begin(), rows.a.end(), 0.0f);
  std::fill(rows.b.begin(), rows.b.end(), 0.0f);
  swell.add_row(y, side, 2.0f / kTau, rows.a.data());
  glint.add_row(y, side, 0.05f, rows.b.data());
  for (int x = 0; x < side; ++x) {
    const auto i = static_cast<std::size_t>(x);
    const float u = (static_cast<float>(x) + 0.5f) * step;
    const float wave = smooth(sin_turns(root + 0.095f * sin_turns(u * 4.8f) + rows.a[i]), 0.1f, 0.4f);
    const float lit = std::fabs(u - s.light_x) < (0.10f + 0.35f * d + rows.b[i]) * 0.9f ? wave : 0.0f;
    rows.tone[2][i] += ((0.45f + 1.2f * d + 0.18f * wave) * (1 - 0.95f * lit) - rows.tone[2][i]) * g;
    rows.tone[0][i] += (0.9f * lit - rows.tone[0][i]) * g;
    rows.tone[1][i] += (0.5f - rows.tone[1][i]) * g;
  }
}

/// Covers the tones with one plate's solid where the mask is.
void solid_row(const Mask& mask, int y, int plate, float tone, Rows& rows) {
  if (mask.empty()) return;
  mask.read_row(y, rows.c.data());
  for (std::size_t p = 0; p < 3; ++p) {
    const float to = static_cast<int>(p) == plate ? tone : 0.0f;
    for (std::size_t i = 0; i < rows.c.size(); ++i) rows.tone[p][i] += (to - rows.tone[p][i]) * rows.c[i];
  }
}

void line_row(const std::vector<float>& line, int y, int side, Rows& rows) {
  const float v = (static_cast<float>(y) + 0.5f) / static_cast<float>(side);
  for (std::size_t i = 0; i < line.size(); ++i) {
    const float k = clamp01((v - line[i]) * static_cast<float>(side) + 0.5f);
    rows.tone[2][i] += (1 - rows.tone[2][i]) * k;
    rows.tone[0][i] *= 1 - k;
    rows.tone[1][i] *= 1 - k;
  }
}

void street_row(const Plan& plan, const Shapes& m, int y, int side, Rows& rows) {
  const Scene& s = plan.scene;
  const float v = (static_cast<float>(y) + 0.5f) / static_cast<float>(side), step = 1 / static_cast<float>(side);
  if (!m.town.empty()) {
    solid_row(m.town, y, 2, 0.55f + 0.4f * smooth(v, 0.9f, 0.3f), rows);
    solid_row(m.town_lights, y, 0, 1, rows);
  }
  const float k = clamp01((v - s.horizon - 0.02f) * static_cast<float>(side));
  if (k <= 0) return;
  for (int x = 0; x < side; ++x) {
    const auto i = static_cast<std::size_t>(x);
    const float d = ((static_cast<float>(x) + 0.5f) * step - s.light_x) / 0.16f;
    rows.tone[2][i] = 0.97f - 0.5f * fast_exp(-d * d);
    rows.tone[0][i] = 0.7f * fast_exp(-d * d);
    rows.tone[1][i] = 0;
  }
}

void rain_row(const Shapes& m, int y, Rows& rows) {
  if (m.rain.empty()) return;
  m.rain.read_row(y, rows.c.data());
  for (std::size_t i = 0; i < rows.c.size(); ++i) {
    rows.tone[2][i] *= 1 - rows.c[i] * 0.9f;
    rows.tone[1][i] *= 1 - rows.c[i];
  }
}

void hero_row(const Plan& plan, const Shapes& m, int y, Rows& rows) {
  const auto n = rows.a.size();
  m.body.read_row(y, rows.a.data());
  m.accent.read_row(y, rows.b.data());
  m.shade.read_row(y, rows.c.data());
  m.light.read_row(y, rows.d.data());
  const bool robot = plan.scene.hero->name == "robot" || plan.scene.hero->name == "tree_robot";
  for (std::size_t i = 0; i < n; ++i) {
    const float body = rows.a[i], accent = rows.b[i], shade = rows.c[i] * body, light = rows.d[i];
    const float whole = std::max(body, accent);
    rows.tone[0][i] *= 1 - whole;
    rows.tone[1][i] *= 1 - whole;
    rows.tone[2][i] *= 1 - whole;
    const float solid = body * (1 - accent);
    rows.tone[2][i] += plan.big ? solid * shade : solid;
    if (plan.big) rows.tone[1][i] = std::max(rows.tone[1][i], 0.24f * solid * (1 - shade));
    rows.tone[0][i] = std::max(rows.tone[0][i], accent);
    if (robot && plan.overprints) rows.tone[1][i] = std::max(rows.tone[1][i], accent);
    if (plan.big) rows.tone[2][i] = std::max(rows.tone[2][i] * (1 - shade * accent * 0.0f), accent * shade * 0.9f);
    if (robot) {
      rows.tone[2][i] = std::max(rows.tone[2][i], light);
    } else {
      rows.tone[2][i] *= 1 - light;
      rows.tone[1][i] *= 1 - light;
      rows.tone[0][i] =
          rows.tone[0][i] * (1 - light) + light * (plan.big && plan.scene.hero->name != "lighthouse" ? 0.0f : 1.0f);
      if (!plan.big) rows.tone[2][i] = std::max(rows.tone[2][i], light * shade);
    }
  }
}

/// One row of a plate after screening, 0 to 255.
void screen_row(const std::vector<float>& tone, int plate, int y, int side, std::uint8_t* out) {
  const float cosine = cos_turns(kTurnAngles[plate]), sine = sin_turns(kTurnAngles[plate]);
  const float step = kScreenLines / static_cast<float>(side);
  const float v = (static_cast<float>(y) + 0.5f) * step;
  for (int x = 0; x < side; ++x) {
    const float u = (static_cast<float>(x) + 0.5f) * step;
    const float d = (cos_turns(u * cosine + v * sine) + cos_turns(v * cosine - u * sine)) * 0.25f + 0.5f;
    const float t = clamp01(tone[static_cast<std::size_t>(x)]);
    const float dot = smooth(t - 0.99f + d * 0.98f, -0.10f, 0.10f);
    const float ink = t > 0.93f ? t : (t < 0.015f ? 0.0f : dot);
    out[x] = static_cast<std::uint8_t>(ink * 255 + 0.5f);
  }
}

/// Margins, header and foot, where the picture gives way to bare paper or solid ink.
void frame_row(const Plan& plan, int y, int side, Rows& rows) {
  const float v = (static_cast<float>(y) + 0.5f) / static_cast<float>(side);
  const float strip = smooth(plan.head - v, -0.0008f, 0.0008f);
  const float foot = smooth(v, 1 - plan.foot - 0.0308f, 1 - plan.foot - 0.0292f);
  const int margin = static_cast<int>(plan.margin * static_cast<float>(side));
  const float low = plan.layout == Layout::head ? 0.0f : foot;
  const float bare = std::max(plan.dark_head ? 0.0f : strip, plan.solid ? 0.0f : low);
  const float ink = std::max(plan.dark_head ? strip : 0.0f, plan.solid ? low : 0.0f);
  for (int x = 0; x < side; ++x) {
    const auto i = static_cast<std::size_t>(x);
    const float keep = (x < margin || x >= side - margin ? 0.0f : 1 - bare) * (1 - ink);
    for (auto& tone : rows.tone) tone[i] *= keep;
    rows.tone[2][i] += ink;
  }
}

struct Type {
  Lettering title, artist, number;
};

Type set_riso_type(const Brief& brief, const Plan& plan, int number) {
  const int side = brief.side;
  const Face face{"League Spartan", 800, -0.025f, 0.92f}, small{"Inter", 600, 0.02f, 1};
  const bool head = plan.layout == Layout::head;
  const float height = head ? plan.head - 0.145f : plan.foot - 0.065f;
  const TypeSet title = fit_title(*brief.fonts, brief.title, face, 0.86f, height, 0.12f, 2);
  const float room = head ? plan.head - 0.085f : plan.foot + 0.028f;
  const float top =
      head ? 0.085f + (room - title.height()) * 0.42f : 1 - plan.foot - 0.028f + (room - title.height()) * 0.46f;
  Type type;
  type.title = set_type(title, side, 0.07f, top + title.cap_height * title.size, Align::left);
  const float top_line = 0.062f;
  type.artist =
      set_type(fit_line(*brief.fonts, brief.artist, small, 0.023f, 0.6f), side, 0.93f, top_line, Align::right);
  std::string digits = std::to_string(1000 + number % 1000).substr(1);
  type.number = set_type(fit_line(*brief.fonts, brief.fonts->drawable("SS\xe2\x80\x93" + digits), small, 0.023f, 0.2f),
                         side, 0.07f, top_line, Align::left);
  return type;
}

void knock(Mask& plate, const Mask& shape, bool ink) {
  for (int y = std::max(0, shape.y0); y < std::min(plate.side, shape.y0 + shape.height); ++y) {
    std::uint8_t* to = plate.row(y);
    const std::uint8_t* from = shape.row(y);
    const int last = std::min(plate.side, shape.x0 + shape.width);
    for (int x = std::max(0, shape.x0); x < last; ++x) {
      const int s = from[x - shape.x0];
      to[x] = static_cast<std::uint8_t>(ink ? std::max<int>(to[x], s) : to[x] * (255 - s) / 255);
    }
  }
}

Canvas print(const Brief& brief, const Plan& plan, const std::array<Mask, 3>& plates, Rgb paper,
             const std::array<Rgb, 3>& inks, Random& random) {
  const int side = brief.side;
  const Fbm tooth(random, 120, 2);
  const std::vector<Fbm> clouds = {{random, 6, 5}, {random, 6, 5}, {random, 6, 5}};
  const std::vector<Grain> salts = {Grain(random, 1.3f), Grain(random, 1.3f), Grain(random, 1.3f)};
  Canvas canvas(side);
  const auto n = static_cast<std::size_t>(side);
  std::vector<float> a(n), b(n), ink(n);
  for (int y = 0; y < side; ++y) {
    tooth.row(y, side, a.data());
    float *r = canvas.red.row(y), *g = canvas.green.row(y), *bl = canvas.blue.row(y);
    for (std::size_t i = 0; i < n; ++i) {
      const float k = 1 + 0.010f * a[i];
      r[i] = paper.r * k;
      g[i] = paper.g * k;
      bl[i] = paper.b * k;
    }
    for (std::size_t p = 0; p < 3; ++p) {
      const int dx = p < 2 ? static_cast<int>(std::lround(plan.dx[p] * static_cast<float>(side))) : 0;
      const int dy = p < 2 ? static_cast<int>(std::lround(plan.dy[p] * static_cast<float>(side))) : 0;
      const std::uint8_t* from = plates[p].row(std::clamp(y + dy, 0, side - 1));
      for (int x = 0; x < side; ++x)
        ink[static_cast<std::size_t>(x)] = static_cast<float>(from[std::clamp(x + dx, 0, side - 1)]) * (1.0f / 255);
      clouds[p].row(y, side, a.data());
      salts[p].row(y, side, b.data());
      const Rgb c = inks[p];
      for (std::size_t i = 0; i < n; ++i) {
        const float density = 0.94f - 0.07f * smooth(a[i], -0.1f, 0.8f) - 0.32f * smooth(b[i], 1.5f, 2.7f);
        const float k = ink[i] * density;
        r[i] *= 1 - k + k * c.r;
        g[i] *= 1 - k + k * c.g;
        bl[i] *= 1 - k + k * c.b;
      }
    }
  }
  return canvas;
}

}  // namespace

Picture draw_riso(const Brief& brief, Random& random) {
  const int side = brief.side;
  const int number = random.integer(1, 999);
  Plan plan = make_plan(brief, random);
  const Shapes shapes = draw_shapes(brief, plan, random);
  const Noise swell(random, 6), glint(random, 30, 80);
  const Palette& p = brief.palette;
  Rgb dark = luminance(p.ink) < 0.03f ? mix(p.ink, from_hex("1d2a6b"), 0.45f) : p.ink;
  if (luminance(dark) > 0.05f) dark = with_lightness(dark, 22);
  std::array<Rgb, 3> inks = {p.accent, mix(p.main, p.second, 0.2f), dark};
  if (contrast(inks[1], inks[0]) < 1.25f) inks[1] = p.second;
  if (luminance(inks[0]) < 0.12f) inks[0] = with_lightness(inks[0], 52);
  if (luminance(inks[1]) < 0.14f) inks[1] = with_lightness(inks[1], 56);
  plan.overprints = chroma(to_lab(inks[0] * inks[1])) > 34;
  const Rgb paper = mix({0.972f, 0.957f, 0.918f}, p.paper, 0.25f);

  std::array<Mask, 3> plates;
  for (auto& plate : plates) {
    plate = Mask(side, Box{});
    plate.x0 = plate.y0 = 0;
  }
  Rows rows(side);
  for (int y = 0; y < side; ++y) {
    sky_row(plan, y, side, rows);
    hills_row(plan, y, side, rows);
    if (plan.scene.ground == Ground::sea) {
      sea_row(plan, swell, glint, y, side, rows);
      solid_row(shapes.rock, y, 2, 1, rows);
    }
    if (plan.scene.ground == Ground::street) street_row(plan, shapes, y, side, rows);
    solid_row(shapes.viaduct, y, 2, 1, rows);
    if (!plan.ground_line.empty()) line_row(plan.ground_line, y, side, rows);
    rain_row(shapes, y, rows);
    hero_row(plan, shapes, y, rows);
    frame_row(plan, y, side, rows);
    for (int k = 0; k < 3; ++k)
      screen_row(rows.tone[static_cast<std::size_t>(k)], k, y, side, plates[static_cast<std::size_t>(k)].row(y));
  }
  Type type = set_riso_type(brief, plan, number);
  if (!shapes.keyline.empty()) knock(plates[2], shapes.keyline, true);
  for (auto& plate : plates) {
    if (!shapes.halo.empty()) knock(plate, shapes.halo, false);
  }
  knock(plates[2], type.title.mask, !plan.solid);
  knock(plates[2], type.artist.mask, !plan.dark_head);
  knock(plates[2], type.number.mask, !plan.dark_head);
  Picture picture{print(brief, plan, plates, paper, inks, random), {}};
  picture.lettering.push_back(std::move(type.title));
  picture.lettering.push_back(std::move(type.artist));
  return picture;
}

}  // namespace souls::band::visuals
