#pragma once
// Where the lines of a section stand, and what their words must look like.

#include <string>
#include <string_view>
#include <vector>

#include "base/random.hpp"
#include "song/plan.hpp"

namespace souls::band::plan {

/// How one kind of section sets its lines.
struct LineShape {
  int measures = 2;             ///< that a line owns
  int stride = 2;               ///< from line to line; more than `measures` leaves room for an answer
  int syllables = 8;            ///< of the longest line
  std::string pattern;          ///< what each line of four takes off: "0202" makes common metre
  std::string foot = "x.";      ///< what comes again and again: "x." in twos, "x.." in threes, "x..x." in fives
  std::string scheme = "ABAB";  ///< of four lines
};

/// Length of a line in measures at which it takes about `seconds_wanted`: a power of two.
int line_measures(double measure_s, double seconds_wanted);

/// Syllables that a line can hold in comfort: at most 12, at least 4, never over kSyllablesPerSecondMax.
int line_syllables(int measures, double measure_s, double beat_s, double syllables_per_s);

/// Stress marks that end on a stressed syllable, for rhyme: "x..x..x" of "x..", ".x.x.x.x" of "x.".
std::string stress_pattern(int syllables, std::string_view foot);

/// Rhyme letters of `count` lines, from the scheme of four; '-' for lines that rhyme with none.
std::string rhyme_letters(int count, const std::string& scheme);

std::vector<song::LinePlan> make_lines(const LineShape& shape, int count);

/// No line asks for more.
inline constexpr double kSyllablesPerSecondMax = 4.2;
/// Seconds that the singer breathes at a line's end, at least (a beat where that is longer, but not for ever).
inline constexpr double kBreathSeconds = 0.45;

}  // namespace souls::band::plan
