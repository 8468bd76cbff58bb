#pragma once
// A small plan and a folder of packages without models, for tests of the studio.

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "models/registry.hpp"
#include "song/plan.hpp"
#include "song/request.hpp"

namespace souls::studio::test {

/// Intro, two verses and two choruses that share their words, in 4/4 at 120; lead, harmony, bass, drums.
inline song::Plan small_plan() {
  song::Plan plan;
  plan.title = "Small Song";
  plan.style = "pop";
  plan.mood = "hopeful";
  plan.theme = {"river"};
  plan.key = {9, song::Mode::minor};
  plan.tempo_bpm = 120;
  plan.voice = "alto";
  plan.harmony_voice = "soprano";
  plan.traits = {"straight", 0.5, "pop", "roots", "block", "lyrical", "medium", "pop"};
  plan.cover = {"riso", "hopeful", {"river"}};
  plan.tracks = {{"Lead Vocal", song::Role::lead, "alto", ""}, {"Harmony Vocal", song::Role::harmony, "soprano", ""},
                 {"Piano", song::Role::keys, "grand_piano", ""}, {"Bass", song::Role::bass, "finger_bass", ""},
                 {"Drums", song::Role::drums, "kit_acoustic", ""}};
  const auto add = [&](const std::string& name, song::SectionKind kind, const std::string& place, bool words) {
    song::SectionPlan section;
    section.name = name;
    section.kind = kind;
    section.measures = 4;
    section.start_beat = plan.end_beat();
    section.length_beats = 16;
    section.words_place = kind == song::SectionKind::chorus ? place : name;
    section.music_place = place;
    section.tracks = {"Piano", "Bass", "Drums"};
    if (words) {
      section.tracks.insert(section.tracks.begin(), {"Lead Vocal"});
      if (kind == song::SectionKind::chorus) section.tracks.push_back("Harmony Vocal");
      section.lines = {{0, 2, 8, ".x.x.x.x", 'A'}, {2, 2, 8, ".x.x.x.x", 'A'}};
    }
    plan.sections.push_back(section);
  };
  add("Intro", song::SectionKind::intro, "Intro", false);
  add("Verse 1", song::SectionKind::verse, "Verse", true);
  add("Chorus 1", song::SectionKind::chorus, "Chorus", true);
  add("Verse 2", song::SectionKind::verse, "Verse", true);
  add("Chorus 2", song::SectionKind::chorus, "Chorus", true);
  return plan;
}

inline song::Request small_request() {
  song::Request request;
  request.prompt = "a river";
  request.seed = 7;
  return request;
}

/// Packages that have names, versions and digests, and nothing to run.
inline models::Registry small_registry() {
  const auto folder = std::filesystem::path(testing::TempDir()) / ("small_packages." + std::to_string(::getpid()));
  for (const char* capability : {"plan", "lyrics", "music", "vocals", "sound", "visuals", "formats"}) {
    std::filesystem::create_directories(folder / capability);
    std::ofstream(folder / capability / "soul.json")
        << R"({"name": ")" << capability << R"(", "version": "1.0.0", "capability": ")" << capability
        << R"(", "contract": 1, "licence": "Apache-2.0", "files": []})";
  }
  return *models::Registry::open(folder);
}

}  // namespace souls::studio::test
