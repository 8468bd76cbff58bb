#include "band/visuals/filter.hpp"

#include <algorithm>
#include <cmath>

#include "band/visuals/fastmath.hpp"

namespace souls::band::visuals {
namespace {

std::vector<float> gaussian_kernel(float radius_px) {
  const int reach = std::max(1, static_cast<int>(std::ceil(radius_px * 2.8f)));
  std::vector<float> kernel(static_cast<std::size_t>(reach) + 1);
  float sum = 0;
  for (int i = 0; i <= reach; ++i) {
    const float w = std::exp(-0.5f * static_cast<float>(i * i) / (radius_px * radius_px));
    kernel[static_cast<std::size_t>(i)] = w;
    sum += i == 0 ? w : 2 * w;
  }
  for (auto& w : kernel) w /= sum;
  return kernel;
}

/// Mean of blocks of a mask, with a border of `border` reduced pixels of nothing.
Plane reduced_mask(const Mask& mask, int factor, int border) {
  Plane out((mask.width + factor - 1) / factor + 2 * border, (mask.height + factor - 1) / factor + 2 * border);
  const float scale = 1.0f / (255.0f * static_cast<float>(factor * factor));
  for (int y = 0; y < mask.height; ++y) {
    float* to = out.row(y / factor + border) + border;
    const std::uint8_t* from = mask.row(y + mask.y0);
    for (int x = 0; x < mask.width;) {
      const int end = std::min(mask.width, x + factor), cell = x / factor;
      int sum = 0;
      for (; x < end; ++x) sum += from[x];
      to[cell] += static_cast<float>(sum) * scale;
    }
  }
  return out;
}

/// Weights for enlarging a row: left index and share of the right neighbour per output pixel.
struct Steps {
  std::vector<int> index;
  std::vector<float> share;
  Steps(int from, int to, float scale, float offset)
      : index(static_cast<std::size_t>(to)), share(static_cast<std::size_t>(to)) {
    for (int x = 0; x < to; ++x) {
      const float p = std::clamp((static_cast<float>(x) + 0.5f) * scale + offset - 0.5f, 0.0f, static_cast<float>(from - 1));
      const int i = std::min(static_cast<int>(p), std::max(0, from - 2));
      index[static_cast<std::size_t>(x)] = i;
      share[static_cast<std::size_t>(x)] = p - static_cast<float>(i);
    }
  }
};

}  // namespace

void blur_px(Plane& plane, float radius_px) {
  if (radius_px < 0.2f || plane.values.empty()) return;
  const auto kernel = gaussian_kernel(radius_px);
  const int reach = static_cast<int>(kernel.size()) - 1, w = plane.width, h = plane.height;
  std::vector<float> line(static_cast<std::size_t>(w + 2 * reach)), sum(static_cast<std::size_t>(w));
  for (int y = 0; y < h; ++y) {
    float* row = plane.row(y);
    for (int x = 0; x < w + 2 * reach; ++x) line[static_cast<std::size_t>(x)] = row[std::clamp(x - reach, 0, w - 1)];
    const float* centre = line.data() + reach;
    for (int x = 0; x < w; ++x) row[x] = centre[x] * kernel[0];
    for (int k = 1; k <= reach; ++k) {
      const float weight = kernel[static_cast<std::size_t>(k)];
      const float *left = centre - k, *right = centre + k;
      for (int x = 0; x < w; ++x) row[x] += weight * (left[x] + right[x]);
    }
  }
  const Plane source = plane;
  for (int y = 0; y < h; ++y) {
    float* row = plane.row(y);
    const float* middle = source.row(y);
    for (int x = 0; x < w; ++x) row[x] = middle[x] * kernel[0];
    for (int k = 1; k <= reach; ++k) {
      const float weight = kernel[static_cast<std::size_t>(k)];
      const float *up = source.row(std::max(0, y - k)), *down = source.row(std::min(h - 1, y + k));
      for (int x = 0; x < w; ++x) row[x] += weight * (up[x] + down[x]);
    }
  }
}

Plane reduced(const Plane& plane, int factor) {
  if (factor <= 1) return plane;
  Plane out((plane.width + factor - 1) / factor, (plane.height + factor - 1) / factor);
  std::vector<float> count(static_cast<std::size_t>(out.width));
  for (int y = 0; y < plane.height; ++y) {
    float* to = out.row(y / factor);
    const float* from = plane.row(y);
    for (int x = 0; x < plane.width;) {
      const int end = std::min(plane.width, x + factor), cell = x / factor;
      float sum = 0;
      const int start = x;
      for (; x < end; ++x) sum += from[x];
      to[cell] += sum / static_cast<float>(end - start);
    }
  }
  for (int y = 0; y < out.height; ++y) {
    const float rows = static_cast<float>(std::min(factor, plane.height - y * factor));
    float* to = out.row(y);
    for (int x = 0; x < out.width; ++x) to[x] /= rows;
  }
  return out;
}

Plane blur(const Plane& plane, float radius) {
  const float px = radius * static_cast<float>(plane.width);
  const int factor = std::max(1, static_cast<int>(px / 2.5f));
  Plane small = reduced(plane, factor);
  blur_px(small, px / static_cast<float>(factor));
  if (factor == 1) return small;
  Plane out(plane.width, plane.height);
  const float scale = 1.0f / static_cast<float>(factor);
  const Steps steps(small.width, plane.width, scale, 0);
  std::vector<float> line(static_cast<std::size_t>(small.width) + 1);
  for (int y = 0; y < plane.height; ++y) {
    const float p = std::clamp((static_cast<float>(y) + 0.5f) * scale - 0.5f, 0.0f, static_cast<float>(small.height - 1));
    const int j = std::min(static_cast<int>(p), std::max(0, small.height - 2));
    const float t = p - static_cast<float>(j);
    const float *a = small.row(j), *b = small.row(std::min(j + 1, small.height - 1));
    for (int x = 0; x < small.width; ++x) line[static_cast<std::size_t>(x)] = a[x] + (b[x] - a[x]) * t;
    line.back() = line[static_cast<std::size_t>(small.width) - 1];
    float* to = out.row(y);
    for (int x = 0; x < plane.width; ++x) {
      const auto i = static_cast<std::size_t>(steps.index[static_cast<std::size_t>(x)]);
      to[x] = line[i] + (line[i + 1] - line[i]) * steps.share[static_cast<std::size_t>(x)];
    }
  }
  return out;
}

Mask blur(const Mask& mask, float radius) {
  if (mask.empty()) return mask;
  const float px = radius * static_cast<float>(mask.side);
  if (px < 0.25f) return mask;
  const int factor = std::max(1, static_cast<int>(px / 2.5f));
  const int border = static_cast<int>(std::ceil(2.8f * px / static_cast<float>(factor))) + 1;
  Plane small = reduced_mask(mask, factor, border);
  blur_px(small, px / static_cast<float>(factor));
  // What lies far outside the page can't be seen any more.
  const int margin = mask.side / 4;
  Mask out;
  out.side = mask.side;
  out.x0 = std::max(mask.x0 - border * factor, -margin);
  out.y0 = std::max(mask.y0 - border * factor, -margin);
  out.width = std::min(mask.x0 + mask.width + border * factor, mask.side + margin) - out.x0;
  out.height = std::min(mask.y0 + mask.height + border * factor, mask.side + margin) - out.y0;
  if (out.empty()) return {};
  out.stride = (out.width + 3) / 4 * 4;
  out.values.assign(static_cast<std::size_t>(out.stride) * static_cast<std::size_t>(out.height), 0);
  const float scale = 1.0f / static_cast<float>(factor);
  const float offset_x = static_cast<float>(out.x0 - mask.x0) * scale + static_cast<float>(border);
  const float offset_y = static_cast<float>(out.y0 - mask.y0) * scale + static_cast<float>(border);
  const Steps steps(small.width, out.width, scale, offset_x), steps_y(small.height, out.height, scale, offset_y);
  std::vector<float> line(static_cast<std::size_t>(small.width) + 1);
  for (int y = 0; y < out.height; ++y) {
    const int j = steps_y.index[static_cast<std::size_t>(y)];
    const float t = steps_y.share[static_cast<std::size_t>(y)];
    const float *a = small.row(j), *b = small.row(std::min(j + 1, small.height - 1));
    for (int x = 0; x < small.width; ++x) line[static_cast<std::size_t>(x)] = (a[x] + (b[x] - a[x]) * t) * 255 + 0.5f;
    line.back() = line[static_cast<std::size_t>(small.width) - 1];
    std::uint8_t* to = out.row(y + out.y0);
    for (int x = 0; x < out.width; ++x) {
      const auto i = static_cast<std::size_t>(steps.index[static_cast<std::size_t>(x)]);
      to[x] = static_cast<std::uint8_t>(line[i] + (line[i + 1] - line[i]) * steps.share[static_cast<std::size_t>(x)]);
    }
  }
  return out;
}

void enlarged_row(const Plane& plane, int y, int side, float* out) {
  const float scale_y = static_cast<float>(plane.height) / static_cast<float>(side);
  const float scale_x = static_cast<float>(plane.width) / static_cast<float>(side);
  const float p = std::clamp((static_cast<float>(y) + 0.5f) * scale_y - 0.5f, 0.0f, static_cast<float>(plane.height - 1));
  const int j = std::min(static_cast<int>(p), std::max(0, plane.height - 2));
  const float t = p - static_cast<float>(j);
  const float *a = plane.row(j), *b = plane.row(std::min(j + 1, plane.height - 1));
  const int last = std::max(0, plane.width - 2);
  for (int x = 0; x < side; ++x) {
    const float q = std::max((static_cast<float>(x) + 0.5f) * scale_x - 0.5f, 0.0f);
    const int i = std::min(static_cast<int>(q), last);
    const float s = std::min(q - static_cast<float>(i), 1.0f);
    const int k = std::min(i + 1, plane.width - 1);
    const float upper = a[i] + (a[k] - a[i]) * s, lower = b[i] + (b[k] - b[i]) * s;
    out[x] = upper + (lower - upper) * t;
  }
}

float sample(const Plane& plane, float x, float y) {
  const float px = std::clamp(x, 0.0f, static_cast<float>(plane.width - 1));
  const float py = std::clamp(y, 0.0f, static_cast<float>(plane.height - 1));
  const int i = std::min(static_cast<int>(px), std::max(0, plane.width - 2));
  const int j = std::min(static_cast<int>(py), std::max(0, plane.height - 2));
  const float s = px - static_cast<float>(i), t = py - static_cast<float>(j);
  const int k = std::min(i + 1, plane.width - 1);
  const float *a = plane.row(j), *b = plane.row(std::min(j + 1, plane.height - 1));
  const float upper = a[i] + (a[k] - a[i]) * s, lower = b[i] + (b[k] - b[i]) * s;
  return upper + (lower - upper) * t;
}

Mask rough(const Mask& mask, Random& random, float amplitude, float cells) {
  const Noise across(random, cells), down(random, cells);
  if (mask.empty()) return mask;
  const int side = mask.side, reach = static_cast<int>(amplitude * 2.5f * static_cast<float>(side)) + 2;
  Mask out;
  out.side = side;
  out.x0 = std::max(0, mask.x0 - reach);
  out.y0 = std::max(0, mask.y0 - reach);
  out.width = std::min(side, mask.x0 + mask.width + reach) - out.x0;
  out.height = std::min(side, mask.y0 + mask.height + reach) - out.y0;
  if (out.empty()) return {};
  out.stride = (out.width + 3) / 4 * 4;
  out.values.assign(static_cast<std::size_t>(out.stride) * static_cast<std::size_t>(out.height), 0);
  std::vector<float> dx(static_cast<std::size_t>(side)), dy(static_cast<std::size_t>(side));
  const float scale = amplitude * static_cast<float>(side);
  const auto at = [&mask](int x, int y) -> float {
    return x >= 0 && y >= 0 && x < mask.width && y < mask.height ? static_cast<float>(mask.row(y + mask.y0)[x]) : 0.0f;
  };
  for (int y = out.y0; y < out.y0 + out.height; ++y) {
    std::fill(dx.begin(), dx.end(), 0.0f);
    std::fill(dy.begin(), dy.end(), 0.0f);
    across.add_row(y, side, scale, dx.data());
    down.add_row(y, side, scale, dy.data());
    std::uint8_t* to = out.row(y);
    for (int x = out.x0; x < out.x0 + out.width; ++x) {
      const float u = static_cast<float>(x - mask.x0) + dx[static_cast<std::size_t>(x)];
      const float v = static_cast<float>(y - mask.y0) + dy[static_cast<std::size_t>(x)];
      const int i = static_cast<int>(std::floor(u)), j = static_cast<int>(std::floor(v));
      const float s = u - static_cast<float>(i), t = v - static_cast<float>(j);
      const float upper = at(i, j) * (1 - s) + at(i + 1, j) * s, lower = at(i, j + 1) * (1 - s) + at(i + 1, j + 1) * s;
      to[x - out.x0] = static_cast<std::uint8_t>(upper + (lower - upper) * t + 0.5f);
    }
  }
  return out;
}

Mask thickened(const Mask& mask, float by) { return levels(blur(mask, by * 0.7f), 9, -0.55f); }

}  // namespace souls::band::visuals
