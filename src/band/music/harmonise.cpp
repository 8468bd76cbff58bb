#include "band/music/harmonise.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "band/music/chords.hpp"
#include "band/music/progressions.hpp"

namespace souls::band::music {
namespace {

constexpr double kNever = std::numeric_limits<double>::infinity();
constexpr double kBorrowedCost = 1.2;
constexpr double kNewCost = 0.7;     ///< of a step that the family doesn't know
constexpr double kStayCost = 0.45;   ///< of a chord that sounds on into the next measure
constexpr double kMiddleCost = 1.1;  ///< of a change in the middle of a measure
constexpr double kHomeCost = 2.5;    ///< of a section that should close and doesn't
constexpr double kTaste = 0.5;       ///< what a seed likes

/// A chord that the section may use.
struct Choice {
  std::string numeral;
  ChordSpan span;
  std::array<int, 7> scale{};
  double cost = 0;
};

/// The chords of a family, and which follow which.
struct Vocabulary {
  std::vector<Choice> choices;
  std::set<std::pair<std::string, std::string>> steps;
};

Vocabulary vocabulary_of(const song::Plan& plan, Random& random) {
  std::string_view family = plan.traits.harmony;
  if (progressions(family, plan.key.mode, ProgressionPlace::verse).empty()) family = "pop";
  Vocabulary words;
  std::set<std::string> seen;
  const auto add = [&](const std::string& numeral) {
    const auto symbol = symbol_of(numeral, plan.key);
    if (!symbol || !seen.insert(numeral).second) return;
    Choice choice;
    choice.numeral = numeral;
    choice.span = spans_of({{0, 4, *symbol}}).front();
    choice.scale = chord_scale(plan.key, choice.span);
    const std::array<int, 7> home = song::scale_of(plan.key);
    for (const int pitch_class : choice.span.pitch_classes()) {
      if (std::find(home.begin(), home.end(), pitch_class) == home.end()) choice.cost = kBorrowedCost;
    }
    choice.cost += random.uniform(0, kTaste);
    words.choices.push_back(std::move(choice));
  };
  using enum ProgressionPlace;
  for (const ProgressionPlace place : {verse, prechorus, chorus, bridge}) {
    for (const std::string_view text : progressions(family, plan.key.mode, place)) {
      std::vector<std::string> row;
      for (const MeasureNumerals& measure : read_progression(text))
        row.insert(row.end(), measure.begin(), measure.end());
      for (std::size_t i = 0; i < row.size(); ++i) {
        add(row[i]);
        words.steps.emplace(row[i], row[(i + 1) % row.size()]);
      }
    }
  }
  const CadenceStyle cadence = cadence_style(plan.traits.harmony, plan.key.mode);
  for (const std::string_view numeral : {cadence.tonic, cadence.dominant, cadence.half}) add(std::string(numeral));
  const bool major = plan.key.mode == song::Mode::major;
  for (const char* numeral : {"I", "ii", "IV", "V", "vi"}) {
    if (major) add(numeral);
  }
  for (const char* numeral : {"i", "III", "iv", "v", "V", "VI", "VII"}) {
    if (!major) add(numeral);
  }
  words.steps.emplace(cadence.dominant, cadence.tonic);
  return words;
}

/// How badly a chord holds the notes that sound from `start` to `end`; in beats of clash.
double clash(const Choice& choice, const std::vector<song::Note>& notes, double start, double end, const Metre& metre) {
  double cost = 0;
  for (const song::Note& note : notes) {
    const double sounds = std::min(end, note.start_beat + note.length_beats) - std::max(start, note.start_beat);
    if (sounds <= 1e-9 || choice.span.contains(note.pitch)) continue;
    const bool begins = note.start_beat >= start - 1e-9;
    const double weight = sounds * (begins ? 0.6 + 0.25 * metre.strength(note.start_beat) : 0.8);
    const int pitch_class = note.pitch % 12;
    const bool inside = std::find(choice.scale.begin(), choice.scale.end(), pitch_class) != choice.scale.end();
    const bool rubs = choice.span.contains(note.pitch - 1 + (note.pitch == 0 ? 12 : 0));
    cost += weight * (inside ? 1.0 : 2.5) + (rubs ? 0.7 * weight : 0);
  }
  return cost;
}

}  // namespace

std::vector<std::vector<std::string>> harmonise(const song::Plan& plan, const song::SectionPlan& section,
                                                Random& random) {
  const Metre metre = metre_of(plan.time_signature);
  const Vocabulary words = vocabulary_of(plan, random);
  std::vector<song::Note> notes;
  for (const auto& phrase : section.melody) notes.insert(notes.end(), phrase.begin(), phrase.end());
  const bool parts = divides(metre);
  const int per_measure = parts ? 2 : 1;
  const auto slots = static_cast<std::size_t>(section.measures * per_measure);
  const auto start_of = [&](std::size_t slot) {
    const std::size_t measure = slot / static_cast<std::size_t>(per_measure);
    return static_cast<double>(measure) * metre.measure_beats +
           (slot % static_cast<std::size_t>(per_measure) == 1 ? metre.middle() : 0);
  };
  const std::size_t count = words.choices.size();
  const CadenceStyle cadence = cadence_style(plan.traits.harmony, plan.key.mode);
  const bool closes = section.kind == song::SectionKind::chorus ||
                      (!plan.sections.empty() && plan.sections.back().name == section.name);
  const auto is_home = [&](const Choice& choice) { return choice.numeral == cadence.tonic; };
  const auto step_cost = [&](std::size_t from, std::size_t to, std::size_t slot) {
    if (slot % static_cast<std::size_t>(per_measure) == 1) return from == to ? 0.0 : kMiddleCost;
    if (from == to) return kStayCost;
    return words.steps.contains({words.choices[from].numeral, words.choices[to].numeral}) ? 0.0 : kNewCost;
  };
  std::vector<std::vector<double>> cost(slots, std::vector<double>(count, kNever));
  std::vector<std::vector<std::size_t>> before(slots, std::vector<std::size_t>(count, 0));
  for (std::size_t slot = 0; slot < slots; ++slot) {
    const double start = start_of(slot), end = start_of(slot + 1);
    for (std::size_t to = 0; to < count; ++to) {
      const Choice& choice = words.choices[to];
      const double here = clash(choice, notes, start, end, metre) + choice.cost / per_measure +
                          (slot == 0 && !is_home(choice) ? 0.5 : 0) +
                          (slot + 1 == slots && closes && !is_home(choice) ? kHomeCost : 0);
      double least = slot == 0 ? 0 : kNever;
      for (std::size_t from = 0; from < count && slot > 0; ++from) {
        const double so_far = cost[slot - 1][from] + step_cost(from, to, slot);
        if (so_far >= least) continue;
        least = so_far;
        before[slot][to] = from;
      }
      cost[slot][to] = least + here;
    }
  }
  std::size_t choice =
      static_cast<std::size_t>(std::min_element(cost.back().begin(), cost.back().end()) - cost.back().begin());
  std::vector<std::vector<std::string>> measures(static_cast<std::size_t>(section.measures));
  for (std::size_t slot = slots; slot-- > 0;) {
    auto& measure = measures[slot / static_cast<std::size_t>(per_measure)];
    const std::string& numeral = words.choices[choice].numeral;
    if (measure.empty() || measure.front() != numeral) measure.insert(measure.begin(), numeral);
    choice = before[slot][choice];
  }
  return measures;
}

}  // namespace souls::band::music
