#pragma once
// Which pitch each note of a phrase takes.

#include <string_view>
#include <vector>

#include "band/music/chords.hpp"
#include "band/music/metre.hpp"
#include "band/music/placement.hpp"
#include "base/random.hpp"

namespace souls::band::music {

/// What a phrase's pitches must meet.
struct TuneFrame {
  song::Key key;
  const std::vector<ChordSpan>* spans = nullptr;  ///< of the section, not empty
  double offset = 0;                              ///< beats from the section's start to the phrase's
  Metre metre;
  song::Pitch low = 55;  ///< no note leaves [low, high]
  song::Pitch high = 72;
  std::vector<double> targets;  ///< wished pitch of each note
  double target_weight = 26;    ///< cost per semitone away from it
  std::vector<int> motif;       ///< wished first intervals, in scale steps
  std::string_view style = "lyrical";
  /// Cost of ending on the scale degree (0 the tonic), by degree.
  std::array<double, 7> end_costs{};
  Seed seed = 0;
};

/// Pitches of least cost by learned intervals, chord tones, contour, motif and ending, second-order Viterbi. Chance
/// enters by the place of a note, so that phrases with the same seed and like rhythms come out alike.
std::vector<song::Pitch> choose_pitches(const std::vector<SyllableTime>& times, const TuneFrame& frame);

}  // namespace souls::band::music
