#pragma once
// A look-ahead true-peak limiter.

#include "band/sound/stereo.hpp"

namespace souls::band::sound {

struct LimiterSettings {
  double ceiling_db = -1.3;
  double look_ahead_ms = 1.5;
  double release_ms = 80;
};

/// Keeps inter-sample peaks at or below the ceiling, without delay: the needed gain, its least value within the
/// look-ahead, an exponential release, a centred mean. False when stopped.
bool limit(Stereo& x, const LimiterSettings& settings, const Context& context);

}  // namespace souls::band::sound
