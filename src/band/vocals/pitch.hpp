#pragma once
// The pitch of a sung line over time.

#include <vector>

#include "band/vocals/singers.hpp"
#include "band/vocals/timing.hpp"
#include "base/random.hpp"

namespace souls::band::vocals {

/// Frames of control: everything that moves is told this often.
inline constexpr double kFrameS = 0.0025;

/// F0 in Hz for each frame; frame k is at −kLeadInS + k · kFrameS. Glides around note changes, scoops into phrases,
/// delayed vibrato on long notes, drift and jitter. A machine steps.
std::vector<float> pitch_contour(const std::vector<Unit>& units, const SingerStyle& style, int frames, Seed seed);

}  // namespace souls::band::vocals
