#include "studio/assemble.hpp"

#include "studio/small_plan_test.hpp"

namespace souls::studio {
namespace {

song::Line line_of(const std::vector<std::pair<std::string, int>>& words) {
  song::Line line;
  for (const auto& [text, count] : words) {
    song::Word word{text, {}, 0, 0};
    word.syllables.resize(static_cast<std::size_t>(count), {text, {"AH"}, 1});
    line.text += (line.text.empty() ? "" : " ") + text;
    line.words.push_back(word);
  }
  return line;
}

TEST(Assemble, SectionsAreLaidOneAfterAnother) {
  const auto plan = test::small_plan();
  std::map<std::string, SectionParts> parts;
  for (const auto& section : plan.sections) {
    parts[section.name].chords = {{0, 16, "Am"}};
    parts[section.name].notes["Bass"] = {{0, 4, 33, 80, std::nullopt}};
  }
  const auto document = assemble(test::small_request(), plan, parts);
  ASSERT_EQ(document.score.chords.size(), 5U);
  EXPECT_EQ(document.score.chords[2].start_beat, 32);
  const auto& bass = document.score.tracks[3];
  EXPECT_EQ(bass.program, 33);
  ASSERT_EQ(bass.notes.size(), 5U);
  EXPECT_EQ(bass.notes[4].start_beat, 64);
}

TEST(Assemble, SyllablesCountThroughTheSongAndWordsGetTheirTimes) {
  const auto plan = test::small_plan();
  std::map<std::string, SectionParts> parts;
  for (const char* name : {"Verse 1", "Chorus 1"}) {
    parts[name].lines = {line_of({{"river", 2}, {"home", 1}})};
    parts[name].notes["Lead Vocal"] = {{1, 1, 60, 80, 0}, {2, 1, 62, 80, 1}, {3, 0.5, 64, 80, 2}, {3.5, 0.5, 62, 80, 2}};
  }
  const auto document = assemble(test::small_request(), plan, parts);
  ASSERT_EQ(document.lyrics.lines.size(), 2U);
  EXPECT_EQ(document.lyrics.lines[1].section, "Chorus 1");
  const auto& lead = document.score.tracks[0].notes;
  EXPECT_EQ(*lead[4].syllable, 3);
  EXPECT_EQ(*lead[7].syllable, 5);
  const auto& home = document.lyrics.lines[1].words[1];
  EXPECT_DOUBLE_EQ(home.start_s, (32 + 3) * 0.5);  // at 120 bpm a beat is half a second
  EXPECT_DOUBLE_EQ(home.end_s, (32 + 4) * 0.5);
  EXPECT_DOUBLE_EQ(document.lyrics.lines[0].start_s, (16 + 1) * 0.5);
}

TEST(Assemble, WordsThatNoNoteSingsFollowTheWordBefore) {
  const auto plan = test::small_plan();
  std::map<std::string, SectionParts> parts;
  parts["Verse 1"].lines = {line_of({{"sung", 1}, {"unsung", 2}})};
  parts["Verse 1"].notes["Lead Vocal"] = {{0, 1, 60, 80, 0}};
  const auto document = assemble(test::small_request(), plan, parts);
  EXPECT_DOUBLE_EQ(document.lyrics.lines[0].words[1].start_s, 17 * 0.5);
}

}  // namespace
}  // namespace souls::studio
