#include "band/visuals/lens.hpp"

#include <algorithm>
#include <cmath>

#include "band/visuals/colour.hpp"
#include "band/visuals/fastmath.hpp"
#include "band/visuals/filter.hpp"

namespace souls::band::visuals {
namespace {

constexpr int kSteps = 4096;

/// sRGB by the square root of linear light, where its curve is nearly straight.
const std::vector<float>& encode_table() {
  static const std::vector<float> table = [] {
    std::vector<float> out(kSteps + 2);
    for (int i = 0; i <= kSteps + 1; ++i) {
      const float root = static_cast<float>(i) / kSteps;
      out[static_cast<std::size_t>(i)] = to_srgb({root * root, 0, 0}).r;
    }
    return out;
  }();
  return table;
}

void scale_plane(Plane& plane, float scale) {
  const Plane source = plane;
  const auto middle = static_cast<float>(plane.width - 1) / 2;
  for (int y = 0; y < plane.height; ++y) {
    const float v = std::clamp(middle + (static_cast<float>(y) - middle) * scale, 0.0f, static_cast<float>(plane.height - 1));
    const int j = std::min(static_cast<int>(v), plane.height - 2);
    const float t = v - static_cast<float>(j);
    const float *a = source.row(j), *b = source.row(j + 1);
    float* out = plane.row(y);
    for (int x = 0; x < plane.width; ++x) {
      const float u = std::clamp(middle + (static_cast<float>(x) - middle) * scale, 0.0f, static_cast<float>(plane.width - 1));
      const int i = std::min(static_cast<int>(u), plane.width - 2);
      const float s = u - static_cast<float>(i);
      const float upper = a[i] + (a[i + 1] - a[i]) * s, lower = b[i] + (b[i + 1] - b[i]) * s;
      out[x] = upper + (lower - upper) * t;
    }
  }
}

}  // namespace

void aberrate(Canvas& canvas, float amount) {
  scale_plane(canvas.red, 1 - amount);
  scale_plane(canvas.blue, 1 + amount);
}

void encode_row(float* values, int count) {
  const float* table = encode_table().data();
  for (int x = 0; x < count; ++x) {
    const float p = std::sqrt(clamp01(values[x])) * kSteps;
    const int i = static_cast<int>(p);
    values[x] = table[i] + (table[i + 1] - table[i]) * (p - static_cast<float>(i));
  }
}

void add_grain(Canvas& canvas, const Grain& grain, float strength) {
  std::vector<float> noise(static_cast<std::size_t>(canvas.side));
  for (int y = 0; y < canvas.side; ++y) {
    grain.row(y, canvas.side, noise.data());
    float *r = canvas.red.row(y), *g = canvas.green.row(y), *b = canvas.blue.row(y);
    for (int x = 0; x < canvas.side; ++x) {
      const float light = (r[x] + g[x] + b[x]) * (1.0f / 3);
      const float k = strength * noise[static_cast<std::size_t>(x)] * (1 - 0.45f * light);
      r[x] = clamp01(r[x] + k);
      g[x] = clamp01(g[x] + k);
      b[x] = clamp01(b[x] + k);
    }
  }
}

void lay_on_paper(Canvas& canvas, const Grain& grain, const Fbm& texture, const Paper& paper) {
  std::vector<float> noise(static_cast<std::size_t>(canvas.side)), fibre(noise);
  for (int y = 0; y < canvas.side; ++y) {
    grain.row(y, canvas.side, noise.data());
    texture.row(y, canvas.side, fibre.data());
    float *r = canvas.red.row(y), *g = canvas.green.row(y), *b = canvas.blue.row(y);
    for (int x = 0; x < canvas.side; ++x) {
      const auto i = static_cast<std::size_t>(x);
      const float shadow = 1 - (r[x] + g[x] + b[x]) * (1.0f / 3);
      const float k = 1 + paper.texture * fibre[i] + paper.grain * noise[i];
      const float add = paper.lift * noise[i] + shadow * (paper.shadow_texture * fibre[i] + paper.shadow_grain * noise[i]);
      r[x] = r[x] * k + add;
      g[x] = g[x] * k + add;
      b[x] = b[x] * k + add;
    }
  }
}

}  // namespace souls::band::visuals
