#pragma once
// A standard MIDI file taken apart: what read_midi() builds a document from.

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "song/score.hpp"

namespace souls::song::formats {

struct MidiText {
  double beat = 0;
  std::string text;
};

/// Notes of one channel of one track of the file, as they were struck.
struct MidiPart {
  std::string name;
  std::string instrument;
  std::string role;  ///< what our own writer said, else empty
  int channel = 0;
  int program = 0;
  std::vector<Note> notes;
  std::vector<MidiText> lyrics;
};

struct MidiSong {
  std::string title;  ///< name of a track without notes
  std::optional<double> tempo_bpm;
  std::optional<TimeSignature> time_signature;
  std::optional<Key> key;
  std::vector<MidiText> markers;
  std::vector<MidiText> texts;
  std::vector<MidiPart> parts;
  double end_beat = 0;
};

Result<MidiSong> parse_midi(std::string_view bytes);

}  // namespace souls::song::formats
