#include "band/plan/sections.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "band/plan/text.hpp"

namespace souls::band::plan {
namespace {

using song::SectionKind;

constexpr int kRoomySyllablesMin = 4;
constexpr double kFloatingSyllablesPerS = 1.1;

std::string kind_name(SectionKind kind, const FormFamily& family) {
  switch (kind) {
    case SectionKind::intro:
      return "Intro";
    case SectionKind::verse:
      return "Verse";
    case SectionKind::prechorus:
      return std::string(family.prechorus_name);
    case SectionKind::chorus:
      return std::string(family.chorus_name);
    case SectionKind::bridge:
      return std::string(family.bridge_name);
    case SectionKind::solo:
      return "Solo";
    case SectionKind::interlude:
      return std::string(family.interlude_name);
    case SectionKind::outro:
      return "Outro";
  }
  return "Section";
}

/// The place that sections of a kind share: what they have in common.
std::string kind_place(SectionKind kind) {
  switch (kind) {
    case SectionKind::intro:
      return "Intro";
    case SectionKind::verse:
      return "Verse";
    case SectionKind::prechorus:
      return "Pre-Chorus";
    case SectionKind::chorus:
      return "Chorus";
    case SectionKind::bridge:
      return "Bridge";
    case SectionKind::solo:
      return "Solo";
    case SectionKind::interlude:
      return "Interlude";
    case SectionKind::outro:
      return "Outro";
  }
  return "Section";
}

/// The sections of a form without lines: names, places, beats.
std::vector<song::SectionPlan> frame(const FormFit& fit, const FormFamily& family, const song::TimeSignature& metre) {
  std::vector<song::SectionPlan> sections;
  std::map<char, int> total, seen;
  for (const char letter : fit.form.skeleton) ++total[letter];
  double beat = 0;
  for (std::size_t i = 0; i < fit.form.skeleton.size(); ++i) {
    const char letter = fit.form.skeleton[i];
    song::SectionPlan section;
    section.kind = kind_of_letter(letter);
    section.name = kind_name(section.kind, family);
    const bool numbered =
        total[letter] > 1 || section.kind == SectionKind::verse || section.kind == SectionKind::chorus;
    if (numbered) section.name += " " + std::to_string(++seen[letter]);
    section.words_place = section.kind == SectionKind::chorus ? "Chorus" : section.name;
    section.music_place = kind_place(section.kind);
    section.measures = fit.measures[i];
    section.start_beat = beat;
    section.length_beats = section.measures * metre.measure_beats();
    if (i + 1 == fit.form.skeleton.size()) section.length_beats -= fit.cut_beats;
    beat += section.length_beats;
    sections.push_back(std::move(section));
  }
  return sections;
}

/// The foot that a metre walks in; `other` gives a second one that fits as well.
std::string foot_of(const song::TimeSignature& metre, bool other) {
  if (metre.compound() || metre.numerator == 3) return other ? "x." : "x..";
  if (metre.numerator == 5) return other ? "x.x.." : "x..x.";
  if (metre.numerator == 7) return other ? "x..x.x." : "x.x.x..";
  return "x.";
}

}  // namespace

SongShapes choose_shapes(const Style& style, const FormFamily& family, const song::TimeSignature& metre,
                         const FormFit& fit, Random& random) {
  const double measure_s = measure_seconds(metre, fit.tempo_bpm);
  const double beat_s = (metre.compound() ? 1.5 : 4.0 / metre.denominator) * 60 / fit.tempo_bpm;
  const auto schemes = split(style.schemes, '|');
  const auto patterns = split(family.patterns, '|');
  const bool swapped = random.chance(0.4);
  SongShapes shapes;
  LineShape& verse = shapes.verse;
  verse.measures = fit.form.line_measures;
  verse.stride = verse.measures * fit.form.verse_stride;
  verse.syllables =
      line_syllables(verse.measures, measure_s, beat_s, style.syllables_per_s * random.uniform(1.04, 1.16));
  // More would have to be sung in even eighths, and in a compound metre stresses wait for its two pulses.
  const int eighths = static_cast<int>(verse.measures * metre.measure_beats() * 2);
  const int most = metre.compound() ? eighths * 2 / 3 : eighths * 3 / 4;
  verse.syllables = std::min(verse.syllables, std::max(kRoomySyllablesMin, most));
  verse.pattern =
      std::string(patterns[static_cast<std::size_t>(random.integer(0, static_cast<int>(patterns.size()) - 1))]);
  verse.foot = foot_of(metre, swapped);
  verse.scheme = std::string(schemes.front());
  // The chorus says less, on longer notes, and to another measure of feet.
  LineShape& chorus = shapes.chorus;
  chorus = verse;
  chorus.stride = chorus.measures;
  chorus.syllables = std::max(std::min(4, verse.syllables), verse.syllables - (verse.syllables >= 10 ? 2 : 1));
  chorus.pattern = random.chance(0.6) ? "0000" : "0101";
  if (chorus.pattern == verse.pattern && chorus.syllables == verse.syllables)
    chorus.pattern = verse.pattern == "0000" ? "0101" : "0000";
  chorus.foot = foot_of(metre, !swapped);
  chorus.scheme = std::string(schemes.size() > 1 ? schemes[1] : schemes.front());
  LineShape& prechorus = shapes.prechorus;
  prechorus = verse;
  prechorus.stride = prechorus.measures;
  prechorus.pattern = "00";
  LineShape& bridge = shapes.bridge;
  bridge = verse;
  bridge.stride = bridge.measures;
  bridge.pattern = "0000";
  bridge.scheme = verse.scheme == "AABB" ? "ABAB" : "AABB";
  bridge.foot = foot_of(metre, !swapped);
  if (style.melody == "floating") {  // long notes take the room for an answer, but not so long that words fall apart
    const int quarters = static_cast<int>(verse.stride * metre.measure_beats());
    verse.measures = verse.stride;
    verse.syllables = std::max(
        verse.syllables, std::min(line_syllables(verse.measures, measure_s, beat_s, kFloatingSyllablesPerS), quarters));
  }
  return shapes;
}

std::vector<song::SectionPlan> make_sections(const FormFit& fit, const FormFamily& family,
                                             const song::TimeSignature& metre, const SongShapes& shapes,
                                             bool instrumental) {
  std::vector<song::SectionPlan> sections = frame(fit, family, metre);
  for (std::size_t i = 0; i < sections.size() && !instrumental; ++i) {
    const int count = fit.form.lines[i];
    if (count == 0) continue;
    const LineShape& shape = sections[i].kind == SectionKind::chorus      ? shapes.chorus
                             : sections[i].kind == SectionKind::prechorus ? shapes.prechorus
                             : sections[i].kind == SectionKind::bridge    ? shapes.bridge
                                                                          : shapes.verse;
    sections[i].lines = make_lines(shape, count);
  }
  return sections;
}

std::vector<song::SectionPlan> make_own_sections(const FormFit& fit, const FormFamily& family,
                                                 const song::TimeSignature& metre, const std::vector<Stanza>& stanzas,
                                                 const std::vector<std::vector<song::LinePlan>>& lines) {
  std::vector<song::SectionPlan> sections = frame(fit, family, metre);
  for (std::size_t i = 0; i < sections.size(); ++i) {
    sections[i].lines = lines[i];
    sections[i].words = stanzas[i].lines;
    sections[i].words_place = sections[i].name;
    if (sections[i].words.empty()) continue;
    // The same words again are the same place, whatever their kind.
    for (std::size_t k = 0; k < i; ++k) {
      if (sections[k].kind == sections[i].kind && sections[k].words == sections[i].words) {
        sections[i].words_place = sections[k].words_place;
        break;
      }
    }
    const bool first_chorus = sections[i].kind == SectionKind::chorus && sections[i].words_place == sections[i].name &&
                              std::none_of(sections.begin(), sections.begin() + static_cast<std::ptrdiff_t>(i),
                                           [](const song::SectionPlan& s) { return s.words_place == "Chorus"; });
    if (first_chorus) sections[i].words_place = "Chorus";
  }
  return sections;
}

void set_energy(std::vector<song::SectionPlan>& sections, const std::vector<double>& fullness, const FormFamily& family,
                const Wishes& wishes, std::string_view mood) {
  const double lift = mood == "bold" || mood == "stormy" ? 0.06 : mood == "still" || mood == "tender" ? -0.06 : 0;
  for (std::size_t i = 0; i < sections.size(); ++i) {
    double energy =
        family.energy_low + (family.energy_high - family.energy_low) * std::pow(fullness[i], family.curve) + lift;
    if (wishes.loud_chorus && sections[i].kind == SectionKind::chorus)
      energy = *wishes.loud_chorus > 0 ? std::max(energy, 0.95) : std::min(energy, 0.35);
    if (wishes.loud_chorus && *wishes.loud_chorus > 0 && sections[i].kind == SectionKind::verse) energy -= 0.08;
    sections[i].energy = std::round(std::clamp(energy, 0.05, 1.0) * 100) / 100;
  }
}

}  // namespace souls::band::plan
