#pragma once
// Notes as a player reads them: in measures, voices, note values, dots, triplets and ties.

#include <optional>
#include <string_view>
#include <vector>

#include "song/score.hpp"

namespace souls::song::formats {

/// Divisions of a quarter note: exact for sixty-fourths, triplets and their halves.
inline constexpr int kDivisions = 480;

/// One note of a chord.
struct WrittenNote {
  Pitch pitch = 60;
  int velocity = 80;
  std::optional<int> syllable;
};

/// A note value, sounding or at rest. Times in divisions from the measure's start.
struct Piece {
  int start = 0;
  int length = 0;
  std::string_view type;  ///< "quarter"; empty for a rest of the whole measure
  bool dotted = false;
  bool triplet = false;
  bool tuplet_start = false;  ///< first and last piece of a beat of triplets
  bool tuplet_stop = false;
  bool tied_from = false;  ///< goes on from the piece before
  bool tied_on = false;    ///< goes on in the next
  std::vector<WrittenNote> notes;  ///< empty for a rest
};

struct WrittenMeasure {
  std::vector<std::vector<Piece>> voices;  ///< each fills the measure; there is at least one
};

/// The track in measures of the metre, at least `measures` of them. Times move to the nearest sixteenth, triplet or
/// finer value that keeps notes apart. Tracks of role lead get one voice without chords, as they are sung.
std::vector<WrittenMeasure> notate(const Track& track, const TimeSignature& metre, int measures);

}  // namespace souls::song::formats
