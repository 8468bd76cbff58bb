#include "studio/edited_plan.hpp"

#include "song/json.hpp"
#include "studio/small_plan_test.hpp"

namespace souls::studio {
namespace {

using test::small_plan;

TEST(EditedPlan, EditsAreLaidInTheirOrder) {
  const auto edited = apply_edits(small_plan(), {song::SetTitle{"One"}, song::SetTitle{"Two"}, song::SetTempo{90},
                                                 song::SetLine{"Chorus 2", 2, "all the way home"}});
  ASSERT_TRUE(edited) << edited.error().message;
  EXPECT_EQ(edited->plan.title, "Two");
  EXPECT_EQ(edited->plan.tempo_bpm, 90);
  EXPECT_EQ(edited->lines.at("Chorus 2").at(2), "all the way home");
  EXPECT_TRUE(edited->conflicts.empty());
}

TEST(EditedPlan, WhatIsNotThereIsRefused) {
  EXPECT_FALSE(apply_edits(small_plan(), {song::SetLine{"Bridge", 1, "words"}}));
  EXPECT_FALSE(apply_edits(small_plan(), {song::SetLine{"Chorus 1", 3, "words"}}));
  EXPECT_FALSE(apply_edits(small_plan(), {song::SetInstrument{"Tuba", "finger_bass"}}));
  EXPECT_FALSE(apply_edits(small_plan(), {song::SetTempo{9000}}));
}

TEST(EditedPlan, AVoiceIsChangedInPlanAndTrack) {
  const auto edited = apply_edits(small_plan(), {song::SetVoice{"baritone", std::nullopt}});
  ASSERT_TRUE(edited);
  EXPECT_EQ(edited->plan.voice, "baritone");
  EXPECT_EQ(edited->plan.find_track("Lead Vocal")->instrument, "baritone");
  EXPECT_EQ(edited->plan.find_track("Harmony Vocal")->instrument, "soprano");
}

TEST(EditedPlan, ALockedTrackKeepsItsSinger) {
  const auto edited = apply_edits(small_plan(), {song::Lock{"Lead Vocal"}, song::SetVoice{"baritone", {}}});
  ASSERT_TRUE(edited);
  EXPECT_EQ(edited->plan.voice, small_plan().voice);
  EXPECT_EQ(edited->conflicts, std::vector<std::string>{"Lead Vocal is locked and was kept; unlock it to change it"});
}

TEST(EditedPlan, WhatIsLockedIsNotMadeAnew) {
  const auto edited = apply_edits(small_plan(), {song::Lock{"Verse 1"}, song::Regenerate{"Verse 1", {}, {}, 5}});
  ASSERT_TRUE(edited);
  EXPECT_TRUE(edited->renewed.empty());
  ASSERT_EQ(edited->conflicts.size(), 1U);
  EXPECT_NE(edited->conflicts[0].find("locked"), std::string::npos);
  const auto unlocked = apply_edits(small_plan(), {song::Lock{"Verse 1"}, song::Unlock{"Verse 1"}, song::Regenerate{"Verse 1", {}, {}, 5}});
  EXPECT_EQ(unlocked->renewed.at({"Verse 1", ""}), 5U);
}

TEST(EditedPlan, ALockedLineKeepsItsWords) {
  const song::Edit lock = song::Lock{"Verse 1/2"};
  const auto line = apply_edits(small_plan(), {lock, song::Regenerate{"Verse 1", {}, 2, 5}, song::Regenerate{"Verse 1", {}, 1, 6}});
  ASSERT_TRUE(line);
  EXPECT_EQ(line->renewed_lines.at("Verse 1"), (std::vector<std::pair<int, Seed>>{{1, 6}}));
  EXPECT_EQ(line->conflicts, std::vector<std::string>{"Verse 1/2 is locked and was kept; unlock it to make it anew"});
  const auto words = apply_edits(small_plan(), {lock, song::Regenerate{"Verse 1", "lyrics", {}, 5}});
  EXPECT_TRUE(words->renewed.empty());
  const auto whole = apply_edits(small_plan(), {lock, song::Regenerate{"Verse 1", {}, {}, 5}});
  EXPECT_EQ(whole->renewed.at({"Verse 1", ""}), 5U);
  EXPECT_TRUE(whole->kept.contains({"Verse 1", "lyrics"}));
  EXPECT_EQ(whole->conflicts.size(), 1U);
}

TEST(EditedPlan, ALockedPartStaysAsItWasLastMadeAnew) {
  const auto edited = apply_edits(small_plan(), {song::Regenerate{"Verse 1", {}, {}, 5}, song::Lock{"Verse 1/melody"},
                                                 song::Regenerate{"Verse 1", {}, {}, 6}, song::Unlock{"Verse 1/melody"}});
  ASSERT_TRUE(edited);
  EXPECT_EQ(edited->renewed.at({"Verse 1", "melody"}), 5U);
  EXPECT_EQ(edited->renewed.at({"Verse 1", ""}), 6U);
}

TEST(EditedPlan, HandsLeaveAloneWhatIsLockedToo) {
  const auto edited = apply_edits(
      small_plan(), {song::Lock{"cover"}, song::SetCover{"neon", {}, {}, 3}, song::Lock{"title"}, song::SetTitle{"Other"},
                     song::Lock{"Verse 1/1"}, song::SetLine{"Verse 1", 1, "new"}, song::SetLine{"Verse 1", 2, "new"},
                     song::Lock{"mix"}, song::SetMix{"Bass", -3.0, {}, {}, {}, {}}});
  ASSERT_TRUE(edited);
  EXPECT_FALSE(edited->cover.seed);
  EXPECT_EQ(edited->plan.cover, small_plan().cover);
  EXPECT_EQ(edited->plan.title, small_plan().title);
  EXPECT_EQ(edited->lines.at("Verse 1"), (std::map<int, std::string>{{2, "new"}}));
  EXPECT_TRUE(edited->mix.empty());
  EXPECT_EQ(edited->conflicts.size(), 4U);
}

TEST(EditedPlan, DrumsAreMadeAnewByTheirPartsName) {
  const auto edited = apply_edits(small_plan(), {song::Regenerate{"Verse 1", "drums", {}, 5}});
  ASSERT_TRUE(edited);
  EXPECT_EQ(edited->renewed.at({"Verse 1", "Drums"}), 5U);
}

TEST(EditedPlan, HandsWorkSurvivesRegeneration) {
  const std::vector<song::Note> drawn = {{0, 1, 40, 90, std::nullopt}};
  const auto edited = apply_edits(small_plan(), {song::SetNotes{"Bass", "Verse 1", drawn}, song::Regenerate{"Verse 1", {}, {}, 5}});
  ASSERT_TRUE(edited);
  EXPECT_EQ(edited->notes.at({"Verse 1", "Bass"}), drawn);
  ASSERT_EQ(edited->conflicts.size(), 1U);
  EXPECT_NE(edited->conflicts[0].find("by hand"), std::string::npos);
}

TEST(EditedPlan, RestoreDropsWhatHandsDid) {
  const auto edited = apply_edits(small_plan(), {song::SetLine{"Chorus 2", 1, "new"}, song::SetMix{"Bass", -3.0, {}, {}, {}, {}},
                                                 song::Restore{"Chorus 2"}, song::Restore{"mix"}});
  ASSERT_TRUE(edited);
  EXPECT_FALSE(edited->lines.contains("Chorus 2"));
  EXPECT_TRUE(edited->mix.empty());
}

TEST(EditedPlan, ARepeatedSectionCarriesItsWordsAndMovesWhatFollows) {
  song::SetSection repeat;
  repeat.action = song::SectionAction::repeat;
  repeat.section = "Chorus 3";
  repeat.source = "Chorus 1";
  const auto edited = apply_edits(small_plan(), {song::SetLine{"Chorus 1", 1, "by hand"}, repeat});
  ASSERT_TRUE(edited) << edited.error().message;
  ASSERT_EQ(edited->plan.sections.size(), 6U);
  EXPECT_EQ(edited->plan.sections[3].name, "Chorus 3");
  EXPECT_EQ(edited->plan.sections[3].start_beat, 48);
  EXPECT_EQ(edited->plan.sections[5].start_beat, 80);
  EXPECT_EQ(edited->lines.at("Chorus 3").at(1), "by hand");
}

TEST(EditedPlan, AResizedSectionKeepsTheLinesThatFit) {
  song::SetSection resize;
  resize.action = song::SectionAction::resize;
  resize.section = "Verse 1";
  resize.measures = 2;
  const auto edited = apply_edits(small_plan(), {resize});
  ASSERT_TRUE(edited) << edited.error().message;
  EXPECT_EQ(edited->plan.find_section("Verse 1")->lines.size(), 1U);
  EXPECT_EQ(edited->plan.end_beat(), 72);
}

TEST(EditedPlan, RemovingWhereAHandWroteIsReported) {
  song::SetSection removal;
  removal.action = song::SectionAction::remove;
  removal.section = "Verse 2";
  const auto edited = apply_edits(small_plan(), {song::SetLine{"Verse 2", 1, "mine"}, removal});
  ASSERT_TRUE(edited) << edited.error().message;
  EXPECT_EQ(edited->plan.find_section("Verse 2"), nullptr);
  EXPECT_EQ(edited->conflicts.size(), 1U);
}

TEST(Views, ATitleByHandChangesNeitherWordsNorMusic) {
  const auto plan = small_plan();
  const auto edited = apply_edits(plan, {song::SetTitle{"Another"}});
  EXPECT_EQ(song::to_json(words_view(plan, edited->plan)), song::to_json(words_view(plan, plan)));
  EXPECT_EQ(song::to_json(music_view(edited->plan)), song::to_json(music_view(plan)));
  EXPECT_NE(song::to_json(cover_view(edited->plan)), song::to_json(cover_view(plan)));
}

TEST(EditedPlan, AHeroThatCannotBeDrawnIsRefused) {
  song::SetCover edit;
  edit.hero = "quux";
  const auto edited = apply_edits(small_plan(), {edit});
  ASSERT_FALSE(edited);
  EXPECT_EQ(edited.error().code, ErrorCode::not_found);
  EXPECT_EQ(edited.error().message.rfind("no cover can show \"quux\"; there are ", 0), 0u) << edited.error().message;
}

TEST(Views, ACoverByHandReachesTheArtDirectorAndCanBeTakenBack) {
  const auto plan = small_plan();
  song::SetCover edit;
  edit.hero = "kite";
  edit.palette = {"#fbe9e0", "#d62828", "#3a0d0d"};
  const auto edited = apply_edits(plan, {edit});
  ASSERT_TRUE(edited) << edited.error().message;
  EXPECT_EQ(edited->plan.cover.palette, edit.palette);
  EXPECT_EQ(edited->plan.cover.hero, "kite");
  EXPECT_EQ(edited->plan.cover.motifs, plan.cover.motifs);
  EXPECT_NE(song::to_json(cover_view(edited->plan)), song::to_json(cover_view(plan)));
  EXPECT_EQ(song::to_json(music_view(edited->plan)), song::to_json(music_view(plan)));
  EXPECT_EQ(song::to_json(score_view(edited->plan)), song::to_json(score_view(plan)));
  const auto read = song::plan_from_json(song::to_json(cover_view(edited->plan)));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->cover, edited->plan.cover);
  const auto restored = apply_edits(plan, {edit, song::Restore{"cover"}});
  ASSERT_TRUE(restored) << restored.error().message;
  EXPECT_EQ(restored->plan.cover, plan.cover);
}

}  // namespace
}  // namespace souls::studio
