// Linocut: tone is the width of a groove. White is what the gouge took away, black what it left.

#include <algorithm>
#include <array>
#include <cmath>

#include "band/visuals/fastmath.hpp"
#include "band/visuals/filter.hpp"
#include "band/visuals/scene.hpp"

namespace souls::band::visuals {
namespace {

constexpr float kHeroExtentMin = 0.27f;

enum class Sky { rings, rays, wind };

struct Plan {
  Scene scene;
  Sky sky = Sky::rings;
  bool title_below = true;
  bool on_paper = false;  ///< the title is printed on bare paper instead of carved into a solid band
  bool tinted = false;    ///< the band is cut away, so that the second block's tint lies under printed letters
  bool arched = false;
  float frame = 0.055f;               ///< bare paper around the block
  float top = 0.055f, bottom = 0.945f;  ///< of the picture; the solid band lies beyond one of them
  float rays = 150, rings = 46;
  float lift = 0;  ///< how much is cut away all over: a bright or a dark sky
  float ground_lift = 0;
  float reach = 0.3f;  ///< how far the light carries
  std::array<float, 2> beams{};  ///< directions of a lamp's two beams, in turns
  std::vector<float> far_line, near_line;
  std::vector<Point> bolt;
  std::vector<int> twigs;
};

struct Shapes {
  Mask body, shade, light, accent, halo, edge;
  Mask bolt, bolt_dark, viaduct, arch_edges, town, town_lights;
};

struct Rows {
  std::vector<float> wobble, grooves, white, colour, a, b, c, d;
  explicit Rows(int side)
      : wobble(static_cast<std::size_t>(side)),
        grooves(wobble),
        white(wobble),
        colour(wobble),
        a(wobble),
        b(wobble),
        c(wobble),
        d(wobble) {}
};

struct Fields {
  Fbm wobble, bend;
  Noise grooves, jag;
  Fields(Random& random) : wobble(random, 5, 4), bend(random, 4, 3), grooves(random, 60, 26), jag(random, 9) {}
};

Plan make_plan(const Brief& brief, Random& random) {
  Plan plan;
  plan.title_below = random.chance(0.6);
  const int band_kind = random.integer(0, 5);
  plan.on_paper = band_kind < 2;
  plan.tinted = band_kind == 2;
  const bool arch = random.chance(0.4), rings = random.chance(0.4);
  const float band = (code_points(brief.title).size() < 18 ? 0.17f : 0.215f) + roll(random, 0.0f, 0.05f);
  plan.scene = make_scene(brief.motifs, 0.61f, random);
  Scene& s = plan.scene;
  const int sky = random.integer(0, 2);
  plan.rays = roll(random, 110, 170);
  plan.rings = roll(random, 34, 52);
  plan.reach = roll(random, 0.10f, 0.65f);
  const float tilt = roll(random, -0.075f, 0.075f);
  plan.beams = {0.5f + tilt, random.chance(0.5) ? tilt : -tilt};
  const float closeness = roll(random, 0.80f, 1.12f);
  plan.frame = roll(random, 0.034f, 0.115f);
  const int cut_away = random.integer(0, 3);
  plan.lift = roll(random, -0.10f, 0.04f);
  if (cut_away == 0) plan.lift = roll(random, 0.10f, 0.26f);
  if (cut_away == 1) plan.lift = roll(random, 0.36f, 0.58f);
  plan.ground_lift = random.chance(0.45) ? roll(random, 0.15f, 0.40f) : 0.0f;
  if (plan.title_below) {
    plan.top = plan.frame;
    plan.bottom = 1 - plan.frame - band;
  } else {
    plan.top = plan.frame + band;
    plan.bottom = 1 - plan.frame;
    const float dy = 0.155f;
    s.horizon += dy;
    s.base += dy;
    s.light_y += dy;
  }
  if (s.hero->name != "train") s.height *= closeness;
  // Between grooves a smaller figure is lost.
  s.height = std::max(s.height, kHeroExtentMin / std::max(1.0f, s.hero->box.width));
  keep_inside(s, plan.frame + 0.03f, plan.top + 0.03f);
  if (s.light == LightKind::lamp) s.light_y = s.base - 0.835f * s.height;
  if (s.light == LightKind::sun || s.light == LightKind::moon) {
    s.light_radius = std::min(s.light_radius, 0.21f);
    s.light_y = std::max(s.light_y, plan.top + s.light_radius + 0.035f);
    s.light_x =
        std::clamp(s.light_x, plan.frame + s.light_radius + 0.03f, 1 - plan.frame - s.light_radius - 0.03f);
  }
  const bool shines = s.light == LightKind::lamp || s.light == LightKind::bolt;
  plan.arched = arch && plan.on_paper && plan.title_below && std::fabs(s.light_x - 0.5f) < 0.22f;
  plan.sky = std::array<Sky, 3>{Sky::rings, Sky::rays, Sky::wind}[static_cast<std::size_t>(sky)];
  if (shines && plan.sky != Sky::wind) plan.sky = rings ? Sky::rings : Sky::rays;
  plan.far_line = ridge(brief.side, random, s.horizon - 0.045f, 0.03f, 4, 4);
  if (s.ground == Ground::hill) {
    plan.near_line = hill_line(brief.side, random, s.x, s.horizon + 0.11f, 0.075f);
    s.base = line_at(plan.near_line, s.x) + 0.008f - s.hero->lift;
  }
  plan.bolt = {{s.light_x + 0.02f, plan.top}};
  for (int i = 0; i < 12 && plan.bolt.back().y < s.horizon - 0.03f; ++i) {
    const Point p = plan.bolt.back();
    plan.bolt.push_back({p.x + roll(random, -0.055f, 0.06f), p.y + roll(random, 0.04f, 0.085f)});
    plan.twigs.push_back(random.chance(0.5) ? 1 : -1);
  }
  return plan;
}

void draw_bolt(Pen& pen, const Plan& plan, float extra) {
  const auto count = static_cast<float>(plan.bolt.size());
  for (std::size_t k = 0; k + 1 < plan.bolt.size(); ++k) {
    pen.line(0.016f - 0.011f * static_cast<float>(k) / count + extra, {plan.bolt[k], plan.bolt[k + 1]});
  }
  for (std::size_t k = 1; k + 2 < plan.bolt.size(); k += 2) {
    const Point p = plan.bolt[k];
    const float w = static_cast<float>(plan.twigs[k]);
    pen.line(0.005f + extra, {p, {p.x + 0.045f * w + 0.012f, p.y + 0.04f}, {p.x + 0.085f * w, p.y + 0.09f}});
  }
}

Shapes draw_shapes(const Brief& brief, const Plan& plan, Random& random) {
  const int side = brief.side;
  const Scene& s = plan.scene;
  const Placement hero = s.hero_placement();
  Shapes m;
  const auto cut = [&](Part part) { return rough(draw_part(side, hero, part), random, 0.0009f, 110); };
  m.body = cut(Part::body);
  m.shade = cut(Part::shade);
  m.light = cut(Part::light);
  m.accent = cut(Part::accent);
  const Mask whole = unite(m.body, m.accent);
  m.halo = thickened(whole, 0.0095f);
  m.edge = subtract(thickened(whole, 0.0030f), thickened(whole, 0.0006f));
  if (s.light == LightKind::bolt) {
    m.bolt = draw_mask(side, [&](Pen& pen) { draw_bolt(pen, plan, 0); });
    m.bolt_dark = draw_mask(side, [&](Pen& pen) { draw_bolt(pen, plan, 0.020f); });
  }
  if (s.ground == Ground::bridge) {
    const float y0 = s.base;
    const auto arches = [&](Pen& pen, float grow) {
      for (int k = 0; k < 6; ++k) {
        const float x = -0.05f + static_cast<float>(k) * 0.2f, r = 0.078f + grow;
        pen.move(x + 0.095f - r, 1);
        pen.to(x + 0.095f - r, y0 + 0.13f);
        pen.arc_to(x + 0.095f, y0 + 0.13f, r, 0.5f, 1.0f);
        pen.to(x + 0.095f + r, 1);
        pen.close();
        pen.fill();
      }
    };
    m.viaduct = rough(draw_mask(side,
                                [&](Pen& pen) {
                                  pen.rect(0, y0, 1, 1 - y0);
                                  pen.erase(true);
                                  arches(pen, 0);
                                }),
                      random, 0.0009f, 110);
    m.arch_edges = rough(draw_mask(side,
                                   [&](Pen& pen) {
                                     pen.rect(0, y0 + 0.008f, 1, 0.0035f);
                                     arches(pen, 0.008f);
                                     pen.erase(true);
                                     arches(pen, 0.0048f);
                                   }),
                         random, 0.0009f, 110);
  }
  const Motif* towers = find_motif("towers");
  const float height = std::min(roll(random, 0.30f, 0.42f), s.horizon - plan.top);
  if (s.ground == Ground::street && s.hero != towers) {
    const auto town = [&](Part part) {
      return rough(draw_mask(side,
                             [&](Pen& pen) {
                               for (const float shift : {-0.45f, 0.0f, 0.47f})
                                 paint_part(pen, {towers, 0.5f + shift, s.horizon + 0.02f, height, s.flip, 0}, part);
                             }),
                   random, 0.0009f, 110);
    };
    m.town = town(Part::body);
    m.town_lights = town(Part::light);
  }
  return m;
}

/// White where a triangle wave of the phase lies under the tone: the groove's width is the tone.
inline float carve(float phase, float tone, float groove) {
  const float t = tone > 0.02f && tone < 0.97f ? tone + 0.20f * groove : tone;
  const float f = std::fabs(phase - std::floor(phase) - 0.5f) * 2;
  return smooth(t - f, -0.10f, 0.10f);
}

void sky_row(const Plan& plan, const Fields& fields, int y, int side, Rows& rows) {
  const Scene& s = plan.scene;
  const float v = (static_cast<float>(y) + 0.5f) / static_cast<float>(side), step = 1 / static_cast<float>(side);
  fields.bend.row(y, side, rows.a.data());
  const bool lamp = s.light == LightKind::lamp, disc = s.disc;
  const float radius = disc ? s.light_radius : (lamp ? 0.035f : 0.0f);
  for (int x = 0; x < side; ++x) {
    const auto i = static_cast<std::size_t>(x);
    const float u = (static_cast<float>(x) + 0.5f) * step, dx = u - s.light_x, dy = v - s.light_y;
    const float r = std::sqrt(dx * dx + dy * dy) + 0.010f * rows.wobble[i], a = atan2_turns(dy, dx);
    const float gap = std::max(r - (disc ? s.light_radius : 0.0f), 0.0f);
    float phase = 0, tone = 0;
    if (plan.sky == Sky::rings) {
      phase = r * plan.rings;
      tone = 0.80f * fast_exp(-gap / plan.reach) + 0.07f;
    } else if (plan.sky == Sky::rays) {
      // Half as many rays inside a jagged border, or they would meet in a hole of moire.
      const float border = 0.25f + 0.10f * sin_turns(a * 9) * sin_turns(a * 23 + 0.16f) + 0.05f * rows.wobble[i];
      phase = a * plan.rays * (r > border ? 1.0f : 0.5f) + (r > border ? rows.a[i] * 0.5f : 0.0f);
      tone = 0.92f * fast_exp(-gap / plan.reach) + 0.10f;
    } else {
      phase = (v + 0.030f * rows.a[i] + 0.012f * sin_turns(u * 2.1f + rows.wobble[i] * 0.4f)) * 50;
      tone = 0.62f * fast_exp(-gap / plan.reach) + 0.17f * smooth(s.horizon - v, -0.1f, 0.4f) + 0.08f;
    }
    if (lamp) {
      for (const float axis : plan.beams) {
        const float q = a - axis, turn = (q - std::floor(q + 0.5f)) / 0.0223f, p = turn * turn;
        tone = std::max(tone, 1.1f * fast_exp(-p * p));
      }
    }
    const float sun = smooth(radius - r, -0.002f, 0.002f);
    const float moat = disc ? smooth(radius + 0.011f - r, -0.0015f, 0.0015f) : 0.0f;
    tone = std::min(tone + plan.lift, std::max(tone, 0.86f));
    rows.white[i] = std::max(carve(phase, tone, rows.grooves[i]) * (1 - moat), sun);
    rows.colour[i] = disc ? sun : 0.0f;
  }
}

void ground_row(const Plan& plan, const Fields& fields, int y, int side, Rows& rows) {
  const Scene& s = plan.scene;
  const float v = (static_cast<float>(y) + 0.5f) / static_cast<float>(side), step = 1 / static_cast<float>(side);
  std::fill(rows.b.begin(), rows.b.end(), 0.0f);
  fields.jag.add_row(y, side, 1, rows.b.data());
  for (int x = 0; x < side; ++x) {
    const auto i = static_cast<std::size_t>(x);
    const float u = (static_cast<float>(x) + 0.5f) * step;
    const float far = clamp01((v - plan.far_line[i]) * static_cast<float>(side) + 0.5f);
    const float depth = v - plan.far_line[i];
    const float hill = carve((v + 0.35f * (u - 0.5f) * (u - 0.5f) + 0.03f * rows.a[i]) * 80,
                             0.30f * fast_exp(-depth / 0.05f) + 0.06f, rows.grooves[i]);
    rows.white[i] += (hill * smooth(depth, 0.002f, 0.006f) - rows.white[i]) * far;
    rows.colour[i] *= 1 - far;
    const float ground = clamp01((v - s.horizon) * static_cast<float>(side));
    if (s.ground == Ground::sea || s.ground == Ground::bridge || s.ground == Ground::street) {
      const float d = std::max(v - s.horizon, 0.0f);
      const float g = (u - s.light_x) / (0.07f + 0.5f * d);
      const float tone = 0.55f * fast_exp(-g * g) + 0.15f + plan.ground_lift + 0.05f * sin_turns(u * 3 + v * 9);
      const float sea = carve(38 * std::sqrt(d) + 0.09f * sin_turns(u * 7.3f + 0.6f * rows.b[i]) + 0.25f * rows.b[i],
                              tone, rows.grooves[i]);
      rows.white[i] += (sea - rows.white[i]) * ground;
    } else {
      const float below = v - plan.near_line[i], k = clamp01(below * static_cast<float>(side) + 0.5f);
      const float tone = 0.42f * fast_exp(-std::max(below, 0.0f) / 0.07f) + 0.07f + plan.ground_lift;
      const float field = carve(below * 36 + 0.5f * rows.b[i] * below * 8, tone, rows.grooves[i]);
      rows.white[i] += (field * smooth(below, 0.003f, 0.007f) - rows.white[i]) * k;
    }
  }
}

void set_where(const Mask& mask, int y, float white, float colour, Rows& rows) {
  if (mask.empty()) return;
  mask.read_row(y, rows.c.data());
  for (std::size_t i = 0; i < rows.c.size(); ++i) {
    rows.white[i] += (white - rows.white[i]) * rows.c[i];
    rows.colour[i] += (colour - rows.colour[i]) * rows.c[i];
  }
}

void hero_row(const Plan& plan, const Shapes& m, int y, int side, Rows& rows) {
  set_where(m.halo, y, 0, 0, rows);
  set_where(m.edge, y, 1, 0, rows);
  m.body.read_row(y, rows.a.data());
  m.shade.read_row(y, rows.b.data());
  m.accent.read_row(y, rows.c.data());
  m.light.read_row(y, rows.d.data());
  const float v = (static_cast<float>(y) + 0.5f) / static_cast<float>(side), step = 1 / static_cast<float>(side);
  const bool pale = plan.scene.hero->pale;
  // The light comes from one side; hatching falls away from it.
  const float lean = plan.scene.flip ? -0.55f : 0.55f;
  for (int x = 0; x < side; ++x) {
    const auto i = static_cast<std::size_t>(x);
    const float u = (static_cast<float>(x) + 0.5f) * step;
    const float lit = pale ? 1.2f : 0.0f, dim = pale ? 0.42f : 0.24f;
    const float tone = pale ? mix(lit, dim, rows.b[i]) : dim * rows.b[i];
    const float hatch = carve((v + lean * u) * 78, tone, rows.grooves[i] * 0.5f);
    rows.white[i] += (hatch - rows.white[i]) * rows.a[i];
    rows.colour[i] *= 1 - rows.a[i];
    rows.white[i] += (1 - rows.white[i]) * rows.c[i];
    rows.colour[i] += (1 - rows.colour[i]) * rows.c[i];
    // Shade over colour is cut as dark hatching.
    const float shaded = rows.c[i] * rows.b[i] * (1 - carve((v + lean * u) * 78, 0.55f, 0));
    rows.white[i] *= 1 - shaded;
    rows.white[i] += (1 - rows.white[i]) * rows.d[i];
    rows.colour[i] += (1 - rows.colour[i]) * rows.d[i] * (pale && plan.scene.hero->name != "lighthouse" ? 0.0f : 1.0f);
    if (pale && plan.scene.hero->name != "lighthouse")
      rows.white[i] *= 1 - rows.d[i] * (plan.scene.hero->name.ends_with("robot") ? 1.0f : 0.0f);
  }
}

/// The solid band with chatter marks of the gouge.
void band_row(const Plan& plan, const Fbm& patches, const Noise& marks, int y, int side, Rows& rows) {
  const float v = (static_cast<float>(y) + 0.5f) / static_cast<float>(side);
  const float band = plan.title_below ? clamp01((v - plan.bottom) * static_cast<float>(side))
                                      : clamp01((plan.top - v) * static_cast<float>(side));
  if (band <= 0) return;
  patches.row(y, side, rows.a.data());
  std::fill(rows.b.begin(), rows.b.end(), 0.0f);
  marks.add_row(y, side, 1, rows.b.data());
  for (std::size_t i = 0; i < rows.white.size(); ++i) {
    float chatter = smooth(rows.b[i], 1.0f, 1.25f) * smooth(rows.a[i], 0.05f, 0.5f) * 0.8f;
    if (plan.on_paper) chatter = 0;
    if (plan.tinted) chatter = 1;
    rows.white[i] += (chatter - rows.white[i]) * band;
    rows.colour[i] *= 1 - band;
  }
}

struct Blocks {
  Mask white, colour;
};

Blocks cut_blocks(const Brief& brief, const Plan& plan, const Shapes& shapes, Random& random) {
  const int side = brief.side;
  const Fields fields(random);
  const Fbm patches(random, 5, 3);
  const Noise marks(random, 160, 60);
  Blocks blocks;
  for (Mask* mask : {&blocks.white, &blocks.colour}) *mask = Mask(side, Box{});
  Rows rows(side);
  for (int y = 0; y < side; ++y) {
    fields.wobble.row(y, side, rows.wobble.data());
    std::fill(rows.grooves.begin(), rows.grooves.end(), 0.0f);
    fields.grooves.add_row(y, side, 1, rows.grooves.data());
    sky_row(plan, fields, y, side, rows);
    set_where(shapes.bolt_dark, y, 0, 0, rows);
    set_where(shapes.bolt, y, 1, 0, rows);
    set_where(shapes.town, y, 0, 0, rows);
    set_where(shapes.town_lights, y, 1, 1, rows);
    ground_row(plan, fields, y, side, rows);
    set_where(shapes.viaduct, y, 0, 0, rows);
    set_where(shapes.arch_edges, y, 1, 0, rows);
    hero_row(plan, shapes, y, side, rows);
    band_row(plan, patches, marks, y, side, rows);
    std::uint8_t *white = blocks.white.row(y), *colour = blocks.colour.row(y);
    for (int x = 0; x < side; ++x) {
      const auto i = static_cast<std::size_t>(x);
      white[x] = static_cast<std::uint8_t>(clamp01(rows.white[i]) * 255 + 0.5f);
      colour[x] = static_cast<std::uint8_t>(clamp01(rows.colour[i] * rows.white[i]) * 255 + 0.5f);
    }
  }
  return blocks;
}

struct Inks {
  Rgb paper, tint, accent, black;
};

Inks choose_inks(const Palette& p, float tint_least) {
  Inks inks;
  inks.paper = mix(p.paper, {0.97f, 0.955f, 0.92f}, 0.5f);
  inks.black = luminance(p.ink) > 0.035f ? with_lightness(p.ink, 16) : p.ink;
  inks.tint = mix(p.second, p.paper, 0.25f);
  if (luminance(inks.tint) < tint_least) inks.tint = with_lightness(inks.tint, tint_least > 0.3f ? 70 : 64);
  inks.accent = p.accent;
  if (contrast(inks.accent, inks.black) < 3.2f) inks.accent = with_lightness(inks.accent, 60);
  return inks;
}

Canvas print(const Brief& brief, const Plan& plan, const Blocks& blocks, const Mask& frame, const Mask& letters,
             Random& random) {
  const int side = brief.side;
  const Inks inks = choose_inks(brief.palette, plan.tinted ? 0.34f : 0.28f);
  const Fbm tooth(random, 80, 2), cloud(random, 12, 4);
  const Grain grain(random, 1.6f);
  Canvas canvas(side);
  const auto n = static_cast<std::size_t>(side);
  std::vector<float> white(n), colour(n), shape(n), type(n), a(n), b(n), c(n);
  const int shift = static_cast<int>(std::lround(0.0022f * static_cast<float>(side)));
  for (int y = 0; y < side; ++y) {
    const float v = (static_cast<float>(y) + 0.5f) / static_cast<float>(side);
    blocks.white.read_row(y, white.data());
    frame.read_row(y, shape.data());
    letters.read_row(y, type.data());
    const std::uint8_t* from = blocks.colour.row(std::max(0, y - shift));
    for (int x = 0; x < side; ++x)
      colour[static_cast<std::size_t>(x)] = static_cast<float>(from[std::min(side - 1, x + shift)]) * (1.0f / 255);
    tooth.row(y, side, a.data());
    cloud.row(y, side, b.data());
    grain.row(y, side, c.data());
    const bool in_picture = plan.tinted || (v > plan.top && v < plan.bottom);
    const bool printed = plan.on_paper || plan.tinted;
    float *r = canvas.red.row(y), *g = canvas.green.row(y), *bl = canvas.blue.row(y);
    for (std::size_t i = 0; i < n; ++i) {
      const float k = 1 + 0.016f * a[i], salt = smooth(c[i], 1.5f, 2.4f);
      const float tint = in_picture ? shape[i] * (1 - 0.55f * salt) * (1 - colour[i]) : 0.0f;
      const float cut = printed ? white[i] : std::max(white[i], type[i]);
      const float accent = colour[i] * shape[i] * (1 - 0.55f * salt) * 0.97f;
      const float block = printed ? std::max(shape[i] * (1 - cut), type[i]) : shape[i] * (1 - cut);
      const float black = block * clamp01(0.98f - 0.20f * salt - 0.05f * b[i]);
      const auto ink = [&](float paper, float t, float ac, float bk) {
        const float base = paper * k * (1 - tint + tint * t);
        const float second = base + (ac - base) * accent;
        return second + (bk - second) * black;
      };
      r[i] = ink(inks.paper.r, inks.tint.r, inks.accent.r, inks.black.r);
      g[i] = ink(inks.paper.g, inks.tint.g, inks.accent.g, inks.black.g);
      bl[i] = ink(inks.paper.b, inks.tint.b, inks.accent.b, inks.black.b);
    }
  }
  return canvas;
}

void draw_frame(Pen& pen, const Plan& plan) {
  const float edge = plan.frame, top = plan.on_paper && !plan.title_below ? plan.top : edge,
              bottom = plan.on_paper && plan.title_below ? plan.bottom : 1 - edge;
  if (!plan.arched) {
    pen.rect(edge, top, 1 - 2 * edge, bottom - top);
    return;
  }
  const float half = 0.5f - edge, spring = top + 0.30f;
  pen.move(edge, bottom);
  pen.to(edge, spring);
  pen.curve(edge, spring - 0.17f, 0.5f - half * 0.55f, top, 0.5f, top);
  pen.curve(0.5f + half * 0.55f, top, 1 - edge, spring - 0.17f, 1 - edge, spring);
  pen.to(1 - edge, bottom);
  pen.close();
  pen.fill();
}

}  // namespace

Picture draw_linocut(const Brief& brief, Random& random) {
  const int side = brief.side;
  const bool slab = random.chance(0.5);
  const Plan plan = make_plan(brief, random);
  const Shapes shapes = draw_shapes(brief, plan, random);
  const Blocks blocks = cut_blocks(brief, plan, shapes, random);
  const Mask frame = rough(draw_mask(side, [&](Pen& pen) { draw_frame(pen, plan); }), random, 0.0014f, 30);

  const float from = plan.title_below ? plan.bottom : plan.frame, to = plan.title_below ? 1 - plan.frame : plan.top;
  const Face face = slab ? Face{"Vollkorn", 900, 0, 1.04f} : Face{"League Spartan", 800, -0.01f, 0.94f, true};
  const TypeSet title = fit_title(*brief.fonts, brief.title, face,
                                  0.91f - 2 * plan.frame, to - from - 0.092f, 0.125f, 2);
  const TypeSet artist = fit_line(*brief.fonts, brief.artist, {"League Spartan", 600, 0.16f, 1, true}, 0.0215f, 0.7f);
  const float artist_y = to - 0.015f;
  const float room = artist_y - artist.cap_height * artist.size - from;
  const float y = from + (room - title.height()) * 0.5f + title.cap_height * title.size;
  const float left = plan.frame + (plan.on_paper ? 0.0f : 0.040f);
  Lettering title_ink = set_type(title, side, left, y, Align::left);
  Lettering artist_ink = set_type(artist, side, left + 0.001f, artist_y, Align::left);
  title_ink.mask = rough(title_ink.mask, random, 0.0006f, 130);
  artist_ink.mask = rough(artist_ink.mask, random, 0.0004f, 160);
  Picture picture{print(brief, plan, blocks, frame, unite(title_ink.mask, artist_ink.mask), random), {}};
  picture.lettering.push_back(std::move(title_ink));
  picture.lettering.push_back(std::move(artist_ink));
  return picture;
}

}  // namespace souls::band::visuals
