#pragma once
// Soft clipping at four times the rate, and overtones where a sound has none.

#include <vector>

#include "band/sound/stereo.hpp"

namespace souls::band::sound {

/// A low-pass of `taps` points: sinc under a Kaiser window, its sum 1. `cutoff` is a share of half the rate.
std::vector<float> kaiser_sinc(int taps, double cutoff, double beta);

struct Saturation {
  double drive_db = 0;  ///< small signals keep their level
  double bias = 0;      ///< above 0 even harmonics as well
};

/// tanh at 4 × oversampling, without delay. False when stopped.
bool saturate(Stereo& x, const Saturation& settings, const Context& context);

/// Makes what is missing above `hz`: the octave below it is distorted, and only its new overtones are added.
void excite(Stereo& x, double hz, double drive_db, double amount_db);

/// Air that a narrow-band voice lacks: noise above `hz` that follows the band just below it.
void breathe(Stereo& x, double hz, double level_db, std::uint64_t seed);

}  // namespace souls::band::sound
