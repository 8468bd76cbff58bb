#pragma once
// What each instrument of the catalogue sounds like.

#include <optional>
#include <string_view>

#include "band/sound/kit.hpp"
#include "band/sound/synth.hpp"
#include "song/catalogue.hpp"

namespace souls::band::sound {

enum class Source { font, patch, kit, riser };

/// Families share an equaliser and the like.
enum class Family {
  piano, electric_piano, mallet, organ, plucked, guitar, distorted_guitar, bass, bowed, choir, brass, wind,
  synth_pad, synth_lead, synth_keys, drums, noise
};

struct Sound {
  Source source = Source::font;
  Family family = Family::piano;
  int bank = 0, program = 0;  ///< for fonts
  Patch patch{};
  Kit kit{};
  bool mono = false;              ///< the font's samples are mono: width must come from elsewhere
  bool flat_brightness = false;   ///< soft notes are as bright as loud ones
  double gain_db = 0;             ///< brings a standard phrase to kNominalLufs
};

/// Loudness to which `gain_db` brings the standard phrase of an instrument.
inline constexpr double kNominalLufs = -20;

/// The sound of an instrument in a rig, or nothing when there is no such instrument.
std::optional<Sound> find_sound(std::string_view instrument, std::string_view rig);

/// Loudness of an instrument's standard phrase as it comes, measured once (see bench/sound), in LUFS.
std::optional<double> raw_loudness_lufs(std::string_view instrument);

}  // namespace souls::band::sound
