#include "band/sound/saturation.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "band/sound/filters.hpp"
#include "band/sound/maths.hpp"

namespace souls::band::sound {
namespace {

constexpr std::size_t kPhases = 4;
constexpr std::size_t kTapsPerPhase = 12;
constexpr std::size_t kTaps = kPhases * kTapsPerPhase;
constexpr std::size_t kBlock = 512;
constexpr std::size_t kMargin = kTapsPerPhase - 1;

double bessel_i0(double x) {
  double sum = 1, term = 1;
  for (int k = 1; k < 30; ++k) {
    term *= x / (2 * k) * x / (2 * k);
    sum += term;
  }
  return sum;
}

/// The interpolator's taps, scaled so that each phase sums to about 1.
const std::array<float, kTaps>& interpolator() {
  static const std::array<float, kTaps> kTable = [] {
    std::array<float, kTaps> table{};
    const std::vector<float> h = kaiser_sinc(kTaps, 0.94 / kPhases, 7);
    for (std::size_t i = 0; i < kTaps; ++i) table[i] = h[i] * kPhases;
    return table;
  }();
  return kTable;
}

class Shaper {
 public:
  explicit Shaper(const Saturation& s)
      : gain_(static_cast<float>(gain_of_db(s.drive_db))),
        bias_(static_cast<float>(s.bias)),
        offset_(tanh_of(bias_)),
        norm_(1 / (gain_ * (1 - offset_ * offset_))) {}

  /// Frames [begin, begin + count) of `out` from `in`, which it may not alias. Outside of `in` is silence.
  void run(const std::vector<float>& in, std::vector<float>& out, std::size_t begin, std::size_t count) const {
    const auto& h = interpolator();
    // both filters delay by 47 oversampled steps together: sample i of `up` belongs to input i, read 11 further on
    std::array<float, kBlock + 2 * kMargin> window{};
    for (std::size_t i = 0; i < count + 2 * kMargin; ++i) {
      const std::size_t at = begin + i;
      window[i] = at >= kMargin && at - kMargin < in.size() ? in[at - kMargin] : 0.0f;
    }
    std::array<float, kBlock> sum{};
    std::array<float, kBlock + kMargin> up;
    for (std::size_t phase = 0; phase < kPhases; ++phase) {
      up.fill(0.0f);
      for (std::size_t k = 0; k < kTapsPerPhase; ++k) {
        const float tap = h[k * kPhases + phase];
        const float* from = window.data() + kMargin - k;
        for (std::size_t i = 0; i < kBlock + kMargin; ++i) up[i] += tap * from[i];
      }
      for (float& v : up) v = (tanh_of(gain_ * v + bias_) - offset_) * norm_;
      for (std::size_t k = 0; k < kTapsPerPhase; ++k) {
        const float tap = h[k * kPhases + phase];
        for (std::size_t i = 0; i < kBlock; ++i) sum[i] += tap * up[i + k];
      }
    }
    for (std::size_t i = 0; i < count; ++i) out[begin + i] = sum[i] * (1.0f / kPhases);
  }

 private:
  float gain_, bias_, offset_, norm_;
};

}  // namespace

std::vector<float> kaiser_sinc(int taps, double cutoff, double beta) {
  std::vector<double> h(static_cast<std::size_t>(taps));
  double sum = 0;
  for (int i = 0; i < taps; ++i) {
    const double t = i - (taps - 1) / 2.0;
    const double u = 2 * t / (taps - 1);
    const double x = t * cutoff;
    const double sinc = x == 0 ? 1 : sine(x / 2) / (kPi * x);
    h[static_cast<std::size_t>(i)] = sinc * bessel_i0(beta * std::sqrt(std::max(0.0, 1 - u * u))) / bessel_i0(beta);
    sum += h[static_cast<std::size_t>(i)];
  }
  std::vector<float> scaled;
  for (const double v : h) scaled.push_back(static_cast<float>(v / sum));
  return scaled;
}

bool saturate(Stereo& x, const Saturation& settings, const Context& context) {
  const Shaper shaper(settings);
  for (std::vector<float>* channel : {&x.left, &x.right}) {
    std::vector<float> out(channel->size());
    const bool done = in_chunks(channel->size(), context, [&](Range range) {
      for (std::size_t i = range.begin; i < range.end; i += kBlock) {
        shaper.run(*channel, out, i, std::min(kBlock, range.end - i));
      }
    });
    if (!done) return false;
    *channel = std::move(out);
  }
  return true;
}

void excite(Stereo& x, double hz, double drive_db, double amount_db) {
  Stereo overtones = x;
  equalise(overtones, {{FilterKind::high_pass, hz / 2}, {FilterKind::low_pass, hz}});
  saturate(overtones, {drive_db, 0.35}, Context{});
  equalise(overtones, {{FilterKind::high_pass, hz}, {FilterKind::high_pass, hz}});
  add(x, overtones, static_cast<float>(gain_of_db(amount_db)));
}

void breathe(Stereo& x, double hz, double level_db, std::uint64_t seed) {
  Biquad band({FilterKind::band_pass, hz * 0.75, 0, 1.5});
  Biquad high({FilterKind::high_pass, hz});
  Biquad higher({FilterKind::high_pass, hz});
  Noise noise(seed);
  const double pole = exp_of(-1 / (0.004 * kRate));
  const double gain = gain_of_db(level_db);
  double envelope = 0;
  for (std::size_t i = 0; i < x.frames(); ++i) {
    const double below = band.step(0.5 * (static_cast<double>(x.left[i]) + static_cast<double>(x.right[i])));
    envelope = pole * envelope + (1 - pole) * std::fabs(below);
    const double hiss = higher.step(high.step(static_cast<double>(noise.next())));
    const auto air = static_cast<float>(gain * envelope * hiss);
    x.left[i] += air;
    x.right[i] += air;
  }
}

}  // namespace souls::band::sound
