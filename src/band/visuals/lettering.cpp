#include "band/visuals/lettering.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "band/visuals/fastmath.hpp"
#include "band/visuals/filter.hpp"

namespace souls::band::visuals {
namespace {

struct Window {
  int x0, y0, x1, y1, step;
};

Window window_of(int side, Box box) {
  const float s = static_cast<float>(side);
  const auto cut = [&](float v) { return std::clamp(static_cast<int>(std::lround(v * s)), 0, side); };
  return {cut(box.x), cut(box.y), cut(box.right()), cut(box.bottom()), std::max(1, side / 750)};
}

float worst_case(Rgb colour, Tones tones) {
  const float l = luminance(colour);
  return std::min(contrast(l, tones.low), contrast(l, tones.high));
}

std::array<float, 256> linear_table() {
  std::array<float, 256> table{};
  for (std::size_t i = 0; i < 256; ++i) {
    table[i] = to_linear({static_cast<float>(i) / 255, 0, 0}).r;
  }
  return table;
}

double median(std::vector<float>& values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace

Tones tones_under(const Canvas& canvas, Box box) {
  const Window w = window_of(canvas.side, box);
  std::vector<float> values;
  for (int y = w.y0; y < w.y1; y += w.step) {
    for (int x = w.x0; x < w.x1; x += w.step) {
      const Rgb c = canvas.at(x, y);
      values.push_back(luminance({clamp01(c.r), clamp01(c.g), clamp01(c.b)}));
    }
  }
  if (values.empty()) return {};
  std::sort(values.begin(), values.end());
  return {values[values.size() * 6 / 100], values[values.size() * 94 / 100]};
}

Rgb lay_type(Canvas& canvas, const Lettering& type, std::span<const Rgb> candidates, float aim) {
  const Box around = grown(type.box, 0.012f);
  Tones tones = tones_under(canvas, around);
  Rgb best = candidates.front();
  for (const Rgb& c : candidates) {
    if (worst_case(c, tones) > worst_case(best, tones)) best = c;
  }
  if (worst_case(best, tones) < aim) {
    const Mask halo = blur(levels(blur(type.mask, 0.012f), 5, 0), 0.022f);
    const float tone = luminance(best) > 0.35f ? 0.0f : 1.0f;
    // Each pass adds to the ones before: 25, 40, 55, 70, 82, 92 % in all.
    float done = 0;
    for (const float k : {0.25f, 0.40f, 0.55f, 0.70f, 0.82f, 0.92f}) {
      const float share = 1 - (1 - k) / (1 - done);
      done = k;
      lay(canvas, {tone, tone, tone}, halo, share);
      tones = tones_under(canvas, type.box);
      if (worst_case(best, tones) >= aim) break;
    }
  }
  lay(canvas, best, type.mask);
  return best;
}

double measured_contrast(const std::vector<std::uint8_t>& rgb, int side, Box box) {
  static const std::array<float, 256> kLinear = linear_table();
  const Window w = window_of(side, box);
  std::vector<float> values;
  for (int y = w.y0; y < w.y1; y += 2) {
    for (int x = w.x0; x < w.x1; x += 2) {
      const std::uint8_t* p = rgb.data() + 3 * (static_cast<std::size_t>(y) * static_cast<std::size_t>(side) + static_cast<std::size_t>(x));
      values.push_back(0.2126f * kLinear[p[0]] + 0.7152f * kLinear[p[1]] + 0.0722f * kLinear[p[2]]);
    }
  }
  if (values.size() < 4) return 1;
  constexpr int kBins = 1024;
  std::array<double, kBins> count{}, sum{};
  double total = 0;
  for (const float v : values) {
    const auto bin = static_cast<std::size_t>(std::clamp(static_cast<int>(v * kBins), 0, kBins - 1));
    count[bin] += 1;
    sum[bin] += v;
    total += v;
  }
  double best = -1, below = 0, below_sum = 0;
  float threshold = 0;
  for (std::size_t i = 0; i + 1 < kBins; ++i) {
    below += count[i];
    below_sum += sum[i];
    const double above = static_cast<double>(values.size()) - below;
    if (below == 0 || above == 0) continue;
    const double distance = below_sum / below - (total - below_sum) / above;
    const double between = below * above * distance * distance;
    if (between > best) {
      best = between;
      threshold = static_cast<float>(i + 1) / kBins;
    }
  }
  std::vector<float> dark, light;
  for (const float v : values) (v < threshold ? dark : light).push_back(v);
  if (dark.empty() || light.empty()) return 1;
  return (median(light) + 0.05) / (median(dark) + 0.05);
}

void strengthen(Canvas& canvas, const Lettering& type, float strength) {
  // Whether the letters are the lighter or the darker of the two stays as the style chose it.
  const Window w = window_of(canvas.side, type.box);
  double letters = 0, ground = 0, inside = 1e-6, outside = 1e-6;
  for (int y = w.y0; y < w.y1; y += w.step) {
    for (int x = w.x0; x < w.x1; x += w.step) {
      const Rgb c = canvas.at(x, y);
      const double l = static_cast<double>(luminance({clamp01(c.r), clamp01(c.g), clamp01(c.b)}));
      const double k = static_cast<double>(type.mask.at(x, y));
      letters += l * k;
      inside += k;
      ground += l * (1 - k);
      outside += 1 - k;
    }
  }
  const bool on_dark = letters / inside > ground / outside;
  const float under = on_dark ? 0.02f : 0.97f, letter = on_dark ? 0.98f : 0.04f;
  lay(canvas, {under, under, under}, blur(levels(blur(type.mask, 0.010f), 7, 0), 0.012f), strength);
  lay(canvas, {letter, letter, letter}, type.mask);
}

}  // namespace souls::band::visuals
