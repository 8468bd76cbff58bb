#include "song/catalogue.hpp"

#include <algorithm>
#include <array>

namespace souls::song {
namespace {

constexpr std::array<std::string_view, 11> kRoleNames = {"lead", "harmony",    "keys",    "guitar", "pad", "bass",
                                                         "drums", "lead_synth", "strings", "arp",    "fx"};

template <class T>
const T* find_by_id(const std::vector<T>& entries, std::string_view id) {
  const auto found = std::find_if(entries.begin(), entries.end(), [&](const T& entry) { return entry.id == id; });
  return found == entries.end() ? nullptr : &*found;
}

}  // namespace

const std::vector<Voice>& voices() {
  static const std::vector<Voice> kVoices = {
      {"soprano", "a bright, high human voice", 53, 77, 62, true},
      {"alto", "a warm, middle human voice", 51, 73, 60, true},
      {"tenor", "a clear, high male voice", 46, 67, 56, true},
      {"baritone", "a deep, calm male voice", 41, 63, 52, true},
      {"robot", "a machine that sings: stepped pitch, metal throat", 43, 69, 56, false}};
  return kVoices;
}

const Voice* find_voice(std::string_view id) { return find_by_id(voices(), id); }

std::string_view to_string(Role role) { return kRoleNames[static_cast<std::size_t>(role)]; }

std::optional<Role> parse_role(std::string_view text) {
  const auto found = std::find(kRoleNames.begin(), kRoleNames.end(), text);
  if (found == kRoleNames.end()) return std::nullopt;
  return static_cast<Role>(found - kRoleNames.begin());
}

const std::vector<Instrument>& instruments() {
  using enum Role;
  // id, name, roles, bank, program, synthetic, low, high. Ranges are those in which the sound is good.
  static const std::vector<Instrument> kInstruments = {
      {"grand_piano", "Grand piano", {keys, lead_synth}, 0, 0, false, 28, 96},
      {"electric_piano", "Electric piano", {keys, lead_synth}, 0, 4, false, 36, 90},
      {"fm_piano", "FM piano", {keys, lead_synth}, 0, 5, true, 36, 90},
      {"harpsichord", "Harpsichord", {keys}, 0, 6, false, 36, 84},
      {"celesta", "Celesta", {keys, lead_synth}, 0, 8, false, 60, 96},
      {"music_box", "Music box", {keys, lead_synth, arp}, 0, 10, false, 60, 96},
      {"vibraphone", "Vibraphone", {keys, lead_synth}, 0, 11, false, 53, 89},
      {"marimba", "Marimba", {keys, arp}, 0, 12, false, 48, 88},
      {"organ", "Organ", {keys, pad}, 0, 16, false, 36, 90},
      {"church_organ", "Church organ", {keys, pad}, 0, 19, false, 36, 90},
      {"accordion", "Accordion", {keys, lead_synth}, 0, 21, false, 48, 86},
      {"nylon_guitar", "Nylon guitar", {guitar, lead_synth}, 0, 24, false, 40, 83},
      {"steel_guitar", "Steel guitar", {guitar, lead_synth}, 0, 25, false, 40, 83},
      {"jazz_guitar", "Jazz guitar", {guitar, lead_synth}, 0, 26, false, 40, 83},
      {"clean_guitar", "Clean electric guitar", {guitar, lead_synth}, 0, 27, false, 40, 84},
      {"muted_guitar", "Muted electric guitar", {guitar}, 0, 28, false, 40, 80},
      {"overdriven_guitar", "Overdriven guitar", {guitar, lead_synth}, 0, 29, false, 40, 84},
      {"distorted_guitar", "Distorted guitar", {guitar, lead_synth}, 0, 30, false, 40, 84},
      {"banjo", "Banjo", {guitar}, 0, 105, false, 48, 84},
      {"upright_bass", "Upright bass", {bass}, 0, 32, false, 28, 60},
      {"finger_bass", "Fingered bass", {bass}, 0, 33, false, 28, 60},
      {"pick_bass", "Picked bass", {bass}, 0, 34, false, 28, 60},
      {"fretless_bass", "Fretless bass", {bass}, 0, 35, false, 28, 60},
      {"saw_bass", "Saw bass", {bass}, 0, 38, true, 28, 60},
      {"round_bass", "Round bass", {bass}, 0, 39, true, 28, 60},
      {"violin", "Violin", {lead_synth, strings}, 0, 40, false, 55, 93},
      {"cello", "Cello", {strings, lead_synth}, 0, 42, false, 36, 72},
      {"string_ensemble", "String ensemble", {strings, pad}, 0, 48, false, 36, 96},
      {"slow_strings", "Slow strings", {strings, pad}, 0, 49, false, 36, 96},
      {"choir", "Choir", {pad, strings}, 0, 52, false, 45, 84},
      {"trumpet", "Trumpet", {lead_synth}, 0, 56, false, 55, 82},
      {"muted_trumpet", "Muted trumpet", {lead_synth}, 0, 59, false, 55, 82},
      {"trombone", "Trombone", {lead_synth, strings}, 0, 57, false, 40, 70},
      {"french_horn", "French horn", {lead_synth, strings}, 0, 60, false, 41, 77},
      {"brass_section", "Brass section", {strings, keys}, 0, 61, false, 43, 84},
      {"tenor_sax", "Tenor saxophone", {lead_synth}, 0, 66, false, 44, 75},
      {"alto_sax", "Alto saxophone", {lead_synth}, 0, 65, false, 49, 80},
      {"oboe", "Oboe", {lead_synth}, 0, 68, false, 58, 89},
      {"clarinet", "Clarinet", {lead_synth}, 0, 71, false, 50, 89},
      {"flute", "Flute", {lead_synth}, 0, 73, false, 60, 93},
      {"tin_whistle", "Tin whistle", {lead_synth}, 0, 78, false, 67, 96},
      {"harp", "Harp", {arp, keys}, 0, 46, false, 36, 96},
      {"pizzicato", "Pizzicato strings", {strings, arp}, 0, 45, false, 36, 88},
      {"square_lead", "Square lead", {lead_synth, arp}, 0, 80, true, 40, 100},
      {"saw_lead", "Saw lead", {lead_synth}, 0, 81, true, 40, 100},
      {"saw_stab", "Saw stabs", {keys}, 0, 90, true, 40, 90},
      {"warm_pad", "Warm pad", {pad}, 0, 89, true, 36, 90},
      {"glass_pad", "Glass pad", {pad}, 0, 92, true, 36, 96},
      {"pulse_arp", "Pulse arpeggio", {arp}, 0, 87, true, 36, 100},
      {"noise_riser", "Noise riser", {fx}, 0, 122, true, 0, 127},
      {"kit_acoustic", "Acoustic kit", {drums}, 128, 0, false, 27, 87},
      {"kit_room", "Room kit", {drums}, 128, 8, false, 27, 87},
      {"kit_power", "Power kit", {drums}, 128, 16, false, 27, 87},
      {"kit_jazz", "Jazz kit", {drums}, 128, 32, false, 27, 87},
      {"kit_brush", "Brush kit", {drums}, 128, 40, false, 27, 87},
      {"kit_909", "Electronic kit", {drums}, 128, 24, true, 27, 87},
      {"kit_lofi", "Dusty kit", {drums}, 128, 25, true, 27, 87},
      {"kit_cinematic", "Taikos and toms", {drums}, 128, 48, true, 27, 87}};
  return kInstruments;
}

const Instrument* find_instrument(std::string_view id) { return find_by_id(instruments(), id); }

}  // namespace souls::song
