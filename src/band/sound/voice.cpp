#include "band/sound/voice.hpp"

#include <algorithm>

#include "band/sound/dynamics.hpp"
#include "band/sound/loudness.hpp"
#include "band/sound/maths.hpp"
#include "band/sound/saturation.hpp"
#include "band/sound/treatment.hpp"

namespace souls::band::sound {
namespace {

using enum FilterKind;

/// The lead sings where its level is above the first; its room is then turned down by the second.
constexpr double kSinging_db = -30, kRoomUnderWords_db = 12;

/// Rides the level to where the compressors work, as an engineer would; energetic sections stay a little louder.
void ride(Stereo& x, double energy) {
  const double loudness = loudness_lufs(x);
  if (loudness <= -69) return;
  scale(x, gain_of_db(std::clamp(kNominalLufs - loudness, -24.0, 24.0) + 3 * (std::clamp(energy, 0.0, 1.0) - 0.5)));
}

void colour_lead(Stereo& x, Seed seed) {
  equalise(x, {{high_pass, 105}, {peak, 280, -2.5, 1.0}, {peak, 3200, 3, 0.8}});
  compress(x, {-24, 3, 6, 90, 6, 3, 1});
  compress(x, {-18, 2, 1.5, 60, 6, 1, 1});
  breathe(x, 7500, 2, seed);
  excite(x, 6500, 12, -10);
  equalise(x, {{high_shelf, 9000, 3}});
  de_ess(x, 5500, -7, 6);
}

void colour_harmony(Stereo& x) {
  equalise(x, {{high_pass, 180}, {peak, 320, -2, 0.9}, {high_shelf, 8000, 2}});
  compress(x, {-24, 3.5, 6, 90, 6, 3, 1});
  de_ess(x, 5500, -8, 6);
}

bool colour_robot(Stereo& x, const Context& context) {
  equalise(x, {{high_pass, 120}, {peak, 450, -2, 0.9}, {peak, 2600, 3, 0.8}});
  compress(x, {-24, 4, 4, 80, 6, 4, 1});
  scale(x, gain_of_db(8));
  if (!saturate(x, {6, 0.2}, context)) return false;
  scale(x, gain_of_db(-8));
  equalise(x, {{high_shelf, 8000, 3}});
  de_ess(x, 5500, -7, 6);
  return true;
}

}  // namespace

Result<SectionSound> treat_singer(const RenderTask& task, const Audio& dry, std::size_t lead_in_frames,
                                  const Context& context) {
  const FlushSubnormals flush;
  const bool harmony = task.track.role == song::Role::harmony;
  const bool robot = task.track.instrument == "robot";
  context.report(0.1, "placing the voice");
  Stereo x = to_stereo(dry);
  const std::size_t frames = frames_with_tail(task, lead_in_frames);
  x.resize(std::min(frames, x.frames() + kInsertTailFrames));
  ride(x, task.energy);
  if (context.stopped()) return cancelled();
  if (robot) {
    if (!colour_robot(x, context)) return cancelled();
  } else if (harmony) {
    colour_harmony(x);
  } else {
    colour_lead(x, derive_seed(task.seed, {"air"}));
  }
  if (context.stopped()) return cancelled();
  // moving copies would blur the pitch in the middle: only their difference between left and right is kept
  Stereo copies = chorus(x, {2, harmony ? 19.0 : 14.0, 1.5, 0.4});
  const auto sides = static_cast<float>(gain_of_db(harmony ? -6 : robot ? -10 : -13));
  for (std::size_t i = 0; i < x.frames(); ++i) {
    const float side = sides * (copies.left[i] - copies.right[i]);
    x.left[i] += side;
    x.right[i] -= side;
  }
  const double position = harmony ? (task.seed % 2 ? 0.35 : -0.35) : 0;
  pan(x, std::clamp(position + task.mix.pan, -1.0, 1.0));
  if (context.stopped()) return cancelled();
  context.report(0.6, "giving the voice a room");
  x.resize(frames);
  const Rig& rig = find_rig(task.traits.rig);
  const ReverbSettings room{std::min(1.5, rig.reverb.seconds), 40, 7000, 0.9, 300, 1.2};
  Stereo space = space_of(x, (harmony ? -12 : -16) + std::min(0.0, rig.send_db), harmony ? kNoSend_db : -23, task, room);
  // Words stay clear where the room answers a singer between the lines.
  if (!harmony) duck_under(space, x, kSinging_db, {kRoomUnderWords_db, 10, 300});
  add(x, space);
  finish_tail(x, task, lead_in_frames);
  if (context.stopped()) return cancelled();
  return SectionSound{to_audio(std::move(x)), lead_in_frames};
}

}  // namespace souls::band::sound
