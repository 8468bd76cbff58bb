#include "band/sound/instruments.hpp"

#include <algorithm>
#include <map>
#include <string>

namespace souls::band::sound {
namespace {

Patch saw_bass() {
  Patch p;
  p.saw = 1, p.pulse = 0.5, p.sub = 0.7, p.unison = 2, p.detune_cents = 6, p.spread = 0.2;
  p.amplitude = {0.003, 0.15, 0.75, 0.06};
  p.filter = {0.002, 0.18, 0.15, 0.1};
  p.cutoff_hz = 260, p.envelope_octaves = 2.6, p.resonance = 0.25, p.drive_db = 4;
  return p;
}

Patch round_bass() {
  Patch p;
  p.saw = 0.15, p.sine = 1;
  p.amplitude = {0.008, 0.6, 0.6, 0.12};
  p.cutoff_hz = 420, p.drive_db = 5, p.four_poles = false, p.glide_s = 0.03;
  return p;
}

Patch saw_stab() {
  Patch p;
  p.saw = 0.7, p.pulse = 0.6, p.pulse_width = 0.3, p.unison = 3, p.detune_cents = 12, p.spread = 0.8;
  p.amplitude = {0.003, 0.25, 0.3, 0.15};
  p.filter = {0.002, 0.22, 0.1, 0.15};
  p.cutoff_hz = 900, p.envelope_octaves = 2.5;
  return p;
}

Patch pulse_arp() {
  Patch p;
  p.saw = 0.3, p.pulse = 1, p.pulse_width = 0.25;
  p.amplitude = {0.002, 0.14, 0.1, 0.08};
  p.filter = {0.001, 0.12, 0, 0.1};
  p.cutoff_hz = 1500, p.envelope_octaves = 2.4, p.resonance = 0.3;
  return p;
}

Patch saw_lead() {
  Patch p;
  p.saw = 1, p.pulse = 0.4, p.unison = 3, p.detune_cents = 9, p.spread = 0.5;
  p.amplitude = {0.01, 0.3, 0.8, 0.2};
  p.filter = {0.02, 0.6, 0.5, 0.3};
  p.cutoff_hz = 1600, p.envelope_octaves = 2, p.vibrato_cents = 14, p.glide_s = 0.06;
  return p;
}

Patch square_lead() {
  Patch p;
  p.saw = 0, p.pulse = 1, p.pulse_width = 0.46, p.unison = 2, p.detune_cents = 7, p.spread = 0.4;
  p.amplitude = {0.006, 0.25, 0.7, 0.16};
  p.filter = {0.01, 0.4, 0.4, 0.2};
  p.cutoff_hz = 1900, p.envelope_octaves = 1.6, p.vibrato_cents = 16, p.glide_s = 0.05;
  return p;
}

Patch warm_pad() {
  Patch p;
  p.saw = 1, p.unison = 7, p.detune_cents = 20, p.spread = 1, p.drift_cents = 3;
  p.amplitude = {0.3, 1, 0.9, 0.9};
  p.filter = {1.2, 2, 0.6, 1};
  p.cutoff_hz = 900, p.envelope_octaves = 1.6;
  return p;
}

Patch glass_pad() {
  Patch p;
  p.modulators = {{2, 0.9, 6}, {5, 0.25, 2}, {1.003, 0.5, 12}};
  p.amplitude = {0.22, 2, 0.8, 1.2};
  p.cutoff_hz = 6000, p.key_follow = 0.2, p.four_poles = false, p.tremolo_hz = 0.35, p.tremolo_depth = 0.3;
  return p;
}

Patch fm_piano() {
  Patch p;
  p.modulators = {{1, 1.6, 0.9}, {14, 0.55, 0.08}};
  p.amplitude = {0.002, 2.2, 0, 0.25};
  p.cutoff_hz = 7000, p.key_follow = 0.2, p.four_poles = false, p.tremolo_hz = 4.6, p.tremolo_depth = 0.25;
  return p;
}

Kit electronic_kit() {
  Kit k;
  k.kick_hz = 50, k.kick_sweep = 5, k.kick_sweep_s = 0.028, k.kick_decay_s = 0.3, k.kick_click = 0.7, k.kick_drive_db = 8;
  k.snare_hz = 190, k.snare_tone = 0.7, k.snare_noise = 0.9, k.snare_decay_s = 0.26, k.snare_noise_s = 0.3;
  k.snare_high_hz = 1200;
  return k;
}

Kit dusty_kit() {
  Kit k;
  k.kick_hz = 55, k.kick_sweep = 3, k.kick_sweep_s = 0.02, k.kick_decay_s = 0.22, k.kick_click = 0.4, k.kick_drive_db = 5;
  k.snare_hz = 205, k.snare_tone = 0.55, k.snare_noise = 0.75, k.snare_decay_s = 0.16, k.snare_noise_s = 0.16;
  k.snare_high_hz = 1000, k.hat_decay_s = 0.05, k.hat_metal = 0.4, k.hat_high_hz = 5800, k.crash_decay_s = 1;
  return k;
}

Kit cinematic_kit() {
  Kit k;
  k.kick_hz = 44, k.kick_sweep = 1.6, k.kick_sweep_s = 0.05, k.kick_decay_s = 0.9, k.kick_click = 0.5, k.kick_drive_db = 4;
  k.snare_hz = 130, k.snare_tone = 0.8, k.snare_noise = 0.5, k.snare_decay_s = 0.3, k.snare_noise_s = 0.22;
  k.tom_hz = 62, k.tom_decay_s = 0.8, k.tom_noise = 0.35, k.crash_decay_s = 1.5, k.crash_level = 0.28;
  k.hat_decay_s = 0.03, k.hat_metal = 0.2, k.hat_high_hz = 4500;
  return k;
}

struct Entry {
  Family family;
  bool mono = false;
  bool flat = false;
};

/// Families of all instruments; which presets of the font are mono and which don't darken when soft was measured.
const std::map<std::string, Entry, std::less<>>& entries() {
  using enum Family;
  static const std::map<std::string, Entry, std::less<>> kEntries = {
      {"grand_piano", {piano}}, {"electric_piano", {electric_piano, true, true}}, {"fm_piano", {electric_piano}},
      {"harpsichord", {plucked, true, true}}, {"celesta", {mallet, true}}, {"music_box", {mallet, true}},
      {"vibraphone", {mallet, true}}, {"marimba", {mallet, true}}, {"organ", {organ, true}},
      {"church_organ", {organ, true}}, {"accordion", {wind, true, true}}, {"nylon_guitar", {guitar, true}},
      {"steel_guitar", {guitar, true, true}}, {"jazz_guitar", {guitar, true, true}},
      {"clean_guitar", {guitar, true, true}}, {"muted_guitar", {guitar, true, true}},
      {"overdriven_guitar", {distorted_guitar, true}}, {"distorted_guitar", {distorted_guitar, true}},
      {"banjo", {plucked, true, true}}, {"upright_bass", {bass, true, true}}, {"finger_bass", {bass, true, true}},
      {"pick_bass", {bass, true, true}}, {"fretless_bass", {bass, true, true}}, {"saw_bass", {bass}},
      {"round_bass", {bass}}, {"violin", {bowed, true, true}}, {"cello", {bowed, true, true}},
      {"string_ensemble", {bowed, false, true}}, {"slow_strings", {bowed, false, true}}, {"choir", {choir, false, true}},
      {"trumpet", {brass, true}}, {"muted_trumpet", {brass, true}}, {"trombone", {brass, true}},
      {"french_horn", {brass, true}}, {"brass_section", {brass, true}}, {"tenor_sax", {wind, true}},
      {"alto_sax", {wind, true}}, {"oboe", {wind, true}}, {"clarinet", {wind, true}}, {"flute", {wind, true, true}},
      {"tin_whistle", {wind, true, true}}, {"harp", {plucked, true, true}}, {"pizzicato", {plucked, true, true}},
      {"square_lead", {synth_lead}}, {"saw_lead", {synth_lead}}, {"saw_stab", {synth_keys}}, {"warm_pad", {synth_pad}},
      {"glass_pad", {synth_pad}}, {"pulse_arp", {synth_keys}}, {"noise_riser", {noise}}, {"kit_acoustic", {drums}},
      {"kit_room", {drums}}, {"kit_power", {drums}}, {"kit_jazz", {drums}}, {"kit_brush", {drums}},
      {"kit_909", {drums}}, {"kit_lofi", {drums}}, {"kit_cinematic", {drums}}};
  return kEntries;
}

void choose_synthetic(Sound& sound, std::string_view id) {
  static const std::map<std::string, Patch (*)(), std::less<>> kPatches = {
      {"saw_bass", saw_bass},   {"round_bass", round_bass}, {"saw_stab", saw_stab}, {"pulse_arp", pulse_arp},
      {"saw_lead", saw_lead},   {"square_lead", square_lead}, {"warm_pad", warm_pad}, {"glass_pad", glass_pad},
      {"fm_piano", fm_piano}};
  static const std::map<std::string, Kit (*)(), std::less<>> kKits = {
      {"kit_909", electronic_kit}, {"kit_lofi", dusty_kit}, {"kit_cinematic", cinematic_kit}};
  if (const auto patch = kPatches.find(id); patch != kPatches.end()) {
    sound.source = Source::patch;
    sound.patch = patch->second();
  } else if (const auto kit = kKits.find(id); kit != kKits.end()) {
    sound.source = Source::kit;
    sound.kit = kit->second();
  } else {
    sound.source = Source::riser;
  }
}

/// Small changes of a patch that make it the rig's own.
void fit_to_rig(Sound& sound, std::string_view id, std::string_view rig) {
  if (id == "warm_pad" && rig == "lofi") {
    sound.patch.cutoff_hz = 750, sound.patch.detune_cents = 16, sound.patch.drift_cents = 6, sound.patch.noise = 0.02;
  }
  if (id == "round_bass" && rig == "ambient") sound.patch.amplitude = {0.12, 1, 0.8, 0.6};
  if (id == "saw_bass" && rig == "cinematic") {
    sound.patch.saw = 0.6, sound.patch.pulse = 0, sound.patch.sub = 0.8, sound.patch.unison = 3;
    sound.patch.amplitude = {0.03, 0.5, 0.9, 0.4}, sound.patch.filter = {0.6, 1, 0.5, 0.5};
    sound.patch.cutoff_hz = 280, sound.patch.envelope_octaves = 1;
  }
  if (id == "kit_909" && rig == "house") {
    sound.kit.kick_hz = 48, sound.kit.kick_decay_s = 0.35, sound.kit.snare_noise_s = 0.18, sound.kit.open_decay_s = 0.26;
  }
}

}  // namespace

std::optional<Sound> find_sound(std::string_view instrument, std::string_view rig) {
  const song::Instrument* known = song::find_instrument(instrument);
  const auto entry = entries().find(instrument);
  if (known == nullptr || entry == entries().end()) return std::nullopt;
  Sound sound;
  sound.family = entry->second.family;
  sound.mono = entry->second.mono;
  sound.flat_brightness = entry->second.flat;
  sound.bank = known->bank;
  sound.program = known->program;
  if (known->synthetic) {
    choose_synthetic(sound, instrument);
    fit_to_rig(sound, instrument, rig);
  }
  if (const auto raw = raw_loudness_lufs(instrument)) sound.gain_db = kNominalLufs - *raw;
  return sound;
}

}  // namespace souls::band::sound
