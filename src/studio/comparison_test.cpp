#include "studio/comparison.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "song/document_fixture.hpp"

namespace souls::studio {
namespace {

ComparedRevision made() {
  ComparedRevision side;
  side.document = song::fixture_document({.awkward_text = false});
  side.request = side.document->request;
  side.files = {{"mix.wav", sha256("mix")}, {"cover.png", sha256("cover")}, {"song.json", sha256("one")}};
  return side;
}

using Names = std::vector<NamedDifference>;

TEST(Comparison, OfTheSameIsEmpty) { EXPECT_EQ(compare(made(), made()), Comparison{}); }

TEST(Comparison, TellsFieldsOfTheRequest) {
  auto after = made();
  after.request.tempo_bpm = std::nullopt;
  after.request.voice = "alto";
  after.request.prompt = "another";
  EXPECT_EQ(compare(made(), after).request, (Names{{"prompt", Difference::changed},
                                                   {"tempo_bpm", Difference::removed},
                                                   {"voice", Difference::added}}));
}

TEST(Comparison, TellsEditsOfBothSides) {
  auto before = made(), after = made();
  before.edits = {"a", "b", "b"};
  after.edits = {"a", "b", "c"};
  const auto comparison = compare(before, after);
  EXPECT_EQ(comparison.edits_added, std::vector<std::string>{"c"});
  EXPECT_EQ(comparison.edits_removed, std::vector<std::string>{"b"});
}

TEST(Comparison, TellsLines) {
  auto after = made();
  auto& lines = after.document->lyrics.lines;
  const std::string old_text = lines.at(1).text, section = lines.at(1).section, last = lines.back().text;
  lines.at(1).text = "new words";
  const auto last_section = lines.back().section;
  lines.pop_back();
  const auto comparison = compare(made(), after);
  ASSERT_EQ(comparison.lines.size(), 2u);
  EXPECT_TRUE(std::ranges::count(comparison.lines, LineDifference{section, 2, old_text, "new words"}) == 1);
  EXPECT_TRUE(std::ranges::count_if(comparison.lines, [&](const LineDifference& line) {
                return line.section == last_section && line.before == last && line.after.empty();
              }) == 1);
  for (const auto& difference : comparison.sections) EXPECT_EQ(difference.what, std::vector<std::string>{"words"});
  EXPECT_EQ(comparison.sections.size(), 2u);
}

TEST(Comparison, TellsNotesByTrackAndSection) {
  auto after = made();
  auto& bass = after.document->score.tracks.at(3);
  ASSERT_EQ(bass.name, "Bass");
  bass.notes.front().pitch += 1;
  const auto comparison = compare(made(), after);
  EXPECT_EQ(comparison.tracks, (Names{{"Bass", Difference::changed, {"notes"}}}));
  EXPECT_EQ(comparison.sections, (Names{{"Verse 1", Difference::changed, {"notes"}}}));
  EXPECT_TRUE(comparison.lines.empty());
  EXPECT_TRUE(comparison.song.empty());
}

TEST(Comparison, FollowsAWordThatOnlyMovedInTime) {
  // The first section is two measures longer: what comes after is the same, later.
  auto after = made();
  auto& plan = after.document->plan;
  plan.sections[0].measures += 2;
  plan.sections[0].length_beats += 8;
  for (std::size_t i = 1; i < plan.sections.size(); ++i) plan.sections[i].start_beat += 8;
  const double from_beat = plan.sections[1].start_beat - 8 - 1e-6;
  for (auto& track : after.document->score.tracks) {
    for (auto& note : track.notes) note.start_beat += note.start_beat >= from_beat ? 8 : 0;
  }
  for (auto& chord : after.document->score.chords) chord.start_beat += chord.start_beat >= from_beat ? 8 : 0;
  EXPECT_EQ(compare(made(), after).sections, (Names{{"Verse 1", Difference::changed, {"measures"}}}));
}

TEST(Comparison, TellsSectionsTracksAndFilesThatComeAndGo) {
  auto after = made();
  after.document->plan.sections.at(2).name = "Coda";
  after.document->score.tracks.at(2).instrument = "electric_piano";
  after.document->score.tracks.erase(after.document->score.tracks.begin() + 4);
  after.document->mix.tracks.at(2).mute = true;
  after.document->title = "Another";
  after.files = {{"mix.wav", sha256("other")}, {"new.mid", sha256("n")}, {"song.json", sha256("two")}};
  const auto comparison = compare(made(), after);
  EXPECT_EQ(comparison.tracks, (Names{{"Drums", Difference::removed},
                                      {"Grand Piano", Difference::changed, {"instrument", "mute"}}}));
  EXPECT_EQ(comparison.files, (Names{{"cover.png", Difference::removed},
                                     {"mix.wav", Difference::changed, {"content"}},
                                     {"new.mid", Difference::added}}));
  EXPECT_EQ(comparison.song, (Names{{"title", Difference::changed}}));
  EXPECT_EQ(std::ranges::count(comparison.sections, NamedDifference{"Coda", Difference::added}), 1);
  EXPECT_EQ(std::ranges::count(comparison.sections, NamedDifference{"Outro", Difference::removed}), 1);
}

}  // namespace
}  // namespace souls::studio
