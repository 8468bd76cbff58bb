#include "band/music/metre.hpp"

#include <cmath>

namespace souls::band::music {
namespace {

constexpr double kTolerance = 1e-6;

/// Lengths of the groups in units of the denominator.
std::vector<int> group_lengths(const song::TimeSignature& signature) {
  const int n = signature.numerator;
  if (signature.denominator <= 4) return std::vector<int>(static_cast<std::size_t>(n), 1);
  if (n % 3 == 0) return std::vector<int>(static_cast<std::size_t>(n / 3), 3);
  if (n == 5) return {3, 2};
  std::vector<int> groups(static_cast<std::size_t>(n / 2), 2);
  if (n % 2 == 1) groups.back() = 3;
  return groups;
}

/// Places (by pulse) where a new group of pulses starts: 3 + 2 in five, 4 + 3 in seven, halves where they are equal.
bool starts_group(std::size_t pulse, std::size_t count) {
  switch (count) {
    case 4:
      return pulse == 2;
    case 5:
      return pulse == 3;
    case 6:
      return pulse == 3;
    case 7:
      return pulse == 4;
    case 8:
      return pulse == 4;
    default:
      return count > 8 ? pulse % 4 == 0 : count == 2 && pulse == 1;
  }
}

}  // namespace

bool divides(const Metre& metre) {
  const double middle = metre.middle();
  return middle > 0 && std::abs(middle - std::round(middle * 2) / 2) < 1e-9 && metre.measure_beats >= 2;
}

Metre metre_of(const song::TimeSignature& signature) {
  Metre metre;
  metre.measure_beats = signature.measure_beats();
  double unit = 4.0 / signature.denominator;
  std::vector<int> groups = group_lengths(signature);
  if (signature.denominator == 2) {  // half notes are felt as two quarters
    groups.assign(groups.size() * 2, 1);
    unit = 1;
  }
  double start = 0;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const int strength = i == 0 ? 4 : starts_group(i, groups.size()) ? 3 : 2;
    metre.pulses.push_back({start, groups[i] * unit, strength});
    start += groups[i] * unit;
  }
  return metre;
}

double Metre::in_measure(double beat) const {
  const double position = beat - measure_beats * std::floor((beat + kTolerance) / measure_beats);
  return position < 0 ? 0 : position;
}

int Metre::measure_of(double beat) const { return static_cast<int>(std::floor((beat + kTolerance) / measure_beats)); }

int Metre::strength(double beat) const {
  const double position = in_measure(beat);
  for (const Pulse& pulse : pulses) {
    if (std::abs(position - pulse.start) < kTolerance) return pulse.strength;
  }
  return std::abs(position * 2 - std::round(position * 2)) < kTolerance ? 1 : 0;
}

double Metre::middle() const {
  for (const Pulse& pulse : pulses) {
    if (pulse.strength == 3) return pulse.start;
  }
  return pulses.size() == 3 ? pulses.back().start : 0;
}

bool Metre::compound() const {
  for (const Pulse& pulse : pulses) {
    if (std::abs(pulse.length - 1.5) > kTolerance) return false;
  }
  return true;
}

}  // namespace souls::band::music
