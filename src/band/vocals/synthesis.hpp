#pragma once
// Tone and noise through a moving vocal tract.

#include <functional>
#include <vector>

#include "band/vocals/tract.hpp"
#include "base/context.hpp"
#include "base/random.hpp"

namespace souls::band::vocals {

/// Mono samples of the frames, kFrameSamples each, with the response's tail. Pulses stand where the phase of F0 turns;
/// noise is shaped by the same tract. `cepstrum_of` fills kCepstrumSize values for a frame that isn't silent.
/// Reports progress through `advance` (fraction of frames); fails only when stopped.
inline constexpr int kFrameSamples = 120;
using CepstrumSource = std::function<void(const FrameControl&, std::span<float, kCepstrumSize>)>;
Result<std::vector<float>> synthesize(const std::vector<FrameControl>& frames, Tract& tract,
                                      const CepstrumSource& cepstrum_of, const SingerStyle& style, Seed seed,
                                      const Context& context, const std::function<void(double)>& advance);

}  // namespace souls::band::vocals
