// Stems from sections, their loudness, and the balance between them.

#include <algorithm>
#include <cmath>

#include "band/sound/loudness.hpp"
#include "band/sound/maths.hpp"
#include "band/sound/rigs.hpp"
#include "band/sound/sound.hpp"

namespace souls::band::sound {
namespace {

constexpr double kHarmonyUnderLead_lu = 6;
constexpr double kSameRole_lu = 2;  ///< each further track of a role stands that much lower

double in_balance(const Balance& b, song::Role role) {
  using enum song::Role;
  switch (role) {
    case drums: return b.drums;
    case bass: return b.bass;
    case keys: return b.keys;
    case guitar: return b.guitar;
    case pad: return b.pad;
    case strings: return b.strings;
    case arp: return b.arp;
    case fx: return b.fx;
    default: return b.lead_synth;
  }
}

bool is_voice(song::Role role) { return role == song::Role::lead || role == song::Role::harmony; }

double instrument_lu(const song::Plan& plan, const song::TrackPlan& track) {
  double lu = in_balance(find_rig(plan.traits.rig).balance, track.role);
  for (const song::TrackPlan& other : plan.tracks) {
    if (other.name == track.name) break;
    if (other.role == track.role) lu -= kSameRole_lu;
  }
  return std::max(lu, -20.0);
}

}  // namespace

Audio assemble_stem(const std::vector<PlacedSound>& sections, std::size_t frame_count, double gain_db) {
  Audio stem(2, frame_count);
  const auto gain = static_cast<float>(gain_of_db(gain_db));
  for (const PlacedSound& placed : sections) {
    if (placed.sound == nullptr || placed.sound->audio.channels.empty()) continue;
    const std::size_t lead_in = placed.sound->lead_in_frames;
    for (std::size_t c = 0; c < 2; ++c) {
      const auto& from = placed.sound->audio.channels[std::min(c, placed.sound->audio.channels.size() - 1)];
      auto& to = stem.channels[c];
      // what stands before the song's first frame is dropped
      const std::size_t skip = placed.first_beat_frame < lead_in ? lead_in - placed.first_beat_frame : 0;
      for (std::size_t i = skip; i < from.size(); ++i) {
        const std::size_t at = placed.first_beat_frame + i - lead_in;
        if (at >= frame_count) break;
        to[at] += gain * from[i];
      }
    }
  }
  constexpr auto kFadeFrames = static_cast<std::size_t>(0.03 * kRate);
  const std::size_t fade = std::min(kFadeFrames, frame_count);
  for (auto& channel : stem.channels) {
    for (std::size_t i = 0; i < fade; ++i) {
      const double u = static_cast<double>(i) / static_cast<double>(fade);
      channel[frame_count - 1 - i] *= i == 0 ? 0.0f : static_cast<float>(0.5 - 0.5 * cosine(0.5 * u));
    }
  }
  return stem;
}

double stem_loudness_lufs(const Audio& stem) {
  if (stem.empty()) return -70;
  return std::floor(loudness_lufs(to_stereo(stem)) * 100 + 0.5) / 100;
}

double target_loudness_lu(const song::Plan& plan, const song::TrackPlan& track) {
  if (!is_voice(track.role)) return instrument_lu(plan, track);
  double bed = 0;
  for (const song::TrackPlan& other : plan.tracks) {
    // a lead instrument answers the voice and effects pass: neither is what the voice has to stand above
    const bool beside = other.role == song::Role::lead_synth || other.role == song::Role::fx;
    if (!is_voice(other.role) && !beside) bed += exp2_of(instrument_lu(plan, other) / 10 * 3.32192809488736235);
  }
  const double over = find_rig(plan.traits.rig).balance.voice_over_bed;
  const double lead = bed > 0 ? 0.5 * db_of_gain(bed) + over : 0;
  return track.role == song::Role::lead ? lead : lead - kHarmonyUnderLead_lu;
}

}  // namespace souls::band::sound
