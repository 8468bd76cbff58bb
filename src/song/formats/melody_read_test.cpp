#include <archive.h>
#include <archive_entry.h>
#include <gtest/gtest.h>

#include "base/limits.hpp"
#include "song/document_fixture.hpp"
#include "song/formats/formats.hpp"

namespace souls::song::formats {
namespace {

using namespace std::string_literals;

/// A track chunk of quarter notes, 96 ticks each.
std::string midi_track(const std::string& name, std::initializer_list<int> pitches, int channel = 0) {
  std::string events = "\x00\xff\x03"s + static_cast<char>(name.size()) + name;
  for (const int pitch : pitches) {
    events += "\x00"s + static_cast<char>(0x90 | channel) + static_cast<char>(pitch) + "\x50";
    events += "\x60"s + static_cast<char>(0x80 | channel) + static_cast<char>(pitch) + "\x00"s;
  }
  events += "\x00\xff\x2f\x00"s;
  return "MTrk"s + "\0\0\0"s + static_cast<char>(events.size()) + events;
}

std::string midi_file(const std::vector<std::string>& tracks, const std::string& meta = {}) {
  const std::string head = meta + "\x00\xff\x2f\x00"s;
  std::string file = "MThd\0\0\0\x06\0\x01\0"s + static_cast<char>(tracks.size() + 1) + "\0\x60"s;
  file += "MTrk\0\0\0"s + static_cast<char>(head.size()) + head;
  for (const std::string& track : tracks) file += track;
  return file;
}

using Files = std::vector<std::pair<std::string, std::string>>;

std::string zipped(const Files& files) {
  std::string bytes(1024 * 1024, '\0');
  std::size_t used = 0;
  archive* writer = archive_write_new();
  archive_write_set_format_zip(writer);
  archive_write_open_memory(writer, bytes.data(), bytes.size(), &used);
  for (const auto& [name, content] : files) {
    archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname(entry, name.c_str());
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_size(entry, static_cast<la_int64_t>(content.size()));
    archive_write_header(writer, entry);
    archive_write_data(writer, content.data(), content.size());
    archive_entry_free(entry);
  }
  archive_write_close(writer);
  archive_write_free(writer);
  return bytes.substr(0, used);
}

std::string container_of(const std::string& path) {
  return R"(<?xml version="1.0"?><container><rootfiles><rootfile full-path=")" + path + R"("/></rootfiles></container>)";
}

const std::string kWaltz = "\0\xff\x58\x04\x03\x02\x18\x08\0\xff\x51\x03\x0a\x2c\x2a\0\xff\x59\x02\x01\0"s;

TEST(ReadMelody, TakesTheTuneOfAMidiFile) {
  const std::string bytes = midi_file(
      {midi_track("Bass", {40, 43, 47}), midi_track("Drums", {80, 80}, 9), midi_track("Flute", {67, 71, 74})}, kWaltz);
  const auto melody = read_melody(bytes, std::nullopt);
  ASSERT_TRUE(melody.has_value()) << melody.error().message;
  EXPECT_EQ(melody->notes, (std::vector<MelodyNote>{{0, 1, 67}, {1, 1, 71}, {2, 1, 74}}));
  EXPECT_EQ(melody->time_signature, (TimeSignature{3, 4}));
  EXPECT_EQ(melody->key, (Key{7, Mode::major}));
  EXPECT_NEAR(melody->tempo_bpm.value(), 90, 0.01);
}

TEST(ReadMelody, TakesTheTrackThatIsNamedOrAskedFor) {
  const std::string bytes = midi_file({midi_track("Violin", {88, 91}), midi_track("Lead Vocal", {60, 62})});
  EXPECT_EQ(read_melody(bytes, std::nullopt)->notes.front().pitch, 60);
  EXPECT_EQ(read_melody(bytes, 1)->notes.front().pitch, 88);
  EXPECT_EQ(read_melody(bytes, 3).error().message,
            "the melody's file has no track 3; there are 1 (Violin), 2 (Lead Vocal)");
  EXPECT_FALSE(read_melody(bytes, std::nullopt)->key.has_value());
}

TEST(ReadMelody, ReadsTheLeadOfOurOwnScores) {
  const Document document = fixture_document({.seed = 3, .awkward_time = false});
  const auto lead = std::find_if(document.score.tracks.begin(), document.score.tracks.end(),
                                 [](const Track& track) { return track.role == Role::lead; });
  for (const std::string& bytes : {write_midi(document), write_musicxml(document)}) {
    const auto melody = read_melody(bytes, std::nullopt);
    ASSERT_TRUE(melody.has_value()) << melody.error().message;
    ASSERT_EQ(melody->notes.size(), lead->notes.size());
    for (std::size_t i = 0; i < melody->notes.size(); ++i) EXPECT_EQ(melody->notes[i].pitch, lead->notes[i].pitch);
    EXPECT_EQ(melody->time_signature, document.plan.time_signature);
  }
}

TEST(ReadMelody, ReadsMusicXmlAsItSounds) {
  // An upbeat, a tie over the bar, a chord, a second voice, a grace note; a clarinet in B flat.
  const auto melody = read_melody(R"(<?xml version="1.0"?><score-partwise><part-list><score-part id="P1">
    <part-name>Clarinet</part-name></score-part></part-list><part id="P1">
    <measure number="0"><attributes><divisions>2</divisions><key><fifths>2</fifths><mode>major</mode></key>
      <time><beats>3</beats><beat-type>4</beat-type></time><transpose><chromatic>-2</chromatic></transpose></attributes>
      <sound tempo="84"/>
      <note><pitch><step>A</step><octave>4</octave></pitch><duration>2</duration><voice>1</voice></note></measure>
    <measure number="1">
      <note><grace/><pitch><step>C</step><octave>5</octave></pitch><voice>1</voice></note>
      <note><pitch><step>F</step><alter>1</alter><octave>4</octave></pitch><duration>6</duration><tie type="start"/><voice>1</voice></note>
      <note><chord/><pitch><step>D</step><octave>5</octave></pitch><duration>6</duration><voice>1</voice></note>
      <backup><duration>6</duration></backup>
      <note><pitch><step>D</step><octave>6</octave></pitch><duration>6</duration><voice>2</voice></note></measure>
    <measure number="2">
      <note><pitch><step>F</step><alter>1</alter><octave>4</octave></pitch><duration>1</duration><tie type="stop"/><voice>1</voice></note>
      <note><rest/><duration>1</duration><voice>1</voice></note>
      <note><pitch><step>E</step><octave>4</octave></pitch><duration>4</duration><voice>1</voice></note></measure>
    </part></score-partwise>)",
                                  std::nullopt);
  ASSERT_TRUE(melody.has_value()) << melody.error().message;
  EXPECT_EQ(melody->notes, (std::vector<MelodyNote>{{2, 1, 67}, {3, 3, 72}, {7, 2, 62}}));
  EXPECT_EQ(melody->key, (Key{0, Mode::major}));
  EXPECT_EQ(melody->time_signature, (TimeSignature{3, 4}));
  EXPECT_EQ(melody->tempo_bpm, 84);
}

TEST(ReadMelody, ReadsTheScoreThatACompressedOneNames) {
  const std::string score = write_musicxml(fixture_document({.seed = 3, .awkward_time = false}));
  const auto plain = read_melody(score, std::nullopt);
  const auto packed = read_melody(zipped({{"mimetype", "application/vnd.recordare.musicxml"},
                                          {"META-INF/container.xml", container_of("scores/tune.xml")},
                                          {"cover.xml", "<html/>"},
                                          {"scores/tune.xml", score}}),
                                  std::nullopt);
  ASSERT_TRUE(packed.has_value()) << packed.error().message;
  EXPECT_EQ(*packed, plain.value());
}

TEST(ReadMelody, RefusesCompressedFilesThatHoldNoScoreOrTooMuch) {
  const auto error_of = [](const std::string& bytes) {
    const auto melody = read_melody(bytes, std::nullopt);
    return melody ? std::string("none") : melody.error().message;
  };
  const auto score_of = [](const std::string& text) {
    return zipped({{"META-INF/container.xml", container_of("a.xml")}, {"a.xml", text}});
  };
  const std::string bomb = score_of(std::string(limits::kMelodyFileBytesMax + 1, ' '));
  EXPECT_NE(error_of(bomb).find("a.xml is larger than a melody can be"), std::string::npos) << error_of(bomb);
  EXPECT_NE(error_of(zipped({{"a.xml", "<score-partwise/>"}})).find("holds no META-INF/container.xml"), std::string::npos);
  EXPECT_NE(error_of(zipped({{"META-INF/container.xml", container_of("b.xml")}})).find("holds no b.xml"), std::string::npos);
  EXPECT_NE(error_of(zipped({{"META-INF/container.xml", "<container/>"}})).find("names no score"), std::string::npos);
  const std::string whole = score_of("<score-partwise/>");
  for (std::size_t size = 0; size < whole.size(); ++size) EXPECT_NE(error_of(whole.substr(0, size)), "none");
}

TEST(ReadMelody, RefusesWhatHoldsNone) {
  for (const std::string& bytes :
       {""s, "PK\x03\x04"s, "MThd"s, "not music"s, "<score"s, "<html/>"s, "<score-partwise/>"s, midi_file({}),
        midi_file({midi_track("Drums", {36, 38}, 9)}), midi_file({midi_track("Tune", {60})}).substr(0, 45)}) {
    const auto melody = read_melody(bytes, std::nullopt);
    ASSERT_FALSE(melody.has_value());
    EXPECT_EQ(melody.error().code, ErrorCode::invalid_request);
    EXPECT_FALSE(melody.error().message.empty());
  }
}

}  // namespace
}  // namespace souls::song::formats
