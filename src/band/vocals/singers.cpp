#include "band/vocals/singers.hpp"

#include <array>

namespace souls::band::vocals {
namespace {

constexpr std::array<SingerStyle, 5> kStyles = {{
    {.id = "soprano", .formant_shift = 0.98, .tilt_db_per_octave = 0.5, .ring_hz = 3300, .ring_db = 2, .air_db = 3,
     .breath_db = 4, .vibrato_cents = 26, .vibrato_hz = 5.9, .portamento_s = 0.07, .scoop_cents = 60,
     .drift_cents = 4, .speech_pitch = 1.1, .speech_range = 1.1, .level_db = -6},
    {.id = "alto", .formant_shift = 0.94, .tilt_db_per_octave = -0.6, .ring_hz = 2900, .ring_db = 2, .air_db = 3,
     .breath_db = 4, .vibrato_cents = 22, .vibrato_hz = 5.4, .portamento_s = 0.09, .scoop_cents = 80,
     .drift_cents = 5, .speech_pitch = 0.95, .speech_range = 1, .level_db = -6},
    {.id = "tenor", .formant_shift = 0.88, .tilt_db_per_octave = 0.6, .ring_hz = 2900, .ring_db = 5, .air_db = 2,
     .breath_db = 0, .vibrato_cents = 24, .vibrato_hz = 5.6, .portamento_s = 0.08, .scoop_cents = 80,
     .drift_cents = 5, .speech_pitch = 0.66, .speech_range = 1, .level_db = -6},
    {.id = "baritone", .formant_shift = 0.82, .tilt_db_per_octave = -0.9, .ring_hz = 2600, .ring_db = 5, .air_db = 2,
     .breath_db = 2, .vibrato_cents = 20, .vibrato_hz = 5.1, .portamento_s = 0.1, .scoop_cents = 70,
     .drift_cents = 5, .speech_pitch = 0.54, .speech_range = 0.9, .level_db = -6},
    {.id = "robot", .formant_shift = 0.9, .tilt_db_per_octave = 2, .ring_hz = 3200, .ring_db = 3, .air_db = 4,
     .breath_db = -8, .portamento_s = 0, .speech_pitch = 0.6, .speech_range = 0, .level_db = -7, .machine = true},
}};

}  // namespace

const SingerStyle* find_style(std::string_view voice) {
  for (const SingerStyle& style : kStyles) {
    if (style.id == voice) return &style;
  }
  return nullptr;
}

}  // namespace souls::band::vocals
