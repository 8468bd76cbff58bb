#include "song/melody.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <tuple>

namespace souls::song {
namespace {

constexpr double kShortestBeats = 1.0 / 16;

using Profile = std::array<double, 12>;
constexpr Profile kMajor = {6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88};
constexpr Profile kMinor = {6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17};

/// Pearson's correlation of durations, counted from a tonic, with a profile.
double correlation(const Profile& durations, int tonic, const Profile& profile) {
  const double mean_x = std::accumulate(durations.begin(), durations.end(), 0.0) / 12;
  const double mean_y = std::accumulate(profile.begin(), profile.end(), 0.0) / 12;
  double xy = 0, xx = 0, yy = 0;
  for (std::size_t degree = 0; degree < 12; ++degree) {
    const double x = durations[(degree + static_cast<std::size_t>(tonic)) % 12] - mean_x;
    const double y = profile[degree] - mean_y;
    xy += x * y;
    xx += x * x;
    yy += y * y;
  }
  return xx > 0 ? xy / std::sqrt(xx * yy) : 0;
}

}  // namespace

std::vector<MelodyNote> one_voice(std::vector<MelodyNote> notes, const TimeSignature& metre) {
  std::sort(notes.begin(), notes.end(), [](const MelodyNote& a, const MelodyNote& b) {
    return std::tuple(a.start_beat, -a.pitch, -a.length_beats) < std::tuple(b.start_beat, -b.pitch, -b.length_beats);
  });
  std::vector<MelodyNote> voice;
  for (const MelodyNote& note : notes) {
    if (note.length_beats < kShortestBeats) continue;
    if (!voice.empty() && note.start_beat - voice.back().start_beat < kShortestBeats) {
      if (note.pitch > voice.back().pitch) voice.back() = {voice.back().start_beat, note.length_beats, note.pitch};
      continue;
    }
    if (!voice.empty())
      voice.back().length_beats = std::min(voice.back().length_beats, note.start_beat - voice.back().start_beat);
    voice.push_back(note);
  }
  if (voice.empty()) return voice;
  const double rest = std::floor(voice.front().start_beat / metre.measure_beats()) * metre.measure_beats();
  for (MelodyNote& note : voice) note.start_beat -= rest;
  return voice;
}

Key estimate_key(const std::vector<MelodyNote>& notes) {
  Profile durations{};
  for (const MelodyNote& note : notes) durations[static_cast<std::size_t>(note.pitch % 12)] += note.length_beats;
  Key best;
  double highest = -2;
  for (const Mode mode : {Mode::major, Mode::minor}) {
    for (int tonic = 0; tonic < 12; ++tonic) {
      const double fits = correlation(durations, tonic, mode == Mode::major ? kMajor : kMinor);
      if (fits <= highest + 1e-12) continue;
      highest = fits;
      best = {tonic, mode};
    }
  }
  return best;
}

}  // namespace souls::song
