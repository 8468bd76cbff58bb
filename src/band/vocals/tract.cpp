#include "band/vocals/tract.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "band/vocals/fast_math.hpp"
#include "base/audio.hpp"

namespace souls::band::vocals {
namespace {

constexpr double kNepersPerDb = 0.115129255;
constexpr double kBinHz = static_cast<double>(kSampleRateHz) / kBlockSize;
constexpr double kSourceLimitHz = 0.94 * kSourceRateHz / 2;  // above, the model's spectrum bends into its own Nyquist
constexpr double kBandLimitHz = 20500;
constexpr double kRumbleHz = 350;  // noise fades below: the model's pauses hum
constexpr float kModelScale = 10.397f;  // ln 32768: the model was trained on 16-bit samples
constexpr double kBalanceHz = 4000;
constexpr double kRollOffDbPerOctave = 16;

struct Point {
  double hz, db;
};

double interpolate(std::span<const Point> points, double hz) {
  if (hz <= points.front().hz) return points.front().db;
  for (std::size_t i = 1; i < points.size(); ++i) {
    if (hz <= points[i].hz) {
      const double a = (hz - points[i - 1].hz) / (points[i].hz - points[i - 1].hz);
      return points[i - 1].db + a * (points[i].db - points[i - 1].db);
    }
  }
  return points.back().db;
}

// Noise below the tone, in a clear vowel and in a voiced fricative.
constexpr std::array<Point, 8> kBreath = {
    {{0, -45}, {500, -40}, {1500, -32}, {3000, -23}, {5000, -15}, {8000, -9}, {12000, -5}, {24000, -2}}};
constexpr std::array<Point, 5> kFriction = {{{0, -30}, {800, -20}, {2000, -8}, {3500, -2}, {24000, -0.5}}};

double octaves_above(double hz, double from_hz) { return hz > from_hz ? std::log2(hz / from_hz) : 0; }

double share_of(double db) { return std::min(0.999, std::pow(10.0, db / 10)); }

double colour_db(const SingerStyle& style, double hz) {
  const double ring = (hz - style.ring_hz) / 550;
  double db = style.tilt_db_per_octave * std::min(octaves_above(hz, 600), 4.0);
  db += style.ring_db * std::exp(-0.5 * ring * ring);
  db += style.air_db * std::clamp((hz - 6000) / 2500, 0.0, 1.0);
  if (hz < 70) db -= 12;
  const double limit = kSourceLimitHz * style.formant_shift;
  db -= kRollOffDbPerOctave * octaves_above(hz, std::min(limit, 15000.0));
  return db;
}

}  // namespace

Tract::Tract(const SingerStyle& style) : cosine_(kCepstrumSize), sine_(kCepstrumSize) {
  for (int b = 0; b < kBins; ++b) {
    const double hz = b * kBinHz;
    const double source_hz = std::min(hz / style.formant_shift, kSourceLimitHz);
    const double w = std::numbers::pi * source_hz / (kSourceRateHz / 2);
    const double warped =
        w + 2 * std::atan2(kCepstrumWarp * std::sin(w), 1 - kCepstrumWarp * std::cos(w));
    for (int k = 0; k < kCepstrumSize; ++k) {
      cosine_[k][b] = static_cast<float>(std::cos(k * warped));
      sine_[k][b] = static_cast<float>(-std::sin(k * warped) / (2 * std::numbers::pi));
    }
    colour_[b] = hz > kBandLimitHz ? -60.0f : static_cast<float>(colour_db(style, hz) * kNepersPerDb);
    effort_[b] = static_cast<float>(std::clamp(octaves_above(hz, 700) / 2, 0.0, 1.0) * kNepersPerDb);
    breath_[b] = static_cast<float>(share_of(interpolate(kBreath, hz) + style.breath_db));
    friction_[b] = static_cast<float>(share_of(interpolate(kFriction, hz)));
    const double low = hz / kRumbleHz;
    rumble_[b] = static_cast<float>(std::min(1.0, low * low));
  }
}

void Tract::evaluate(std::span<const float> cepstrum) {
  log_amplitude_.fill(cepstrum[0] - kModelScale);
  phase_.fill(0);
  for (int k = 1; k < kCepstrumSize; ++k) {
    const float c = cepstrum[k];
    const float *cosine = cosine_[k].data(), *sine = sine_[k].data();
    for (int b = 0; b < Spectrum::kPadded; ++b) {
      log_amplitude_[b] += c * cosine[b];
      phase_[b] += c * sine[b];
    }
  }
}

void Tract::shape(std::span<const float> cepstrum, const FrameControl& control, TractFrame& frame) {
  evaluate(cepstrum);
  const float gain = control.gain_db * static_cast<float>(kNepersPerDb);
  const float effort = control.effort_db;
  const float voiced = control.harmonic * control.harmonic;
  const float friction = control.friction;
  const float hiss = gain_of_db(control.noise_db);
  for (int b = 0; b < Spectrum::kPadded; ++b) {
    const float level = std::min(10.0f, std::max(-30.0f, log_amplitude_[b] + gain + colour_[b] + effort * effort_[b]));
    const float amplitude = fast_exp(level);
    frame.response.re[b] = amplitude * cos_turns(phase_[b]);
    frame.response.im[b] = amplitude * sin_turns(phase_[b]);
    const float share = breath_[b] + friction * (friction_[b] - breath_[b]);
    frame.tone[b] = std::sqrt(voiced * (1 - share));
    frame.noise[b] = (std::sqrt(voiced * share) + hiss * (1 - control.harmonic)) * rumble_[b];
  }
}

float Tract::level_db(std::span<const float> cepstrum, double f0_hz) {
  evaluate(cepstrum);
  const double step = std::max(f0_hz, 50.0);
  double power = 0;
  for (double hz = step; hz < kBalanceHz; hz += step) {
    const double at = hz / kBinHz;
    const int b = static_cast<int>(at);
    const float a = static_cast<float>(at - b);
    const float low = log_amplitude_[b] + colour_[b], high = log_amplitude_[b + 1] + colour_[b + 1];
    power += fast_exp(2 * std::clamp(low + a * (high - low), -30.0f, 20.0f));
  }
  return static_cast<float>(10 * std::log10(power * step / kBalanceHz + 1e-20));
}

}  // namespace souls::band::vocals
