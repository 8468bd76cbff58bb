#pragma once
// The pulses of a measure in any metre.

#include <vector>

#include "song/theory.hpp"

namespace souls::band::music {

/// One felt beat of a measure: a quarter, a dotted quarter in compound metres, or a group of eighths in 7/8.
struct Pulse {
  double start = 0;   ///< beats from the measure's start
  double length = 1;  ///< beats
  int strength = 2;   ///< 4 the downbeat, 3 the start of a group, 2 any other
};

/// A measure as pulses. All positions are beats (quarter notes).
struct Metre {
  double measure_beats = 4;
  std::vector<Pulse> pulses;

  /// Felt strength of a position, which counts from any barline: a pulse's, else 1 on an eighth, else 0.
  int strength(double beat) const;
  double in_measure(double beat) const;
  int measure_of(double beat) const;
  /// Where a measure parts in two: the start of the middle group, or 0 when it doesn't.
  double middle() const;
  /// True when every pulse is three eighths long.
  bool compound() const;
};

/// True where a chord can change in the middle of a measure.
bool divides(const Metre& metre);

Metre metre_of(const song::TimeSignature& signature);

}  // namespace souls::band::music
