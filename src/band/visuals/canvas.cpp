#include "band/visuals/canvas.hpp"

#include <algorithm>
#include <cmath>

#include "band/visuals/fastmath.hpp"

namespace souls::band::visuals {

Box unite(Box a, Box b) {
  const float x = std::min(a.x, b.x), y = std::min(a.y, b.y);
  return {x, y, std::max(a.right(), b.right()) - x, std::max(a.bottom(), b.bottom()) - y};
}

Box grown(Box box, float by) { return {box.x - by, box.y - by, box.width + 2 * by, box.height + 2 * by}; }

Mask::Mask(int side_px, Box box) : side(side_px) {
  const float scale = static_cast<float>(side_px);
  const int margin = side_px / 4;
  const auto cut = [&](float v) { return std::clamp(static_cast<int>(std::floor(v * scale)), -margin, side_px + margin); };
  x0 = cut(box.x);
  y0 = cut(box.y);
  width = std::max(0, cut(box.right()) + 1 - x0);
  height = std::max(0, cut(box.bottom()) + 1 - y0);
  stride = (width + 3) / 4 * 4;
  values.assign(static_cast<std::size_t>(stride) * static_cast<std::size_t>(height), 0);
}

void Mask::read_row(int y, float* out) const {
  if (y < y0 || y >= y0 + height) {
    std::fill(out, out + side, 0.0f);
    return;
  }
  const std::uint8_t* in = row(y);
  const int from = std::clamp(x0, 0, side), to = std::clamp(x0 + width, from, side);
  std::fill(out, out + from, 0.0f);
  for (int x = from; x < to; ++x) out[x] = static_cast<float>(in[x - x0]) * (1.0f / 255);
  std::fill(out + to, out + side, 0.0f);
}

float Mask::at(int x, int y) const {
  if (x < x0 || y < y0 || x >= x0 + width || y >= y0 + height) return 0;
  return static_cast<float>(row(y)[x - x0]) * (1.0f / 255);
}

Mask Mask::moved(float dx, float dy) const {
  Mask out = *this;
  out.x0 += static_cast<int>(std::lround(dx * static_cast<float>(side)));
  out.y0 += static_cast<int>(std::lround(dy * static_cast<float>(side)));
  return out;
}

double Mask::ink_share() const {
  double sum = 0;
  for (int y = y0; y < y0 + height; ++y) {
    for (int x = 0; x < width; ++x) sum += row(y)[x];
  }
  return empty() ? 0 : sum / 255 / width / height;
}

Canvas::Canvas(int side_px, Rgb ground)
    : side(side_px), red(side_px, side_px, ground.r), green(side_px, side_px, ground.g), blue(side_px, side_px, ground.b) {}

namespace {

/// Calls fn(mask row, three canvas rows, count) for the part of the mask that lies on the canvas.
template <class Fn>
void for_rows(Canvas& canvas, const Mask& mask, Fn fn) {
  const int from = std::max(0, mask.x0), to = std::min(canvas.side, mask.x0 + mask.width);
  if (from >= to) return;
  const int last = std::min(canvas.side, mask.y0 + mask.height);
  for (int y = std::max(0, mask.y0); y < last; ++y) {
    fn(mask.row(y) + (from - mask.x0), canvas.red.row(y) + from, canvas.green.row(y) + from, canvas.blue.row(y) + from,
       to - from);
  }
}

Mask window_of(const Mask& a, const Mask& b) {
  Mask out;
  out.side = a.side;
  out.x0 = std::min(a.x0, b.x0);
  out.y0 = std::min(a.y0, b.y0);
  out.width = std::max(a.x0 + a.width, b.x0 + b.width) - out.x0;
  out.height = std::max(a.y0 + a.height, b.y0 + b.height) - out.y0;
  out.stride = (out.width + 3) / 4 * 4;
  out.values.assign(static_cast<std::size_t>(out.stride) * static_cast<std::size_t>(out.height), 0);
  return out;
}

}  // namespace

void lay(Canvas& canvas, Rgb c, const Mask& mask, float opacity) {
  const float k = opacity / 255;
  for_rows(canvas, mask, [&](const std::uint8_t* m, float* r, float* g, float* b, int n) {
    for (int i = 0; i < n; ++i) {
      const float t = static_cast<float>(m[i]) * k;
      r[i] += (c.r - r[i]) * t;
      g[i] += (c.g - g[i]) * t;
      b[i] += (c.b - b[i]) * t;
    }
  });
}

void multiply(Canvas& canvas, Rgb c, const Mask& mask, float opacity) {
  const float k = opacity / 255;
  for_rows(canvas, mask, [&](const std::uint8_t* m, float* r, float* g, float* b, int n) {
    for (int i = 0; i < n; ++i) {
      const float t = static_cast<float>(m[i]) * k;
      r[i] *= 1 - t + t * c.r;
      g[i] *= 1 - t + t * c.g;
      b[i] *= 1 - t + t * c.b;
    }
  });
}

void add(Canvas& canvas, Rgb c, const Mask& mask) {
  const float k = 1.0f / 255;
  for_rows(canvas, mask, [&](const std::uint8_t* m, float* r, float* g, float* b, int n) {
    for (int i = 0; i < n; ++i) {
      const float t = static_cast<float>(m[i]) * k;
      r[i] += c.r * t;
      g[i] += c.g * t;
      b[i] += c.b * t;
    }
  });
}

Mask unite(const Mask& a, const Mask& b) {
  if (a.empty()) return b;
  if (b.empty()) return a;
  Mask out = window_of(a, b);
  for (const Mask* m : {&a, &b}) {
    for (int y = m->y0; y < m->y0 + m->height; ++y) {
      std::uint8_t* to = out.row(y) + (m->x0 - out.x0);
      const std::uint8_t* from = m->row(y);
      for (int x = 0; x < m->width; ++x) to[x] = std::max(to[x], from[x]);
    }
  }
  return out;
}

Mask intersect(const Mask& a, const Mask& b) {
  Mask out = a;
  for (int y = out.y0; y < out.y0 + out.height; ++y) {
    std::uint8_t* to = out.row(y);
    const bool inside = y >= b.y0 && y < b.y0 + b.height;
    for (int x = 0; x < out.width; ++x) {
      const int bx = x + out.x0 - b.x0;
      const int other = inside && bx >= 0 && bx < b.width ? b.row(y)[bx] : 0;
      to[x] = static_cast<std::uint8_t>(to[x] * other / 255);
    }
  }
  return out;
}

Mask subtract(const Mask& a, const Mask& b) {
  Mask out = a;
  const int from = std::max(a.x0, b.x0), to = std::min(a.x0 + a.width, b.x0 + b.width);
  for (int y = std::max(a.y0, b.y0); y < std::min(a.y0 + a.height, b.y0 + b.height); ++y) {
    std::uint8_t* values = out.row(y);
    const std::uint8_t* other = b.row(y);
    for (int x = from; x < to; ++x) {
      values[x - a.x0] = static_cast<std::uint8_t>(values[x - a.x0] * (255 - other[x - b.x0]) / 255);
    }
  }
  return out;
}

Mask levels(Mask mask, float gain, float offset) {
  std::uint8_t table[256];
  for (int i = 0; i < 256; ++i) {
    table[i] = static_cast<std::uint8_t>(clamp01(static_cast<float>(i) / 255 * gain + offset) * 255 + 0.5f);
  }
  for (auto& v : mask.values) v = table[v];
  return mask;
}

std::vector<std::uint8_t> to_bytes(const Canvas& canvas, std::uint64_t seed) {
  const int side = canvas.side;
  std::vector<std::uint8_t> out(static_cast<std::size_t>(side) * static_cast<std::size_t>(side) * 3);
  std::vector<float> noise(static_cast<std::size_t>(side));
  for (int y = 0; y < side; ++y) {
    const auto start = static_cast<std::uint32_t>(seed ^ (static_cast<std::uint64_t>(y) * 0x9e3779b97f4a7c15ULL) >> 16);
    for (int x = 0; x < side; ++x) {
      std::uint32_t h = start + static_cast<std::uint32_t>(x) * 0x9e3779b1u;
      h = (h ^ (h >> 15)) * 0x85ebca6bu;
      h = (h ^ (h >> 13)) * 0xc2b2ae35u;
      noise[static_cast<std::size_t>(x)] = static_cast<float>(static_cast<std::int32_t>(h >> 9)) * (1.0f / 8388608);
    }
    std::uint8_t* to = out.data() + static_cast<std::size_t>(y) * static_cast<std::size_t>(side) * 3;
    const float *r = canvas.red.row(y), *g = canvas.green.row(y), *b = canvas.blue.row(y);
    for (int x = 0; x < side; ++x) {
      const float n = noise[static_cast<std::size_t>(x)];
      to[3 * x] = static_cast<std::uint8_t>(std::min(clamp01(r[x]) * 255 + n, 255.0f));
      to[3 * x + 1] = static_cast<std::uint8_t>(std::min(clamp01(g[x]) * 255 + n, 255.0f));
      to[3 * x + 2] = static_cast<std::uint8_t>(std::min(clamp01(b[x]) * 255 + n, 255.0f));
    }
  }
  return out;
}

}  // namespace souls::band::visuals
