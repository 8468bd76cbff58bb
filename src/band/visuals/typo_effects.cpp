#include <algorithm>
#include <array>
#include <cmath>

#include "band/visuals/fastmath.hpp"
#include "band/visuals/filter.hpp"
#include "band/visuals/typo.hpp"

namespace souls::band::visuals {
namespace {

/// A full-page mask whose pixel (x, y) is the letters' pixel at the place that `from` gives.
template <class From>
Mask warped(const TypoPage& page, From from) {
  Mask out(page.side, Box{});
  const float px = static_cast<float>(page.side), step = 1 / px;
  const Mask& m = page.letters;
  for (int y = 0; y < page.side; ++y) {
    std::uint8_t* row = out.row(y);
    const float v = (static_cast<float>(y) + 0.5f) * step;
    for (int x = 0; x < page.side; ++x) {
      const Point p = from((static_cast<float>(x) + 0.5f) * step, v);
      const float u = p.x * px - 0.5f - static_cast<float>(m.x0), w = p.y * px - 0.5f - static_cast<float>(m.y0);
      const int i = static_cast<int>(std::floor(u)), j = static_cast<int>(std::floor(w));
      if (i < 0 || j < 0 || i + 1 >= m.width || j + 1 >= m.height) continue;
      const std::uint8_t* a = m.values.data() + static_cast<std::ptrdiff_t>(j) * m.stride + i;
      const float s = u - static_cast<float>(i), t = w - static_cast<float>(j);
      const float upper = static_cast<float>(a[0]) + static_cast<float>(a[1] - a[0]) * s;
      const float lower = static_cast<float>(a[m.stride]) + static_cast<float>(a[m.stride + 1] - a[m.stride]) * s;
      row[x] = static_cast<std::uint8_t>(upper + (lower - upper) * t + 0.5f);
    }
  }
  return out;
}

void speed(Canvas& canvas, const TypoPage& page, Random& random) {
  constexpr int kSlices = 34;
  std::array<float, kSlices + 1> offset{};
  const float sign = random.chance(0.5) ? 1.0f : -1.0f;
  for (auto& o : offset) {
    const bool moved = random.chance(0.34);
    const float by = std::min(std::fabs(static_cast<float>(random.normal())) * 0.017f, 0.030f);
    o = moved ? by * sign : 0.0f;
  }
  const Mask trail = draw_mask(page.side, [&](Pen& pen) {
    for (int k = 0; k < kSlices * 2; k += 2) {
      const float y = static_cast<float>(k) / (2 * kSlices);
      for (const TypoRow& row : page.rows) {
        const float top = row.y + row.shape.ink.y * row.scale_y;
        if (y > top && y < row.y) pen.rect(sign > 0 ? -0.02f : 0.5f, y, 0.52f, 0.5f / kSlices);
      }
    }
  });
  lay(canvas, mix(page.colours.ground, page.colours.second, 0.45f), trail, 0.8f);
  lay(canvas, page.colours.front, warped(page, [&](float u, float v) {
        const auto slice = static_cast<std::size_t>(std::clamp(v * kSlices, 0.0f, static_cast<float>(kSlices)));
        return Point{u + offset[slice], v};
      }));
}

void crack(Canvas& canvas, const TypoPage& page, Random& random) {
  std::vector<Point> fault = {{roll(random, 0.40f, 0.66f), -0.02f}};
  const float drift = roll(random, -0.04f, 0.04f);
  for (int i = 0; i < 24 && fault.back().y < 1.02f; ++i) {
    const float x = fault.back().x + drift * 0.3f + roll(random, -0.11f, 0.11f);
    fault.push_back({std::clamp(x, 0.25f, 0.75f), fault.back().y + roll(random, 0.06f, 0.14f)});
  }
  std::vector<float> line(static_cast<std::size_t>(page.side));
  for (int y = 0; y < page.side; ++y) {
    const float v = (static_cast<float>(y) + 0.5f) / static_cast<float>(page.side);
    std::size_t k = 0;
    while (k + 2 < fault.size() && fault[k + 1].y < v) ++k;
    const float t = clamp01((v - fault[k].y) / (fault[k + 1].y - fault[k].y));
    line[static_cast<std::size_t>(y)] = mix(fault[k].x, fault[k + 1].x, t);
  }
  const Mask shifted = warped(page, [&](float u, float v) {
    const float x = line[static_cast<std::size_t>(std::clamp(v, 0.0f, 0.9999f) * static_cast<float>(page.side))];
    return u < x ? Point{u + 0.012f, v - 0.012f} : Point{u - 0.012f, v + 0.016f};
  });
  const Mask gap = draw_mask(page.side, [&](Pen& pen) { pen.line(0.022f, fault); });
  const Mask glow = draw_mask(page.side, [&](Pen& pen) { pen.line(0.011f, fault); });
  lay(canvas, page.colours.accent, blur(glow, 0.03f), 0.55f);
  lay(canvas, page.colours.front, subtract(shifted, gap));
  lay(canvas, page.colours.accent, glow);
}

void drip(Canvas& canvas, const TypoPage& page, Random& random) {
  const Noise coarse(random, 14, 4), fine(random, 60, 4);
  std::vector<float> length(static_cast<std::size_t>(page.side), 0.0f);
  coarse.add_row(0, page.side, 1.3f, length.data());
  fine.add_row(0, page.side, 0.6f, length.data());
  Mask runs(page.side, Box{});
  std::vector<float> level(length.size(), 0.0f);
  const float step = 1 / static_cast<float>(page.side);
  for (int y = 0; y < page.side; ++y) {
    std::uint8_t* out = runs.row(y);
    for (int x = 0; x < page.side; ++x) {
      const auto i = static_cast<std::size_t>(x);
      const float reach = std::clamp(length[i], 0.0f, 1.6f) * 0.075f;
      level[i] = reach > 0 ? std::max(level[i] - step / std::max(reach, 0.004f), 0.0f) : 0.0f;
      level[i] = std::max(level[i], page.letters.at(x, y));
      out[x] = static_cast<std::uint8_t>(smooth(level[i], 0.0f, 0.12f) * 255);
    }
  }
  lay(canvas, mix(page.colours.second, page.colours.ground, 0.25f), runs, 0.9f);
  lay(canvas, page.colours.front, page.letters);
}

void echo(Canvas& canvas, const TypoPage& page, Random& random) {
  const float right = random.chance(0.5) ? 1.0f : -1.0f, down = random.chance(0.7) ? 1.0f : -1.0f;
  for (int k = 9; k > 0; --k) {
    const float t = static_cast<float>(k) / 9, dx = 0.0075f * static_cast<float>(k) * right,
                dy = 0.0065f * static_cast<float>(k) * down;
    lay(canvas, page.colours.ground, draw_mask(page.side, [&](Pen& pen) { paint_rows(pen, page, dx, dy); }));
    lay(canvas, mix(k % 3 == 0 ? page.colours.second : page.colours.front, page.colours.ground, 0.25f + 0.62f * t),
        draw_mask(page.side, [&](Pen& pen) { paint_rows(pen, page, dx, dy, 0.0022f); }));
  }
  lay(canvas, page.colours.front, page.letters);
}

void dots(Canvas& canvas, const TypoPage& page, Random& random) {
  constexpr int kCells = 96;
  const Noise uneven(random, 9);
  const float corner_x = random.chance(0.5) ? 0.6f : -0.6f, corner_y = random.chance(0.5) ? 0.4f : -0.4f;
  const Mask small = draw_mask(kCells * 4, [&](Pen& pen) { paint_rows(pen, page, 0, 0); });
  const Mask circles = draw_mask(page.side, [&](Pen& pen) {
    for (int j = 0; j < kCells; ++j) {
      for (int i = 0; i < kCells; ++i) {
        float ink = 0;
        for (int k = 0; k < 16; ++k) ink += small.at(4 * i + k % 4, 4 * j + k / 4) / 16;
        if (ink < 0.08f) continue;
        const float u = (static_cast<float>(i) + 0.5f) / kCells, v = (static_cast<float>(j) + 0.5f) / kCells;
        const float way = (u - 0.5f) * corner_x + (v - 0.5f) * corner_y + 0.12f * uneven.at(u, v);
        const float fall = smooth(way, 0.46f, 0.02f);
        pen.circle(u, v, std::sqrt(ink) * (0.40f + 0.24f * fall) / kCells);
      }
    }
  });
  lay(canvas, page.colours.front, circles);
  lay(canvas, page.colours.accent, draw_mask(page.side, [&](Pen& pen) { pen.circle(0.5f, 0.948f, 0.018f); }));
}

void wave(Canvas& canvas, const TypoPage& page, Random& random) {
  const float turns = roll(random, 1.4f, 2.6f), phase = roll(random, 0, 1), amplitude = roll(random, 0.010f, 0.018f);
  const float cross = roll(random, 0.6f, 1.3f);
  const std::array<Rgb, 4> colours = {page.colours.front, page.colours.second, page.colours.accent,
                                      mix(page.colours.ground, page.colours.front, 0.22f)};
  for (int k = 3; k >= 0; --k) {
    const auto f = static_cast<float>(k);
    const Mask copy = warped(page, [&](float u, float v) {
      return Point{u + amplitude * sin_turns(v * turns + phase + 0.08f * f),
                   v + 0.012f * sin_turns(u * cross + phase + 0.08f * f) - 0.0075f * f};
    });
    if (k > 0) lay(canvas, page.colours.ground, thickened(copy, 0.0022f));
    lay(canvas, colours[static_cast<std::size_t>(k)], copy, k > 0 ? 0.85f : 1.0f);
  }
}

/// Ground and letters change places across an edge.
void divide(Canvas& canvas, const TypoPage& page, Random& random) {
  const int kind = random.integer(0, 2);
  const float a = roll(random, 0.30f, 0.70f), b = roll(random, 0.30f, 0.70f), r = roll(random, 0.26f, 0.36f);
  const Mask part = draw_mask(page.side, [&](Pen& pen) {
    if (kind == 0) pen.polygon({{-0.1f, a}, {1.1f, b}, {1.1f, 1.1f}, {-0.1f, 1.1f}});
    if (kind == 1) pen.polygon({{a, -0.1f}, {1.1f, -0.1f}, {1.1f, 1.1f}, {b, 1.1f}});
    if (kind == 2) pen.circle(0.3f + 0.4f * a, 0.25f + 0.4f * b, r);
    pen.erase(true);  // the names at the foot keep one ground
    pen.rect(-0.1f, 0.915f, 1.2f, 0.2f);
  });
  lay(canvas, page.colours.front, subtract(page.letters, part));
  lay(canvas, kind == 2 ? mix(page.colours.front, page.colours.accent, 0.0f) : page.colours.front, part);
  lay(canvas, page.colours.ground, intersect(page.letters, part));
}

/// Letters in slats that thin out downwards, as light through a blind.
void slats(Canvas& canvas, const TypoPage& page, Random& random) {
  const int count = random.integer(22, 34);
  const float slope = roll(random, -0.25f, 0.25f);
  const Mask gaps = draw_mask(page.side, [&](Pen& pen) {
    for (int k = -8; k < count + 8; ++k) {
      const float y = (static_cast<float>(k) + 0.5f) / static_cast<float>(count);
      const float width = 0.34f / static_cast<float>(count) * clamp01(y * 1.2f);
      pen.polygon({{-0.1f, y - slope * 0.5f},
                   {1.1f, y + slope * 0.5f},
                   {1.1f, y + slope * 0.5f + width},
                   {-0.1f, y - slope * 0.5f + width}});
    }
  });
  lay(canvas, mix(page.colours.ground, page.colours.second, 0.5f), page.letters);
  lay(canvas, page.colours.front, subtract(page.letters, gaps));
}

/// A beam crosses a dim page: letters light up in it.
void beam(Canvas& canvas, const TypoPage& page, Random& random) {
  const float x = random.chance(0.5) ? 0.94f : 0.06f, y = roll(random, 0.02f, 0.2f),
              spread = roll(random, 0.30f, 0.42f);
  const float far = 1 - x, aim = roll(random, 0.55f, 0.8f);
  const Mask light = draw_mask(page.side, [&](Pen& pen) {
    pen.polygon({{x, y}, {far * 1.6f - 0.3f * x, aim - spread}, {far * 1.6f - 0.3f * x, aim + spread}});
  });
  lay(canvas, page.colours.second, light, 0.35f);
  lay(canvas, page.colours.front, page.letters);
  lay(canvas, mix(page.colours.front, page.colours.accent, 0.30f), intersect(page.letters, light));
  lay(canvas, page.colours.accent, draw_mask(page.side, [&](Pen& pen) { pen.circle(x, y, 0.022f); }));
}

/// Blocks of colour behind the rows.
void blocks(Canvas& canvas, const TypoPage& page, Random& random) {
  const std::array<Rgb, 3> colours = {page.colours.second, page.colours.accent,
                                      mix(page.colours.ground, page.colours.front, 0.14f)};
  int at = random.integer(0, 2);
  for (const TypoRow& row : page.rows) {
    const float top = row.y + row.shape.ink.y * row.scale_y - 0.012f, left = roll(random, 0.0f, 0.6f),
                width = roll(random, 0.25f, 0.5f);
    const Rgb colour = colours[static_cast<std::size_t>(at++ % 3)];
    if (contrast(colour, page.colours.front) < 4.9f) continue;
    lay(canvas, colour, draw_mask(page.side, [&](Pen& pen) { pen.rect(left, top, width, row.y + 0.014f - top); }));
  }
  lay(canvas, page.colours.front, page.letters);
}

constexpr TypoEffect kEffects[] = {
    {"speed", speed, " train car road bicycle rocket record plane ", 5, true},
    {"crack", crack, " bolt boat heart hourglass window phone_box flame castle ", 5, true},
    {"drip", drip, " umbrella candle snow_globe cloud whale rose cup ", 5, true},
    {"echo", echo, " letter mast singer ladder clock mountain church crown ", 4, false, true},
    {"dots", dots, " dish star satellite chip robot flower balloon ", 3, false, true},
    {"wave", wave, " dancer wave cradle guitar swing kite butterfly ", 4, false, true},
    {"divide", divide, " door moon couple key eye hand piano keys suitcase ", 5, true, true},
    {"slats", slats, " window house towers book leaf tent anchor fox ", 4, true},
    {"beam", beam, " lighthouse lamp tree pine tree_robot windmill signpost ", 5, true},
    {"blocks", blocks, " child figure bird kettle towers castle ", 5, true},
};

}  // namespace

void paint_rows(Pen& pen, const TypoPage& page, float dx, float dy, float stroke) {
  pen.save();
  pen.translate(0.5f + dx, 0.5f + dy);
  pen.rotate(page.turn);
  pen.translate(-0.5f, -0.5f);
  for (const TypoRow& row : page.rows) {
    pen.save();
    pen.translate(row.x, row.y);
    pen.scale(row.scale_x, row.scale_y);
    if (stroke > 0) {
      stroke_shape(pen, row.shape, stroke / std::sqrt(row.scale_x * row.scale_y));
    } else {
      fill_shape(pen, row.shape);
    }
    pen.restore();
  }
  pen.restore();
}

std::span<const TypoEffect> typo_effects() { return kEffects; }

}  // namespace souls::band::visuals
