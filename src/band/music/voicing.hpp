#pragma once
// Which octave each tone of a chord takes, so that chords follow one another with small steps.

#include <vector>

#include "band/music/chords.hpp"

namespace souls::band::music {

struct VoicingFrame {
  song::Pitch low = 48;
  song::Pitch high = 72;
  double centre = 58;     ///< where the voicing's mean should lie
  int voices = 4;         ///< 2 to 5
  bool rootless = false;  ///< leave the root to the bass when there are tones enough
  int span_max = 19;      ///< semitones from bottom to top
};

using Voicing = std::vector<song::Pitch>;

/// A voicing, ascending, for each chord (empty for silent ones): all tones that fit, the fifth left out first; no close
/// intervals below C3; least movement from chord to chord.
std::vector<Voicing> voice_chords(const std::vector<ChordSpan>& spans, const VoicingFrame& frame);

}  // namespace souls::band::music
