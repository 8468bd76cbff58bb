#pragma once
// The rhythm of chords, measure by measure, for every entry of song::kCompings.

#include <string_view>
#include <vector>

#include "band/music/metre.hpp"
#include "base/random.hpp"

namespace souls::band::music {

/// What a hand touches.
enum class Touch {
  chord,   ///< all voices
  upper,   ///< all but the lowest
  bass,    ///< the root, low
  fifth,   ///< the fifth, low
  single,  ///< one voice: `voice` counts from the lowest and wraps upwards
  power,   ///< root, fifth and octave
};

struct Hit {
  double start = 0;  ///< beats from the measure's start
  double length = 1;
  Touch touch = Touch::chord;
  int voice = 0;
  double accent = 0;  ///< added to the velocity
};

/// How a figure is played in a section.
struct FigureFrame {
  Metre metre;
  double energy = 0.5;
  double tempo_bpm = 100;
  Seed pattern_seed = 0;  ///< the section's choice among patterns
  int measure = 0;
};

/// The hits of one measure. Unknown names play as "block".
std::vector<Hit> figure_measure(std::string_view comping, const FigureFrame& frame);

}  // namespace souls::band::music
