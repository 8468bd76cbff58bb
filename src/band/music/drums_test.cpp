#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "band/music/fixture.hpp"
#include "band/music/grooves.hpp"
#include "song/traits.hpp"

namespace souls::band::music {
namespace {

using song::SectionKind;

const std::vector<song::TimeSignature> kMetres = {{4, 4}, {3, 4}, {6, 8}, {5, 4}, {7, 8}, {12, 8},
                                                  {9, 8}, {2, 4}, {7, 4}, {5, 8}, {11, 8}};

song::Plan plan_with(std::string_view groove, song::TimeSignature metre, double energy) {
  song::Plan plan;
  plan.time_signature = metre;
  plan.traits.groove = groove;
  plan.tempo_bpm = 110;
  plan.tracks = {{"Drums", song::Role::drums, "kit_acoustic", ""}};
  for (SectionKind kind : {SectionKind::verse, SectionKind::chorus}) {
    song::SectionPlan section;
    section.name = std::string(song::to_string(kind));
    section.kind = kind;
    section.energy = energy;
    section.measures = 8;
    section.length_beats = 8 * metre.measure_beats();
    section.tracks = {"Drums"};
    plan.sections.push_back(section);
  }
  return plan;
}

std::set<std::pair<int, int>> measure_of(const std::vector<song::Note>& notes, int measure, double length) {
  std::set<std::pair<int, int>> hits;
  for (const song::Note& note : notes) {
    if (note.start_beat >= measure * length - 1e-6 && note.start_beat < (measure + 1) * length - 1e-6) {
      hits.emplace(static_cast<int>(std::lround((note.start_beat - measure * length) * 24)), note.pitch);
    }
  }
  return hits;
}

TEST(Grooves, AllPlayInEveryMetre) {
  for (std::string_view groove : song::kGrooves) {
    EXPECT_TRUE(groove_info(groove).known) << groove;
    for (song::TimeSignature metre : kMetres) {
      for (double energy : {0.1, 0.5, 0.95}) {
        for (int variant : {0, 1}) {
          const auto hits = groove_measure(groove, metre_of(metre), variant, energy);
          EXPECT_EQ(hits.empty(), groove == "none") << groove << " " << song::to_string(metre) << " " << energy;
          for (const DrumHit& hit : hits) {
            EXPECT_TRUE(hit.start >= 0 && hit.start < metre.measure_beats() - 1e-9)
                << groove << " " << song::to_string(metre);
            EXPECT_TRUE(hit.velocity >= 1 && hit.velocity <= 127);
            EXPECT_TRUE(hit.drum >= 27 && hit.drum <= 87);
          }
        }
      }
    }
  }
  EXPECT_FALSE(groove_info("polka").known);
}

TEST(Drums, FillBeforeTheNextSectionAndCrashOnTheChorus) {
  for (std::string_view groove : song::kGrooves) {
    if (groove == "none") continue;
    for (song::TimeSignature metre : kMetres) {
      const song::Plan plan = plan_with(groove, metre, 0.75);
      const auto verse = make_drums(plan, plan.sections[0], &plan.sections[1], 3).value();
      const double length = metre.measure_beats();
      EXPECT_NE(measure_of(verse, 7, length), measure_of(verse, 5, length))
          << groove << " " << song::to_string(metre) << ": a fill";
      const auto chorus = make_drums(plan, plan.sections[1], &plan.sections[0], 3).value();
      const int crash = groove_info(groove).crash;
      EXPECT_TRUE(measure_of(chorus, 0, length).contains({0, crash})) << groove;
    }
  }
}

TEST(Drums, EndTheSongOnTheLastDownbeat) {
  for (std::string_view groove : song::kGrooves) {
    const song::Plan plan = plan_with(groove, {4, 4}, 0.6);
    const auto notes = make_drums(plan, plan.sections[1], nullptr, 1).value();
    for (const song::Note& note : notes) EXPECT_LE(note.start_beat, 28) << groove;
  }
}

TEST(Drums, GrowWithEnergyAndAreTheSameForTheSameSeed) {
  for (std::string_view groove : {"straight", "rock", "four_on_floor", "funk", "synthwave", "cinematic"}) {
    const song::Plan calm = plan_with(groove, {4, 4}, 0.25), loud = plan_with(groove, {4, 4}, 0.95);
    const auto few = make_drums(calm, calm.sections[0], &calm.sections[1], 2).value();
    const auto many = make_drums(loud, loud.sections[0], &loud.sections[1], 2).value();
    EXPECT_LT(few.size(), many.size()) << groove;
    EXPECT_EQ(many, make_drums(loud, loud.sections[0], &loud.sections[1], 2).value());
  }
}

TEST(Drums, BuildUpToAHouseChorus) {
  const song::Plan plan = plan_with("four_on_floor", {4, 4}, 0.7);
  const auto notes = make_drums(plan, plan.sections[0], &plan.sections[1], 2).value();
  int early = 0, late = 0;
  for (const song::Note& note : notes) {
    if (note.pitch != kSnare) continue;
    early += note.start_beat >= 24 && note.start_beat < 28;
    late += note.start_beat >= 28;
  }
  EXPECT_GT(early, 3);
  EXPECT_GT(late, early);
}

TEST(Drums, RefuseAnUnknownGroove) {
  const song::Plan plan = plan_with("polka", {4, 4}, 0.5);
  EXPECT_FALSE(make_drums(plan, plan.sections[0], nullptr, 1).has_value());
}

}  // namespace
}  // namespace souls::band::music
