#include <algorithm>
#include <array>
#include <cmath>

#include "band/visuals/fastmath.hpp"
#include "band/visuals/filter.hpp"
#include "band/visuals/light.hpp"

namespace souls::band::visuals {
namespace {

Plane field_of(const Fbm& noise) {
  Plane out(kLightField, kLightField);
  for (int y = 0; y < kLightField; ++y) noise.row(y, kLightField, out.row(y));
  return out;
}

/// Shades each pixel of the canvas from rows of enlarged fields.
template <std::size_t N, class Fn>
void shade(Canvas& canvas, const std::array<const Plane*, N>& fields, Fn fn) {
  const auto n = static_cast<std::size_t>(canvas.side);
  std::array<std::vector<float>, N> rows;
  for (auto& row : rows) row.resize(n);
  const float step = 1 / static_cast<float>(canvas.side);
  for (int y = 0; y < canvas.side; ++y) {
    for (std::size_t k = 0; k < N; ++k) enlarged_row(*fields[k], y, canvas.side, rows[k].data());
    const float v = (static_cast<float>(y) + 0.5f) * step;
    float *r = canvas.red.row(y), *g = canvas.green.row(y), *b = canvas.blue.row(y);
    for (int x = 0; x < canvas.side; ++x) {
      std::array<float, N> values;
      for (std::size_t k = 0; k < N; ++k) values[k] = rows[k][static_cast<std::size_t>(x)];
      const Rgb c = fn((static_cast<float>(x) + 0.5f) * step, v, values);
      r[x] = c.r;
      g[x] = c.g;
      b[x] = c.b;
    }
  }
}

/// Light on the floor of shallow water: every ray is moved by the slope of the surface, and rays are counted.
Plane count_rays(Random& random, float strength) {
  constexpr int kSide = 1500;
  Plane height(kSide, kSide), out(kSide, kSide);
  for (const float k : {5.0f, 8.0f, 13.0f, 21.0f}) {
    const Noise noise(random, k);
    for (int y = 0; y < kSide; ++y) noise.add_row(y, kSide, 0.085f / std::pow(k, 1.15f), height.row(y));
  }
  const float bend = strength * static_cast<float>(kSide) * static_cast<float>(kSide) * 0.9f;
  for (int y = 0; y < kSide; ++y) {
    const float *up = height.row(std::max(0, y - 1)), *here = height.row(y),
                *down = height.row(std::min(kSide - 1, y + 1));
    for (int x = 0; x < kSide; ++x) {
      const float gx = (here[std::min(kSide - 1, x + 1)] - here[std::max(0, x - 1)]) * 0.5f,
                  gy = (down[x] - up[x]) * 0.5f;
      const float px = static_cast<float>(x) + gx * bend, py = static_cast<float>(y) + gy * bend;
      const int i = static_cast<int>(std::floor(px)), j = static_cast<int>(std::floor(py));
      if (i < 0 || j < 0 || i + 1 >= kSide || j + 1 >= kSide) continue;
      const float s = px - static_cast<float>(i), t = py - static_cast<float>(j);
      float *a = out.row(j), *b = out.row(j + 1);
      a[i] += (1 - s) * (1 - t);
      a[i + 1] += s * (1 - t);
      b[i] += (1 - s) * t;
      b[i + 1] += s * t;
    }
  }
  blur_px(out, 0.0013f * kSide);
  return out;
}

struct Disc {
  float x, y, radius, gain;
  int colour;
  float mirror_y, mirror_gain;
};

void draw_disc(Canvas& canvas, float cx, float cy, float radius, float tall, float soft, Rgb light) {
  const auto px = static_cast<float>(canvas.side);
  const int x0 = std::max(0, static_cast<int>((cx - radius * 1.3f) * px)),
            x1 = std::min(canvas.side, static_cast<int>((cx + radius * 1.3f) * px) + 1);
  const int y0 = std::max(0, static_cast<int>((cy - radius * tall * 1.3f) * px)),
            y1 = std::min(canvas.side, static_cast<int>((cy + radius * tall * 1.3f) * px) + 1);
  for (int y = y0; y < y1; ++y) {
    const float dy = ((static_cast<float>(y) + 0.5f) / px - cy) / tall;
    float *r = canvas.red.row(y), *g = canvas.green.row(y), *b = canvas.blue.row(y);
    for (int x = x0; x < x1; ++x) {
      const float dx = (static_cast<float>(x) + 0.5f) / px - cx, q = std::sqrt(dx * dx + dy * dy);
      const float k =
          smooth(radius - q, -soft * 0.5f, soft * 0.5f) * (0.62f + 0.5f * smooth(q, radius * 0.55f, radius * 0.98f));
      r[x] += light.r * k;
      g[x] += light.g * k;
      b[x] += light.b * k;
    }
  }
}

/// Drops on the pane: each a small lens that shows the scene upside down.
void draw_drops(Canvas& canvas, Random& random) {
  const int factor = std::max(1, canvas.side / 96);
  const std::array<Plane, 3> small = {reduced(canvas.red, factor), reduced(canvas.green, factor),
                                      reduced(canvas.blue, factor)};
  const auto px = static_cast<float>(canvas.side), lens = px / static_cast<float>(factor);
  for (int i = 0; i < 420; ++i) {
    const float cx = roll(random, 0, 1), cy = roll(random, 0, 1), q = roll(random, 0, 1),
                radius = 0.002f + 0.012f * q * q * q * q * q;
    const int x0 = std::max(0, static_cast<int>((cx - radius) * px)),
              x1 = std::min(canvas.side, static_cast<int>((cx + radius) * px) + 1);
    const int y0 = std::max(0, static_cast<int>((cy - radius) * px)),
              y1 = std::min(canvas.side, static_cast<int>((cy + radius) * px) + 1);
    for (int y = y0; y < y1; ++y) {
      const float v = ((static_cast<float>(y) + 0.5f) / px - cy) / radius;
      for (int x = x0; x < x1; ++x) {
        const float u = ((static_cast<float>(x) + 0.5f) / px - cx) / radius, wide = u * (1 + 0.15f * v);
        const float k = smooth(1 - std::sqrt(wide * wide + v * v), 0, 0.18f);
        if (k <= 0) continue;
        const float sx = (cx - u * 0.22f) * lens, sy = (0.5f - v * 0.42f) * lens;
        const float lit = 1.2f - 0.5f * v,
                    glint = 0.5f * fast_exp(-((u + 0.35f) * (u + 0.35f) + (v + 0.4f) * (v + 0.4f)) / 0.02f);
        std::array<Plane*, 3> planes = {&canvas.red, &canvas.green, &canvas.blue};
        for (std::size_t c = 0; c < 3; ++c) {
          float& value = planes[c]->row(y)[x];
          value += (sample(small[c], sx, sy) * lit + glint - value) * k;
        }
      }
    }
  }
}

Rgb vivid(Rgb c, float gain) {
  const float mean = (c.r + c.g + c.b) / 3;
  const auto push = [&](float v) { return std::clamp(mean + (v - mean) * gain, 0.01f, 3.0f); };
  const Rgb out{push(c.r), push(c.g), push(c.b)};
  return out * (1 / std::max({out.r, out.g, out.b}));
}

}  // namespace

Rgb LightRamp::at(float t) const {
  const float p = clamp01(t) * 3;
  const auto i = std::min(static_cast<std::size_t>(p), std::size_t{2});
  return mix(colours[i], colours[i + 1], p - static_cast<float>(i));
}

void draw_caustic(Canvas& canvas, const LightRamp& ramp, Random& random) {
  const Fbm drift(random, 1.6f, 3);
  const Plane rays = count_rays(random, roll(random, 0.20f, 0.29f)), a = field_of(drift);
  const float cx = roll(random, 0.15f, 0.85f), cy = roll(random, 0.16f, 0.62f), reach = roll(random, 0.72f, 1.0f);
  const Rgb deep = ramp.colours[0] * 0.5f, bright = ramp.colours[3] * 0.6f + ramp.colours[2] * 0.3f;
  shade<2>(canvas, {&rays, &a}, [&](float u, float v, const std::array<float, 2>& f) {
    const float near = smooth(std::sqrt((u - cx) * (u - cx) + (v - cy) * (v - cy)), reach, 0.05f);
    const float body = 0.10f + 0.75f * near * std::sqrt(near),
                ray = std::clamp(f[0] - 0.55f, 0.0f, 7.0f) * 0.62f * (0.03f + near * near * 1.05f);
    return deep + ramp.at(0.02f + 0.40f * near + 0.12f * f[1]) * body + bright * ray;
  });
}

void draw_bokeh(Canvas& canvas, const LightRamp& ramp, Random& random) {
  const std::array<Rgb, 5> lights = {vivid(ramp.colours[2], 2), vivid(ramp.colours[3], 2), vivid(ramp.colours[1], 2),
                                     Rgb{1, 0.50f, 0.16f}, Rgb{1, 0.80f, 0.5f}};
  const float vanish = 0.5f + roll(random, -0.26f, 0.26f), line = roll(random, 0.40f, 0.62f);
  const bool mirrored = random.chance(0.75);
  const int count = random.integer(90, 160);
  const float biggest = roll(random, 0.055f, 0.095f);
  const float step = 1 / static_cast<float>(canvas.side);
  for (int y = 0; y < canvas.side; ++y) {
    const float d = ((static_cast<float>(y) + 0.5f) * step - line) / 0.22f;
    const Rgb c = ramp.at(0.05f + 0.30f * fast_exp(-d * d)) * 0.30f;
    std::fill_n(canvas.red.row(y), canvas.side, c.r);
    std::fill_n(canvas.green.row(y), canvas.side, c.g);
    std::fill_n(canvas.blue.row(y), canvas.side, c.b);
  }
  for (int i = 0; i < count; ++i) {
    const float t = std::pow(roll(random, 0, 1), 1.4f), side = random.chance(0.5) ? 1.0f : -1.0f;
    const float x = vanish + side * (0.02f + 0.55f * t) + 0.02f * static_cast<float>(random.normal());
    const float y = line - std::fabs(static_cast<float>(random.normal()) * (0.05f + 0.26f * t));
    const float radius = (0.006f + biggest * t) * roll(random, 0.6f, 1.1f),
                gain = roll(random, 0.25f, 1.0f) * (1 - 0.55f * t);
    const Rgb light = lights[static_cast<std::size_t>(random.integer(0, 4))];
    const float slip = 0.004f * static_cast<float>(random.normal());
    draw_disc(canvas, x, y, radius, 1, 0.10f * radius + 0.0015f, light * gain);
    if (mirrored)
      draw_disc(canvas, x, 2 * line + 0.02f - y + slip, radius, 2.3f, 0.8f * radius, light * (gain * 0.38f));
  }
  draw_drops(canvas, random);
}

void draw_veil(Canvas& canvas, const LightRamp& ramp, Random& random) {
  const Fbm fold(random, 3, 3), ray(random, 46, 3, 0.6f), glow(random, 2.4f, 3);
  const Plane folds = field_of(fold), rays = field_of(ray), glows = field_of(glow);
  const float lean = roll(random, -0.22f, 0.22f);
  struct Curtain {
    float hem, swing, tall, gain;
    int row;  ///< of the noise fields that this curtain follows
  };
  std::vector<Curtain> curtains;
  const int count = random.integer(2, 3);
  for (int k = 0; k < count; ++k) {
    const auto f = static_cast<float>(k) / static_cast<float>(count);
    curtains.push_back({roll(random, 0.40f, 0.50f) + 0.26f * f, roll(random, 0.10f, 0.20f), roll(random, 0.16f, 0.34f),
                        0.55f + 0.45f * f, random.integer(0, kLightField - 1)});
  }
  Plane strength(kLightField, kLightField);
  for (int y = 0; y < kLightField; ++y) {
    const float v = (static_cast<float>(y) + 0.5f) / kLightField;
    for (int x = 0; x < kLightField; ++x) {
      float sum = 0.05f;
      for (const Curtain& c : curtains) {
        // Rays stand along the field's lines, and all lean one way.
        const float u = static_cast<float>(x) + lean * (v - c.hem) * kLightField;
        const int at = std::clamp(static_cast<int>(u), 0, kLightField - 1);
        const float hem = c.hem + c.swing * folds.row(c.row)[at], above = hem - v;
        const float bright = clamp01(0.55f + 0.8f * glows.row(c.row)[at]) * (0.65f + 0.5f * rays.row(c.row)[at]);
        const float tall = c.tall * (0.8f + 0.5f * rays.row((c.row + 97) % kLightField)[at]);
        const float rise = above > 0 ? fast_exp(-above / std::max(tall, 0.05f)) : fast_exp(above / 0.012f);
        sum += c.gain * 0.85f * std::max(bright, 0.0f) * rise;
      }
      strength.row(y)[x] = sum;
    }
  }
  blur_px(strength, 0.002f * kLightField);
  const Noise hill(random, 3);
  const float land = roll(random, 0.84f, 0.90f);
  std::vector<float> stars(static_cast<std::size_t>(canvas.side));
  shade<1>(canvas, {&strength}, [&](float u, float v, const std::array<float, 1>& f) {
    const float hot = std::max(f[0] - 0.62f, 0.0f),
                ground = smooth(v - land - 0.03f * hill.at(u, 0.5f), -0.001f, 0.001f);
    return (ramp.at(f[0] * 1.1f) + ramp.colours[3] * (hot * hot * 3)) * (1 - 0.93f * ground);
  });
  std::vector<std::pair<Point, float>> points;
  for (int i = 0; i < 500; ++i) {
    const Point p{roll(random, 0, 1), roll(random, 0, 0.8f)};
    const float q = roll(random, 0, 1);
    points.emplace_back(p, 0.0006f + 0.0013f * q * q * q * q * q * q);
  }
  add(canvas, {0.8f, 0.8f, 0.8f}, draw_mask(canvas.side, {0, 0, 1, 0.82f}, [&](Pen& pen) {
        for (const auto& [p, r] : points) pen.circle(p.x, p.y, r);
      }));
}

void draw_prism(Canvas& canvas, const LightRamp& ramp, Random& random) {
  const Fbm drift(random, 1.6f, 3);
  const Plane a = field_of(drift);
  const bool right = random.chance(0.5), low = random.chance(0.4);
  const float ox = roll(random, -0.15f, 0.0f), oy = roll(random, -0.05f, 0.45f);
  struct Fan {
    float angle, width, gain;
  };
  std::vector<Fan> fans;
  const int count = random.integer(4, 6);
  for (int k = 0; k < count; ++k) {
    const float angle = (0.16f + 0.17f * static_cast<float>(k) + roll(random, -0.05f, 0.05f) - (oy - 0.1f)) / kTau;
    fans.push_back({angle, (0.02f + 0.05f * roll(random, 0, 1)) / kTau, 0.8f + 0.3f * roll(random, 0, 1)});
  }
  const Rgb tint = ramp.colours[2] + ramp.colours[3];
  const float peak = std::max({tint.r, tint.g, tint.b, 0.01f});
  const Rgb gain = (Rgb{0.35f, 0.35f, 0.35f} + tint * (0.65f / peak)) * 0.5f;
  shade<1>(canvas, {&a}, [&](float u, float v, const std::array<float, 1>& f) {
    const float x = right ? 1 - u : u, dx = x - ox, dy = (low ? 1 - v : v) - oy;
    const float angle = atan2_turns(dy + 0.03f * f[0], dx), far = fast_exp(-0.7f * std::sqrt(dx * dx + dy * dy));
    Rgb c = ramp.at(0.04f + 0.20f * smooth(x + v, 2, 0.2f) + 0.06f * f[0]) * (0.25f + 0.55f * far);
    for (const Fan& fan : fans) {
      const auto band = [&](float shift) {
        const float d = (angle - fan.angle - shift) / fan.width;
        return fast_exp(-d * d) * far * fan.gain;
      };
      c.r += gain.r * band(-0.018f / kTau);
      c.g += gain.g * band(0);
      c.b += gain.b * band(0.018f / kTau);
    }
    return c;
  });
  std::vector<std::pair<Point, float>> dust;
  for (int i = 0; i < 260; ++i) {
    const Point p{roll(random, 0, 1), roll(random, 0, 1)};
    const float q = roll(random, 0, 1);
    dust.emplace_back(p, 0.0008f + 0.003f * q * q * q * q * q);
  }
  const Mask specks = blur(draw_mask(canvas.side,
                                     [&](Pen& pen) {
                                       for (const auto& [p, r] : dust) pen.circle(p.x, p.y, r);
                                     }),
                           0.0008f);
  std::vector<float> row(static_cast<std::size_t>(canvas.side));
  for (int y = 0; y < canvas.side; ++y) {
    specks.read_row(y, row.data());
    float *r = canvas.red.row(y), *g = canvas.green.row(y), *b = canvas.blue.row(y);
    for (int x = 0; x < canvas.side; ++x) {
      const float k = row[static_cast<std::size_t>(x)] * (r[x] + g[x] + b[x]);
      r[x] += k;
      g[x] += 0.9f * k;
      b[x] += 0.75f * k;
    }
  }
}

}  // namespace souls::band::visuals
