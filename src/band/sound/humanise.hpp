#pragma once
// How players play: not on the grid, not all alike.

#include <vector>

#include "band/sound/sound.hpp"
#include "band/sound/synth.hpp"

namespace souls::band::sound {

/// No note starts earlier than this before the section's first beat.
inline constexpr double kEarliest_s = 0.034;

/// Deviation of timing and velocity of a part, and how late it lies.
struct Feel {
  double timing_ms = 0;
  double velocity = 0;
  double late_ms = 0;
};
Feel feel_of(const song::Traits& traits, song::Role role);

/// Where a beat of the section falls with swing: only straight off-beats move (eighths; sixteenths in lo-fi), whatever
/// lies elsewhere stays, and so do compound metres.
double swung(double beat, const song::Traits& traits, const song::TimeSignature& signature);

/// The notes of a task as they are played, in order of time: swing, noise whose neighbours resemble each other (AR(1)),
/// strummed guitars, rolled chords. Notes outside the section are left out.
std::vector<PlayedNote> humanise(const RenderTask& task);

/// A second take of the same part, for doubled guitars.
std::vector<PlayedNote> second_take(const std::vector<PlayedNote>& notes, Seed seed);

}  // namespace souls::band::sound
