#include "song/json.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "song/document_fixture.hpp"

namespace souls::song {
namespace {

using nlohmann::json;

constexpr Seed kSongsTried = 60;

TEST(DocumentJson, ReadsBackWhatItWrote) {
  for (Seed seed = 0; seed < kSongsTried; ++seed) {
    const Document document = random_document(seed);
    const std::string text = to_json(document);
    const Result<Document> read = document_from_json(text);
    ASSERT_TRUE(read) << seed << ": " << read.error().message;
    EXPECT_EQ(*read, document) << seed;
    EXPECT_EQ(to_json(*read), text) << seed;
  }
}

TEST(PartsJson, ReadBackWhatTheyWrote) {
  for (Seed seed = 0; seed < kSongsTried; ++seed) {
    const Document document = random_document(seed);
    EXPECT_EQ(*request_from_json(to_json(document.request)), document.request);
    EXPECT_EQ(*plan_from_json(to_json(document.plan)), document.plan);
    EXPECT_EQ(*lines_from_json(to_json(document.lyrics.lines)), document.lyrics.lines);
    EXPECT_EQ(*chords_from_json(to_json(document.score.chords)), document.score.chords);
    for (const Track& track : document.score.tracks) EXPECT_EQ(*notes_from_json(to_json(track.notes)), track.notes);
  }
}

TEST(DocumentJson, HasTheFieldsThatOthersRelyOn) {
  const Document document = fixture_document({.time_signature = {6, 8}});
  const json song = json::parse(to_json(document));
  EXPECT_EQ(song["plan"]["time_signature"], "6/8");
  EXPECT_EQ(song["plan"]["key"], to_string(document.plan.key));
  EXPECT_EQ(song["plan"]["sections"][1]["kind"], "chorus");
  EXPECT_EQ(song["request"]["prompt"], document.request.prompt);
  const json& line = song["lyrics"]["lines"][0];
  EXPECT_EQ(line["syllables"], document.lyrics.lines[0].syllable_count());
  EXPECT_EQ(line["words"][0]["syllables"][0]["stress"], 1);
  EXPECT_EQ(line["words"][0]["syllables"][0]["phonemes"], json({"HH", "AH", "SH"}));
  const json& track = song["score"]["tracks"][0];
  EXPECT_EQ(track["role"], "lead");
  EXPECT_EQ(track["program"], 52);
  EXPECT_EQ(track["notes"][0]["syllable"], 0);
  EXPECT_TRUE(song["score"]["chords"][0].contains("symbol"));
  EXPECT_EQ(song["scenes"]["cover"]["text_boxes"][0]["width"], 2400);
  EXPECT_EQ(song["provenance"]["edits"][0]["op"], "set_title");
  for (const char* field : {"id", "key", "capability", "package", "version", "digest", "seed", "inputs", "outputs"}) {
    EXPECT_TRUE(song["provenance"]["steps"][0].contains(field)) << field;
  }
}

TEST(DocumentJson, SortsKeys) {
  EXPECT_EQ(to_json(std::vector<Chord>{{0, 4, "Am"}}), R"([{"length_beats":4.0,"start_beat":0.0,"symbol":"Am"}])");
  EXPECT_EQ(to_json(std::vector<Note>{{0.1, 0.5, 60, 80, 3}}),
            R"([{"length_beats":0.5,"pitch":60,"start_beat":0.1,"syllable":3,"velocity":80}])");
}

TEST(RequestJson, KeepsAllBitsOfASeed) {
  struct Case {
    Seed seed;
    const char* written;
  };
  for (const Case& c : {Case{0, "0"}, Case{9007199254740991u, "9007199254740991"},
                        Case{9007199254740992u, "\"9007199254740992\""},
                        Case{18446744073709551615u, "\"18446744073709551615\""}}) {
    Request request;
    request.prompt = "x";
    request.seed = c.seed;
    const std::string text = to_json(request);
    EXPECT_NE(text.find(std::string("\"seed\":") + c.written), std::string::npos) << text;
    EXPECT_EQ(request_from_json(text)->seed, c.seed);
  }
  EXPECT_EQ(request_from_json(R"({"prompt":"x","seed":18446744073709551615})")->seed, 18446744073709551615u);
}

TEST(RequestJson, RefusesWhatIsMalformed) {
  struct Case {
    const char* text;
    const char* complaint;
  };
  for (const Case& c : {
           Case{"", "request isn't JSON"},
           Case{"{\"prompt\":\"\xff\"}", "request isn't JSON in UTF-8"},
           Case{"[]", "request must be an object"},
           Case{"{}", "request.prompt is missing"},
           Case{R"({"prompt":""})", "request.prompt must not be empty"},
           Case{R"({"prompt":7})", "request.prompt must be text"},
           Case{R"({"prompt":"x","seed":-1})", "request.seed must be a whole number"},
           Case{R"({"prompt":"x","seed":1.5})", "request.seed must be a whole number"},
           Case{R"({"prompt":"x","seed":"18446744073709551616"})", "request.seed must be a whole number"},
           Case{R"({"prompt":"x","seed":"7x"})", "request.seed must be a whole number"},
           Case{R"({"prompt":"x","tempo_bpm":9000})", "request.tempo_bpm is 9000; it must be a number from 40 to 220"},
           Case{R"({"prompt":"x","tempo_bpm":"fast"})", "request.tempo_bpm must be a number"},
           Case{R"({"prompt":"x","key":"H minor"})", "request.key isn't a key"},
           Case{R"({"prompt":"x","time_signature":"4/5"})", "request.time_signature isn't a metre"},
           Case{R"({"prompt":"x","length_s":1e999})", "request isn't JSON"},
           Case{R"({"prompt":"x","instrumental":1})", "request.instrumental must be true or false"},
       }) {
    const Result<Request> read = request_from_json(c.text);
    ASSERT_FALSE(read) << c.text;
    EXPECT_EQ(read.error().code, ErrorCode::invalid_request);
    EXPECT_EQ(read.error().message.rfind(c.complaint, 0), 0u) << read.error().message;
  }
}

/// A change at one place of a good song, and what is said of it.
struct Damage {
  const char* pointer;
  const char* value;
  const char* complaint;
};

TEST(DocumentJson, NamesThePlaceOfWhatIsWrong) {
  const json good = json::parse(to_json(fixture_document({})));
  for (const Damage& d : {
           Damage{"/plan/tempo_bpm", "null", "song.plan.tempo_bpm must be a number"},
           Damage{"/plan/sections/1/kind", R"("refrain")", "song.plan.sections[1].kind isn't a kind of section"},
           Damage{"/plan/sections/1/name", R"("Verse 1")", "song.plan.sections holds \"Verse 1\" twice"},
           Damage{"/plan/sections/0/energy", "2", "song.plan.sections[0].energy is 2; it must be a number from 0 to 1"},
           Damage{"/plan/sections/0/lines/0/stress", R"("x-x")", "song.plan.sections[0].lines[0].stress may only hold"},
           Damage{"/plan/tracks", "{}", "song.plan.tracks must be a list"},
           Damage{"/lyrics/lines/0/syllables", "23", "song.lyrics.lines[0].syllables is 23, but the words have"},
           Damage{"/lyrics/lines/0/origin", R"("hand")", "song.lyrics.lines[0].origin isn't"},
           Damage{"/score/tracks/0/notes/3/pitch", "128", "song.score.tracks[0].notes[3].pitch is 128"},
           Damage{"/score/tracks/0/notes/3/pitch", "60.5", "song.score.tracks[0].notes[3].pitch must be a whole number"},
           Damage{"/score/tracks/0/notes/3/velocity", "0", "song.score.tracks[0].notes[3].velocity is 0"},
           Damage{"/score/tracks/0/notes/3/length_beats", "0", "song.score.tracks[0].notes[3].length_beats is 0"},
           Damage{"/score/tracks/2/role", R"("kazoo")", "song.score.tracks[2].role isn't a role"},
           Damage{"/score/chords/2/symbol", R"("H7")", "song.score.chords[2].symbol isn't a chord"},
           Damage{"/provenance/steps/0/key", R"("abc")", "song.provenance.steps[0].key isn't a SHA-256 digest"},
           Damage{"/mix/tracks/0/pan", "2", "song.mix.tracks[0].pan is 2"},
           Damage{"/scenes/cover/text_boxes/0/x", R"("left")", "song.scenes.cover.text_boxes[0].x must be a number"},
           Damage{"/title", "[]", "song.title must be text"},
       }) {
    json bad = good;
    bad[json::json_pointer(d.pointer)] = json::parse(d.value);
    const Result<Document> read = document_from_json(bad.dump());
    ASSERT_FALSE(read) << d.pointer;
    EXPECT_EQ(read.error().message.rfind(d.complaint, 0), 0u) << read.error().message;
  }
}

TEST(DocumentJson, RefusesMoreTracksThanASongMayHave) {
  json song = json::parse(to_json(fixture_document({})));
  for (int i = 0; i < 30; ++i) song["score"]["tracks"].push_back(song["score"]["tracks"][0]);
  EXPECT_EQ(document_from_json(song.dump()).error().message, "song.score.tracks has more than 24 entries");
}

TEST(DocumentJson, SurvivesAnyCutOfItsText) {
  const std::string text = to_json(fixture_document({.section_measures = 2}));
  for (std::size_t length = 0; length + 2 < text.size(); length += 211) {
    EXPECT_FALSE(document_from_json(std::string_view(text).substr(0, length))) << length;
  }
}

}  // namespace
}  // namespace souls::song
