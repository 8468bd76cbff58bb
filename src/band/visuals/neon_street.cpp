#include <algorithm>
#include <array>
#include <cmath>

#include "band/visuals/fastmath.hpp"
#include "band/visuals/filter.hpp"
#include "band/visuals/neon.hpp"

namespace souls::band::visuals {
namespace {

/// A sign's hue: the colour without its white and black.
Rgb tube_colour(Rgb srgb) {
  const Rgb c = to_linear(srgb);
  const float low = std::min({c.r, c.g, c.b}), high = std::max({c.r, c.g, c.b}), range = std::max(high - low, 1e-3f);
  const auto pure = [&](float v) { return std::pow(clamp01((v - low) / range), 1.6f) * 0.97f + 0.03f; };
  Rgb out{pure(c.r), pure(c.g), pure(c.b)};
  return out * (1 / std::max({out.r, out.g, out.b}));
}

float likeness(Rgb a, Rgb b) {
  const float dot = a.r * b.r + a.g * b.g + a.b * b.b;
  const float la = std::sqrt(a.r * a.r + a.g * a.g + a.b * a.b), lb = std::sqrt(b.r * b.r + b.g * b.g + b.b * b.b);
  return dot / std::max(la * lb, 1e-6f);
}

bool overlap(const Box& a, const Box& b, float gap) {
  return a.x < b.right() + gap && b.x < a.right() + gap && a.y < b.bottom() + gap && b.y < a.bottom() + gap;
}

/// What a sign's tubes reach, bars and rings stand out of their box.
Box sign_reach(const NeonSign& sign) {
  if (sign.kind == NeonSign::Kind::rings) {
    const float w = sign.box.width;
    return {sign.box.x - 0.3f * w, sign.box.y + 0.2f * w, 1.6f * w, 1.6f * w};
  }
  return sign.kind == NeonSign::Kind::bars ? grown(sign.box, sign.box.width * 0.4f) : sign.box;
}

void hang_signs(NeonWall& wall, int count, float side, const NeonStreet& street, const NeonLayout& layout,
                std::vector<Box>& taken, Random& random) {
  const float d = wall.depth;
  for (int q = 0; q < count; ++q) {
    NeonSign sign;
    const int kind = random.integer(0, 5);
    sign.kind = kind < 3 ? NeonSign::Kind::board : (kind == 3 ? NeonSign::Kind::rings : NeonSign::Kind::bars);
    sign.colour = std::array<int, 5>{0, 1, 0, 2, 1}[static_cast<std::size_t>(random.integer(0, 4))];
    sign.stroke = d * 0.009f;
    const float w = d * roll(random, 0.05f, 0.09f),
                h = sign.kind == NeonSign::Kind::bars ? w * 1.1f : d * roll(random, 0.2f, 0.42f);
    const float x = wall.edge - side * w * 0.4f - (side > 0 ? w * 0.3f : 0);
    const float low = std::max(wall.box.y + d * 0.08f, layout.clear_above), high = street.horizon - d * 0.10f - h;
    const float y = roll(random, 0, 1) * (high - low) + low;
    for (int k = 0; k < 8; ++k) sign.strokes.push_back(random.integer(0, 99));
    if (high <= low) continue;
    sign.box = {x, y, w, h};
    const Box reach = sign_reach(sign);
    const auto meets = [&](const Box& other) { return overlap(reach, other, 0.004f); };
    if (std::any_of(taken.begin(), taken.end(), meets)) continue;
    taken.push_back(reach);
    wall.signs.push_back(std::move(sign));
  }
}

void light_panes(NeonWall& wall, float horizon, Random& random) {
  const float cell = wall.depth * 0.040f;
  const int columns = std::min(60, static_cast<int>(wall.box.width / cell));
  const int rows = std::min(
      80, static_cast<int>((std::min(wall.box.bottom(), horizon) - wall.box.y - wall.depth * 0.2f) / (cell * 1.5f)));
  for (int gx = 0; gx < columns; ++gx) {
    for (int gy = 0; gy < rows; ++gy) {
      const bool on = random.chance((gx * 7 + gy * 3) % 5 ? 0.44 : 0.12);
      const float hue = roll(random, 0, 1);
      if (!on) continue;
      const float x = wall.box.x + static_cast<float>(gx) * cell + cell * 0.2f,
                  y = wall.box.y + cell * (0.6f + 1.5f * static_cast<float>(gy));
      wall.panes.push_back({{x, y, cell * 0.5f, cell * 0.8f}, hue < 0.62f ? 2 : (hue < 0.85f ? 1 : 3)});
    }
  }
}

void paint_board(Pen& pen, const NeonSign& sign) {
  const Box& b = sign.box;
  const float w = sign.stroke;
  pen.line(w, {{b.x, b.y}, {b.right(), b.y}, {b.right(), b.bottom()}, {b.x, b.bottom()}, {b.x, b.y}});
  const float u = b.width * 0.26f, cx = b.x + b.width / 2;
  for (int t = 0; t < std::min(8, static_cast<int>(b.height / b.width)); ++t) {
    const float cy = b.y + b.width * (static_cast<float>(t) + 0.6f);
    const int mark = sign.strokes[static_cast<std::size_t>(t)];
    if (mark < 25) {
      pen.ring(cx, cy, u, w);
    } else if (mark < 50) {
      pen.line(w, {{cx - u, cy - u}, {cx + u, cy - u}});
      pen.line(w, {{cx, cy - u}, {cx, cy + u}});
      pen.line(w, {{cx - u, cy + u}, {cx + u, cy + u * 0.6f}});
    } else if (mark < 75) {
      pen.line(w, {{cx - u, cy - u}, {cx + u, cy + u}});
      pen.line(w, {{cx + u, cy - u}, {cx - u * 0.2f, cy}});
    } else {
      pen.line(w, {{cx - u, cy}, {cx + u, cy}});
      pen.line(w, {{cx - u * 0.8f, cy + u}, {cx, cy - u}, {cx + u * 0.8f, cy + u}});
    }
  }
}

Mask sign_mask(int side, const NeonSign& sign) {
  const Box window = grown(sign.box, std::max(sign.box.width, 0.02f));
  if (sign.kind == NeonSign::Kind::motif) {
    const Box& m = sign.motif->box;
    const float scale = std::min(sign.box.width / m.width, sign.box.height / m.height);
    const Placement place{sign.motif,
                          sign.box.x + sign.box.width / 2 - (m.x + m.width / 2) * scale,
                          sign.box.y + sign.box.height / 2 - (m.y + m.height / 2) * scale,
                          scale,
                          false,
                          0};
    const Mask body = draw_part(side, place, Part::body), accent = draw_part(side, place, Part::accent),
               light = draw_part(side, place, Part::light);
    const auto tube = [&](const Mask& m0) {
      return subtract(thickened(m0, sign.stroke * 0.8f), levels(blur(m0, sign.stroke * 0.5f), 6, -4.2f));
    };
    return unite(tube(body), unite(tube(accent), levels(tube(light), 0.6f, 0)));
  }
  return draw_mask(side, window, [&](Pen& pen) {
    const Box& b = sign.box;
    if (sign.kind == NeonSign::Kind::board) paint_board(pen, sign);
    if (sign.kind == NeonSign::Kind::rings) {
      pen.ring(b.x + b.width / 2, b.y + b.width, b.width * 0.8f, sign.stroke);
      pen.ring(b.x + b.width / 2, b.y + b.width, b.width * 0.5f, sign.stroke);
    }
    if (sign.kind == NeonSign::Kind::bars) {  // an arrow and two bars
      const float w = sign.stroke * 1.2f, y = b.y + b.height / 2;
      pen.line(w, {{b.x - b.width * 0.4f, y}, {b.right(), y}});
      pen.line(w, {{b.right() - b.width * 0.35f, b.y}, {b.right(), y}, {b.right() - b.width * 0.35f, b.bottom()}});
      pen.line(w, {{b.x - b.width * 0.4f, b.bottom() + w * 4}, {b.right(), b.bottom() + w * 4}});
    }
  });
}

}  // namespace

NeonStreet lay_street(const Palette& palette, const NeonLayout& layout, Random& random) {
  NeonStreet street;
  Rgb first = tube_colour(palette.accent), second = tube_colour(mix(palette.main, palette.second, 0.2f));
  const int cool = random.integer(0, 2);
  if (likeness(first, second) > 0.90f) {
    second = cool == 0 ? Rgb{0.08f, 0.75f, 1}
                       : (cool == 1 ? Rgb{1, 0.10f, 0.55f}
                                    : Rgb{first.b * 0.8f + 0.02f, first.r * 0.8f + 0.02f, first.g * 0.8f + 0.02f});
  }
  street.lights = {first, second, {1, 0.55f, 0.22f}, {0.8f, 0.95f, 1}};
  street.fog = mix(mix(first, second, 0.4f), {0.08f, 0.20f, 0.55f}, 0.55f);
  street.vanish_x = layout.vanish_x;
  street.horizon = layout.horizon;
  const float wide = roll(random, 0.34f, 0.56f), tall = roll(random, 0.85f, 1.15f);
  const std::array<float, 5> depths = {0.14f, 0.24f, 0.38f, 0.58f, 0.9f};
  const int motif_side = random.chance(0.5) ? -1 : 1;
  std::vector<Box> taken;
  Box hung = layout.sign;
  if (layout.motif != nullptr && hung.width <= 0) {
    const float size = 0.21f, edge = street.vanish_x + static_cast<float>(motif_side) * depths[3] * wide;
    const float x = std::clamp(edge + static_cast<float>(motif_side) * 0.05f, 0.15f, 0.85f);
    hung = {x - size / 2, std::max(street.horizon - 0.30f, layout.clear_above), size, size * 0.95f};
  }
  if (layout.motif != nullptr) taken.push_back(grown(hung, 0.012f));
  for (int i = 0; i < 5; ++i) {
    const float d = depths[static_cast<std::size_t>(i)];
    for (const int side : {-1, 1}) {
      NeonWall wall;
      wall.depth = d;
      wall.near = static_cast<float>(i) / 4;
      const auto s = static_cast<float>(side);
      wall.edge = street.vanish_x + s * d * wide;
      const float out = wall.edge + s * d * 0.9f, top = street.horizon - d * roll(random, 0.62f, 1.15f) * tall;
      wall.box = {std::min(wall.edge, out), top, d * 0.9f, street.horizon + d * 0.11f - top};
      wall.roofs.push_back({wall.box.x + wall.box.width * 0.3f, top - d * 0.1f, wall.box.width * 0.25f, d * 0.12f});
      wall.roofs.push_back(
          {wall.box.x + wall.box.width * roll(random, 0.3f, 0.5f), top - d * 0.24f, d * 0.010f, d * 0.25f});
      light_panes(wall, street.horizon, random);
      if (i >= 1) hang_signs(wall, i > 1 ? 2 : 1, s, street, layout, taken, random);
      if (i == 4 && side == motif_side && layout.motif != nullptr) {  // in front of all walls
        NeonSign sign;
        sign.kind = NeonSign::Kind::motif;
        sign.motif = layout.motif;
        sign.colour = random.integer(0, 1);
        const Box& m = layout.motif->box;
        const float drawn = m.height * std::min(hung.width / m.width, hung.height / m.height);
        sign.stroke = std::min(0.0034f + 0.0042f * hung.width, 0.05f * drawn);
        sign.box = hung;
        wall.signs.push_back(std::move(sign));
      }
      street.walls.push_back(std::move(wall));
    }
  }
  return street;
}

void paint_street(Canvas& canvas, const NeonStreet& street, const Noise& patches, bool light_only) {
  const int side = canvas.side;
  std::vector<float> row(static_cast<std::size_t>(side)), patch(row);
  const float step = 1 / static_cast<float>(side);
  for (const NeonWall& wall : street.walls) {
    Box whole = wall.box;
    for (const Box& roof : wall.roofs) whole = unite(whole, roof);
    const Mask mask = draw_mask(side, whole, [&](Pen& pen) {
      pen.rect(wall.box.x, wall.box.y, wall.box.width, wall.box.height);
      for (const Box& roof : wall.roofs) pen.rect(roof.x, roof.y, roof.width, roof.height);
    });
    const float haze = 0.085f * std::pow(1 - wall.near, 1.4f) + 0.006f, reach = 1 / (wall.depth * 0.35f);
    const Rgb body = light_only ? Rgb{} : street.fog * haze;
    for (int y = std::max(0, mask.y0); y < std::min(side, mask.y0 + mask.height); ++y) {
      mask.read_row(y, row.data());
      float *r = canvas.red.row(y), *g = canvas.green.row(y), *b = canvas.blue.row(y);
      for (int x = std::max(0, mask.x0); x < std::min(side, mask.x0 + mask.width); ++x) {
        const float m = row[static_cast<std::size_t>(x)];
        const float lit = 1 + 1.6f * fast_exp(-std::fabs((static_cast<float>(x) + 0.5f) * step - wall.edge) * reach);
        r[x] += (body.r * lit - r[x]) * m;
        g[x] += (body.g * lit - g[x]) * m;
        b[x] += (body.b * lit - b[x]) * m;
      }
    }
    for (int colour = 1; colour <= 3; ++colour) {
      const Mask panes = draw_mask(side, wall.box, [&](Pen& pen) {
        for (const NeonPane& pane : wall.panes) {
          if (pane.colour == colour) pen.rect(pane.box.x, pane.box.y, pane.box.width, pane.box.height);
        }
      });
      const Rgb light =
          street.lights[static_cast<std::size_t>(colour)] * ((0.10f + 0.34f * wall.near) * (colour == 1 ? 0.6f : 0.7f));
      for (int y = std::max(0, panes.y0); y < std::min(side, panes.y0 + panes.height); ++y) {
        panes.read_row(y, row.data());
        std::fill(patch.begin(), patch.end(), 0.0f);
        patches.add_row(y, side, 1, patch.data());
        float *r = canvas.red.row(y), *g = canvas.green.row(y), *b = canvas.blue.row(y);
        for (int x = std::max(0, panes.x0); x < std::min(side, panes.x0 + panes.width); ++x) {
          const auto i = static_cast<std::size_t>(x);
          if (row[i] <= 0) continue;
          const float k = row[i] * (0.5f + 0.9f * smooth(patch[i], -0.3f, 0.5f));
          r[x] += light.r * k;
          g[x] += light.g * k;
          b[x] += light.b * k;
        }
      }
    }
    for (const NeonSign& sign : wall.signs) {
      const Mask tubes = sign_mask(side, sign);
      const Rgb c = street.lights[static_cast<std::size_t>(sign.colour)];
      add(canvas, c * 0.5f, blur(tubes, 0.012f * wall.depth));
      add(canvas, c * 1.5f + Rgb{0.22f, 0.22f, 0.22f}, tubes);
    }
  }
}

}  // namespace souls::band::visuals
