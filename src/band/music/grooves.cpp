#include "band/music/grooves.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace souls::band::music {
namespace {

/// A voice of a groove: two measures of steps. X accent, x plain, o soft; O an open hat in place of the closed one.
struct Lane {
  int drum = 0;
  std::string_view a;
  std::string_view b;
  double from_energy = 0;  ///< the lane rests below
  double to_energy = 1.1;  ///< and from here on
};

/// Steps are sixteenths; `cell_steps` of them make a pulse (4 a quarter, 6 a dotted quarter).
struct Groove {
  std::string_view name;
  int cell_steps;
  GrooveInfo info;
  std::array<Lane, 7> lanes;
};

constexpr GrooveInfo kRockInfo = {true, false, FillKind::rock, false, true, kCrash};
constexpr GrooveInfo kMachineInfo = {true, false, FillKind::electronic, true, false, kCrash};
constexpr GrooveInfo kBrushInfo = {true, false, FillKind::brush, false, false, kRide};
constexpr GrooveInfo kSoftInfo = {true, false, FillKind::rock, false, false, kCrash};

constexpr std::array<Groove, 16> kGrooveTable = {{
    {"straight", 4, kRockInfo,
     {{{kKick, "x.......x.......", "x.......x.x.....", 0, 0.45},
       {kKick, "x.....x.x.......", "x.....x.x.x.....", 0.45},
       {kSideStick, "....x.......x...", "....x.......x...", 0.15, 0.4},
       {kSnare, "....X.......X...", "....X..o.o..X...", 0.4},
       {kClosedHat, "x.x.x.x.x.x.x.x.", "x.x.x.x.x.x.x.O."},
       {kTambourine, "....x.......x...", "....x.......x..o", 0.75}}}},
    {"half_time", 4, kRockInfo,
     {{{kKick, "x.........x.....", "x.....x....x....", 0},
       {kKick, "......o.........", "..............o.", 0.6},
       {kSideStick, "........x.......", "........x.......", 0.15, 0.35},
       {kSnare, "........X.......", "........X.....o.", 0.35},
       {kClosedHat, "x.x.x.x.x.x.x.x.", "x.x.x.xxx.x.x.O."}}}},
    {"rock", 4, kRockInfo,
     {{{kKick, "x.......x.......", "x.......x.x.....", 0, 0.4},
       {kKick, "x.x.....x.x.....", "x.....x.x.x...x.", 0.4},
       {kSnare, "....X.......X...", "....X.......X..o", 0.15},
       {kClosedHat, "X.x.X.x.X.x.X.x.", "X.x.X.x.X.x.X.O."}}}},
    {"punk", 4, kRockInfo,
     {{{kKick, "x.......x.x.....", "x.....x.x.x.....", 0, 0.6},
       {kKick, "x...x...x...x...", "x...x...x..xx...", 0.6},
       {kSnare, "....X.......X...", "....X.......X...", 0.15, 0.6},
       {kSnare, "..X...X...X...X.", "..X...X...X...XX", 0.6},
       {kClosedHat, "x.x.x.x.x.x.x.x.", "x.x.x.x.x.x.x.O."}}}},
    {"four_on_floor", 4, kMachineInfo,
     {{{kKick, "X...X...X...X...", "X...X...X...X..."},
       {kClap, "....x.......x...", "....x.......x..o", 0.3},
       {kOpenHat, "..x...x...x...x.", "..x...x...x...x.", 0.35},
       {kClosedHat, "..x...x...x...x.", "..x...x...x...x.", 0, 0.35},
       {kClosedHat, "o..oo..oo..oo..o", "o..oo..oo.ooo..o", 0.5},
       {kShaker, "x.xxx.xxx.xxx.xx", "x.xxx.xxx.xxx.xx", 0.7}}}},
    {"synthwave", 4, kMachineInfo,
     {{{kKick, "X.......X.......", "X.......X.x.....", 0, 0.45},
       {kKick, "X...X...X...X...", "X...X...X...X.x.", 0.45},
       {kSnare, "....X.......X...", "....X.......X...", 0.25},
       {kClap, "....x.......x...", "....x.......x...", 0.7},
       {kClosedHat, "x.x.x.x.x.x.x.x.", "x.x.x.x.x.x.x.O.", 0, 0.65},
       {kClosedHat, "x.xxx.xxx.xxx.xx", "x.xxx.xxx.xxx.O.", 0.65}}}},
    {"shuffle", 4, kRockInfo,
     {{{kKick, "x.......x.......", "x.....x.x.......", 0},
       {kKick, "..........o.....", "..............o.", 0.6},
       {kSnare, "....X.......X...", "..o.X.....o.X...", 0.15},
       {kClosedHat, "x.x.x.x.x.x.x.x.", "x.x.x.x.x.x.x.O."}}}},
    {"lofi", 4, {true, false, FillKind::none, false, false, kRide},
     {{{kKick, "x.......x.x.....", "x.x.......x....."},
       {kSnare, "....x.......x...", "....x.......x.o.", 0.2},
       {kSideStick, "..............o.", "......o.........", 0.55},
       {kClosedHat, "x.x.x.x.x.x.x.o.", "x.x.x.xxx.o.x.x."}}}},
    {"waltz", 4, kSoftInfo,
     {{{kKick, "x...........", "x.........o."},
       {kSideStick, "....o...o...", "....o...o...", 0.1, 0.5},
       {kSnare, "....x...x...", "....x...x.o.", 0.5},
       {kClosedHat, "x...x...x...", "x...x.x.x...", 0, 0.6},
       {kClosedHat, "x.x.x.x.x.x.", "x.x.x.x.x.O.", 0.6}}}},
    {"waltz_swing", 4, kBrushInfo,
     {{{kRide, "X...x.x.x...", "X...x...x.x."},
       {kPedalHat, "....x.......", "....x...o..."},
       {kKick, "o...........", "o.......o...", 0.2},
       {kSnare, "..........o.", "......o.....", 0.35},
       {kSnare, "....o.......", "........o.o.", 0.65}}}},
    {"six_eight", 6, kSoftInfo,
     {{{kKick, "x...........", "x.........o."},
       {kKick, "....o.......", "........o...", 0.6},
       {kSideStick, "......x.....", "......x.....", 0.1, 0.4},
       {kSnare, "......X.....", "......X...o.", 0.4},
       {kClosedHat, "x.x.x.x.x.x.", "x.x.x.x.x.x."}}}},
    {"train", 4, kRockInfo,
     {{{kKick, "x...x...x...x...", "x...x...x...x.o."},
       {kSnare, "o.x.o.x.o.x.o.x.", "o.x.o.x.o.xoo.x.", 0, 0.45},
       {kSnare, "ooxoooxoooxoooxo", "ooxoooxoooxoooXX", 0.45},
       {kPedalHat, "....x.......x...", "....x.......x..."},
       {kTambourine, "....x.......x...", "....x.......x...", 0.75}}}},
    {"bossa", 4, kBrushInfo,
     {{{kKick, "x.....o.x.....o.", "x.....o.x.....o."},
       {kSideStick, "x.....x.....x...", "....x.....x.....", 0.15},
       {kClosedHat, "x.x.x.x.x.x.x.x.", "x.x.x.x.x.x.x.x."},
       {kShaker, "o.x.o.x.o.x.o.x.", "o.x.o.x.o.x.o.x.", 0.55}}}},
    {"one_drop", 4, kSoftInfo,
     {{{kKick, "........X.......", "........X.......", 0, 0.75},
       {kKick, "x.......X.......", "x.......X.....o.", 0.75},
       {kSideStick, "........x.......", "......o.x.....o."},
       {kClosedHat, "o.X.o.X.o.X.o.X.", "o.X.o.X.o.X.o.O."}}}},
    {"funk", 4, kRockInfo,
     {{{kKick, "x.x.......x.....", "x..x..x...x.....", 0},
       {kKick, ".............x..", "..............o.", 0.5},
       {kSnare, "....X.......X...", "....X.......X...", 0.1},
       {kSnare, ".......o.o.....o", ".......o.o......", 0.35},
       {kClosedHat, "x.x.x.x.x.x.x.x.", "x.x.x.x.x.x.x.O.", 0, 0.4},
       {kClosedHat, "XoxoXoxoXoxoXoxo", "XoxoXoxoXoxoXoOo", 0.4}}}},
    {"cinematic", 4, {true, false, FillKind::toms, false, false, kCrash},
     {{{kLowFloorTom, "X...............", "X.........x.....", 0, 0.5},
       {kLowFloorTom, "X.....x.X...x...", "X.....x.X...x.x.", 0.5},
       {kHighFloorTom, "........o.......", "........o...o...", 0.2, 0.5},
       {kHighFloorTom, "..xo..o...xo..o.", "..xo..o...xo.xox", 0.5},
       {kLowTom, "o.o.o.o.o.o.o.o.", "o.o.o.o.o.o.oooo", 0.7},
       {kKick, "x.......x.......", "x.......x.......", 0.6}}}},
}};

const Groove* find_groove(std::string_view name) {
  for (const Groove& groove : kGrooveTable) {
    if (groove.name == name) return &groove;
  }
  return nullptr;
}

constexpr int kFiller = -1;

/// Which cell of the pattern each pulse of the measure plays; kFiller is a pulse of hats alone.
std::vector<int> cells_for(std::size_t pulses, std::size_t cells) {
  std::vector<int> map;
  if (cells == 4) {
    switch (pulses) {
      case 1: return {0};
      case 2: return {0, 1};
      case 3: return {0, kFiller, 3};
      case 5: return {0, 1, kFiller, 2, 3};
      case 6: return {0, 1, kFiller, 2, 3, kFiller};
      case 7: return {0, 1, 2, 3, 2, kFiller, 3};
      default: break;
    }
  }
  if (cells == 3 && pulses == 4) return {0, 1, 2, 1};
  if (cells == 3 && pulses == 2) return {0, 2};
  if (cells == 3 && pulses == 5) return {0, 1, 2, 0, 2};
  for (std::size_t i = 0; i < pulses; ++i) map.push_back(static_cast<int>(i % cells));
  return map;
}

/// Beats after the pulse at which a step of the pattern falls; negative when the pulse has no room for it.
double place_of_step(int step, int cell_steps, double pulse_beats) {
  const int room = static_cast<int>(std::lround(pulse_beats * 4));
  if (room == cell_steps) return step * 0.25;
  if (step == 0) return 0;
  if (cell_steps == 4 && room == 6) return step == 2 ? 1.0 : step == 3 ? 1.25 : -1;
  if (cell_steps == 6 && room == 4) return step == 4 ? 0.5 : -1;
  return step * 0.25 < pulse_beats - 1e-9 && cell_steps > room ? step * 0.25 : -1;
}

bool is_hat(int drum) {
  return drum == kClosedHat || drum == kOpenHat || drum == kRide || drum == kShaker || drum == kPedalHat;
}

int velocity_of(char mark, int drum, double place, double energy) {
  double level = mark == 'X' ? 112 : mark == 'o' ? 46 : 96;
  if (is_hat(drum)) {
    const bool on_pulse = std::abs(place - std::round(place)) < 1e-9;
    const bool on_eighth = std::abs(place * 2 - std::round(place * 2)) < 1e-9;
    level = mark == 'X' ? 98 : mark == 'o' ? 44 : on_pulse ? 88 : on_eighth ? 66 : 50;
    if (drum == kShaker) level -= 18;
  }
  if (drum == kTambourine || drum == kSideStick) level -= 12;
  level *= 0.72 + 0.33 * energy;
  return std::clamp(static_cast<int>(std::lround(level)), 18, 124);
}

}  // namespace

GrooveInfo groove_info(std::string_view groove) {
  if (groove == "none") return {true, true, FillKind::none, false, false, kCrash};
  const Groove* found = find_groove(groove);
  return found == nullptr ? GrooveInfo{} : found->info;
}

std::vector<DrumHit> groove_measure(std::string_view name, const Metre& metre, int variant, double energy) {
  std::vector<DrumHit> hits;
  const Groove* groove = find_groove(name);
  if (groove == nullptr) return hits;
  for (const Lane& lane : groove->lanes) {
    if (lane.a.empty() || energy < lane.from_energy || energy >= lane.to_energy) continue;
    const std::string_view steps = variant == 0 ? lane.a : lane.b;
    const std::size_t cells = steps.size() / static_cast<std::size_t>(groove->cell_steps);
    const std::vector<int> map = cells_for(metre.pulses.size(), cells);
    for (std::size_t p = 0; p < metre.pulses.size(); ++p) {
      const bool filler = map[p] == kFiller;
      if (filler && !is_hat(lane.drum)) continue;
      const int cell = filler ? 1 : map[p];
      const Pulse& pulse = metre.pulses[p];
      for (int s = 0; s < groove->cell_steps; ++s) {
        const char mark = steps[static_cast<std::size_t>(cell * groove->cell_steps + s)];
        const double place = mark == '.' ? -1 : place_of_step(s, groove->cell_steps, pulse.length);
        if (place < 0) continue;
        const int drum = mark == 'O' ? static_cast<int>(kOpenHat) : lane.drum;
        hits.push_back({pulse.start + place, drum, velocity_of(mark, drum, place, energy), mark == 'o'});
      }
      // A long pulse of a pattern in quarters keeps its eighths going.
      if (is_hat(lane.drum) && groove->cell_steps == 4 && pulse.length > 1.2) {
        hits.push_back({pulse.start + 0.5, lane.drum, velocity_of('x', lane.drum, 0.5, energy), false});
      }
    }
  }
  std::stable_sort(hits.begin(), hits.end(), [](const DrumHit& a, const DrumHit& b) {
    return a.start != b.start ? a.start < b.start : a.drum < b.drum;
  });
  // Two lanes may name one drum: the louder hit stays.
  std::vector<DrumHit> merged;
  for (const DrumHit& hit : hits) {
    if (!merged.empty() && merged.back().drum == hit.drum && std::abs(merged.back().start - hit.start) < 1e-9) {
      if (hit.velocity > merged.back().velocity) merged.back() = hit;
    } else {
      merged.push_back(hit);
    }
  }
  return merged;
}

std::vector<double> kick_places(std::string_view groove, const Metre& metre, int variant, double energy) {
  std::vector<double> places;
  for (const DrumHit& hit : groove_measure(groove, metre, variant, energy)) {
    if (hit.drum == kKick && !hit.ghost) places.push_back(hit.start);
  }
  if (places.empty() || places.front() > 1e-9) places.insert(places.begin(), 0.0);
  return places;
}

}  // namespace souls::band::music
