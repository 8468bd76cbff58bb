#include "band/sound/treatment.hpp"

#include <algorithm>
#include <cmath>

#include "band/sound/humanise.hpp"
#include "band/sound/maths.hpp"
#include "band/sound/saturation.hpp"

namespace souls::band::sound {
namespace {

/// Saturation sees sound at about this level, so that a drive means the same for all.
constexpr double kIntoDrive_db = 8;

std::size_t frame_at(double seconds, std::size_t lead_in_frames) {
  return static_cast<std::size_t>(std::max(0.0, std::floor(seconds * kRate + 0.5) + static_cast<double>(lead_in_frames)));
}

/// Where the kick sounds, with a hold of 20 ms.
std::vector<Range> kick_spans(const RenderTask& task) {
  std::vector<Range> spans;
  for (const song::Note& note : task.kick) {
    if (note.start_beat < 0 || note.start_beat >= task.length_beats) continue;
    const double beat = swung(note.start_beat, task.traits, task.time_signature);
    const std::size_t at = frame_at(beat * 60 / task.tempo_bpm, kLeadInFrames);
    spans.push_back({at, at + static_cast<std::size_t>(0.02 * kRate)});
  }
  return spans;
}

/// Where the voice sings; gaps shorter than a breath are bridged.
std::vector<Range> vocal_spans(const RenderTask& task) {
  constexpr double kBreath_s = 0.4;
  std::vector<Range> spans;
  for (const song::Note& note : task.vocal) {
    if (note.start_beat < 0 || note.start_beat >= task.length_beats || note.length_beats <= 0) continue;
    const double beat_s = 60 / task.tempo_bpm;
    const std::size_t begin = frame_at(note.start_beat * beat_s, kLeadInFrames);
    const double until = std::min(note.start_beat + note.length_beats, task.length_beats);
    const std::size_t end = frame_at(until * beat_s, kLeadInFrames);
    if (!spans.empty() && begin < spans.back().end + static_cast<std::size_t>(kBreath_s * kRate)) {
      spans.back().end = std::max(spans.back().end, end);
    } else {
      spans.push_back({begin, end});
    }
  }
  return spans;
}

}  // namespace

std::size_t frames_with_tail(const RenderTask& task, std::size_t lead_in_frames) {
  return frame_at(task.length_beats * 60 / task.tempo_bpm + kTailEnd_s, lead_in_frames);
}

bool treat(Stereo& x, const Treatment& t, const RenderTask& task, const Context& context) {
  equalise(x, t.equaliser);
  if (!task.vocal.empty() && t.vocal_dip_db > 0) equalise(x, {{FilterKind::peak, 2600, -2, 0.7}});
  if (context.stopped()) return false;
  if (t.mellow) mellow_when_soft(x, 2200, 3, -8, 18);
  compress(x, t.compressor);
  if (t.drive_db > 0) {
    scale(x, gain_of_db(kIntoDrive_db));
    if (!saturate(x, {t.drive_db, 0.15}, context)) return false;
    scale(x, gain_of_db(-kIntoDrive_db));
  }
  if (context.stopped()) return false;
  if (t.chorus_voices > 0) add(x, chorus(x, {t.chorus_voices, 9, 2.2, 0.6}), static_cast<float>(t.chorus_mix));
  if (t.spread > 0) spread(x, t.spread);
  if (t.width != 1) widen(x, t.width, 150);
  const double position = std::clamp(t.pan + task.mix.pan, -1.0, 1.0);
  if (position != 0) pan(x, position);
  if (context.stopped()) return false;
  duck(x, kick_spans(task), {t.kick_duck_db, 3, find_rig(task.traits.rig).duck_release_ms});
  duck(x, vocal_spans(task), {t.vocal_dip_db, 60, 260});
  return !context.stopped();
}

Stereo space_of(const Stereo& x, double reverb_db, double delay_db, const RenderTask& task, const ReverbSettings& room) {
  const Rig& rig = find_rig(task.traits.rig);
  Stereo wet(x.frames());
  const double echo_db = delay_db + task.mix.delay_db;
  if (delay_db > kNoSend_db && echo_db > -60) {
    const double seconds = std::min(1.2, rig.delay_beats * 60 / task.tempo_bpm);
    add(wet, ping_pong(x, {seconds, rig.delay_feedback, rig.delay_low_pass_hz, 250}), static_cast<float>(gain_of_db(echo_db)));
  }
  const double room_db = reverb_db + task.mix.reverb_db;
  if (reverb_db > kNoSend_db && room_db > -60) add(wet, reverb(x, room), static_cast<float>(gain_of_db(room_db)));
  return wet;
}

void finish_tail(Stereo& x, const RenderTask& task, std::size_t lead_in_frames) {
  const double end_s = task.length_beats * 60 / task.tempo_bpm;
  fade_out(x, frame_at(end_s + kTailFade_s, lead_in_frames), frame_at(end_s + kTailEnd_s, lead_in_frames));
  trim_end(x, frame_at(end_s, lead_in_frames));
}

}  // namespace souls::band::sound
