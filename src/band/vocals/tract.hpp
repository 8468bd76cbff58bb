#pragma once
// The vocal tract of a singer: mel-cepstra of the model become amplitude and phase over frequency.

#include <array>
#include <span>
#include <vector>

#include "band/vocals/fourier.hpp"
#include "band/vocals/singers.hpp"
#include "band/vocals/voice_model.hpp"

namespace souls::band::vocals {

/// What a frame asks of the tract and the source.
struct FrameControl {
  int line = -1;          ///< −1: silent
  float source = 0;       ///< frame of the model, fractional
  float harmonic = 0;     ///< 0 unvoiced to 1 voiced
  float friction = 0;     ///< 0 vowel to 1 voiced fricative: how much of the voiced sound is noise
  float gain_db = 0;      ///< of everything
  float noise_db = 0;     ///< of unvoiced sound besides
  float effort_db = 0;    ///< of the upper harmonics: loud singing is bright
  float f0_hz = 220;
};

/// Amplitude and minimum phase as complex numbers, with the shares of tone and noise.
struct TractFrame {
  Spectrum response;
  alignas(32) std::array<float, Spectrum::kPadded> tone{};
  alignas(32) std::array<float, Spectrum::kPadded> noise{};
};

/// Holds the tables of one singer. Not safe to share between threads.
class Tract {
 public:
  explicit Tract(const SingerStyle& style);

  /// Evaluates the frame. `cepstrum` has kCepstrumSize values.
  void shape(std::span<const float> cepstrum, const FrameControl& control, TractFrame& frame);

  /// Level in dB of the harmonics of `f0_hz` up to 4 kHz that these coefficients give, for balancing vowels.
  float level_db(std::span<const float> cepstrum, double f0_hz);

 private:
  void evaluate(std::span<const float> cepstrum);

  using Row = std::array<float, Spectrum::kPadded>;
  std::vector<Row> cosine_, sine_;  ///< of k times the warped frequency, for each coefficient
  Row colour_{};                    ///< what the singer adds, in nepers
  Row effort_{};                    ///< per dB of effort, in nepers
  Row breath_{}, friction_{};       ///< share of noise in power
  Row rumble_{};                    ///< takes the low end off noise
  Row log_amplitude_{}, phase_{};
};

}  // namespace souls::band::vocals
