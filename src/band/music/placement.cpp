#include "band/music/placement.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>

#include "band/music/melody_statistics.hpp"

namespace souls::band::music {
namespace {

constexpr double kNever = 1e9;
constexpr double kShortestSeconds = 0.16;
constexpr double kShortestSecondsFull = 0.14;
constexpr double kSicilianaCost = 35;
constexpr double kDupletCost = 150;
// What a seed likes: deviations of the costs of steps and of places off the beat.
constexpr double kStepChance = 80;
constexpr double kPlaceChance = 50;

constexpr std::array<std::string_view, 96> kFunctionWords = {
    "a",     "an",     "the",   "and",   "or",    "but",  "nor",  "so",    "if",    "as",    "at",     "by",
    "for",   "from",   "in",    "into",  "of",    "off",  "on",   "onto",  "out",   "over",  "to",     "up",
    "upon",  "with",   "i",     "me",    "my",    "you",  "your", "he",    "him",   "his",   "she",    "her",
    "it",    "its",    "we",    "us",    "our",   "they", "them", "their", "this",  "that",  "these",  "those",
    "who",   "which",  "what",  "when",  "where", "how",  "is",   "am",    "are",   "was",   "were",   "be",
    "been",  "do",     "does",  "did",   "have",  "has",  "had",  "will",  "would", "shall", "should", "can",
    "could", "may",    "might", "must",  "not",   "no",   "than", "then",  "there", "here",  "just",   "too",
    "i'm",   "you're", "it's",  "we're", "i've",  "i'll", "i'd",  "don't", "can't", "like",  "some",   "all"};

std::string letters_of(const std::string& word) {
  std::string letters;
  for (char c : word) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalpha(byte) || c == '\'') letters += static_cast<char>(std::tolower(byte));
  }
  while (!letters.empty() && letters.back() == '\'') letters.pop_back();
  return letters;
}

bool is_function_word(const std::string& word) {
  return std::find(kFunctionWords.begin(), kFunctionWords.end(), letters_of(word)) != kFunctionWords.end();
}

/// What a style does with the grid and with the room of its line.
struct StyleHabits {
  double eighth = 5;      ///< cost of an onset on an off-beat eighth
  double sixteenth = 60;  ///< cost of an onset between eighths
  double late_start = 6;  ///< cost per 16th before the first onset
  double lilt = 0.2;      ///< octaves by which a stressed syllable wishes to outlast an unstressed one
  double fill = 0.85;     ///< share of the line's room that its steps wish to take
  double held_beats = 2;  ///< wished time from the last onset to the line's end
  double step_s = 1;      ///< that steps wish to last at most: words fall apart on longer ones
  double held_s = 2.4;    ///< that a syllable lasts at most
};

StyleHabits habits_of(std::string_view style) {
  if (style == "gentle") return {25, 160, 8, 0.5, 0.9, 2};
  if (style == "anthemic") return {15, 110, 10, 0.2, 0.85, 2.5};
  if (style == "syncopated") return {-30, 10, -2, 0, 0.85, 2};
  if (style == "riff") return {-5, 30, 5, 0, 0.85, 2};
  if (style == "floating") return {10, 40, 7, 1.3, 1, 2.2, 0.64, 1.3};
  return {};
}

/// A grid of ticks under a line, with all costs that a position has by itself.
class Grid {
 public:
  Grid(const RhythmFrame& frame, int ticks_per_beat, double shortest_s)
      : frame_(frame), per_beat_(ticks_per_beat), compound_(frame.metre.compound()), habits_(habits_of(frame.style)) {
    // Where beats are slow, sixteenths move as eighths do elsewhere.
    constexpr double kSlowBpm = 60, kUsualBpm = 100;
    habits_.sixteenth *= std::clamp(0.5 + 0.5 * (frame.tempo_bpm - kSlowBpm) / (kUsualBpm - kSlowBpm), 0.5, 1.0);
    total_ = static_cast<int>(std::floor(frame.measures * frame.metre.measure_beats * per_beat_ + 1e-6));
    measure_ = std::max(1, static_cast<int>(std::lround(frame.metre.measure_beats * per_beat_)));
    const double tick_s = 60 / frame.tempo_bpm / per_beat_;
    shortest_ = std::max(1, static_cast<int>(std::ceil(shortest_s / tick_s - 1e-6)));
    breath_ = std::max(per_beat_ / 2, static_cast<int>(std::ceil(0.25 / tick_s - 1e-6)));
    Random random(derive_seed(frame.motif_seed, {"rhythm"}));
    noise_.resize(static_cast<std::size_t>(measure_) * kNoiseColumns);
    for (double& value : noise_) value = kStepChance * random.normal();
    for (int tick = 0; tick < measure_; ++tick) places_.push_back(kPlaceChance * random.normal());
    for (double beat : frame.preferred) preferred_.push_back(static_cast<int>(std::lround(beat * per_beat_)));
  }

  int total() const { return total_; }
  int shortest() const { return shortest_; }
  int breath() const { return breath_; }
  double longest_beats() const { return std::max(1.0, habits_.held_s * frame_.tempo_bpm / 60); }
  double beat(int tick) const { return static_cast<double>(tick) / per_beat_; }
  int felt(int tick) const { return frame_.metre.strength(beat(tick)); }
  int counted(int tick) const { return song::beat_strength(beat(tick), frame_.metre.measure_beats); }

  double position_cost(int tick, const SyllableWeight& syllable) const {
    constexpr std::array<double, 5> kStrong = {230, 130, 25, 0, 0};
    constexpr std::array<double, 5> kSecondary = {110, 40, 0, 0, 15};
    constexpr std::array<double, 5> kFunction = {15, 0, 15, 45, 75};
    constexpr std::array<double, 5> kWeak = {10, 0, 45, 120, 170};
    const auto strength = static_cast<std::size_t>(felt(tick));
    const double by_stress = syllable.weight >= 2   ? kStrong[strength]
                             : syllable.weight >= 1 ? kSecondary[strength]
                             : syllable.weight > 0  ? kFunction[strength]
                                                    : kWeak[strength];
    double cost = by_stress;
    if (strength == 1) cost += habits_.eighth;
    if (strength == 0) {
      // The dotted figure of a siciliana is at home in every compound metre.
      cost += after_dotted(tick) ? kSicilianaCost : habits_.sixteenth + (frame_.swing > 0.54 ? 150 : 0);
    }
    if (strength < 2) cost += places_[static_cast<std::size_t>(tick % measure_)];
    if (!preferred_.empty()) cost += std::binary_search(preferred_.begin(), preferred_.end(), tick) ? -40 : 25;
    return cost + count_cost(tick, syllable);
  }

  /// Listeners who count quarters hear a compound measure's other pulses as off-beats: words of several syllables
  /// belong where both ways of counting agree, on the downbeat, or with their weak end after a dotted note.
  double count_cost(int tick, const SyllableWeight& syllable) const {
    constexpr std::array<double, 5> kMain = {260, 120, 60, 0, 0};
    constexpr std::array<double, 5> kWeak = {0, 20, 70, 90, 120};
    if (!compound_ || syllable.word_stress < 0 || syllable.word_stress == 2) return 0;
    const auto strength = static_cast<std::size_t>(counted(tick));
    return syllable.word_stress == 1 ? kMain[strength] : kWeak[strength];
  }

  double first_cost(int tick, const SyllableWeight& syllable) const {
    const int grace = syllable.weight < 1 ? per_beat_ : 0;  // an unstressed first syllable may wait for a weak place
    return habits_.late_start * 4.0 / per_beat_ * std::max(0, tick - grace);
  }

  /// Ticks that each syllable wishes to last: all together they fill the line, or as much of it as words bear.
  std::vector<double> wished_steps(const std::vector<SyllableWeight>& syllables) const {
    std::vector<double> steps;
    double sum = 0;
    for (const SyllableWeight& syllable : syllables) {
      steps.push_back(std::exp2(habits_.lilt * std::min(syllable.weight, 2.0) / 2));
      sum += steps.back();
    }
    const double wished_most = habits_.step_s * frame_.tempo_bpm / 60 * per_beat_;
    const double filled = std::min(room(), wished_most * static_cast<double>(steps.size()));
    for (double& step : steps) step = std::max<double>(shortest_, filled * step / sum);
    return steps;
  }

  /// From the onset at `from` to the next one.
  double step_cost(int from, int to, double wished) const {
    const int step = to - from;
    double cost = 0;
    // The songs that the costs are learned from are full of words; where there is more room, they tell less.
    constexpr double kLearned = 0.6, kSpread = 60, kUsualStep = 2;
    const double room = std::max(1.0, wished / kUsualStep);
    if (per_beat_ == 4) cost += kLearned / room * learned(from, step);
    const double ratio = std::log2(step / wished);
    cost += kSpread * std::sqrt(room) * ratio * ratio;
    const double seconds = step * 60 / frame_.tempo_bpm / per_beat_;
    if (seconds < 0.24) cost += (0.24 - seconds) * 900;
    // Two notes on a pulse of three make listeners count in four.
    if (after_dotted(from) && step * 4 != per_beat_) cost += kDupletCost;
    if (seconds > 1.9) cost += (seconds - 1.9) * 60;
    const int column = std::min(step, kNoiseColumns) - 1;
    return cost + noise_[static_cast<std::size_t>(from % measure_ * kNoiseColumns + column)];
  }

  /// Two syllables of one word: the one with the main stress belongs on the stronger place.
  double word_cost(const SyllableWeight& a, int at_a, const SyllableWeight& b, int at_b) const {
    if (a.word != b.word || a.word_stress == b.word_stress) return 0;
    int difference = 0, felt_difference = 0;
    if (a.word_stress == 1 && b.word_stress == 0) {
      difference = counted(at_a) - counted(at_b);
      felt_difference = felt(at_a) - felt(at_b);
    } else if (b.word_stress == 1 && a.word_stress == 0) {
      difference = counted(at_b) - counted(at_a);
      felt_difference = felt(at_b) - felt(at_a);
    } else {
      return 0;
    }
    return (difference < 0 ? 260 : difference == 0 ? 170 : 0) + (felt_difference < 0 ? 300 : 0);
  }

  /// Of the last onset; `sung` are the ticks that all syllables wish to take.
  double last_cost(int tick, double sung) const {
    const double rest_beats = static_cast<double>(total_ - tick) / per_beat_;
    const double whole_beats = frame_.metre.measure_beats * frame_.measures;
    const double rest_after = std::max(0.0, room() - sung) / per_beat_;
    const double wished = std::min(habits_.held_beats, whole_beats * 0.35) * frame_.stretch + rest_after;
    double cost = 55 * std::abs(rest_beats - wished);
    if (felt(tick) < 2) cost += 45;
    return cost;
  }

 private:
  static constexpr int kNoiseColumns = 16;

  /// Ticks of the line that its style likes to fill with song.
  double room() const { return habits_.fill * (total_ - breath_); }

  /// True for the sixteenth between a dotted eighth on a compound pulse and the pulse's last eighth.
  bool after_dotted(int tick) const { return compound_ && std::abs(std::fmod(beat(tick), 1.5) - 0.75) < 1e-6; }

  double learned(int from, int step) const {
    constexpr double kFar = 700;
    if (step > 16) return kFar;
    const auto column = static_cast<std::size_t>(step - 1);
    const int place = from % measure_;
    if (compound_) {
      const bool dotted = step == 3 && place % 6 == 0;
      return kOnsetCosts68[static_cast<std::size_t>(place % 12)][dotted ? column - 1 : column];
    }
    if (measure_ == 12) return kOnsetCosts34[static_cast<std::size_t>(place)][column];
    if (measure_ == 16) return kOnsetCosts44[static_cast<std::size_t>(place)][column];
    // Other metres borrow the habits of 4/4, pulse by pulse.
    for (std::size_t p = frame_.metre.pulses.size(); p-- > 0;) {
      const int pulse = static_cast<int>(std::lround(frame_.metre.pulses[p].start * per_beat_));
      if (place >= pulse)
        return kOnsetCosts44[(p % 4 * 4 + static_cast<std::size_t>(std::min(place - pulse, 3))) % 16][column];
    }
    return kOnsetCosts44[0][column];
  }

  const RhythmFrame& frame_;
  int per_beat_;
  bool compound_;
  StyleHabits habits_;
  int total_ = 0, measure_ = 1, shortest_ = 1, breath_ = 1;
  std::vector<double> noise_, places_;
  std::vector<int> preferred_;
};

/// Onsets in ticks by dynamic programming; empty when the line doesn't fit the grid.
std::vector<int> best_onsets(const std::vector<SyllableWeight>& syllables, const Grid& grid) {
  constexpr int kStepMax = 40;
  const auto count = syllables.size();
  const int total = grid.total();
  const int hold = grid.shortest();
  const std::vector<double> wished = grid.wished_steps(syllables);
  std::vector<std::vector<double>> cost(count, std::vector<double>(static_cast<std::size_t>(total), kNever));
  std::vector<std::vector<int>> before(count, std::vector<int>(static_cast<std::size_t>(total), -1));
  for (int tick = 0; tick < total; ++tick) {
    cost[0][static_cast<std::size_t>(tick)] =
        grid.position_cost(tick, syllables[0]) + grid.first_cost(tick, syllables[0]);
  }
  for (std::size_t i = 1; i < count; ++i) {
    for (int tick = 0; tick < total; ++tick) {
      const double here = grid.position_cost(tick, syllables[i]);
      for (int from = std::max(0, tick - kStepMax); from <= tick - grid.shortest(); ++from) {
        const double so_far = cost[i - 1][static_cast<std::size_t>(from)];
        if (so_far >= kNever) continue;
        const double all = so_far + here + grid.step_cost(from, tick, wished[i - 1]) +
                           grid.word_cost(syllables[i - 1], from, syllables[i], tick);
        if (all < cost[i][static_cast<std::size_t>(tick)]) {
          cost[i][static_cast<std::size_t>(tick)] = all;
          before[i][static_cast<std::size_t>(tick)] = from;
        }
      }
    }
  }
  const double sung = std::accumulate(wished.begin(), wished.end(), 0.0);
  int best = -1;
  double least = kNever;
  for (int tick = 0; tick < total; ++tick) {
    const double so_far = cost[count - 1][static_cast<std::size_t>(tick)];
    if (so_far >= kNever || total - tick < hold + grid.breath()) continue;
    const double all = so_far + grid.last_cost(tick, sung);
    if (all < least) {
      least = all;
      best = tick;
    }
  }
  if (best < 0) return {};
  std::vector<int> onsets(count);
  for (std::size_t i = count; i-- > 0;) {
    onsets[i] = best;
    best = before[i][static_cast<std::size_t>(best)];
  }
  return onsets;
}

std::vector<SyllableTime> times_of(const std::vector<int>& onsets, const Grid& grid) {
  const double longest_beats = grid.longest_beats();
  const double whole = grid.beat(grid.total());
  std::vector<SyllableTime> times;
  for (std::size_t i = 0; i < onsets.size(); ++i) {
    const double start = grid.beat(onsets[i]);
    double end = i + 1 < onsets.size() ? grid.beat(onsets[i + 1]) : whole - grid.beat(grid.breath());
    if (i + 1 == onsets.size() && whole - start >= 2.5) end = std::min(end, whole - 1);
    if (end - start > longest_beats) end = start + std::max(1.0, std::floor(longest_beats * 4) / 4);
    times.push_back({start, end - start});
  }
  return times;
}

/// The last resort: all alike, as slow as the line allows, on a fine grid that still has whole ticks.
std::vector<SyllableTime> spread_evenly(std::size_t count, const RhythmFrame& frame) {
  const double whole = frame.measures * frame.metre.measure_beats;
  const double shortest = kShortestSecondsFull * frame.tempo_bpm / 60;
  const double breath = std::max(0.0, std::min(0.25, whole - shortest * static_cast<double>(count)));
  constexpr int kTicksPerBeat = 96;
  const double ticks = std::floor((whole - breath) * kTicksPerBeat);
  std::vector<SyllableTime> times;
  for (std::size_t i = 0; i < count; ++i) {
    const double start = std::floor(ticks * static_cast<double>(i) / static_cast<double>(count));
    const double end = std::floor(ticks * static_cast<double>(i + 1) / static_cast<double>(count));
    times.push_back({start / kTicksPerBeat, (end - start) / kTicksPerBeat});
  }
  return times;
}

}  // namespace

std::vector<SyllableWeight> weights_of(const song::Line& line) {
  std::vector<SyllableWeight> weights;
  for (std::size_t w = 0; w < line.words.size(); ++w) {
    const song::Word& word = line.words[w];
    const bool function = is_function_word(word.text);
    const bool alone = word.syllables.size() == 1;
    for (const song::Syllable& syllable : word.syllables) {
      double weight = syllable.stress == 1 ? 2 : syllable.stress == 2 ? 1 : 0;
      if (alone) weight = function ? 0.4 : 2;
      if (function && weight > 1) weight = 1;
      weights.push_back({weight, static_cast<int>(w), alone ? -1 : syllable.stress});
    }
  }
  return weights;
}

std::vector<SyllableWeight> weights_of(const song::LinePlan& plan) {
  std::vector<SyllableWeight> weights;
  for (int i = 0; i < std::max(1, plan.syllables); ++i) {
    const bool stressed =
        static_cast<std::size_t>(i) < plan.stress.size() ? plan.stress[static_cast<std::size_t>(i)] == 'x' : i % 2 == 0;
    weights.push_back({stressed ? 2.0 : 0.0, i, -1});
  }
  return weights;
}

std::vector<SyllableTime> place_syllables(const std::vector<SyllableWeight>& syllables, const RhythmFrame& frame) {
  if (syllables.empty()) return {};
  struct Try {
    int ticks_per_beat;
    double shortest_s;
  };
  constexpr std::array<Try, 2> kTries = {{{4, kShortestSeconds}, {6, kShortestSecondsFull}}};
  for (const Try& attempt : kTries) {
    const Grid grid(frame, attempt.ticks_per_beat, attempt.shortest_s);
    const std::vector<int> onsets = best_onsets(syllables, grid);
    if (!onsets.empty()) return times_of(onsets, grid);
  }
  return spread_evenly(syllables.size(), frame);
}

}  // namespace souls::band::music
