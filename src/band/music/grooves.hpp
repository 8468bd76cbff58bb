#pragma once
// Drum patterns of song::kGrooves, bent to any metre.

#include <string_view>
#include <vector>

#include "band/music/metre.hpp"

namespace souls::band::music {

/// Percussion of the General MIDI map that grooves use.
enum Drum : int {
  kKick = 36,
  kSideStick = 37,
  kSnare = 38,
  kClap = 39,
  kLowFloorTom = 41,
  kClosedHat = 42,
  kHighFloorTom = 43,
  kPedalHat = 44,
  kLowTom = 45,
  kOpenHat = 46,
  kMidTom = 47,
  kHighTom = 48,
  kCrash = 49,
  kRide = 51,
  kTambourine = 54,
  kShaker = 70,
};

/// A hit in a measure.
struct DrumHit {
  double start = 0;  ///< beats from the measure's start
  int drum = kKick;
  int velocity = 90;
  bool ghost = false;
};

/// What a groove plays with which pieces, and how it fills.
enum class FillKind { none, rock, electronic, brush, toms };

struct GrooveInfo {
  bool known = false;
  bool silent = false;
  FillKind fill = FillKind::rock;
  bool builds = false;  ///< rolls up to a chorus, as house does
  bool rides = false;   ///< the ride takes over from the hat in loud sections
  int crash = kCrash;
};
GrooveInfo groove_info(std::string_view groove);

/// One measure of the groove. `variant` is 0 or 1; energy thins or thickens it.
std::vector<DrumHit> groove_measure(std::string_view groove, const Metre& metre, int variant, double energy);

/// Where the groove's kick falls in a measure; the downbeat alone for grooves without one.
std::vector<double> kick_places(std::string_view groove, const Metre& metre, int variant, double energy);

}  // namespace souls::band::music
