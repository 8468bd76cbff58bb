#pragma once
// Synthesised drums: a drum machine's, a dusty one's, and big toms.

#include <vector>

#include "band/sound/synth.hpp"

namespace souls::band::sound {

struct Kit {
  double kick_hz = 48, kick_sweep = 4.5, kick_sweep_s = 0.03, kick_decay_s = 0.32, kick_click = 0.5, kick_drive_db = 6;
  double snare_hz = 185, snare_tone = 0.6, snare_noise = 0.8, snare_decay_s = 0.2, snare_noise_s = 0.2;
  double snare_high_hz = 1400;
  double hat_decay_s = 0.045, open_decay_s = 0.32, hat_high_hz = 7500, hat_metal = 0.6;
  double tom_hz = 75, tom_decay_s = 0.4, tom_noise = 0.15;
  double crash_decay_s = 1.4, crash_level = 0.4;
};

/// Notes by the General MIDI percussion map. Each piece has its place between left and right. False when stopped.
bool play(const Kit& kit, const std::vector<PlayedNote>& notes, std::size_t first_beat_frame, Seed seed,
          const Context& context, Stereo& out);

/// Where a piece stands, −1 left to 1 right, as the audience sees it.
double drum_position(int pitch);

}  // namespace souls::band::sound
