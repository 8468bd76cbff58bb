#pragma once
// The soundfont player: FluidSynth, offline.

#include <filesystem>
#include <map>
#include <memory>
#include <vector>

#include "base/result.hpp"
#include "band/sound/synth.hpp"

struct _fluid_hashtable_t;
struct _fluid_synth_t;

namespace souls::band::sound {

/// A font and the one synth that plays it. Presets are decoded when they are first played and then kept. What a call
/// gives doesn't depend on the calls before it. Not safe to share between threads.
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
  /// The channel that holds the preset at a place between left (0) and right (127), or −1 when the font lacks it.
  int channel_for(int bank, int program, int place);

  _fluid_hashtable_t* settings_ = nullptr;
  _fluid_synth_t* synth_ = nullptr;
  int font_ = -1;
  std::map<std::vector<int>, int> channels_;
};

}  // namespace souls::band::sound
