#include "song/edits.hpp"

#include <gtest/gtest.h>

#include "base/text.hpp"
#include "song/document_fixture.hpp"

namespace souls::song {
namespace {

struct Good {
  const char* json;  ///< canonical
  Edit edit;
};

const std::vector<Good>& good_edits() {
  static const std::vector<Good> kGood = {
      {R"({"op":"set_title","title":"Moon \"& Sea\""})", SetTitle{"Moon \"& Sea\""}},
      {R"({"line":2,"op":"set_line","section":"Chorus 1","text":"new words"})", SetLine{"Chorus 1", 2, "new words"}},
      {R"({"op":"regenerate","section":"Verse 1","seed":7})", Regenerate{"Verse 1", {}, {}, 7}},
      {R"({"op":"regenerate","part":"melody","section":"Verse 1","seed":"18446744073709551615"})",
       Regenerate{"Verse 1", "melody", {}, 18446744073709551615u}},
      {R"({"line":1,"op":"regenerate","section":"Verse 1","seed":7})", Regenerate{"Verse 1", {}, 1, 7}},
      {R"({"notes":[{"length_beats":1.0,"pitch":60,"start_beat":0.5,"velocity":90}],"op":"set_notes","section":"Outro","track":"Bass"})",
       SetNotes{"Bass", "Outro", {{0.5, 1, 60, 90, {}}}}},
      {R"({"chords":[{"length_beats":4.0,"start_beat":0.0,"symbol":"F/A"}],"op":"set_chords","section":"Outro"})",
       SetChords{"Outro", {{0, 4, "F/A"}}}},
      {R"({"action":"add","kind":"bridge","measures":8,"op":"set_section","position":2,"section":"Bridge"})",
       SetSection{SectionAction::add, "Bridge", SectionKind::bridge, 8, 2, {}}},
      {R"({"action":"repeat","op":"set_section","section":"Chorus 2","source":"Chorus 1"})",
       SetSection{SectionAction::repeat, "Chorus 2", {}, {}, {}, "Chorus 1"}},
      {R"({"action":"remove","op":"set_section","section":"Outro"})", SetSection{SectionAction::remove, "Outro", {}, {}, {}, {}}},
      {R"({"op":"set_tempo","tempo_bpm":90.5})", SetTempo{90.5}},
      {R"({"key":"Bb minor","op":"set_key"})", SetKey{{10, Mode::minor}}},
      {R"({"op":"set_voice","voice":"robot"})", SetVoice{"robot", {}}},
      {R"({"op":"set_voice","track":"Harmony 1","voice":"robot"})", SetVoice{"robot", "Harmony 1"}},
      {R"({"instrument":"saw_bass","op":"set_instrument","track":"Bass"})", SetInstrument{"Bass", "saw_bass"}},
      {R"({"level_db":-3.5,"mute":true,"op":"set_mix","pan":-0.5,"track":"Drums"})",
       SetMix{"Drums", -3.5, -0.5, true, {}, {}}},
      {R"({"op":"set_cover","palette":["#ffffff","#102030"],"seed":3,"style":"neon"})",
       SetCover{"neon", {}, {"#ffffff", "#102030"}, 3}},
      {R"({"op":"lock","target":"Verse 1/2"})", Lock{"Verse 1/2"}},
      {R"({"op":"unlock","target":"Verse 1/melody"})", Unlock{"Verse 1/melody"}},
      {R"({"op":"restore","target":"Bass"})", Restore{"Bass"}}};
  return kGood;
}

TEST(Edits, WriteCanonicalJson) {
  for (const Good& good : good_edits()) EXPECT_EQ(to_json(good.edit), good.json);
}

TEST(Edits, ReadBackWhatTheyWrote) {
  std::string list = "[";
  std::vector<Edit> edits;
  for (const Good& good : good_edits()) {
    const auto one = edits_from_json(good.json);
    ASSERT_TRUE(one) << one.error().message;
    EXPECT_EQ(*one, std::vector<Edit>{good.edit});
    list += (edits.empty() ? "" : ",\n") + std::string(good.json);
    edits.push_back(good.edit);
  }
  EXPECT_EQ(*edits_from_json(list + "]"), edits);
}

TEST(Edits, FitThePlanThatTheyWereMadeFor) {
  const Plan plan = fixture_document({}).plan;
  for (const Good& good : good_edits()) {
    const Status status = check_edit(good.edit, plan);
    EXPECT_TRUE(status) << good.json << ": " << status.error().message;
  }
}

TEST(Edits, RefuseMalformedJson) {
  struct Case {
    const char* json;
    const char* complaint;
  };
  for (const Case& c : {
           Case{"", "edits isn't JSON"},
           Case{"7", "edits must be a list"},
           Case{"[7]", "edits[0] must be an object"},
           Case{"[{}]", "edits[0].op is missing"},
           Case{R"([{"op":"explode"}])", "edits[0].op is \"explode\"; there are set_title, set_line"},
           Case{R"([{"op":"set_title","title":"a"},{"op":"set_title"}])", "edits[1].title is missing"},
           Case{R"([{"op":"set_title","title":"a","colour":"red"}])",
                "edits[0] has an unknown field \"colour\"; it may have op, title"},
           Case{R"([{"op":"set_line","section":"Verse 1","line":1.5,"text":"a"}])", "edits[0].line must be a whole number"},
           Case{R"([{"op":"set_key","key":"H"}])", "edits[0].key isn't a key"},
           Case{R"([{"op":"set_section","action":"burn","section":"Verse 1"}])", "edits[0].action isn't one of add"},
           Case{R"([{"op":"set_notes","track":"Bass","section":"Outro","notes":[{"start_beat":0,"length_beats":1,"pitch":999}]}])",
                "edits[0].notes[0].pitch is 999"},
           Case{R"([{"op":"set_chords","section":"Outro","chords":[{"start_beat":0,"length_beats":1,"symbol":"X"}]}])",
                "edits[0].chords[0].symbol isn't a chord"},
       }) {
    const auto read = edits_from_json(c.json);
    ASSERT_FALSE(read) << c.json;
    EXPECT_EQ(read.error().message.rfind(c.complaint, 0), 0u) << read.error().message;
  }
}

TEST(Edits, RefuseWhatASongCannotDo) {
  const Plan plan = fixture_document({}).plan;
  struct Case {
    Edit edit;
    const char* complaint;
  };
  const std::vector<Case> cases = {
      {SetTitle{" "}, "a title must hold at least one letter"},
      {SetTitle{std::string(200, 'a')}, "a title may be at most 120 characters long"},
      {SetLine{"Chorus 9", 1, "a"}, "there is no section \"Chorus 9\"; the song has Verse 1, Chorus 1, Outro"},
      {SetLine{"Chorus 1", 3, "a"}, "there is no line 3 in \"Chorus 1\"; it has lines 1 to 2"},
      {SetLine{"Chorus 1", 0, "a"}, "there is no line 0 in \"Chorus 1\"; it has lines 1 to 2"},
      {SetLine{"Outro", 1, "a"}, "section \"Outro\" has no lines of words"},
      {SetLine{"Chorus 1", 1, "  "}, "a line must hold at least one word"},
      {Regenerate{"Verse 1", "kazoo", {}, 1}, "there is no part \"kazoo\"; there are lyrics, harmony, melody, drums and"},
      {SetNotes{"Kazoo", "Outro", {}}, "there is no track \"Kazoo\"; the song has Lead Vocal, Harmony 1"},
      {SetNotes{"Bass", "Outro", {{15.5, 1, 60, 90, {}}}}, "beats must lie inside \"Outro\", which is 16 beats long"},
      {SetNotes{"Bass", "Outro", {{0, 1, 60, 0, {}}}}, "velocities must be from 1 to 127"},
      {SetChords{"Outro", {}}, "a section needs at least one chord"},
      {SetChords{"Outro", {{0, 4, "H"}}}, "\"H\" isn't a chord"},
      {SetSection{SectionAction::add, "Outro", SectionKind::outro, 4, {}, {}}, "there is already a section \"Outro\""},
      {SetSection{SectionAction::add, "New", {}, 4, {}, {}}, "a new section needs a kind"},
      {SetSection{SectionAction::add, "New", SectionKind::solo, 0, {}, {}}, "a section must have 1 to 64 measures"},
      {SetSection{SectionAction::resize, "Outro", {}, {}, {}, {}}, "a section must have 1 to 64 measures"},
      {SetSection{SectionAction::move, "Outro", {}, {}, 4, {}}, "a position must be from 1 to 3"},
      {SetSection{SectionAction::move, "Outro", {}, {}, {}, {}}, "move needs a position"},
      {SetSection{SectionAction::repeat, "Verse 2", {}, {}, {}, "Verse 9"}, "there is no section \"Verse 9\""},
      {SetTempo{9000}, "a tempo must be from 40 to 220 bpm, not 9000"},
      {SetKey{{12, Mode::major}}, "a key must be one such as"},
      {SetVoice{"bass", {}}, "there is no voice \"bass\"; there are soprano"},
      {SetVoice{"alto", "Drums"}, "track \"Drums\" isn't sung"},
      {SetInstrument{"Bass", "kazoo"}, "\"kazoo\" isn't an instrument for track \"Bass\"; it may have"},
      {SetInstrument{"Drums", "saw_bass"}, "\"saw_bass\" doesn't suit track \"Drums\"; it may have kit_acoustic"},
      {SetInstrument{"Lead Vocal", "saw_bass"}, "track \"Lead Vocal\" is sung"},
      {SetMix{"Bass", 40, {}, {}, {}, {}}, "level_db must be from -60 to 12 dB, not 40"},
      {SetMix{"Bass", {}, {}, {}, {}, {}}, "set_mix changes nothing"},
      {SetCover{"baroque", {}, {}, {}}, "there is no cover style \"baroque\"; there are swiss"},
      {SetCover{{}, {}, {"#fff", "#000000"}, {}}, "\"#fff\" isn't a colour"},
      {SetCover{}, "set_cover changes nothing"},
      {Lock{"Verse 1/3"}, "there is no line 3 in \"Verse 1\""},
      {Unlock{"Kazoo"}, "there is nothing called \"Kazoo\""},
      {Restore{"Verse 1/kazoo"}, "there is no part \"kazoo\""},
  };
  for (const Case& c : cases) {
    const Status status = check_edit(c.edit, plan);
    ASSERT_FALSE(status) << to_json(c.edit);
    EXPECT_EQ(status.error().message.rfind(c.complaint, 0), 0u) << status.error().message;
  }
}

TEST(Edits, AreRefusedInWholeLetters) {
  const Plan plan = fixture_document({}).plan;
  std::string name = "x";
  for (int i = 0; i < 40; ++i) name += "ü";
  EXPECT_TRUE(is_utf8(check_edit(SetLine{name, 1, "words"}, plan).error().message));
  EXPECT_TRUE(is_utf8(edits_from_json("{\"op\":\"" + name + "\"}").error().message));
  EXPECT_TRUE(is_utf8(edits_from_json("{\"op\":\"lock\",\"target\":\"mix\",\"" + name + "\":1}").error().message));
  EXPECT_TRUE(is_utf8(parse_line_edit(name).error().message));
}

TEST(Edits, RefuseASingerForAnInstrumental) {
  Plan plan = fixture_document({}).plan;
  plan.voice.clear();
  EXPECT_EQ(check_edit(SetVoice{"alto", {}}, plan).error().code, ErrorCode::invalid_request);
}

TEST(EditArguments, ReadLines) {
  EXPECT_EQ(*parse_line_edit("Chorus 2/3=new words"), (SetLine{"Chorus 2", 3, "new words"}));
  EXPECT_EQ(*parse_line_edit(" Verse 1 / 1 = a = b "), (SetLine{"Verse 1", 1, "a = b"}));
  for (const char* bad : {"", "=", "Chorus 2", "Chorus 2=words", "Chorus 2/=words", "Chorus 2/x=words", "/1=words",
                          "Chorus 2/1=", "Chorus 2/0=words", "Chorus 2/-1=words", "Chorus 2/99999999999=words"}) {
    const auto read = parse_line_edit(bad);
    ASSERT_FALSE(read) << bad;
    EXPECT_EQ(read.error().code, ErrorCode::invalid_request);
  }
}

TEST(EditArguments, ReadWhatToRegenerate) {
  EXPECT_EQ(*parse_regenerate("Bridge", 7), (Regenerate{"Bridge", {}, {}, 7}));
  EXPECT_EQ(*parse_regenerate("Bridge/melody", 7), (Regenerate{"Bridge", "melody", {}, 7}));
  EXPECT_EQ(*parse_regenerate("Bridge/Warm Pad", 7), (Regenerate{"Bridge", "Warm Pad", {}, 7}));
  EXPECT_EQ(*parse_regenerate("Verse 1/2", 7), (Regenerate{"Verse 1", {}, 2, 7}));
  for (const char* bad : {"", "/", "/melody", "Bridge/", "  "}) EXPECT_FALSE(parse_regenerate(bad, 7)) << bad;
}

TEST(EditArguments, ReadInstruments) {
  EXPECT_EQ(*parse_instrument("Bass=saw_bass"), (SetInstrument{"Bass", "saw_bass"}));
  EXPECT_EQ(*parse_instrument(" Warm Pad = glass_pad "), (SetInstrument{"Warm Pad", "glass_pad"}));
  for (const char* bad : {"", "Bass", "Bass=", "=saw_bass"}) EXPECT_FALSE(parse_instrument(bad)) << bad;
}

}  // namespace
}  // namespace souls::song
