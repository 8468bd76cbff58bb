#pragma once
// The notes.

#include <optional>
#include <string>
#include <vector>

#include "song/catalogue.hpp"
#include "song/lyrics.hpp"

namespace souls::song {

/// A note. Beats are quarter notes; whether they count from the song's or the section's start is said where notes are
/// handed over. Steps that make one section count from its start.
struct Note {
  double start_beat = 0;
  double length_beats = 1;
  Pitch pitch = 60;
  int velocity = 80;  ///< 1 to 127
  /// The syllable that a sung note sings: its index through all words of the lines that are handed over with it (the
  /// section's in a step, the song's in the document). The notes of a melisma share it.
  std::optional<int> syllable;
  bool operator==(const Note&) const = default;
};

struct Chord {
  double start_beat = 0;
  double length_beats = 4;
  std::string symbol;  ///< readable by parse_chord
  bool operator==(const Chord&) const = default;
};

struct Track {
  std::string name;
  Role role = Role::keys;
  std::string instrument;
  int program = 0;  ///< General MIDI
  std::vector<Note> notes;  ///< by start, then pitch
  Origin origin = Origin::generated;
  bool locked = false;
  bool operator==(const Track&) const = default;
};

struct Score {
  std::vector<Track> tracks;
  std::vector<Chord> chords;
  bool operator==(const Score&) const = default;
};

}  // namespace souls::song
