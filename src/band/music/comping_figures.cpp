#include "band/music/comping_figures.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

namespace souls::band::music {
namespace {

using Hits = std::vector<Hit>;

/// Off-beat places of a measure: the middle of quarter pulses, the last eighth of dotted ones.
std::vector<double> off_beats(const Metre& metre) {
  std::vector<double> places;
  for (const Pulse& pulse : metre.pulses)
    places.push_back(pulse.start + (pulse.length > 1.2 ? pulse.length - 0.5 : pulse.length / 2));
  return places;
}

/// All eighths (or the pulses' halves) of a measure.
std::vector<double> eighths(const Metre& metre) {
  std::vector<double> places;
  for (double beat = 0; beat < metre.measure_beats - 1e-9; beat += 0.5) places.push_back(beat);
  return places;
}

void fit_lengths(const Metre& metre, Hits& hits, double longest) {
  for (std::size_t i = 0; i < hits.size(); ++i) {
    const double next = i + 1 < hits.size() ? hits[i + 1].start : metre.measure_beats;
    hits[i].length = std::min(longest, next - hits[i].start);
  }
}

Hits block(const FigureFrame& f) {
  Hits hits;
  const bool syncopated = Random(f.pattern_seed).chance(0.5);
  for (const Pulse& pulse : f.metre.pulses) {
    const bool plays = pulse.strength == 4 || (f.energy > 0.3 && pulse.strength == 3) || f.energy > 0.62;
    if (plays) hits.push_back({pulse.start, 1, Touch::chord, 0, pulse.strength >= 3 ? 2.0 : -5.0});
  }
  if (syncopated && f.energy > 0.35 && f.measure % 2 == 1 && f.metre.measure_beats >= 3) {
    const double push = f.metre.measure_beats - 0.5;
    hits.push_back({push, 0.5, Touch::upper, 0, -3});
  }
  fit_lengths(f.metre, hits, 8);
  return hits;
}

Hits sustained(const FigureFrame& f) { return {{0, f.metre.measure_beats, Touch::chord, 0, 0}}; }

Hits strum(const FigureFrame& f) {
  // Down on the pulses; up between them where the pattern says so. Two measures make a pattern.
  static constexpr std::array<std::array<int, 4>, 6> kUps = {
      {{0, 1, 1, 1}, {0, 1, 0, 1}, {0, 1, 1, 0}, {1, 0, 1, 1}, {0, 0, 1, 1}, {1, 1, 1, 1}}};
  Random random(f.pattern_seed);
  const auto& first = kUps[static_cast<std::size_t>(random.integer(0, 5))];
  const auto& second = kUps[static_cast<std::size_t>(random.integer(0, 5))];
  const bool holds_three = random.chance(0.6);  // the third beat is tied over in the island pattern
  const auto& ups = f.measure % 2 == 0 ? first : second;
  const std::vector<double> offs = off_beats(f.metre);
  Hits hits;
  for (std::size_t p = 0; p < f.metre.pulses.size(); ++p) {
    const Pulse& pulse = f.metre.pulses[p];
    const bool tied = holds_three && p == 2 && f.metre.pulses.size() == 4 && ups[1] == 1;
    const bool plays = pulse.strength >= 3 || f.energy > 0.25;
    if (plays && !tied)
      hits.push_back({pulse.start, 1, p == 0 ? Touch::chord : Touch::upper, 0,
                      pulse.strength >= 3 ? 4.0
                      : p % 2 == 1        ? 7.0
                                          : 0.0});
    if (pulse.length > 1.2 && f.energy > 0.4) hits.push_back({pulse.start + 0.5, 0.5, Touch::upper, 0, -10});
    if (f.energy > 0.2 && ups[p % 4] == 1) hits.push_back({offs[p], 0.5, Touch::upper, 0, -9});
  }
  if (f.energy > 0.7 && f.tempo_bpm < 125 && f.metre.pulses.size() >= 3) {
    hits.push_back({f.metre.pulses.back().start + 0.75, 0.25, Touch::upper, 0, -12});
  }
  std::stable_sort(hits.begin(), hits.end(), [](const Hit& a, const Hit& b) { return a.start < b.start; });
  fit_lengths(f.metre, hits, 1.5);
  return hits;
}

Hits fingerpick(const FigureFrame& f) {
  static constexpr std::array<std::array<int, 8>, 4> kOrders = {
      {{1, 3, 2, 3, 1, 3, 2, 3}, {1, 2, 3, 2, 1, 2, 3, 2}, {3, 2, 1, 2, 3, 2, 1, 3}, {2, 1, 3, 1, 2, 3, 1, 2}}};
  const auto& order = kOrders[static_cast<std::size_t>(Random(f.pattern_seed).integer(0, 3))];
  Hits hits;
  std::size_t k = static_cast<std::size_t>(f.measure % 2) * 2;
  for (std::size_t p = 0; p < f.metre.pulses.size(); ++p) {
    const Pulse& pulse = f.metre.pulses[p];
    const bool thumb = f.energy > 0.25 || pulse.strength >= 3;
    if (thumb)
      hits.push_back({pulse.start, pulse.length, p % 2 == 0 ? Touch::bass : Touch::fifth, 0, p == 0 ? 6.0 : 0.0});
    if (p == 0 && f.measure % 2 == 0) hits.push_back({pulse.start, pulse.length, Touch::single, 3, 0});
    for (double at = 0.5; at < pulse.length - 1e-9; at += 0.5) {
      if (f.energy < 0.2 && p % 2 == 1) continue;
      hits.push_back({pulse.start + at, 1, Touch::single, order[k++ % 8], -5});
    }
  }
  if (f.metre.pulses.front().length < 0.9) hits.push_back({0, 0.5, Touch::single, 2, 0});
  return hits;
}

Hits arpeggio(const FigureFrame& f) {
  static constexpr std::array<std::array<int, 8>, 4> kOrders = {
      {{0, 1, 2, 3, 4, 3, 2, 1}, {0, 2, 1, 3, 2, 4, 3, 1}, {0, 1, 2, 3, 4, 5, 4, 3}, {0, 2, 4, 3, 2, 4, 3, 1}}};
  const auto& order = kOrders[static_cast<std::size_t>(Random(f.pattern_seed).integer(0, 3))];
  const bool fine = f.energy > 0.75 && f.tempo_bpm < 84;
  const bool is_compound = f.metre.pulses.front().length > 1.2;
  Hits hits;
  std::size_t k = 0;
  for (double beat = 0; beat < f.metre.measure_beats - 1e-9; beat += fine ? 0.25 : 0.5) {
    const int strength = f.metre.strength(beat);
    if (f.energy < 0.18 && strength < 2 && !is_compound) {
      ++k;
      continue;
    }
    hits.push_back({beat, f.energy < 0.5 ? 1.5 : 1, Touch::single, order[k++ % 8], strength >= 3 ? 3.0 : is_compound ? 2.0 : -2.0});
  }
  return hits;
}

Hits broken(const FigureFrame& f) {
  static constexpr std::array<std::array<int, 4>, 3> kAlberti = {{{0, 2, 1, 2}, {0, 1, 2, 1}, {0, 2, 3, 2}}};
  const auto& order = kAlberti[static_cast<std::size_t>(Random(f.pattern_seed).integer(0, 2))];
  Hits hits;
  std::size_t k = 0;
  for (const Pulse& pulse : f.metre.pulses) {
    if (pulse.strength >= 3) k = 0;
    hits.push_back({pulse.start, pulse.length, pulse.strength == 4 ? Touch::bass : Touch::single, order[k++ % 4], 3});
    if (f.metre.pulses.size() == 3 && pulse.strength < 4)
      hits.back() = {pulse.start, pulse.length, Touch::upper, 0, -3};
    if (f.energy < 0.22) continue;
    for (double at = 0.5; at < pulse.length - 1e-9; at += 0.5) {
      hits.push_back({pulse.start + at, 0.5, Touch::single, order[k++ % 4] + 1, -6});
    }
  }
  return hits;
}

Hits stabs(const FigureFrame& f) {
  static constexpr std::array<std::array<double, 5>, 6> kPlaces = {{{0.5, 1.5, 2.75, 3.5, -1},
                                                                    {0, 0.75, 1.5, 2.5, -1},
                                                                    {0.75, 1.5, 2.5, 3.25, -1},
                                                                    {0, 1.5, 3, -1, -1},
                                                                    {0.5, 1.25, 2, 3.5, -1},
                                                                    {0, 0.75, 2.25, 3, -1}}};
  Random random(f.pattern_seed);
  const auto first = static_cast<std::size_t>(random.integer(0, 5));
  const auto second = static_cast<std::size_t>(random.integer(0, 5));
  const auto& places = kPlaces[f.measure % 2 == 0 ? first : (f.energy > 0.4 ? second : first)];
  Hits hits;
  for (double place : places) {
    if (place < 0 || place > f.metre.measure_beats - 0.25) continue;
    if (f.energy < 0.3 && hits.size() >= 2) break;
    hits.push_back({place, f.energy > 0.6 ? 0.25 : 0.5, Touch::chord, 0, f.metre.strength(place) >= 2 ? 2.0 : 5.0});
  }
  if (hits.empty()) hits.push_back({0, 0.5, Touch::chord, 0, 0});
  return hits;
}

Hits offbeat(const FigureFrame& f) {
  Hits hits;
  if (f.metre.pulses.size() == 3 && f.metre.pulses.front().length < 1.2) {  // oom-pah-pah
    for (std::size_t p = 1; p < 3; ++p)
      hits.push_back({f.metre.pulses[p].start, 0.5, Touch::chord, 0, p == 1 ? 2.0 : -3.0});
    return hits;
  }
  const std::vector<double> offs = off_beats(f.metre);
  for (std::size_t p = 0; p < offs.size(); ++p) {
    hits.push_back({offs[p], f.energy > 0.6 ? 0.25 : 0.4, Touch::chord, 0, p % 2 == 1 ? 5.0 : 0.0});
    if (f.measure % 4 == 3 && p + 1 == offs.size() && f.energy > 0.5)
      hits.push_back({offs[p] + 0.25, 0.25, Touch::upper, 0, -12});
  }
  return hits;
}

Hits bossa(const FigureFrame& f) {
  static constexpr std::array<std::array<double, 4>, 4> kEven = {
      {{0, 1.5, 3, -1}, {0, 1, 2.5, -1}, {0, 1.5, 2.5, -1}, {0.5, 1.5, 3, -1}}};
  static constexpr std::array<std::array<double, 4>, 4> kOdd = {
      {{0.5, 2, 3.5, -1}, {0.5, 1.5, 3, -1}, {1, 2, 3.5, -1}, {0, 1.5, 2.5, 3.5}}};
  const auto variant = static_cast<std::size_t>(Random(f.pattern_seed).integer(0, 3));
  const auto& places = f.measure % 2 == 0 ? kEven[variant] : kOdd[variant];
  Hits hits;
  for (double place : places) {
    if (place >= 0 && place < f.metre.measure_beats - 0.2)
      hits.push_back({place, 1, Touch::upper, 0, f.metre.strength(place) < 2 ? 3.0 : 0.0});
  }
  fit_lengths(f.metre, hits, 1.0);
  hits.push_back({0, 1.5, Touch::bass, 0, 2});
  if (f.metre.middle() > 0) hits.push_back({f.metre.middle(), 1.5, Touch::fifth, 0, -2});
  return hits;
}

Hits power(const FigureFrame& f) {
  Hits hits;
  if (f.energy < 0.35) return {{0, f.metre.measure_beats, Touch::power, 0, 0}};
  Random random(f.pattern_seed);
  const bool drives = f.energy > 0.55 || random.chance(0.4);
  const std::array<bool, 8> gallop = {true, false, true, true, true, false, true, random.chance(0.5)};
  std::size_t k = 0;
  for (double beat : eighths(f.metre)) {
    const bool plays = drives || gallop[k % 8];
    if (plays)
      hits.push_back({beat, 0.5, Touch::power, 0,
                      f.metre.strength(beat) >= 3   ? 8.0
                      : f.metre.strength(beat) == 2 ? 2.0
                                                    : -4.0});
    ++k;
  }
  if (!drives) fit_lengths(f.metre, hits, 1.5);
  if (f.measure % 4 == 3 && hits.size() > 2) {  // the phrase's last chord is held
    hits.pop_back();
    hits.back().length = f.metre.measure_beats - hits.back().start;
  }
  return hits;
}

Hits ostinato(const FigureFrame& f) {
  static constexpr std::array<std::array<int, 8>, 5> kFigures = {{{0, 1, 2, 1, 0, 1, 2, 1},
                                                                  {0, 0, 2, 0, 1, 0, 2, 0},
                                                                  {0, 2, 1, 2, 0, 2, 1, 3},
                                                                  {2, 1, 0, 1, 2, 1, 0, 1},
                                                                  {0, 1, 0, 2, 0, 1, 0, 3}}};
  const auto& figure = kFigures[static_cast<std::size_t>(Random(f.pattern_seed).integer(0, 4))];
  const bool fine = f.energy > 0.65 && f.tempo_bpm < 100;
  Hits hits;
  std::size_t k = 0;
  for (double beat = 0; beat < f.metre.measure_beats - 1e-9; beat += fine ? 0.25 : 0.5) {
    const int accent = k % 3 == 0 && f.measure % 2 == 1 ? 6 : f.metre.strength(beat) >= 3 ? 8 : -3;
    hits.push_back({beat, fine ? 0.25 : 0.5, Touch::single, figure[k % 8], static_cast<double>(accent)});
    ++k;
  }
  return hits;
}

Hits swing(const FigureFrame& f) {
  // Comping of a jazz pianist: short figures that come and go, another in each measure.
  static constexpr std::array<std::array<double, 3>, 7> kFour = {
      {{0, 1.5, -1}, {1.5, 3, -1}, {0.5, 2, -1}, {1, 2.5, -1}, {1.5, 3.5, -1}, {0, 2.5, -1}, {0.5, 1.5, 3}}};
  static constexpr std::array<std::array<double, 3>, 5> kThree = {
      {{0, 1.5, -1}, {1, 2, -1}, {0.5, 2, -1}, {1.5, -1, -1}, {0, 1, 2.5}}};
  Random random(derive_seed(f.pattern_seed, {"swing", std::to_string(f.measure % 8)}));
  std::array<double, 3> places{};
  if (f.metre.measure_beats < 3.9) {
    places = kThree[static_cast<std::size_t>(random.integer(0, 4))];
  } else {
    places = kFour[static_cast<std::size_t>(random.integer(0, 6))];
  }
  Hits hits;
  for (double place : places) {
    if (place >= 0 && place < f.metre.measure_beats - 0.2)
      hits.push_back({place, random.chance(0.5) ? 0.5 : 1.0, Touch::chord, 0, f.metre.strength(place) < 2 ? 4.0 : 0.0});
  }
  if (hits.empty()) hits.push_back({0, 1, Touch::chord, 0, 0});
  return hits;
}

}  // namespace

std::vector<Hit> figure_measure(std::string_view comping, const FigureFrame& frame) {
  struct Entry {
    std::string_view name;
    Hits (*play)(const FigureFrame&);
  };
  static constexpr std::array<Entry, 12> kFigures = {{{"block", block},
                                                      {"sustained", sustained},
                                                      {"strum", strum},
                                                      {"fingerpick", fingerpick},
                                                      {"arpeggio", arpeggio},
                                                      {"broken", broken},
                                                      {"stabs", stabs},
                                                      {"offbeat", offbeat},
                                                      {"bossa", bossa},
                                                      {"power", power},
                                                      {"ostinato", ostinato},
                                                      {"swing", swing}}};
  Hits hits;
  const auto found = std::find_if(kFigures.begin(), kFigures.end(), [&](const Entry& e) { return e.name == comping; });
  hits = found == kFigures.end() ? block(frame) : found->play(frame);
  std::stable_sort(hits.begin(), hits.end(), [](const Hit& a, const Hit& b) { return a.start < b.start; });
  return hits;
}

}  // namespace souls::band::music
