#pragma once
// Instruments, mixing and mastering.

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/audio.hpp"
#include "base/context.hpp"
#include "base/random.hpp"
#include "song/document.hpp"
#include "song/plan.hpp"
#include "song/score.hpp"

namespace souls::band::sound {

/// One track in one section. Notes count beats from the section's start.
struct RenderTask {
  song::Traits traits;
  song::TrackPlan track;
  double tempo_bpm = 100;
  song::TimeSignature time_signature;
  double length_beats = 0;
  double energy = 0.5;
  std::vector<song::Note> notes;
  std::vector<song::Note> kick;   ///< kick drum notes of the section, for ducking (empty: none)
  std::vector<song::Note> vocal;  ///< lead vocal notes of the section, for making room
  song::TrackMix mix;             ///< only pan, reverb_db and delay_db matter here
  Seed seed = 0;
};

/// A track's stereo sound in one section with its own share of reverb and delay. Frame `lead_in_frames` is the section's
/// first beat (at most 45 ms stand before it); all is silent from 3.9 s after the section's end.
struct SectionSound {
  Audio audio;
  std::size_t lead_in_frames = 0;
};

/// Plays instruments. Keeps the soundfont loaded; not safe to share between threads.
class Studio {
 public:
  static Result<std::unique_ptr<Studio>> load(const std::filesystem::path& package);
  virtual ~Studio() = default;

  /// Notes to treated stereo sound: instrument, humanised timing and velocity, equaliser, compressor, saturation,
  /// width, pan, ducking, its own reverb and delay.
  virtual Result<SectionSound> render(const RenderTask& task, const Context& context) = 0;

  /// The same for a voice: `dry` is mono, its frame `lead_in_frames` the section's first beat.
  virtual Result<SectionSound> treat_voice(const RenderTask& task, const Audio& dry, std::size_t lead_in_frames,
                                           const Context& context) = 0;
};

/// Lays the sections of a track at their places (frame of each section's first beat) into one stereo stem of
/// `frame_count` frames, scaled by `gain_db`. Sums overlaps. Fades the last 30 ms to zero.
struct PlacedSound {
  const SectionSound* sound = nullptr;
  std::size_t first_beat_frame = 0;
};
Audio assemble_stem(const std::vector<PlacedSound>& sections, std::size_t frame_count, double gain_db);

/// Loudness of a stem where it sounds (gated, BS.1770), in LUFS; −70 for silence.
double stem_loudness_lufs(const Audio& stem);

/// Distance from −14 LUFS at which a track of the plan should stand, in LU ("balance by loudness").
double target_loudness_lu(const song::Plan& plan, const song::TrackPlan& track);

/// Mix to master: −14 LUFS ± 0.1, at most −1.1 dBTP, linear phase equaliser, as long as what comes in.
Result<Audio> master(const Audio& mix, const song::Traits& traits, const Context& context);

}  // namespace souls::band::sound
