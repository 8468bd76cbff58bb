// Written by bench/sound/measure: loudness of each instrument's standard phrase as it comes from the player, in LUFS.

#include <map>
#include <string>

#include "band/sound/instruments.hpp"

namespace souls::band::sound {

std::optional<double> raw_loudness_lufs(std::string_view instrument) {
  static const std::map<std::string, double, std::less<>> kLevels = {
      {"grand_piano", -27.8},
      {"electric_piano", -22.3},
      {"fm_piano", -19.0},
      {"harpsichord", -29.2},
      {"celesta", -27.9},
      {"music_box", -35.2},
      {"vibraphone", -27.4},
      {"marimba", -26.6},
      {"organ", -26.8},
      {"church_organ", -24.3},
      {"accordion", -27.4},
      {"nylon_guitar", -26.9},
      {"steel_guitar", -29.9},
      {"jazz_guitar", -24.5},
      {"clean_guitar", -23.4},
      {"muted_guitar", -28.5},
      {"overdriven_guitar", -22.9},
      {"distorted_guitar", -22.4},
      {"banjo", -24.8},
      {"upright_bass", -27.0},
      {"finger_bass", -26.4},
      {"pick_bass", -27.2},
      {"fretless_bass", -24.7},
      {"saw_bass", -22.7},
      {"round_bass", -22.7},
      {"violin", -27.7},
      {"cello", -20.1},
      {"string_ensemble", -23.0},
      {"slow_strings", -23.1},
      {"choir", -25.0},
      {"trumpet", -25.4},
      {"muted_trumpet", -26.9},
      {"trombone", -21.8},
      {"french_horn", -26.2},
      {"brass_section", -22.2},
      {"tenor_sax", -27.8},
      {"alto_sax", -25.2},
      {"oboe", -24.3},
      {"clarinet", -26.9},
      {"flute", -25.7},
      {"tin_whistle", -23.3},
      {"harp", -33.3},
      {"pizzicato", -32.3},
      {"square_lead", -23.0},
      {"saw_lead", -20.3},
      {"saw_stab", -23.8},
      {"warm_pad", -19.3},
      {"glass_pad", -15.3},
      {"pulse_arp", -32.3},
      {"noise_riser", -16.6},
      {"kit_acoustic", -27.9},
      {"kit_room", -24.2},
      {"kit_power", -24.3},
      {"kit_jazz", -24.1},
      {"kit_brush", -25.1},
      {"kit_909", -13.9},
      {"kit_lofi", -16.6},
      {"kit_cinematic", -14.9},
  };
  const auto found = kLevels.find(instrument);
  if (found == kLevels.end()) return std::nullopt;
  return found->second;
}

}  // namespace souls::band::sound
