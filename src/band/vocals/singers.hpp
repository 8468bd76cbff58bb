#pragma once
// What makes each singer: one table.

#include <string_view>

namespace souls::band::vocals {

struct SingerStyle {
  std::string_view id;
  double formant_shift = 1;       ///< of the model's voice: below 1 a longer throat; above 1 words are lost
  double tilt_db_per_octave = 0;  ///< above 600 Hz, of the voice source
  double ring_hz = 3000;          ///< the singer's formant
  double ring_db = 0;
  double air_db = 0;         ///< shelf above 7 kHz
  double breath_db = 0;      ///< more or less noise in the vowels
  double vibrato_cents = 0;  ///< half of the swing
  double vibrato_hz = 5.5;
  double portamento_s = 0.08;
  double scoop_cents = 0;     ///< how far below a phrase's first note starts
  double drift_cents = 0;     ///< slow wandering
  double speech_pitch = 1;    ///< of the reading, against the model's voice
  double speech_range = 1;    ///< of its intonation
  double level_db = 0;        ///< brings the singing to −20 dBFS
  bool machine = false;
};

/// Null when no such singer is known.
const SingerStyle* find_style(std::string_view voice);

}  // namespace souls::band::vocals
