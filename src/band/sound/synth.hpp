#pragma once
// Synthesised voices: subtractive with up to eight oscillators in unison, frequency modulation, and a noise sweep.

#include <vector>

#include "base/random.hpp"
#include "band/sound/stereo.hpp"

namespace souls::band::sound {

/// A note in seconds from the section's first beat, as it is played.
struct PlayedNote {
  double start_s = 0;
  double length_s = 0;
  int pitch = 60;
  int velocity = 80;
};

/// Exponential decay and release; the level stays at `sustain` until the note ends.
struct Envelope {
  double attack_s = 0.005;
  double decay_s = 0.1;
  double sustain = 0.8;
  double release_s = 0.1;
};

struct Patch {
  double saw = 1, pulse = 0, sine = 0, noise = 0;  ///< levels of the oscillators
  double sub = 0;                                  ///< a sine an octave below
  double pulse_width = 0.5;
  int unison = 1;           ///< 1 to 8
  double detune_cents = 0;  ///< of the outermost oscillator
  double spread = 0;        ///< 0 mono to 1 wide
  Envelope amplitude{};
  Envelope filter{0.005, 0.2, 0, 0.2};
  double cutoff_hz = 2000, resonance = 0.1, envelope_octaves = 0, key_follow = 0.3, velocity_octaves = 0.5;
  bool four_poles = true;
  double drive_db = 0;
  double vibrato_cents = 0, vibrato_hz = 5.5, vibrato_delay_s = 0.25;
  double glide_s = 0;  ///< from the note before, where it is bound to this one
  double drift_cents = 0;
  struct Modulator {
    double ratio = 1, index = 1, decay_s = 1;
  };
  std::vector<Modulator> modulators;  ///< where any, a sine carrier is modulated and the oscillators above are off
  double tremolo_hz = 0, tremolo_depth = 0;  ///< between left and right, as of an electric piano
};

/// Plays notes into a buffer whose frame `first_beat_frame` is second 0. `brightness_octaves` moves the filter.
/// False when stopped.
bool play(const Patch& patch, const std::vector<PlayedNote>& notes, std::size_t first_beat_frame,
          double brightness_octaves, Seed seed, const Context& context, Stereo& out);

/// Noise that rises in pitch and level over each note and breaks off at its end.
void play_riser(const std::vector<PlayedNote>& notes, std::size_t first_beat_frame, Seed seed, Stereo& out);

}  // namespace souls::band::sound
