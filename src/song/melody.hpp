#pragma once
// A melody that someone brings to start a song from.

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "song/theory.hpp"

namespace souls::song {

/// Beats are quarter notes from the melody's first bar line; notes before the first whole measure come after rests.
struct MelodyNote {
  double start_beat = 0;
  double length_beats = 1;
  Pitch pitch = 60;
  bool operator==(const MelodyNote&) const = default;
};

/// The notes, and what their file states. At most limits::kMelodyNotesMax notes.
struct Melody {
  std::vector<MelodyNote> notes;
  std::optional<double> tempo_bpm;
  std::optional<TimeSignature> time_signature;
  std::optional<Key> key;
  bool operator==(const Melody&) const = default;
};

/// One voice out of what may be several: by start, the highest of notes that begin together, each ended where the next
/// begins, nothing shorter than a sixty-fourth; moved by whole measures so that the first note lies in the first one.
std::vector<MelodyNote> one_voice(std::vector<MelodyNote> notes, const TimeSignature& metre);

/// The key whose profile correlates best with how long each pitch class sounds. Krumhansl & Kessler 1982; Krumhansl,
/// Cognitive Foundations of Musical Pitch, 1990, chapter 4. C major for no notes.
Key estimate_key(const std::vector<MelodyNote>& notes);

}  // namespace souls::song
