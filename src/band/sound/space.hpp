#pragma once
// Reverb, delay, chorus and stereo width. All are linear: the effect of a sum is the sum of the effects, so each stem
// can carry its own share.

#include "band/sound/stereo.hpp"

namespace souls::band::sound {

struct ReverbSettings {
  double seconds = 2;  ///< until it has fallen by 60 dB
  double predelay_ms = 20;
  double damp_hz = 6000;
  double size = 1;  ///< 0.5 to 2
  double low_cut_hz = 200;
  double width = 1;
};
/// The wet sound only, as long as what comes in. A feedback delay network: eight lines, Hadamard matrix, one-pole
/// damping, four allpass diffusers a side (Jot and Chaigne 1991; Dattorro 1997). Noise comes out about as loud as it
/// went in.
Stereo reverb(const Stereo& x, const ReverbSettings& settings);

struct DelaySettings {
  double seconds = 0.3;
  double feedback = 0.3;
  double low_pass_hz = 4000;
  double high_pass_hz = 250;
};
/// Echoes that alternate between left and right; wet only.
Stereo ping_pong(const Stereo& x, const DelaySettings& settings);

struct ChorusSettings {
  int voices = 2;
  double delay_ms = 9;
  double depth_ms = 2.2;
  double hz = 0.6;
};
/// Copies with slowly moving delays, alternately left and right; wet only.
Stereo chorus(const Stereo& x, const ChorusSettings& settings);

/// Scales the side signal above `mono_hz`; below it the side fades out.
void widen(Stereo& x, double width, double mono_hz);

/// Gives a mono sound two sides: an allpass network makes a side signal of the middle, so that the mono sum stays as
/// it was. `amount` is the side's level against the middle.
void spread(Stereo& x, double amount);

}  // namespace souls::band::sound
