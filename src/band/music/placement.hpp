#pragma once
// When each syllable of a line is sung.

#include <string_view>
#include <vector>

#include "band/music/metre.hpp"
#include "base/random.hpp"
#include "song/lyrics.hpp"
#include "song/plan.hpp"

namespace souls::band::music {

/// What the rhythm needs to know of a syllable.
struct SyllableWeight {
  double weight = 0;  ///< 0 unstressed, 0.4 a function word, 1 secondary stress, 2 main stress of a content word
  int word = 0;       ///< index of its word in the line
  int word_stress =
      0;  ///< stress inside its word when that has several syllables: 1 main, 0 none, 2 secondary; −1 alone
};

std::vector<SyllableWeight> weights_of(const song::Line& line);
/// The same for a wished pattern such as ".x.x"; missing letters alternate.
std::vector<SyllableWeight> weights_of(const song::LinePlan& plan);

/// The frame that a line must fit, and the habits of the tune.
struct RhythmFrame {
  Metre metre;
  double tempo_bpm = 100;
  int measures = 2;
  double swing = 0.5;
  std::string_view style = "lyrical";  ///< of song::kMelodies
  double stretch = 1;                  ///< above 1: longer notes, later last ones
  Seed motif_seed = 0;                 ///< draws which steps and places are liked; lines with the same seed share them
  std::vector<double> preferred;       ///< onsets of the phrase that the line follows; may be empty
};

struct SyllableTime {
  double start = 0;  ///< beats from the line's start
  double length = 1;
};

/// A time for each syllable: ascending, not overlapping, inside the line, with a breath at its end. By dynamic
/// programming over a 16th grid; a triplet grid and at last an even spread take lines that are too full for it. Always
/// succeeds for 1 to limits::kLineSyllablesMax syllables.
std::vector<SyllableTime> place_syllables(const std::vector<SyllableWeight>& syllables, const RhythmFrame& frame);

}  // namespace souls::band::music
