#pragma once
// From a raw part to the stem's sound in one section.

#include "band/sound/rigs.hpp"
#include "band/sound/sound.hpp"

namespace souls::band::sound {

/// Frames before a section's first beat in what `Studio::render` gives: 40 ms.
inline constexpr std::size_t kLeadInFrames = 1920;

/// Sound after a section's end: fades from the first to the second time.
inline constexpr double kTailFade_s = 2.0;
inline constexpr double kTailEnd_s = 3.85;

/// Frames of a section's buffer with lead-in and tail.
std::size_t frames_with_tail(const RenderTask& task, std::size_t lead_in_frames);

/// Insert effects ring on at most that long.
inline constexpr std::size_t kInsertTailFrames = 2400;

/// Insert effects and ducking. False when stopped.
bool treat(Stereo& x, const Treatment& treatment, const RenderTask& task, const Context& context);

/// The share of delay and reverb, without `x` itself, which must reach to the end of the tail.
Stereo space_of(const Stereo& x, double reverb_db, double delay_db, const RenderTask& task, const ReverbSettings& room);

/// Fades the tail to true zero and cuts off what is silent at the end.
void finish_tail(Stereo& x, const RenderTask& task, std::size_t lead_in_frames);

}  // namespace souls::band::sound
