#pragma once
// The soundfont player: FluidSynth, offline.

#include <filesystem>
#include <memory>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "band/sound/synth.hpp"

struct _fluid_hashtable_t;
struct _fluid_synth_t;

namespace souls::band::sound {

/// A font, kept open; presets are decoded when they are first played and then kept. Each call plays with a synth of its
/// own, for FluidSynth's voices remember the pan of the note before. So what a call gives doesn't depend on the calls
/// before it. Not safe to share between threads.
class SoundFont {
 public:
  static Result<std::unique_ptr<SoundFont>> load(const std::filesystem::path& path);
  ~SoundFont();
  SoundFont(const SoundFont&) = delete;
  SoundFont& operator=(const SoundFont&) = delete;

  /// Adds the notes, played by a preset, to `out`, whose frame `first_beat_frame` is second 0. Drum kits (bank 128)
  /// have each piece in its place between left and right. Events take effect in steps of 64 frames. `detune_cents`
  /// makes a second player of the same instrument.
  Status play(int bank, int program, const std::vector<PlayedNote>& notes, std::size_t first_beat_frame,
              double detune_cents, const Context& context, Stereo& out);

 private:
  SoundFont() = default;
  /// Keeps a preset's samples in memory from now on. False when the font lacks it.
  bool keep(int bank, int program);

  _fluid_hashtable_t* settings_ = nullptr;
  _fluid_synth_t* keeper_ = nullptr;  ///< owns the font; its channels hold the presets that were played
  int font_ = -1;
  std::vector<std::pair<int, int>> kept_;
};

}  // namespace souls::band::sound
