#pragma once
// Rigs: the room, the balance and the master of a family of styles, and how each part is treated in it.

#include <array>
#include <string_view>

#include "band/sound/dynamics.hpp"
#include "band/sound/filters.hpp"
#include "band/sound/instruments.hpp"
#include "band/sound/loudness.hpp"
#include "band/sound/space.hpp"
#include "song/plan.hpp"

namespace souls::band::sound {

/// A send that is off.
inline constexpr double kNoSend_db = -90;

/// Distances from −14 LUFS by role, in LU.
struct Balance {
  double drums, bass, keys, guitar, pad, strings, arp, lead_synth, fx;
  double voice_over_bed;  ///< the lead vocal against the sum of the others
};

struct MasterSettings {
  Equaliser equaliser;
  CompressorSettings glue;
  double drive_db = 2;
  double width = 1.1;
  double mono_below_hz = 110;
  std::array<double, kBands> band_target{0.14, 0.46, 0.30, 0.07, 0.03};
};

struct Rig {
  ReverbSettings reverb;
  double send_db = 0;  ///< added to all reverb sends
  double delay_beats = 0.75, delay_feedback = 0.35, delay_low_pass_hz = 4000;
  double duck_bass_db = 0, duck_pad_db = 0, duck_keys_db = 0;  ///< by the kick
  double duck_release_ms = 160;
  double low_pass_hz = 0;  ///< of keys and drums, 0 for none
  double drum_drive_db = 4;
  Balance balance;
  MasterSettings master;
};

/// The rig of that name; pop's for one that there isn't.
const Rig& find_rig(std::string_view name);

/// What a part goes through, in this order.
struct Treatment {
  Equaliser equaliser;
  CompressorSettings compressor;
  double drive_db = 0;
  bool mellow = false;   ///< softer notes are made darker
  bool doubled = false;  ///< played twice, left and right
  int chorus_voices = 0;
  double chorus_mix = 0;
  double spread = 0;  ///< side made for mono sources
  double width = 1;
  double pan = 0;
  double kick_duck_db = 0;
  double vocal_dip_db = 0;
  double reverb_db = kNoSend_db;
  double delay_db = kNoSend_db;
};
Treatment find_treatment(const Sound& sound, const song::TrackPlan& track, const song::Traits& traits);

}  // namespace souls::band::sound
