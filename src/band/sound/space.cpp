#include "band/sound/space.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "band/sound/filters.hpp"
#include "band/sound/maths.hpp"

namespace souls::band::sound {
namespace {

using Eight = float __attribute__((vector_size(32)));

constexpr std::size_t kLines = 8;
constexpr std::size_t kRing = 8192;
constexpr std::array<int, kLines> kLineFrames = {1559, 1787, 2063, 2371, 2677, 3037, 3371, 3761};

/// Schroeder's allpass with a delay line of its own.
class Allpass {
 public:
  Allpass(std::size_t frames, float gain) : line_(frames), gain_(gain) {}
  float step(float x) {
    const float old = line_[at_];
    const float v = x - gain_ * old;
    line_[at_] = v;
    if (++at_ == line_.size()) at_ = 0;
    return old + gain_ * v;
  }

 private:
  std::vector<float> line_;
  float gain_;
  std::size_t at_ = 0;
};

Eight hadamard(Eight x) {
  using Mask = int __attribute__((vector_size(32)));
  constexpr Mask kSwap1 = {1, 0, 3, 2, 5, 4, 7, 6}, kSwap2 = {2, 3, 0, 1, 6, 7, 4, 5}, kSwap4 = {4, 5, 6, 7, 0, 1, 2, 3};
  constexpr Eight kSign1 = {1, -1, 1, -1, 1, -1, 1, -1}, kSign2 = {1, 1, -1, -1, 1, 1, -1, -1};
  constexpr Eight kSign4 = {1, 1, 1, 1, -1, -1, -1, -1};
  x = __builtin_shuffle(x, kSwap1) + kSign1 * x;
  x = __builtin_shuffle(x, kSwap2) + kSign2 * x;
  return __builtin_shuffle(x, kSwap4) + kSign4 * x;
}

struct Network {
  std::array<std::vector<float>, kLines> ring;
  std::array<std::size_t, kLines> length{};
  Eight gain{}, damped{};
  float pole = 0;
  std::size_t at = 0;

  explicit Network(const ReverbSettings& s) : pole(static_cast<float>(exp_of(-2 * kPi * s.damp_hz / kRate))) {
    for (std::size_t k = 0; k < kLines; ++k) {
      ring[k].assign(kRing, 0.0f);
      length[k] = std::min(static_cast<std::size_t>(kLineFrames[k] * s.size), kRing - 1);
      const double decay = -3.0 * static_cast<double>(length[k]) / (s.seconds * kRate);
      gain[k] = static_cast<float>(exp2_of(decay * 3.32192809488736235) / std::sqrt(8.0));
    }
  }

  Eight step(float left, float right) {
    Eight out;
    for (std::size_t k = 0; k < kLines; ++k) out[k] = ring[k][(at - length[k]) & (kRing - 1)];
    damped = (1 - pole) * out + pole * damped;
    const Eight in = {left, right, left, right, left, right, left, right};
    const Eight back = gain * hadamard(damped) + in;
    for (std::size_t k = 0; k < kLines; ++k) ring[k][at & (kRing - 1)] = back[k];
    ++at;
    return damped;
  }
};

std::array<Allpass, 4> diffusers(const std::array<std::size_t, 4>& frames) {
  return {Allpass(frames[0], 0.62f), Allpass(frames[1], 0.62f), Allpass(frames[2], 0.62f), Allpass(frames[3], 0.62f)};
}

}  // namespace

Stereo reverb(const Stereo& x, const ReverbSettings& s) {
  const std::size_t n = x.frames();
  const auto wait = static_cast<std::size_t>(s.predelay_ms * kRate / 1000);
  auto left_diffusers = diffusers({229, 173, 613, 449});
  auto right_diffusers = diffusers({241, 181, 587, 467});
  Cascade low_cut({{FilterKind::high_pass, s.low_cut_hz}});
  Network network(s);
  const float level = 0.43f / static_cast<float>(std::sqrt(s.seconds / s.size));
  const auto width = static_cast<float>(s.width);
  Stereo y(n);
  for (std::size_t i = wait; i < n; ++i) {
    const Pair in = low_cut.step(Pair{x.left[i - wait], x.right[i - wait]});
    auto l = static_cast<float>(in[0]);
    auto r = static_cast<float>(in[1]);
    for (Allpass& a : left_diffusers) l = a.step(l);
    for (Allpass& a : right_diffusers) r = a.step(r);
    const Eight out = network.step(l, r);
    const float wet_left = out[0] - out[2] + out[4] - out[6];
    const float wet_right = out[1] - out[3] + out[5] - out[7];
    const float middle = 0.5f * (wet_left + wet_right);
    const float side = 0.5f * (wet_left - wet_right) * width;
    y.left[i] = level * (middle + side);
    y.right[i] = level * (middle - side);
  }
  return y;
}

Stereo ping_pong(const Stereo& x, const DelaySettings& s) {
  const std::size_t n = std::max<std::size_t>(1, static_cast<std::size_t>(s.seconds * kRate));
  Stereo y(x.frames());
  std::vector<float> near(n), far(n);
  Biquad low_1({FilterKind::low_pass, s.low_pass_hz}), low_2({FilterKind::low_pass, s.low_pass_hz});
  Biquad high_1({FilterKind::high_pass, s.high_pass_hz}), high_2({FilterKind::high_pass, s.high_pass_hz});
  for (std::size_t i = 0, p = 0; i < x.frames(); ++i, p = p + 1 == n ? 0 : p + 1) {
    const double l = static_cast<double>(near[p]);
    const double r = static_cast<double>(far[p]);
    const double in = 0.5 * (static_cast<double>(x.left[i]) + static_cast<double>(x.right[i]));
    near[p] = static_cast<float>(high_1.step(low_1.step(in + s.feedback * r)));
    far[p] = static_cast<float>(high_2.step(low_2.step(l)));
    y.left[i] = static_cast<float>(l);
    y.right[i] = static_cast<float>(r);
  }
  return y;
}

Stereo chorus(const Stereo& x, const ChorusSettings& s) {
  Stereo y(x.frames());
  std::vector<float> middle(x.frames() + 1);
  for (std::size_t i = 0; i < x.frames(); ++i) middle[i] = 0.5f * (x.left[i] + x.right[i]);
  for (int v = 0; v < s.voices; ++v) {
    const double base = s.delay_ms * (1 + 0.23 * v) * kRate / 1000;
    const double depth = s.depth_ms * kRate / 1000;
    const double turn = s.hz * (1 + 0.13 * v) / kRate;
    double re = cosine(static_cast<double>(v) / s.voices), im = sine(static_cast<double>(v) / s.voices);
    const double rotate_re = cosine(turn), rotate_im = sine(turn);
    const float left = v % 2 ? 0.25f : 1.0f;
    const float right = v % 2 ? 1.0f : 0.25f;
    for (std::size_t i = 0; i < x.frames(); ++i) {
      const double position = static_cast<double>(i) - base - depth * im;
      const double turned = re * rotate_re - im * rotate_im;
      im = re * rotate_im + im * rotate_re;
      re = turned;
      if (position < 0) continue;
      const auto p = static_cast<std::size_t>(position);
      const auto f = static_cast<float>(position - static_cast<double>(p));
      const float value = middle[p] + f * (middle[p + 1] - middle[p]);
      y.left[i] += left * value;
      y.right[i] += right * value;
    }
  }
  scale(y, 1 / std::sqrt(static_cast<double>(s.voices)));
  return y;
}

void widen(Stereo& x, double width, double mono_hz) {
  Biquad high({FilterKind::high_pass, mono_hz});
  for (std::size_t i = 0; i < x.frames(); ++i) {
    const float middle = 0.5f * (x.left[i] + x.right[i]);
    const auto side = static_cast<float>(width * high.step(0.5 * static_cast<double>(x.left[i] - x.right[i])));
    x.left[i] = middle + side;
    x.right[i] = middle - side;
  }
}

void spread(Stereo& x, double amount) {
  std::array<Allpass, 3> network = {Allpass(331, 0.6f), Allpass(521, 0.6f), Allpass(197, 0.6f)};
  Biquad high({FilterKind::high_pass, 220});
  const auto gain = static_cast<float>(amount);
  for (std::size_t i = 0; i < x.frames(); ++i) {
    auto side = static_cast<float>(high.step(0.5 * static_cast<double>(x.left[i] + x.right[i])));
    for (Allpass& a : network) side = a.step(side);
    x.left[i] += gain * side;
    x.right[i] -= gain * side;
  }
}

}  // namespace souls::band::sound
