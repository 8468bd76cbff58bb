#include "band/vocals/synthesis.hpp"

#include <algorithm>
#include <cmath>

#include "band/vocals/fast_math.hpp"
#include "base/audio.hpp"

namespace souls::band::vocals {
namespace {

constexpr int kNoiseSamples = 2 * kFrameSamples;
constexpr int kFramesPerCheck = 20;  // 50 ms of sound
constexpr float kSilentDb = -75;
constexpr float kPulseModulation = 0.45f;  // how much breath follows the glottis

/// Uniform noise of variance 1 from a stream of its own for each frame, so that frames don't depend on one another.
void fill_noise(Seed seed, int frame, std::span<float, kFrameSamples> noise) {
  std::uint64_t state = (seed ^ (static_cast<std::uint64_t>(frame) * 0x9E3779B97F4A7C15ull)) | 1u;
  for (float& value : noise) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    value = (static_cast<float>(static_cast<std::int32_t>(state >> 33)) * (1.0f / 1073741824.0f) - 1.0f) * 1.7320508f;
  }
}

class Synthesizer {
 public:
  Synthesizer(const std::vector<FrameControl>& frames, const SingerStyle& style, Seed seed)
      : frames_(frames), style_(style), seed_(seed),
        out_(frames.size() * kFrameSamples + kBlockSize + kNoiseSamples, 0.0f) {
    for (int i = 0; i < kNoiseSamples; ++i) {
      window_[i] = std::sqrt(0.5f - 0.5f * cos_turns((static_cast<float>(i) + 0.5f) / kNoiseSamples));
    }
    fill_noise(seed_, -1, noise_before_);
  }

  void render(int index, const TractFrame& now, const TractFrame& next);
  std::vector<float> take() { return std::move(out_); }

 private:
  void add_noise(int index, const TractFrame& now);
  void add_pulses(int index, const TractFrame& now, const TractFrame& next);
  void add_pulse(float delay, float size, float blend, const TractFrame& now, const TractFrame& next);

  const std::vector<FrameControl>& frames_;
  const SingerStyle& style_;
  Seed seed_;
  std::vector<float> out_;
  Fourier fourier_;
  Spectrum sum_, noise_spectrum_;
  std::array<float, kNoiseSamples> window_{}, windowed_{};
  std::array<float, kFrameSamples> noise_before_{}, noise_now_{};
  std::array<float, kBlockSize> block_{};
  double phase_ = 0;
};

void Synthesizer::add_noise(int index, const TractFrame& now) {
  const float voiced = frames_[index].harmonic;
  const float turns = static_cast<float>(phase_), step = frames_[index].f0_hz / kSampleRateHz;
  for (int i = 0; i < kNoiseSamples; ++i) {
    const float x = i < kFrameSamples ? noise_before_[i] : noise_now_[i - kFrameSamples];
    const float glottis = cos_turns(turns + step * static_cast<float>(i - kFrameSamples));
    windowed_[i] = x * window_[i] * (1 + voiced * kPulseModulation * glottis);
  }
  fourier_.forward(windowed_, noise_spectrum_);
  const Spectrum& response = now.response;
  for (int b = 0; b < Spectrum::kPadded; ++b) {
    const float re = noise_spectrum_.re[b] * now.noise[b], im = noise_spectrum_.im[b] * now.noise[b];
    sum_.re[b] += re * response.re[b] - im * response.im[b];
    sum_.im[b] += re * response.im[b] + im * response.re[b];
  }
}

void Synthesizer::add_pulse(float delay, float size, float blend, const TractFrame& now, const TractFrame& next) {
  const double turn = -static_cast<double>(delay) / kBlockSize;
  const float step_re = cos_turns(static_cast<float>(turn)), step_im = sin_turns(static_cast<float>(turn));
  alignas(32) std::array<float, Spectrum::kPadded> re, im;
  // Eight rotations side by side, each restarted from its own angle, stay exact enough over the whole block.
  constexpr int kLanes = 32;
  std::array<float, kLanes> lane_re, lane_im;
  float r = 1, i = 0;
  for (int l = 0; l < kLanes; ++l) {
    lane_re[l] = r;
    lane_im[l] = i;
    const float t = r * step_re - i * step_im;
    i = r * step_im + i * step_re;
    r = t;
  }
  for (int b = 0; b < Spectrum::kPadded; b += kLanes) {
    const double angle = turn * b - std::floor(turn * b);
    const float base_re = cos_turns(static_cast<float>(angle)) * size;
    const float base_im = sin_turns(static_cast<float>(angle)) * size;
    const int count = std::min(kLanes, Spectrum::kPadded - b);
    for (int l = 0; l < count; ++l) {
      re[b + l] = base_re * lane_re[l] - base_im * lane_im[l];
      im[b + l] = base_re * lane_im[l] + base_im * lane_re[l];
    }
  }
  const float keep = 1 - blend;
  for (int b = 0; b < Spectrum::kPadded; ++b) {
    const float h_re = keep * now.response.re[b] * now.tone[b] + blend * next.response.re[b] * next.tone[b];
    const float h_im = keep * now.response.im[b] * now.tone[b] + blend * next.response.im[b] * next.tone[b];
    sum_.re[b] += h_re * re[b] - h_im * im[b];
    sum_.im[b] += h_re * im[b] + h_im * re[b];
  }
}

void Synthesizer::add_pulses(int index, const TractFrame& now, const TractFrame& next) {
  const int after = std::min(index + 1, static_cast<int>(frames_.size()) - 1);
  const double f0 = frames_[index].f0_hz, slope = (frames_[after].f0_hz - f0) / kFrameSamples;
  for (int n = 0; n < kFrameSamples; ++n) {
    const double step = (f0 + slope * n) / kSampleRateHz;
    phase_ += step;
    if (phase_ < 1) continue;
    phase_ -= 1;
    const float at = static_cast<float>(n + 1 - phase_ / step);
    const float size = std::sqrt(static_cast<float>(1 / step));
    // The noise block starts one frame earlier; the pulse's delay counts from there.
    add_pulse(at + kFrameSamples, size, at / kFrameSamples, now, next);
  }
}

void Synthesizer::render(int index, const TractFrame& now, const TractFrame& next) {
  const bool sounds = frames_[index].line >= 0 && frames_[index].gain_db > kSilentDb;
  fill_noise(seed_, index, noise_now_);
  if (!sounds) {
    phase_ += static_cast<double>(frames_[index].f0_hz) * kFrameSamples / kSampleRateHz;
    phase_ -= std::floor(phase_);
  } else {
    sum_.re.fill(0);
    sum_.im.fill(0);
    add_noise(index, now);
    add_pulses(index, now, next);
    sum_.im[0] = sum_.im[kBins - 1] = 0;
    fourier_.inverse(sum_, block_);
    float* out = out_.data() + static_cast<std::size_t>(index) * kFrameSamples;
    for (int i = 0; i < kBlockSize; ++i) out[i] += block_[i];
  }
  noise_before_ = noise_now_;
}

}  // namespace

Result<std::vector<float>> synthesize(const std::vector<FrameControl>& frames, Tract& tract,
                                      const CepstrumSource& cepstrum_of, const SingerStyle& style, Seed seed,
                                      const Context& context, const std::function<void(double)>& advance) {
  Synthesizer synthesizer(frames, style, seed);
  auto now = std::make_unique<TractFrame>(), next = std::make_unique<TractFrame>();
  std::array<float, kCepstrumSize> cepstrum{};
  const auto shape = [&](std::size_t index, TractFrame& frame) {
    if (index >= frames.size() || frames[index].line < 0) {
      frame.tone.fill(0);
      frame.noise.fill(0);
      return;
    }
    cepstrum_of(frames[index], cepstrum);
    tract.shape(cepstrum, frames[index], frame);
  };
  shape(0, *now);
  for (std::size_t i = 0; i < frames.size(); ++i) {
    if (i % kFramesPerCheck == 0) {
      if (context.stopped()) return cancelled();
      advance(static_cast<double>(i) / static_cast<double>(frames.size()));
    }
    shape(i + 1, *next);
    synthesizer.render(static_cast<int>(i), *now, *next);
    std::swap(now, next);
  }
  std::vector<float> samples = synthesizer.take();
  // Blocks start one frame before their pulses.
  samples.erase(samples.begin(), samples.begin() + kFrameSamples);
  return samples;
}

}  // namespace souls::band::vocals
