#pragma once
// The singers and instruments that a song may name. What they sound like is the business of band/vocals and band/sound.

#include <string>
#include <string_view>
#include <vector>

#include "song/theory.hpp"

namespace souls::song {

/// A singer. Lead melodies stay inside [low, high]; most notes should lie around `centre`.
struct Voice {
  std::string id;           ///< "alto"
  std::string description;  ///< for `souls voices`
  Pitch low = 0;
  Pitch high = 0;
  Pitch centre = 0;
  bool human = true;
};

const std::vector<Voice>& voices();
/// Null when there is no such voice.
const Voice* find_voice(std::string_view id);

/// What a track is for. Names as in song.json: lead, harmony, keys, guitar, pad, bass, drums, lead_synth, strings, arp, fx.
enum class Role { lead, harmony, keys, guitar, pad, bass, drums, lead_synth, strings, arp, fx };
std::string_view to_string(Role role);
std::optional<Role> parse_role(std::string_view text);

/// An instrument that a track may use. `program` is General MIDI's (0 to 127; the kit for drums); `synthetic` ones are
/// rendered by our own synth, others from the soundfont (bank:program).
struct Instrument {
  std::string id;    ///< "grand_piano", "saw_bass", "kit_909"
  std::string name;  ///< "Grand piano"
  std::vector<Role> roles;
  int bank = 0;
  int program = 0;
  bool synthetic = false;
  Pitch low = 0;   ///< lowest note that it plays well
  Pitch high = 127;
};

const std::vector<Instrument>& instruments();
const Instrument* find_instrument(std::string_view id);

}  // namespace souls::song
