#include <algorithm>
#include <array>
#include <cmath>

#include "band/visuals/fastmath.hpp"
#include "band/visuals/scene.hpp"
#include "band/visuals/swiss.hpp"

namespace souls::band::visuals {
namespace {

constexpr float kG = kSwissMargin;

void tiles(Sheet& sheet, const SwissColours& c, Random& random) {
  Pen& pen = sheet.pen();
  const int columns = random.integer(4, 7);
  const float w = (1 - 2 * kG) / static_cast<float>(columns);
  const int rows = static_cast<int>(0.62f / w);
  const float y0 = 1 - kG - static_cast<float>(rows) * w;
  std::vector<int> order(static_cast<std::size_t>(rows * columns));
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<int>(i);
  random.shuffle(order);
  const std::size_t empty = order.size() / 8 + 1;
  const std::array<Rgb, 6> cycle = {c.front, c.second, c.front, c.accent, c.third, c.front};
  int turn = random.integer(0, 3);
  for (int q = 0; q < rows * columns; ++q) {
    constexpr int kSteps[] = {0, 1, 1, 2};
    turn += kSteps[random.integer(0, 3)];
    const int kind = random.integer(0, 6), shade = random.integer(0, 1);
    if (std::find(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(empty), q) !=
        order.begin() + static_cast<std::ptrdiff_t>(empty))
      continue;
    const int i = q % columns, j = q / columns;
    sheet.colour(cycle[static_cast<std::size_t>((i + 2 * j + shade) % 6)]);
    pen.save();
    pen.translate(kG + (static_cast<float>(i) + 0.5f) * w, y0 + (static_cast<float>(j) + 0.5f) * w);
    pen.rotate(static_cast<float>(turn % 4) / 4);
    pen.scale(w * 1.002f, w * 1.002f);
    if (kind <= 2) pen.wedge(-0.5f, -0.5f, 1, 0, 0.25f);
    if (kind == 3) {
      pen.half(-0.5f, 0, 0.5f, -0.25f);
      pen.half(0, 0, 0.5f, -0.25f);
    }
    if (kind == 4) pen.circle(0, 0, 0.5f);
    if (kind == 5) {
      for (int t = 0; t < 4; ++t) pen.rect(-0.5f + static_cast<float>(t) * 0.25f, -0.5f, 0.125f, 1);
    }
    if (kind == 6) {
      pen.wedge(-0.5f, -0.5f, 1, 0, 0.25f);
      sheet.colour(c.ground);
      pen.wedge(-0.5f, -0.5f, 0.5f, 0, 0.25f);
    }
    pen.restore();
  }
}

void bands(Sheet& sheet, const SwissColours& c, Random& random) {
  Pen& pen = sheet.pen();
  const float t = roll(random, 0.026f, 0.042f), gap = roll(random, 0.007f, 0.013f), turn = roll(random, 0.40f, 0.62f);
  const float top = roll(random, 0.37f, 0.50f), disc = roll(random, 0.07f, 0.12f);
  const int kind = random.integer(0, 2), count = random.integer(5, 8), start = random.integer(0, 5);
  const std::array<Rgb, 6> cycle = {c.front, c.accent, c.second, c.front, c.third, c.accent};
  pen.butt();
  for (int i = 0; i < count; ++i) {
    const float r = 0.06f + static_cast<float>(count - i) * (t + gap), y = top + static_cast<float>(i) * (t + gap);
    sheet.colour(cycle[static_cast<std::size_t>((i + start) % 6)]);
    pen.move(-0.1f, y);
    pen.to(turn, y);
    if (kind == 0) {
      pen.arc_to(turn, y + r, r, -0.25f, 0);
      pen.to(turn + r, 1.1f);
    } else if (kind == 1) {  // down and away again
      pen.arc_to(turn, y + r, r, -0.25f, 0);
      const float inner = 0.06f + static_cast<float>(i + 1) * (t + gap), x = turn + r + inner;
      pen.arc_back(x, y + r, inner, 0.5f, 0.25f);
      pen.to(1.1f, y + r + inner);
    } else {  // a slope
      pen.to(turn + 0.30f, y + 0.30f);
      pen.to(1.1f, y + 0.30f);
    }
    pen.stroke(t);
  }
  pen.round_ends();
  sheet.colour(c.accent);
  if (kind == 0) pen.circle(turn * 0.40f, 0.84f, disc);
  if (kind == 1) pen.circle(0.16f + disc * 0.3f, 0.88f - disc * 0.5f, disc * 0.9f);
  if (kind == 2) pen.circle(0.80f, top + 0.07f, disc * 0.9f);
}

void beam(Sheet& sheet, const SwissColours& c, Random& random) {
  Pen& pen = sheet.pen();
  const float x = roll(random, 0.22f, 0.40f), y = roll(random, 0.58f, 0.68f), width = roll(random, 0.14f, 0.34f);
  const float rise = roll(random, -0.05f, 0.34f), ring = roll(random, 0.040f, 0.055f);
  const int rings = random.integer(5, 8), lines = random.integer(5, 9);
  const float widest =
      std::min(ring * (static_cast<float>(rings) + 0.4f), y - 0.315f) / (static_cast<float>(rings) + 0.4f);
  for (int i = 0; i < rings; ++i) {
    sheet.colour(i % 2 ? c.ground : c.front);
    pen.circle(x, y, widest * (static_cast<float>(rings - i) + 0.4f));
  }
  sheet.colour(c.accent);
  pen.polygon({{x, y}, {1.1f, y - rise}, {1.1f, y - rise + width}});
  pen.circle(x, y, widest * 0.95f);
  sheet.colour(c.second);
  for (int i = 0; i < lines; ++i) {
    const auto f = static_cast<float>(i);
    pen.rect(0, 0.97f - 0.026f * (static_cast<float>(lines) - f), 1, 0.004f + 0.0024f * f);
  }
}

void rain(Sheet& sheet, const SwissColours& c, Random& random) {
  Pen& pen = sheet.pen();
  const int count = random.integer(11, 17), accent_a = random.integer(2, count / 2),
            accent_b = random.integer(count / 2, count - 3);
  const float disc_x = roll(random, 0.35f, 0.75f), disc_y = roll(random, 0.50f, 0.70f),
              disc = roll(random, 0.14f, 0.23f);
  const float width = 0.50f / static_cast<float>(count), slant = random.chance(0.4) ? roll(random, 0.04f, 0.08f) : 0;
  if (c.dark) {
    sheet.colour(c.accent);
    pen.circle(disc_x, disc_y, disc);
  }
  for (int i = 0; i < count; ++i) {
    const float x = kG + (1 - 2 * kG) * (static_cast<float>(i) + 0.5f) / static_cast<float>(count);
    const float length = 0.10f + 0.46f * 0.5f * (roll(random, 0, 1) + roll(random, 0, 1));
    const float y = 0.34f + roll(random, 0, 1) * (0.58f - length);
    sheet.colour(i == accent_a || i == accent_b ? c.accent : (i % 5 == 2 ? c.second : c.front));
    pen.line(width, {{x + slant * (0.6f - y), y}, {x + slant * (0.6f - y - length), y + length}});
    if (i % 3 == 1)
      pen.circle(x + slant * (0.6f - y - length - 0.045f), std::min(0.955f, y + length + 0.045f), width / 2);
  }
  if (!c.dark) {
    sheet.overprint(true);
    sheet.colour(mix(c.second, {1, 1, 1}, 0.1f));
    pen.circle(disc_x, disc_y, disc);
    sheet.overprint(false);
  }
}

void echo(Sheet& sheet, const SwissColours& c, Random& random) {
  Pen& pen = sheet.pen();
  const float dx = roll(random, 0.030f, 0.046f), dy = roll(random, 0.024f, 0.038f),
              turn = roll(random, -0.03f, -0.015f);
  const int count = random.integer(8, 11), kind = random.integer(0, 2);
  // The last shape, the largest in weight, stands whole on the page.
  const float last_x = dx * static_cast<float>(count - 1), last_y = dy * static_cast<float>(count - 1);
  const float x0 = std::min(0.30f, (kind == 0 ? 0.64f : 0.67f) - last_x), y0 = std::min(0.44f, 0.64f - last_y);
  for (int i = 0; i < count; ++i) {
    const float t = static_cast<float>(i) / static_cast<float>(count - 1);
    sheet.colour(i + 1 < count ? mix(c.ground, i % 3 == 1 ? c.second : c.accent, std::pow(t, 1.3f) * 0.92f + 0.06f)
                               : c.front);
    pen.save();
    pen.translate(x0 + dx * static_cast<float>(i), y0 + dy * static_cast<float>(i));
    pen.rotate(turn * (1 - t));
    if (kind == 0) pen.rect(-0.26f, -0.08f, 0.56f, 0.36f);
    if (kind == 1) pen.circle(0.02f, 0.10f, 0.20f);
    if (kind == 2) pen.half(0.02f, 0.06f, 0.25f, 0);
    if (i + 1 == count) {
      sheet.colour(c.ground);
      if (kind == 0) pen.line(0.006f, {{-0.26f, -0.08f}, {0.02f, 0.11f}, {0.30f, -0.08f}});
      if (kind == 1) pen.circle(0.02f, 0.10f, 0.05f);
      if (kind == 2) pen.half(0.02f, 0.06f, 0.08f, 0);
    }
    pen.restore();
  }
}

void rise(Sheet& sheet, const SwissColours& c, Random& random) {
  Pen& pen = sheet.pen();
  const float radius = roll(random, 0.16f, 0.24f), step = roll(random, 0.10f, 0.17f), low = roll(random, 0.50f, 0.60f);
  const float growth = roll(random, 0.022f, 0.052f), x = roll(random, 0.62f, 0.76f), drop = roll(random, -0.02f, 0.06f);
  const float y = std::max(low, 0.31f + radius);  // whole below the title
  const int count = random.integer(4, 12);
  const bool falling = random.chance(0.4), crossed = random.chance(0.5);
  const std::array<Rgb, 3> discs = {c.third, c.second, c.accent};
  sheet.overprint(!c.dark);
  for (int i = 0; i < 3; ++i) {
    const auto f = static_cast<float>(i);
    sheet.colour(discs[static_cast<std::size_t>(i)]);
    pen.circle(crossed ? 1 - x + step * f : x - step * f, y + drop * f, radius - 0.042f * f);
  }
  sheet.overprint(false);
  sheet.colour(c.front);
  const float w = (1 - 2 * kG) / static_cast<float>(count);
  for (int i = 0; i < count; ++i) {
    const int height = falling ? count - i : i + 1;
    const float h = growth * std::pow(static_cast<float>(height) * 7 / static_cast<float>(count), 1.15f);
    pen.rect(kG + w * static_cast<float>(i), 0.94f - h, w - 0.012f, h);
  }
}

void arcs(Sheet& sheet, const SwissColours& c, Random& random) {
  Pen& pen = sheet.pen();
  const float step = roll(random, 0.046f, 0.068f), x = roll(random, 0.0f, 0.22f), y = roll(random, 0.90f, 1.0f);
  const float thick = roll(random, 0.020f, 0.032f), disc_x = roll(random, 0.66f, 0.84f),
              disc_y = roll(random, 0.38f, 0.46f);
  const int shift = random.integer(0, 5);
  const std::array<Rgb, 6> cycle = {c.front, c.front, c.accent, c.front, c.second, c.third};
  pen.butt();
  for (int i = 0; i < 12; ++i) {
    const float r = 0.08f + static_cast<float>(i) * step;
    if (y - r < 0.33f) break;
    sheet.colour(cycle[static_cast<std::size_t>((i + shift) % 6)]);
    pen.arc(i % 3 ? thick * 0.55f : thick, x, y, r, -0.28f, 0.05f);
  }
  pen.round_ends();
  sheet.colour(c.accent);
  pen.circle(disc_x, disc_y, roll(random, 0.035f, 0.06f));
}

void dots(Sheet& sheet, const SwissColours& c, Random& random) {
  Pen& pen = sheet.pen();
  const int columns = random.integer(9, 15);
  const float w = (1 - 2 * kG) / static_cast<float>(columns);
  const int rows = static_cast<int>(0.62f / w);
  const float cx = roll(random, 0.2f, 0.8f), cy = roll(random, 0.45f, 0.9f), reach = roll(random, 0.32f, 0.55f);
  const int odd = random.integer(0, columns * rows - 1), kind = random.integer(0, 2);
  for (int q = 0; q < columns * rows; ++q) {
    const float x = kG + (static_cast<float>(q % columns) + 0.5f) * w;
    const float y = 0.94f - static_cast<float>(rows) * w + (static_cast<float>(q / columns) + 0.5f) * w;
    const float d = std::hypot(x - cx, y - cy) / reach;
    const float wave =
        kind == 0 ? fast_exp(-d * d) : (kind == 1 ? 0.5f + 0.5f * cos_turns(d * 1.1f) : clamp01(d * 0.8f));
    const float r = w * (0.08f + 0.40f * wave);
    sheet.colour(q == odd ? c.accent : (wave > 0.72f ? c.second : c.front));
    if (q == odd) {
      pen.circle(x, y, w * 0.46f);
    } else if (kind == 2) {
      pen.rect(x - r, y - r, 2 * r, 2 * r);
    } else {
      pen.circle(x, y, r);
    }
  }
}

void waves(Sheet& sheet, const SwissColours& c, Random& random) {
  Pen& pen = sheet.pen();
  const float amplitude = roll(random, 0.025f, 0.07f), turns = roll(random, 0.8f, 2.2f), phase = roll(random, 0, 1);
  const float drift = roll(random, -0.03f, 0.05f), sun_x = roll(random, 0.25f, 0.75f), sun = roll(random, 0.13f, 0.20f);
  const int count = random.integer(7, 12);
  sheet.colour(c.accent);
  pen.circle(sun_x, 0.52f, sun);
  for (int i = 0; i < count; ++i) {
    const float t = static_cast<float>(i) / static_cast<float>(count), y = 0.54f + 0.46f * t;
    sheet.colour(i % 2 ? c.ground : (i % 4 == 2 ? c.second : c.front));
    pen.move(-0.02f, 1.1f);
    for (int k = 0; k <= 120; ++k) {
      const float x = static_cast<float>(k) / 120 * 1.04f - 0.02f;
      pen.to(x, y + amplitude * (1 - 0.5f * t) * sin_turns(x * turns + phase + drift * static_cast<float>(i)));
    }
    pen.to(1.02f, 1.1f);
    pen.close();
    pen.fill();
  }
}

void sun_bars(Sheet& sheet, const SwissColours& c, Random& random) {
  Pen& pen = sheet.pen();
  const float r = roll(random, 0.24f, 0.31f), x = roll(random, 0.32f, 0.68f), y = roll(random, 0.60f, 0.66f);
  const int bars = random.integer(5, 8);
  const bool hill = random.chance(0.5);
  sheet.colour(c.accent);
  pen.circle(x, y, r);
  sheet.colour(c.ground);
  for (int i = 0; i < bars; ++i) {
    const float t = static_cast<float>(i) / static_cast<float>(bars);
    pen.rect(0, y + r * (1.05f * t - 0.12f), 1, r * (0.02f + 0.09f * t));
  }
  sheet.colour(c.front);
  if (hill) {
    const float peak = roll(random, 0.55f, 0.95f), foot = roll(random, 0.12f, 0.3f);
    pen.polygon({{-0.1f, 1.1f}, {-0.1f, 0.86f}, {foot, 0.92f}, {peak, 0.56f}, {1.1f, 0.84f}, {1.1f, 1.1f}});
    sheet.colour(c.second);
    pen.polygon({{peak, 0.56f}, {1.1f, 0.84f}, {1.1f, 1.1f}, {peak - 0.06f, 1.1f}});
    sheet.colour(c.third);
    pen.polygon({{-0.1f, 1.1f}, {-0.1f, 0.95f}, {0.5f, 0.88f}, {0.8f, 1.1f}});
  } else {
    pen.rect(0, 0.86f, 1, 0.2f);
    sheet.colour(c.second);
    pen.wedge(1 - x, 0.86f, 0.16f, 0.5f, 1.0f);
    sheet.colour(c.third);
    pen.wedge(1 - x + 0.16f, 0.86f, 0.09f, 0.5f, 1.0f);
  }
}

void columns(Sheet& sheet, const SwissColours& c, Random& random) {
  Pen& pen = sheet.pen();
  const int count = random.integer(5, 8);
  const float gap = 0.014f, w = (1 - 2 * kG + gap) / static_cast<float>(count) - gap;
  const std::array<Rgb, 5> cycle = {c.front, c.second, c.accent, c.front, c.third};
  const int start = random.integer(0, 4);
  for (int i = 0; i < count; ++i) {
    const float x = kG + static_cast<float>(i) * (w + gap), h = roll(random, 0.16f, 0.58f);
    const int cap = random.integer(0, 2);
    sheet.colour(cycle[static_cast<std::size_t>((i + start) % 5)]);
    if (cap == 0) {
      pen.rect(x, 0.94f - h + w / 2, w, h - w / 2);
      pen.half(x + w / 2, 0.94f - h + w / 2 + 0.001f, w / 2, 0.5f);
    } else if (cap == 1) {
      pen.polygon({{x, 0.94f}, {x, 0.94f - h}, {x + w, 0.94f - h + w}, {x + w, 0.94f}});
    } else {
      pen.rect(x, 0.94f - h, w, h);
      sheet.colour(c.ground);
      pen.circle(x + w / 2, 0.94f - h + w * 0.6f, w * 0.26f);
    }
  }
}

void orbits(Sheet& sheet, const SwissColours& c, Random& random) {
  Pen& pen = sheet.pen();
  const float x = roll(random, 0.40f, 0.60f), y = roll(random, 0.60f, 0.66f), tilt = roll(random, -0.08f, 0.08f);
  const int count = random.integer(4, 6);
  const float squash = roll(random, 0.34f, 0.7f);
  for (int i = 0; i < count; ++i) {
    const float r = 0.11f + 0.20f * static_cast<float>(i) / static_cast<float>(count - 1), a = roll(random, 0, 1);
    pen.save();
    pen.translate(x, y);
    pen.rotate(tilt + (i % 2 ? 0.25f * (1 - squash) : 0));
    pen.scale(1, squash);
    sheet.colour(c.front);
    pen.ring(0, 0, r, i % 2 ? 0.006f : 0.012f);
    pen.translate(r * cos_turns(a), r * sin_turns(a));
    pen.scale(1, 1 / squash);
    sheet.colour(i % 3 == 0 ? c.second : (i % 3 == 1 ? c.accent : c.third));
    pen.circle(0, 0, 0.026f + 0.01f * static_cast<float>(i % 3));
    pen.restore();
  }
  sheet.colour(c.accent);
  pen.circle(x, y, 0.075f);
}

constexpr SwissGenerator kGenerators[] = {
    {"tiles", tiles, " dancer robot tree tree_robot record chip flower "},
    {"bands", bands, " train road car record kite bicycle suitcase "},
    {"beam", beam, " lighthouse boat bolt lamp candle eye singer "},
    {"rain", rain, " umbrella kettle piano keys cup snow_globe "},
    {"echo", echo, " letter book door window phone_box plane "},
    {"rise", rise, " child cradle balloon heart couple crown "},
    {"arcs", arcs, " dish mast moon satellite ladder "},
    {"dots", dots, " star clock hourglass figure hand butterfly "},
    {"waves", waves, " wave whale anchor boat swing guitar "},
    {"sun_bars", sun_bars, " mountain castle tent bird signpost car leaf "},
    {"columns", columns, " towers house church keys pine windmill "},
    {"orbits", orbits, " rocket satellite star clock eye rose "},
};

}  // namespace

std::span<const SwissGenerator> swiss_generators() { return kGenerators; }

}  // namespace souls::band::visuals
