#include "band/sound/rigs.hpp"

#include <map>
#include <string>

namespace souls::band::sound {
namespace {

using enum FilterKind;

constexpr CompressorSettings kGlue{-18, 2, 30, 150, 6, 0, 1};
constexpr CompressorSettings kSoftGlue{-17, 1.6, 35, 220, 6, 0, 1};

Rig pop() {
  Rig r;
  r.reverb = {1.8, 20, 6500, 1.0, 220, 1.1};
  r.duck_bass_db = 2.5, r.duck_pad_db = 2;
  r.balance = {-5, -7, -9, -10, -15, -14, -14, -9, -18, 3};
  r.master = {{}, kGlue, 2.5, 1.15, 110, {0.13, 0.45, 0.31, 0.08, 0.035}};
  return r;
}

Rig ballad() {
  Rig r;
  r.reverb = {2.0, 28, 6000, 1.1, 200, 1.15};
  r.send_db = 1;
  r.balance = {-8, -8, -7, -10, -15, -12, -14, -8, -19, 4};
  r.master = {{}, kSoftGlue, 1.5, 1.15, 110, {0.09, 0.45, 0.35, 0.075, 0.03}};
  return r;
}

Rig folk() {
  Rig r;
  r.reverb = {1.4, 18, 5500, 0.9, 200, 1.1};
  r.send_db = -1;
  r.delay_beats = 0.5, r.delay_feedback = 0.15;
  r.balance = {-8, -8, -11, -7, -15, -13, -13, -8, -19, 4.5};
  r.master = {{}, kSoftGlue, 1.5, 1.2, 110, {0.09, 0.45, 0.35, 0.075, 0.03}};
  return r;
}

Rig rock() {
  Rig r;
  r.reverb = {1.2, 14, 6500, 0.9, 220, 1.1};
  r.send_db = -2;
  r.delay_beats = 0.5, r.delay_feedback = 0.25;
  r.drum_drive_db = 6;
  r.balance = {-4.5, -6.5, -12, -7, -15, -15, -14, -8, -18, 2.5};
  r.master = {{}, kGlue, 2.5, 1.15, 110, {0.12, 0.44, 0.33, 0.08, 0.03}};
  return r;
}

Rig synthwave() {
  Rig r;
  r.reverb = {2.2, 25, 6500, 1.2, 250, 1.2};
  r.duck_bass_db = 6, r.duck_pad_db = 6, r.duck_keys_db = 3;
  r.drum_drive_db = 5;
  r.balance = {-4, -7, -13, -13, -12, -14, -14, -8, -17, 2.5};
  r.master = {{}, kGlue, 2, 1.1, 120, {0.14, 0.46, 0.30, 0.07, 0.03}};
  return r;
}

Rig house() {
  Rig r;
  r.reverb = {1.4, 15, 7000, 1.0, 260, 1.15};
  r.send_db = -1;
  r.duck_bass_db = 7, r.duck_pad_db = 7, r.duck_keys_db = 3.5;
  r.drum_drive_db = 5;
  r.balance = {-3.5, -6.5, -10, -14, -13, -14, -13, -10, -16, 2.5};
  r.master = {{}, kGlue, 2.5, 1.15, 120, {0.17, 0.44, 0.28, 0.075, 0.035}};
  return r;
}

Rig lofi() {
  Rig r;
  r.reverb = {1.1, 12, 3500, 0.7, 250, 1.0};
  r.send_db = -2;
  r.delay_beats = 0.5;
  r.duck_bass_db = 4, r.duck_pad_db = 4, r.duck_keys_db = 2.5, r.duck_release_ms = 220;
  r.low_pass_hz = 7500;
  r.drum_drive_db = 8;
  r.balance = {-5, -6.5, -8, -10, -15, -14, -13, -10, -19, 3};
  r.master = {{{high_shelf, 7000, -2, 0.6}}, kGlue, 3.5, 1.25, 110, {0.11, 0.48, 0.33, 0.055, 0.015}};
  return r;
}

Rig jazz() {
  Rig r;
  r.reverb = {1.1, 15, 5000, 0.85, 180, 1.05};
  r.drum_drive_db = 1;
  r.balance = {-9, -7, -9, -12, -15, -14, -13, -7, -19, 4};
  r.master = {{}, kSoftGlue, 1, 1.2, 100, {0.08, 0.44, 0.37, 0.075, 0.03}};
  return r;
}

Rig latin() {
  Rig r;
  r.reverb = {1.3, 15, 6000, 0.9, 200, 1.1};
  r.drum_drive_db = 2;
  r.balance = {-8, -7, -10, -8, -15, -14, -13, -8, -19, 3.5};
  r.master = {{}, kSoftGlue, 1.5, 1.2, 100, {0.10, 0.44, 0.35, 0.075, 0.03}};
  return r;
}

Rig cinematic() {
  Rig r;
  r.reverb = {2.5, 35, 5000, 1.7, 120, 1.3};
  r.send_db = 2;
  r.delay_beats = 1, r.delay_feedback = 0.2;
  r.drum_drive_db = 4;
  r.balance = {-7, -8, -11, -12, -12, -9, -11, -8, -16, 3};
  r.master = {{}, {-16, 1.6, 40, 250, 8, 0, 1}, 1, 1.15, 90, {0.16, 0.46, 0.29, 0.065, 0.025}};
  return r;
}

Rig ambient() {
  Rig r;
  r.reverb = {2.5, 40, 5500, 1.8, 180, 1.25};
  r.send_db = 2;
  r.delay_beats = 0.75, r.delay_feedback = 0.4, r.delay_low_pass_hz = 3500;
  r.drum_drive_db = 2;
  r.balance = {-13, -11, -11, -12, -8.5, -10, -12, -10, -17, 3.5};
  r.master = {{}, {-16, 1.5, 50, 300, 8, 0, 1}, 1, 1.2, 90, {0.08, 0.44, 0.39, 0.06, 0.02}};
  return r;
}

Rig lullaby() {
  Rig r;
  r.reverb = {1.8, 25, 5000, 1.1, 200, 1.1};
  r.send_db = 1;
  r.delay_beats = 0.5, r.delay_feedback = 0.2;
  r.drum_drive_db = 1;
  r.balance = {-14, -11, -8, -9, -14, -13, -11, -8, -19, 4.5};
  r.master = {{}, {-16, 1.5, 45, 250, 8, 0, 1}, 1, 1.2, 90, {0.05, 0.42, 0.42, 0.07, 0.025}};
  return r;
}

Rig funk() {
  Rig r;
  r.reverb = {0.9, 10, 6500, 0.8, 250, 1.0};
  r.send_db = -3;
  r.delay_beats = 0.5, r.delay_feedback = 0.2;
  r.duck_bass_db = 2;
  r.balance = {-5, -5.5, -10, -9, -15, -13, -13, -9, -18, 3};
  r.master = {{}, kGlue, 2.5, 1.15, 110, {0.13, 0.45, 0.31, 0.08, 0.03}};
  return r;
}

/// Equaliser, dynamics and width that suit a family, whatever the style.
Treatment of_family(Family family) {
  Treatment t;
  switch (family) {
    case Family::piano:
      t.equaliser = {{high_pass, 70}, {peak, 300, -2, 1}, {high_shelf, 7500, 3}};
      t.compressor = {-16, 2, 20, 150, 6, 0, 0.8}, t.width = 1.2;
      break;
    case Family::electric_piano:
      t.equaliser = {{high_pass, 100}, {peak, 350, -2, 0.9}, {high_shelf, 7500, 2}};
      t.drive_db = 3, t.chorus_voices = 2, t.chorus_mix = 0.4, t.width = 1.25;
      break;
    case Family::mallet:
      t.equaliser = {{high_pass, 150}, {high_shelf, 8000, 2}};
      t.spread = 0.3;
      break;
    case Family::organ:
      t.equaliser = {{high_pass, 110}, {peak, 350, -2.5, 0.9}, {high_shelf, 6500, 3}};
      t.drive_db = 3, t.chorus_voices = 2, t.chorus_mix = 0.45;
      break;
    case Family::plucked:
      t.equaliser = {{high_pass, 120}, {high_shelf, 7500, 3}};
      t.compressor = {-16, 2.5, 15, 120, 6, 0, 0.7}, t.spread = 0.3;
      break;
    case Family::guitar:
      t.equaliser = {{high_pass, 100}, {peak, 220, -3, 0.9}, {high_shelf, 7000, 4}};
      t.compressor = {-18, 2.5, 15, 120, 6, 0, 0.8}, t.doubled = true;
      break;
    case Family::distorted_guitar:
      t.equaliser = {{high_pass, 95}, {peak, 380, -2.5, 0.9}, {peak, 3200, 1.5, 0.9}, {low_pass, 7500}};
      t.compressor = {-16, 2, 20, 120, 6, 0, 0.8}, t.drive_db = 4, t.doubled = true;
      break;
    case Family::bass:
      t.equaliser = {{high_pass, 34}, {peak, 280, -2, 1}, {peak, 850, 2, 0.8}};
      t.compressor = {-18, 4, 20, 110, 6, 0, 1}, t.drive_db = 4;
      break;
    case Family::bowed:
      t.equaliser = {{high_pass, 130}, {peak, 380, -1.5, 0.9}, {high_shelf, 8000, 3.5}};
      t.width = 1.3, t.spread = 0.25;
      break;
    case Family::choir:
      t.equaliser = {{high_pass, 150}, {peak, 400, -2, 0.9}, {high_shelf, 7500, 4}};
      t.width = 1.3;
      break;
    case Family::brass:
      t.equaliser = {{high_pass, 110}, {peak, 2500, 1.5, 0.9}, {high_shelf, 7000, 2}};
      t.compressor = {-16, 2.5, 15, 150, 6, 0, 0.9}, t.drive_db = 2, t.spread = 0.25;
      break;
    case Family::wind:
      t.equaliser = {{high_pass, 170}, {high_shelf, 7500, 2}};
      t.compressor = {-17, 2.5, 15, 150, 6, 0, 1}, t.spread = 0.25;
      break;
    case Family::synth_pad:
      t.equaliser = {{high_pass, 180}, {peak, 400, -2.5, 0.8}, {high_shelf, 8000, 3}};
      t.chorus_voices = 2, t.chorus_mix = 0.35, t.width = 1.25;
      break;
    case Family::synth_lead:
      t.equaliser = {{high_pass, 190}, {peak, 3000, 2, 0.8}};
      t.compressor = {-18, 3, 10, 120, 6, 0, 1}, t.drive_db = 3;
      break;
    case Family::synth_keys:
      t.equaliser = {{high_pass, 180}};
      t.compressor = {-16, 2, 10, 100, 6, 0, 0.8}, t.spread = 0.25;
      break;
    case Family::drums:
      t.equaliser = {{high_pass, 36}, {peak, 350, -3, 1}, {high_shelf, 9000, 2.5}};
      t.compressor = {-14, 3, 16, 120, 6, 0, 0.6}, t.width = 1.1;
      break;
    case Family::noise:
      t.equaliser = {{high_pass, 200}};
      break;
  }
  return t;
}

struct Place {
  double pan, reverb_db, delay_db;
};

Place of_role(song::Role role) {
  using enum song::Role;
  switch (role) {
    case keys: return {0.12, -14, kNoSend_db};
    case guitar: return {-0.2, -16, kNoSend_db};
    case pad: return {0, -9, kNoSend_db};
    case bass: return {0, kNoSend_db, kNoSend_db};
    case drums: return {0, -17, kNoSend_db};
    case strings: return {0, -9.5, kNoSend_db};
    case arp: return {0.25, -13, -12};
    case fx: return {0, -9, kNoSend_db};
    default: return {-0.06, -11.5, -17};
  }
}

}  // namespace

const Rig& find_rig(std::string_view name) {
  static const std::map<std::string, Rig, std::less<>> kRigs = {
      {"pop", pop()},   {"ballad", ballad()}, {"folk", folk()},           {"rock", rock()},       {"synthwave", synthwave()},
      {"house", house()}, {"lofi", lofi()},   {"jazz", jazz()},           {"latin", latin()},     {"cinematic", cinematic()},
      {"ambient", ambient()}, {"lullaby", lullaby()}, {"funk", funk()}};
  const auto found = kRigs.find(name);
  return found == kRigs.end() ? kRigs.at("pop") : found->second;
}

Treatment find_treatment(const Sound& sound, const song::TrackPlan& track, const song::Traits& traits) {
  const Rig& rig = find_rig(traits.rig);
  const song::Role role = track.role;
  Treatment t = of_family(sound.family);
  const Place place = of_role(role);
  const bool wide = t.doubled || role == song::Role::pad || role == song::Role::strings || role == song::Role::drums;
  t.pan = wide ? 0 : place.pan;
  t.reverb_db = place.reverb_db > kNoSend_db ? place.reverb_db + rig.send_db : kNoSend_db;
  t.delay_db = place.delay_db;
  t.mellow = sound.flat_brightness;
  if (!sound.mono) t.spread = 0;
  if (role == song::Role::bass) {
    t.spread = 0, t.chorus_voices = 0, t.kick_duck_db = rig.duck_bass_db;
  } else if (role == song::Role::pad) {
    t.kick_duck_db = rig.duck_pad_db;
  } else if (role == song::Role::keys || role == song::Role::arp || role == song::Role::guitar) {
    t.kick_duck_db = rig.duck_keys_db;
  }
  if (role == song::Role::lead_synth) t.doubled = false;
  if (role == song::Role::drums) {
    t.drive_db = rig.drum_drive_db;
  } else if (role != song::Role::bass && role != song::Role::fx) {
    t.vocal_dip_db = 2;
  }
  if (rig.low_pass_hz > 0 && role != song::Role::bass) t.equaliser.push_back({low_pass, rig.low_pass_hz});
  if (traits.rig == "synthwave" && (role == song::Role::arp || role == song::Role::lead_synth)) t.delay_db = -10;
  if (traits.rig == "ambient" && (role == song::Role::keys || role == song::Role::lead_synth)) t.delay_db = -9;
  if (traits.rig == "lullaby" && role == song::Role::pad) t.equaliser.push_back({low_pass, 5500});
  return t;
}

}  // namespace souls::band::sound
