#include "band/music/voicing.hpp"

#include <algorithm>
#include <cmath>

namespace souls::band::music {
namespace {

constexpr song::Pitch kMudBelow = 48;
constexpr int kOpenLow = 7;  ///< the closest interval below C3

/// The pitch classes to voice: third and seventh first, then colour, root, fifth; doubled from the root when few.
std::vector<int> tones_for(const ChordSpan& span, const VoicingFrame& frame) {
  std::vector<int> intervals = span.tones.intervals;
  const auto wanted = static_cast<std::size_t>(frame.voices);
  const auto drop = [&](int interval) {
    if (intervals.size() > wanted) std::erase(intervals, interval);
  };
  if (frame.rootless && intervals.size() >= 4 && wanted < intervals.size()) std::erase(intervals, 0);
  drop(7);
  drop(0);
  while (intervals.size() > wanted) intervals.pop_back();
  const std::size_t distinct = intervals.size();
  for (std::size_t i = 0; intervals.size() < wanted && distinct > 0; ++i) {
    intervals.push_back(i == 0 ? 0 : intervals[(distinct - 1 + i) % distinct]);
  }
  for (int& interval : intervals) interval = (span.tones.root + interval) % 12;
  return intervals;
}

double movement(const Voicing& from, const Voicing& to) {
  double cost = 0;
  for (std::size_t i = 0; i < to.size(); ++i) {
    int nearest = 99;
    for (song::Pitch p : from) nearest = std::min(nearest, std::abs(p - to[i]));
    cost += nearest;
  }
  if (!from.empty() && !to.empty()) cost += 0.5 * std::abs(from.back() - to.back());
  return cost;
}

double shape_cost(const Voicing& voicing, const VoicingFrame& frame) {
  double mean = 0, cost = 0;
  for (std::size_t i = 0; i < voicing.size(); ++i) {
    mean += voicing[i];
    if (i == 0) continue;
    const int gap = voicing[i] - voicing[i - 1];
    if (gap == 0) cost += 60;
    if (gap == 1) cost += 7;
    if (gap < kOpenLow && voicing[i - 1] < kMudBelow) cost += 40;
    if (gap > 9) cost += 1.5 * (gap - 9);
  }
  mean /= static_cast<double>(voicing.size());
  if (voicing.back() - voicing.front() > frame.span_max) cost += 10;
  return cost + 1.2 * std::abs(mean - frame.centre);
}

/// Tries every octave of every tone.
void search(const std::vector<int>& classes, std::size_t next, Voicing& chosen, const Voicing& before,
            const VoicingFrame& frame, Voicing& best, double& least) {
  if (next == classes.size()) {
    Voicing sorted = chosen;
    std::sort(sorted.begin(), sorted.end());
    const double cost = shape_cost(sorted, frame) + 0.8 * movement(before, sorted);
    if (cost < least) {
      least = cost;
      best = sorted;
    }
    return;
  }
  const int reach = 12;
  const song::Pitch from = std::max(frame.low, static_cast<song::Pitch>(std::lround(frame.centre)) - reach);
  const song::Pitch to = std::min(frame.high, static_cast<song::Pitch>(std::lround(frame.centre)) + reach);
  for (song::Pitch p = from; p <= to; ++p) {
    if (p % 12 != classes[next]) continue;
    chosen.push_back(p);
    search(classes, next + 1, chosen, before, frame, best, least);
    chosen.pop_back();
  }
}

}  // namespace

std::vector<Voicing> voice_chords(const std::vector<ChordSpan>& spans, const VoicingFrame& frame) {
  VoicingFrame inside = frame;
  inside.centre = std::clamp<double>(frame.centre, frame.low + 6, std::max(frame.low + 6, frame.high - 6));
  inside.voices = std::clamp(frame.voices, 2, 5);
  std::vector<Voicing> voicings;
  Voicing before;
  for (const ChordSpan& span : spans) {
    Voicing best;
    if (!span.silent()) {
      double least = 1e9;
      Voicing chosen;
      search(tones_for(span, inside), 0, chosen, before, inside, best, least);
      best.erase(std::unique(best.begin(), best.end()), best.end());
      before = best;
    }
    voicings.push_back(best);
  }
  return voicings;
}

}  // namespace souls::band::music
