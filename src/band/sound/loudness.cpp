#include "band/sound/loudness.hpp"

#include <algorithm>
#include <cmath>

#include "band/sound/maths.hpp"
#include "band/sound/saturation.hpp"

namespace souls::band::sound {
namespace {

constexpr std::size_t kHopFrames = 4800;
constexpr double kAbsoluteGateLufs = -70;

/// The two filters of BS.1770-4 at 48 kHz, tables 1 and 2.
const std::vector<Coefficients>& k_weighting() {
  static const std::vector<Coefficients> kSections = {
      {1.53512485958697, -2.69169618940638, 1.19839281085285, -1.69065929318241, 0.73248077421585},
      {1, -2, 1, -1.99004745483398, 0.99007225036621}};
  return kSections;
}

// Interpolator of the oversampled peak: 4 phases of 21 taps, the window of scipy's resample_poly, so that both agree.
constexpr std::size_t kPeakPhases = 4;
constexpr std::size_t kPeakHalf = 10;
constexpr std::size_t kPeakTaps = 2 * kPeakHalf + 1;

const std::array<std::array<float, kPeakTaps>, kPeakPhases>& peak_filters() {
  static const auto kFilters = [] {
    std::array<std::array<float, kPeakTaps>, kPeakPhases> filters{};
    const std::vector<float> h = kaiser_sinc(static_cast<int>(2 * kPeakHalf * kPeakPhases + 1), 1.0 / kPeakPhases, 5);
    for (std::size_t phase = 0; phase < kPeakPhases; ++phase) {
      for (std::size_t k = 0; k < kPeakTaps; ++k) {
        const std::size_t tap = k * kPeakPhases + phase;
        filters[phase][k] = tap < h.size() ? h[tap] * kPeakPhases : 0.0f;
      }
    }
    return filters;
  }();
  return kFilters;
}

/// Beside the ends of a buffer is silence.
float interpolated_peak_at_end(const std::vector<float>& x, std::size_t i) {
  float peak = 0;
  for (const auto& filter : peak_filters()) {
    float sum = 0;
    for (std::size_t k = 0; k < kPeakTaps; ++k) {
      const std::size_t at = i + kPeakHalf - k;  // wraps to a huge number before the beginning
      if (at < x.size()) sum += filter[k] * x[at];
    }
    peak = std::max(peak, std::fabs(sum));
  }
  return peak;
}

float interpolated_peak(const std::vector<float>& x, std::size_t i) {
  float peak = 0;
  for (const auto& filter : peak_filters()) {
    float sum = 0;
    for (std::size_t k = 0; k < kPeakTaps; ++k) sum += filter[k] * x[i + kPeakHalf - k];
    peak = std::max(peak, std::fabs(sum));
  }
  return peak;
}

}  // namespace

LoudnessMeter::LoudnessMeter() : weighting_(k_weighting()) {}

void LoudnessMeter::run(const Stereo& x, Range range) {
  for (std::size_t i = range.begin; i < range.end; ++i) {
    const Pair y = weighting_.step(Pair{x.left[i], x.right[i]});
    energy_ += y[0] * y[0] + y[1] * y[1];
    if (++in_block_ == kHopFrames) {
      block_energy_.push_back(energy_);
      energy_ = 0;
      in_block_ = 0;
    }
  }
}

double LoudnessMeter::integrated_lufs() const {
  std::vector<double> windows;
  for (std::size_t i = 3; i < block_energy_.size(); ++i) {
    const double sum = block_energy_[i] + block_energy_[i - 1] + block_energy_[i - 2] + block_energy_[i - 3];
    windows.push_back(sum / (4.0 * kHopFrames));
  }
  const auto mean_above = [&](double floor) {
    double sum = 0;
    std::size_t count = 0;
    for (const double e : windows) {
      if (e > floor) sum += e, ++count;
    }
    return count ? sum / static_cast<double>(count) : 0.0;
  };
  const auto lufs_of = [](double energy) { return -0.691 + 0.5 * db_of_gain(energy); };
  const double absolute = exp2_of((kAbsoluteGateLufs + 0.691) / 10 * 3.32192809488736235);
  const double mean = mean_above(absolute);
  if (mean <= 0) return kAbsoluteGateLufs;
  const double gated = mean_above(std::max(mean / 10, absolute));
  return std::max(kAbsoluteGateLufs, lufs_of(gated));
}

double loudness_lufs(const Stereo& x) {
  LoudnessMeter meter;
  meter.run(x, whole(x));
  return meter.integrated_lufs();
}

void true_peaks(const Stereo& x, Range range, float floor, std::vector<float>& peaks) {
  for (const std::vector<float>* channel : {&x.left, &x.right}) {
    const std::vector<float>& c = *channel;
    std::size_t quiet_until = 0;  // no sample above the floor in [i − 10, quiet_until)
    for (std::size_t i = range.begin; i < range.end; ++i) {
      float best = std::fabs(c[i]);
      if (i >= kPeakHalf && i + kPeakHalf < c.size()) {
        if (std::fabs(c[i + kPeakHalf]) > floor) quiet_until = i + 2 * kPeakHalf + 1;
        const bool fresh = i == range.begin || i == kPeakHalf;
        if (fresh) {
          for (std::size_t k = i - kPeakHalf; k < i + kPeakHalf; ++k) {
            if (std::fabs(c[k]) > floor) quiet_until = std::max(quiet_until, k + kPeakHalf + 1);
          }
        }
        if (i < quiet_until) best = std::max(best, interpolated_peak(c, i));
      } else {
        best = std::max(best, interpolated_peak_at_end(c, i));
      }
      peaks[i] = std::max(peaks[i], best);
    }
  }
}

double true_peak_dbtp(const Stereo& x) {
  std::vector<float> peaks(x.frames());
  true_peaks(x, whole(x), peak_of(x) * 0.5f, peaks);
  float best = 0;
  for (const float v : peaks) best = std::max(best, v);
  return db_of_gain(static_cast<double>(best));
}

bool band_shares(const Stereo& x, const Context& context, std::array<double, kBands>& shares) {
  constexpr std::array<double, kBands + 1> kEdgesHz = {20, 60, 250, 2000, 6000, 20000};
  std::vector<Cascade> bands;
  for (std::size_t b = 0; b < kBands; ++b) {  // Butterworth of fourth order at each edge
    bands.emplace_back(Equaliser{{FilterKind::high_pass, kEdgesHz[b], 0, 0.54},
                                 {FilterKind::high_pass, kEdgesHz[b], 0, 1.31},
                                 {FilterKind::low_pass, kEdgesHz[b + 1], 0, 0.54},
                                 {FilterKind::low_pass, kEdgesHz[b + 1], 0, 1.31}});
  }
  std::array<double, kBands> energy{};
  const bool done = in_chunks(x.frames(), context, [&](Range range) {
    for (std::size_t b = 0; b < kBands; ++b) {
      Pair sum{0, 0};
      for (std::size_t i = range.begin; i < range.end; ++i) {
        const Pair y = bands[b].step(Pair{x.left[i], x.right[i]});
        sum += y * y;
      }
      energy[b] += sum[0] + sum[1];
    }
  });
  double total = 1e-20;
  for (const double e : energy) total += e;
  for (std::size_t b = 0; b < kBands; ++b) shares[b] = energy[b] / total;
  return done;
}

}  // namespace souls::band::sound
