#include "band/visuals/noise.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace souls::band::visuals {
namespace {

std::uint64_t splitmix(std::uint64_t& state) {
  std::uint64_t z = (state += 0x9e3779b97f4a7c15ULL);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31);
}

/// Nearly normal, deviation 1: the sum of four 16-bit uniforms.
float normal_of(std::uint64_t bits) {
  const auto sum = static_cast<std::int32_t>((bits & 65535) + (bits >> 16 & 65535) + (bits >> 32 & 65535) + (bits >> 48));
  return static_cast<float>(sum - 131070) * (1.7320508f / 65536);
}

/// Weights of four neighbours at t between the middle two (Keys 1981, a = -1/2).
std::array<float, 4> cubic_weights(float t) {
  const float s = t * t, c = s * t;
  return {-0.5f * t + s - 0.5f * c, 1 - 2.5f * s + 1.5f * c, 0.5f * t + 2 * s - 1.5f * c, -0.5f * s + 0.5f * c};
}

constexpr float kStrength = 0.6f;

}  // namespace

Noise::Noise(Random& random, float cells, float cells_y)
    : cells_x_(cells), cells_y_(cells_y > 0 ? cells_y : cells), width_(static_cast<int>(std::ceil(cells_x_)) + 4),
      height_(static_cast<int>(std::ceil(cells_y_)) + 4) {
  std::uint64_t state = random.next();
  lattice_.resize(static_cast<std::size_t>(width_) * static_cast<std::size_t>(height_));
  for (auto& v : lattice_) v = normal_of(splitmix(state)) * kStrength;
  column_.resize(static_cast<std::size_t>(width_));
}

void Noise::add_row(int y, int side, float gain, float* out) const {
  const float v = (static_cast<float>(y) + 0.5f) / static_cast<float>(side) * cells_y_;
  const int j = std::clamp(static_cast<int>(v), 0, height_ - 4);
  const auto w = cubic_weights(v - static_cast<float>(j));
  const float* l = lattice_.data() + static_cast<std::size_t>(j) * static_cast<std::size_t>(width_);
  for (int i = 0; i < width_; ++i) {
    column_[static_cast<std::size_t>(i)] =
        gain * (w[0] * l[i] + w[1] * l[i + width_] + w[2] * l[i + 2 * width_] + w[3] * l[i + 3 * width_]);
  }
  const float step = cells_x_ / static_cast<float>(side);
  int x = 0;
  for (int i = 0; i < width_ - 3 && x < side; ++i) {
    const float edge = (static_cast<float>(i) + 1) / step - 0.5f;
    const int end = i == width_ - 4 ? side : std::min(side, static_cast<int>(std::ceil(edge)));
    const float* p = column_.data() + i;
    const float a = p[1], b = 0.5f * (p[2] - p[0]), c = p[0] - 2.5f * p[1] + 2 * p[2] - 0.5f * p[3],
                d = 0.5f * (p[3] - p[0]) + 1.5f * (p[1] - p[2]);
    const float start = 0.5f * step - static_cast<float>(i);
    for (; x < end; ++x) {
      const float t = static_cast<float>(x) * step + start;
      out[x] += a + t * (b + t * (c + t * d));
    }
  }
}

float Noise::at(float u, float v) const {
  const float x = std::clamp(u, 0.0f, 1.0f) * cells_x_, y = std::clamp(v, 0.0f, 1.0f) * cells_y_;
  const int i = std::min(static_cast<int>(x), width_ - 4), j = std::min(static_cast<int>(y), height_ - 4);
  const auto wx = cubic_weights(x - static_cast<float>(i)), wy = cubic_weights(y - static_cast<float>(j));
  float sum = 0;
  for (int q = 0; q < 4; ++q) {
    const float* l = lattice_.data() + static_cast<std::size_t>(j + q) * static_cast<std::size_t>(width_) + i;
    sum += wy[static_cast<std::size_t>(q)] * (wx[0] * l[0] + wx[1] * l[1] + wx[2] * l[2] + wx[3] * l[3]);
  }
  return sum;
}

Fbm::Fbm(Random& random, float cells, int octaves, float gain, float cells_y) {
  float amplitude = 1, total = 0, cy = cells_y > 0 ? cells_y : cells;
  for (int i = 0; i < octaves; ++i) {
    octaves_.emplace_back(random, cells, cy);
    gains_.push_back(amplitude);
    total += amplitude;
    amplitude *= gain;
    cells *= 2;
    cy *= 2;
  }
  for (auto& g : gains_) g /= total;
}

void Fbm::row(int y, int side, float* out) const {
  std::fill(out, out + side, 0.0f);
  add_row(y, side, 1, out);
}

void Fbm::add_row(int y, int side, float gain, float* out) const {
  for (std::size_t i = 0; i < octaves_.size(); ++i) octaves_[i].add_row(y, side, gain * gains_[i], out);
}

float Fbm::at(float u, float v) const {
  float sum = 0;
  for (std::size_t i = 0; i < octaves_.size(); ++i) sum += gains_[i] * octaves_[i].at(u, v);
  return sum;
}

Grain::Grain(Random& random, float size) : noise_(random, 1200 / size) {}

void Grain::row(int y, int side, float* out) const {
  std::fill(out, out + side, 0.0f);
  noise_.add_row(y, side, 2.3f, out);
}

}  // namespace souls::band::visuals
