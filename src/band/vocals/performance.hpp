#pragma once
// How a line is delivered: voicing, breath and loudness of each frame.

#include <vector>

#include "band/vocals/pitch.hpp"
#include "band/vocals/timing.hpp"
#include "band/vocals/tract.hpp"

namespace souls::band::vocals {

/// Frames of a whole section, the first at −kLeadInS. `f0_hz` has one value for each frame. Vowels are balanced with
/// `tract`; breaths are drawn before phrases.
std::vector<FrameControl> perform(const Timing& timing, const std::vector<ModelLine>& lines,
                                  const std::vector<float>& f0_hz, const SingerStyle& style, Tract& tract, Seed seed);

/// Frames of one line read aloud with the model's own timing and intonation.
std::vector<FrameControl> read_aloud(const ModelLine& line, const SingerStyle& style, Tract& tract);

/// The model's coefficients at a fractional frame; for a machine in steps.
void cepstrum_at(const SpokenLine& spoken, double frame, std::span<float, kCepstrumSize> out);

}  // namespace souls::band::vocals
