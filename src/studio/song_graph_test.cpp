#include "studio/song_graph.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "studio/small_plan_test.hpp"

namespace souls::studio {
namespace {

using test::small_plan;

SongGraph grow(const std::vector<song::Edit>& edits = {}, Until until = Until::all, bool previews = false,
               const song::Request& request = test::small_request()) {
  SongBrief brief;
  brief.request = request;
  brief.plan = sha256("plan");
  brief.original = small_plan();
  brief.edits = edits;
  brief.song = *apply_edits(brief.original, edits);
  brief.until = until;
  brief.previews = previews;
  auto graph = song_graph(brief, test::small_registry());
  EXPECT_TRUE(graph);
  return *graph;
}

const tasks::Step* find(const SongGraph& song, const std::string& id) {
  const auto found = std::find_if(song.graph.steps.begin(), song.graph.steps.end(), [&](const auto& s) { return s.id == id; });
  return found == song.graph.steps.end() ? nullptr : &*found;
}

TEST(SongGraph, IsSound) {
  const auto wiring = tasks::wire(grow().graph);
  EXPECT_TRUE(wiring) << wiring.error().message;
}

TEST(SongGraph, HasTheStepsOfASong) {
  const auto song = grow();
  for (const char* id : {"brief", "lyrics/Verse 1", "lyrics/Chorus 2", "harmony/Intro", "melody/Chorus 1", "arrangement/Verse 2/Bass",
                         "arrangement/Chorus 1/Harmony Vocal", "drums/Intro", "vocals/Chorus 1/Harmony Vocal", "sound/Intro/Drums",
                         "stem/Lead Vocal", "mix", "encode/mp3", "tag/wav", "cover", "score"}) {
    EXPECT_NE(find(song, id), nullptr) << id;
  }
  EXPECT_EQ(find(song, "lyrics/Intro"), nullptr);
  EXPECT_EQ(find(song, "arrangement/Verse 1/Harmony Vocal"), nullptr);
}

TEST(SongGraph, MakesEachFileOfTheFolder) {
  std::vector<std::string> paths;
  for (const auto& file : grow().files) paths.push_back(file.path);
  for (const char* path : {"lyrics.txt", "lyrics.lrc", "score.mid", "score.musicxml", "mix.wav", "mix.mp3", "mix.flac", "cover.png",
                           "stems/Lead Vocal.flac", "stems/Drums.flac"}) {
    EXPECT_NE(std::find(paths.begin(), paths.end(), path), paths.end()) << path;
  }
}

TEST(SongGraph, PreviewsMixTheSoundsOfTheirSectionAndChangeNothingElse) {
  const auto song = grow({}, Until::all, true);
  EXPECT_TRUE(tasks::wire(song.graph));
  const tasks::Step* preview = find(song, "preview/Chorus 1");
  ASSERT_NE(preview, nullptr);
  EXPECT_TRUE(is_preview(*preview));
  EXPECT_EQ(preview_path(*preview, "preview"), "previews/Chorus 1.mp3");
  EXPECT_EQ(preview_path(*find(song, "lyrics/Chorus 1"), "lines"), "previews/lyrics/Chorus 1.json");
  EXPECT_EQ(preview_path(*find(song, "melody/Chorus 1"), "notes"), "previews/notes/Chorus 1.json");
  EXPECT_EQ(preview_path(*find(song, "cover"), "thumbnail"), kSmallCover);
  EXPECT_EQ(preview_path(*find(song, "mix"), "mix"), std::nullopt);
  for (const auto& input : preview->inputs) EXPECT_EQ(input.from_step, "sound/Chorus 1/" + input.name);
  EXPECT_GT(preview->inputs.size(), 2u);
  const auto wiring = tasks::wire(song.graph);
  const auto urgency = [&](const std::string& id) {
    return wiring->remaining_seconds[static_cast<std::size_t>(find(song, id) - song.graph.steps.data())];
  };
  EXPECT_GT(urgency("preview/Verse 1"), urgency("sound/Chorus 2/Drums")) << "sections are heard in their order";
  EXPECT_GT(urgency("cover"), urgency("stem/Drums"));
  EXPECT_GT(urgency("preview/Chorus 2"), urgency("mix")) << "and before the end";
  std::vector<tasks::Step> others;
  std::ranges::copy_if(song.graph.steps, std::back_inserter(others), [](const auto& s) { return !is_preview(s); });
  EXPECT_EQ(others, grow().graph.steps);
  EXPECT_EQ(song.files.size(), grow().files.size());
}

TEST(SongGraph, SectionsThatRepeatShareSeedAndParameters) {
  const auto song = grow();
  const auto *one = find(song, "lyrics/Chorus 1"), *two = find(song, "lyrics/Chorus 2");
  EXPECT_EQ(one->seed, two->seed);
  EXPECT_EQ(one->parameters, two->parameters);
  EXPECT_NE(find(song, "lyrics/Verse 1")->seed, find(song, "lyrics/Verse 2")->seed);
  EXPECT_EQ(find(song, "melody/Verse 1")->seed, find(song, "melody/Verse 2")->seed);
}

TEST(SongGraph, AnotherPromptHasAnotherTuneOfTheSameSeed) {
  song::Request other = test::small_request();
  other.prompt = "a stone";
  const auto one = grow(), two = grow({}, Until::all, false, other);
  for (const char* id : {"harmony/Verse 1", "melody/Verse 1", "arrangement/Verse 1/Bass", "drums/Verse 1"})
    EXPECT_NE(find(one, id)->seed, find(two, id)->seed) << id;
  EXPECT_NE(find(one, "melody/Verse 1")->parameters, find(two, "melody/Verse 1")->parameters) << "the motif";
  other = test::small_request();
  other.title = "Another Name";  // reuses all sound
  EXPECT_EQ(find(one, "melody/Verse 1")->seed, find(grow({}, Until::all, false, other), "melody/Verse 1")->seed);
}

TEST(SongGraph, RegeneratingASectionChangesItsSeedsAlone) {
  const auto before = grow(), after = grow({song::Regenerate{"Chorus 2", {}, {}, 99}});
  for (const auto& step : after.graph.steps) {
    const auto* same = find(before, step.id);
    if (!same || step.capability == "brief") continue;
    const bool inside = step.id.find("Chorus 2") != std::string::npos;
    const bool seeded = step.capability != "words" && step.capability != "hand";
    EXPECT_EQ(same->seed == step.seed, !(inside && seeded)) << step.id;
  }
}

TEST(SongGraph, RegeneratingAPartLeavesTheOthers) {
  const auto before = grow(), after = grow({song::Regenerate{"Verse 1", "Bass", {}, 3}});
  EXPECT_NE(find(before, "arrangement/Verse 1/Bass")->seed, find(after, "arrangement/Verse 1/Bass")->seed);
  EXPECT_EQ(find(before, "arrangement/Verse 1/Piano")->seed, find(after, "arrangement/Verse 1/Piano")->seed);
  EXPECT_EQ(find(before, "lyrics/Verse 1")->seed, find(after, "lyrics/Verse 1")->seed);
}

TEST(SongGraph, WhatIsLockedKeepsItsSeedWhenItsSectionIsMadeAnew) {
  const auto plain = grow();
  const auto anew = grow({song::Lock{"Verse 1/1"}, song::Lock{"Verse 1/Bass"}, song::Regenerate{"Verse 1", {}, {}, 99}});
  for (const char* id : {"lyrics/Verse 1", "arrangement/Verse 1/Bass"}) EXPECT_EQ(find(anew, id)->seed, find(plain, id)->seed) << id;
  for (const char* id : {"melody/Verse 1", "arrangement/Verse 1/Piano"}) EXPECT_NE(find(anew, id)->seed, find(plain, id)->seed) << id;
  const auto drums = grow({song::Regenerate{"Verse 1", "drums", {}, 99}});
  EXPECT_NE(find(drums, "drums/Verse 1")->seed, find(plain, "drums/Verse 1")->seed);
}

TEST(SongGraph, ThePictureFollowsTheWordsAsFirstWritten) {
  const auto after = grow({song::Regenerate{"Verse 1", {}, {}, 3}, song::SetLine{"Verse 2", 1, "a line by hand"}});
  for (const auto& input : find(after, "cover")->inputs) {
    EXPECT_NE(input.from_step, "lyrics/Verse 1");
    EXPECT_FALSE(input.from_step.starts_with("words/"));
  }
}

TEST(SongGraph, HandsNotesTakeTheComposersPlace) {
  const auto song = grow({song::SetNotes{"Bass", "Verse 1", {{0, 1, 40, 90, std::nullopt}}}});
  EXPECT_EQ(find(song, "arrangement/Verse 1/Bass"), nullptr);
  ASSERT_NE(find(song, "hand/Verse 1/Bass"), nullptr);
  EXPECT_EQ(find(song, "sound/Verse 1/Bass")->inputs[0].from_step, "hand/Verse 1/Bass");
}

TEST(SongGraph, HandsNotesSoundWhereTheBandLeftTheTrackOut) {
  ASSERT_EQ(find(grow(), "sound/Verse 1/Harmony Vocal"), nullptr);
  const auto song = grow({song::SetNotes{"Harmony Vocal", "Verse 1", {{0, 1, 60, 90, 0}}}});
  EXPECT_NE(find(song, "hand/Verse 1/Harmony Vocal"), nullptr);
  EXPECT_NE(find(song, "sound/Verse 1/Harmony Vocal"), nullptr);
}

TEST(SongGraph, TheBalanceOfARemadeSongIsKept) {
  SongBrief brief;
  brief.request = test::small_request();
  brief.plan = sha256("plan");
  brief.original = brief.song.plan = small_plan();
  brief.gains_db = {{"Bass", -2.5}};
  const auto song = *song_graph(brief, test::small_registry());
  EXPECT_EQ(find(song, "balance/Bass"), nullptr);
  EXPECT_EQ(find(song, "stem/Bass")->inputs.back(), (tasks::StepInput{"gain", "", "", sha256("-2.5")}));
  EXPECT_NE(find(song, "balance/Piano"), nullptr);
  EXPECT_EQ(find(song, "stem/Piano")->inputs.back(), (tasks::StepInput{"gain", "balance/Piano", "gain", {}}));
}

TEST(SongGraph, LinesAreMadeAnewOneAfterTheOther) {
  const auto song = grow({song::Regenerate{"Verse 1", {}, 2, 5}, song::Regenerate{"Verse 1", {}, 1, 6}});
  EXPECT_EQ(find(song, "lyrics/Verse 1 again 1")->inputs.back().from_step, "lyrics/Verse 1");
  EXPECT_EQ(find(song, "lyrics/Verse 1 again 2")->inputs.back().from_step, "lyrics/Verse 1 again 1");
  EXPECT_EQ(nlohmann::json::parse(find(song, "lyrics/Verse 1 again 2")->parameters).at("line"), 1);
  const auto whole = grow({song::Regenerate{"Verse 1", {}, 2, 5}, song::Regenerate{"Verse 1", {}, {}, 6}});
  EXPECT_EQ(find(whole, "lyrics/Verse 1 again 1"), nullptr);
  EXPECT_EQ(find(whole, "lyrics/Verse 1")->inputs.back().from_step, "lyrics/Verse 1 as first written");
}

TEST(SongGraph, StopsWhereItIsTold) {
  EXPECT_EQ(find(grow({}, Until::lyrics), "harmony/Intro"), nullptr);
  EXPECT_NE(find(grow({}, Until::lyrics), "lyrics/Verse 1"), nullptr);
  EXPECT_EQ(find(grow({}, Until::score), "vocals/Verse 1/Lead Vocal"), nullptr);
  EXPECT_EQ(find(grow({}, Until::cover), "mix"), nullptr);
  EXPECT_NE(find(grow({}, Until::cover), "cover"), nullptr);
  EXPECT_EQ(find(grow({}, Until::stems), "mix"), nullptr);
  const auto voice = grow({}, Until::voice);
  EXPECT_NE(find(voice, "stem/Lead Vocal"), nullptr);
  EXPECT_EQ(std::ranges::count(voice.graph.steps, "stem", &tasks::Step::capability), 1);
  EXPECT_EQ(find(voice, "cover"), nullptr);
  EXPECT_FALSE(parse_until("karaoke"));
  EXPECT_EQ(*parse_until("melody"), Until::score);
}

}  // namespace
}  // namespace souls::studio
