#pragma once
// The parts of a score that may hold a melody.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "song/melody.hpp"

namespace souls::song::formats {

struct MelodyPart {
  std::string name;
  bool sung = false;  ///< has words, or says that it is the lead
  std::vector<MelodyNote> notes;
};

struct MelodyFile {
  std::optional<double> tempo_bpm;
  std::optional<TimeSignature> time_signature;
  std::optional<Key> key;
  std::vector<MelodyPart> parts;  ///< those with notes
};

/// Parts of a partwise MusicXML score as they sound: the first voice of each, without grace notes or repeats.
Result<MelodyFile> parse_musicxml(std::string_view bytes);

}  // namespace souls::song::formats
