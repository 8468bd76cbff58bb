#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>
#include <vector>

#include "band/music/chords.hpp"
#include "band/music/harmonise.hpp"
#include "band/music/metre.hpp"
#include "band/music/music.hpp"
#include "band/music/progressions.hpp"

namespace souls::band::music {
namespace {

ProgressionPlace place_of(song::SectionKind kind) {
  switch (kind) {
    case song::SectionKind::prechorus:
      return ProgressionPlace::prechorus;
    case song::SectionKind::chorus:
    case song::SectionKind::solo:
    case song::SectionKind::outro:
      return ProgressionPlace::chorus;
    case song::SectionKind::bridge:
      return ProgressionPlace::bridge;
    case song::SectionKind::intro:
    case song::SectionKind::verse:
    case song::SectionKind::interlude:
      break;
  }
  return ProgressionPlace::verse;
}

/// One progression of the family, by preference one that fills the section in whole turns.
std::vector<MeasureNumerals> choose(const song::Plan& plan, const song::SectionPlan& section, Random& random) {
  std::string_view family = plan.traits.harmony;
  if (progressions(family, plan.key.mode, ProgressionPlace::verse).empty()) family = "pop";
  std::vector<std::vector<MeasureNumerals>> whole, any;
  for (std::string_view text : progressions(family, plan.key.mode, place_of(section.kind))) {
    any.push_back(read_progression(text));
    if (section.measures % static_cast<int>(any.back().size()) == 0) whole.push_back(any.back());
  }
  return random.pick(whole.empty() ? any : whole);
}

bool is_tonic(const MeasureNumerals& measure) {
  const std::string& numeral = measure.back();
  const std::size_t length = !numeral.empty() && (numeral[0] == 'I' || numeral[0] == 'i') ? 1 : 0;
  return length == 1 && (numeral.size() == 1 || (numeral[1] != 'I' && numeral[1] != 'i' && numeral[1] != 'V' &&
                                                 numeral[1] != 'v' && numeral[1] != '/'));
}

bool is_dominant(const MeasureNumerals& measure) {
  const std::string& numeral = measure.back();
  if (numeral.starts_with("VII") || numeral.starts_with("bVII")) return true;
  return numeral.starts_with('V') && !numeral.starts_with("VI");
}

/// Ends on the tonic, prepared by a chord that leads there.
void close_on_tonic(std::vector<MeasureNumerals>& measures, const CadenceStyle& style) {
  const std::size_t last = measures.size() - 1;
  measures[last] = {std::string(style.tonic)};
  if (last == 0) return;
  MeasureNumerals& before = measures[last - 1];
  const bool leads = is_dominant(before) || before.back().starts_with("IV") || before.back().starts_with("iv");
  if (leads) return;
  if (before.size() == 1 && last >= 2) {
    before.emplace_back(style.dominant);
  } else {
    before.back() = style.dominant;
  }
}

/// Ends open, on a chord that wants to go on.
void leave_open(std::vector<MeasureNumerals>& measures, const CadenceStyle& style) {
  if (is_dominant(measures.back())) return;
  if (measures.size() >= 3 && measures.back().size() == 1 && !is_tonic(measures.back())) {
    measures.back().emplace_back(style.half);
  } else {
    measures.back() = {std::string(style.half)};
  }
}

void shape_cadences(const song::Plan& plan, const song::SectionPlan& section, std::size_t period, Random& random,
                    std::vector<MeasureNumerals>& measures) {
  const CadenceStyle style = cadence_style(plan.traits.harmony, plan.key.mode);
  const bool close_verse = style.periods || random.chance(0.3);
  const std::size_t half = measures.size() / 2;
  if (style.periods && measures.size() >= 8 && measures.size() % 4 == 0 && period < measures.size()) {
    std::vector<MeasureNumerals> first(measures.begin(), measures.begin() + static_cast<long>(half));
    leave_open(first, style);
    std::copy(first.begin(), first.end(), measures.begin());
  }
  const bool last_of_song = !plan.sections.empty() && plan.sections.back().name == section.name;
  using enum song::SectionKind;
  if (last_of_song || section.kind == outro || section.kind == chorus) {
    close_on_tonic(measures, style);
  } else if (section.kind == prechorus || section.kind == bridge || section.kind == intro) {
    if (section.kind != intro || measures.size() >= 4) leave_open(measures, style);
  } else if (section.kind == verse && close_verse) {
    close_on_tonic(measures, style);
  }
}

/// Numerals of each measure where the band composes.
std::vector<MeasureNumerals> compose(const song::Plan& plan, const song::SectionPlan& section, Random& random) {
  const std::vector<MeasureNumerals> loop = choose(plan, section, random);
  std::vector<MeasureNumerals> measures;
  for (int m = 0; m < section.measures; ++m) measures.push_back(loop[static_cast<std::size_t>(m) % loop.size()]);
  shape_cadences(plan, section, loop.size(), random, measures);
  return measures;
}

}  // namespace

Result<std::vector<song::Chord>> make_harmony(const song::Plan& plan, const song::SectionPlan& section, Seed seed) {
  const Metre metre = metre_of(plan.time_signature);
  if (section.measures < 1 || section.measures > 1024) {
    return fail(ErrorCode::invalid_request, "A section has 1 to 1024 measures.");
  }
  Random random(derive_seed(seed, {"harmony"}));
  const std::vector<MeasureNumerals> measures =
      section.melody.empty() ? compose(plan, section, random) : harmonise(plan, section, random);

  std::vector<song::Chord> chords;
  const double middle = metre.middle();
  const bool parts = divides(metre);
  for (std::size_t m = 0; m < measures.size(); ++m) {
    const double start = static_cast<double>(m) * metre.measure_beats;
    if (measures[m].size() == 2 && parts) {
      chords.push_back({start, middle, symbol_of(measures[m][0], plan.key).value_or("N.C.")});
      chords.push_back(
          {start + middle, metre.measure_beats - middle, symbol_of(measures[m][1], plan.key).value_or("N.C.")});
    } else {
      // A measure that can't be parted keeps the chord that leads on.
      chords.push_back({start, metre.measure_beats, symbol_of(measures[m].back(), plan.key).value_or("N.C.")});
    }
  }
  return chords;
}

}  // namespace souls::band::music
