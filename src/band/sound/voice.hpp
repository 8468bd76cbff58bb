#pragma once
// The chain of a sung voice.

#include "band/sound/sound.hpp"
#include "band/sound/stereo.hpp"

namespace souls::band::sound {

/// A mono voice to its stem: equaliser, two compressors, air, de-esser, doubling at the sides, reverb and delay. The dry
/// sound's pitch and timing stay as they are. Harmonies stand wider and darker; the robot has a chain of its own.
Result<SectionSound> treat_singer(const RenderTask& task, const Audio& dry, std::size_t lead_in_frames,
                                  const Context& context);

}  // namespace souls::band::sound
