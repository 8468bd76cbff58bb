#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "base/limits.hpp"
#include "song/document_fixture.hpp"
#include "song/formats/formats.hpp"
#include "song/formats/midi.hpp"
#include "song/formats/syllables.hpp"

namespace souls::song::formats {
namespace {

constexpr double kTickBeats = 1.0 / midi::kTicksPerBeat;

/// Notes as a MIDI file can say them: one that is struck again while it sounds ends there.
std::vector<Note> as_struck(std::vector<Note> notes) {
  std::sort(notes.begin(), notes.end(), [](const Note& a, const Note& b) {
    return std::tuple(a.pitch, a.start_beat) < std::tuple(b.pitch, b.start_beat);
  });
  for (std::size_t i = 0; i + 1 < notes.size(); ++i) {
    if (notes[i + 1].pitch == notes[i].pitch) {
      notes[i].length_beats = std::min(notes[i].length_beats, notes[i + 1].start_beat - notes[i].start_beat);
    }
  }
  return notes;
}

void expect_same_notes(const Track& read, const Track& written) {
  const std::vector<Note> a = as_struck(read.notes);
  const std::vector<Note> b = as_struck(written.notes);
  ASSERT_EQ(a.size(), b.size()) << written.name;
  for (std::size_t i = 0; i < a.size(); ++i) {
    EXPECT_EQ(a[i].pitch, b[i].pitch);
    EXPECT_EQ(a[i].velocity, b[i].velocity);
    EXPECT_NEAR(a[i].start_beat, b[i].start_beat, kTickBeats);
    EXPECT_NEAR(a[i].length_beats, b[i].length_beats, 1.01 * kTickBeats);
    EXPECT_EQ(a[i].syllable, b[i].syllable) << written.name << " at " << b[i].start_beat;
  }
}

void expect_same_words(const Lyrics& read, const Lyrics& written) {
  ASSERT_EQ(read.lines.size(), written.lines.size());
  for (std::size_t l = 0; l < read.lines.size(); ++l) {
    const Line& a = read.lines[l];
    const Line& b = written.lines[l];
    EXPECT_EQ(a.text, b.text);
    EXPECT_EQ(a.section, b.section);
    ASSERT_EQ(a.words.size(), b.words.size());
    for (std::size_t w = 0; w < a.words.size(); ++w) {
      EXPECT_EQ(a.words[w].text, b.words[w].text);
      EXPECT_EQ(a.words[w].syllables.size(), b.words[w].syllables.size());
      EXPECT_NEAR(a.words[w].start_s, b.words[w].start_s, 0.002);
    }
  }
}

TEST(Midi, ReadsBackWhatItWrote) {
  for (Seed seed = 0; seed < 60; ++seed) {
    SCOPED_TRACE(seed);
    const Document written = random_document(seed);
    const std::string bytes = write_midi(written);
    EXPECT_EQ(bytes, write_midi(written));
    const Result<Document> result = read_midi(bytes);
    ASSERT_TRUE(result) << result.error().message;
    const Document& read = *result;
    EXPECT_EQ(read.title, written.title);
    EXPECT_NEAR(read.plan.tempo_bpm / written.plan.tempo_bpm, 1, 1e-5);
    EXPECT_EQ(read.plan.time_signature, written.plan.time_signature);
    EXPECT_EQ(read.plan.key, written.plan.key);
    ASSERT_EQ(read.plan.sections.size(), written.plan.sections.size());
    for (std::size_t i = 0; i < read.plan.sections.size(); ++i) {
      const SectionPlan& a = read.plan.sections[i];
      const SectionPlan& b = written.plan.sections[i];
      EXPECT_EQ(a.name, b.name);
      EXPECT_EQ(a.kind, b.kind);
      EXPECT_NEAR(a.start_beat, b.start_beat, kTickBeats);
      EXPECT_EQ(a.measures, b.measures + (i + 1 == read.plan.sections.size() ? a.measures - b.measures : 0));
    }
    ASSERT_EQ(read.score.chords.size(), written.score.chords.size());
    for (std::size_t i = 0; i < read.score.chords.size(); ++i) {
      EXPECT_EQ(read.score.chords[i].symbol, written.score.chords[i].symbol);
      EXPECT_NEAR(read.score.chords[i].start_beat, written.score.chords[i].start_beat, kTickBeats);
    }
    expect_same_words(read.lyrics, written.lyrics);
    ASSERT_EQ(read.score.tracks.size(), written.score.tracks.size());
    for (std::size_t i = 0; i < read.score.tracks.size(); ++i) {
      EXPECT_EQ(read.score.tracks[i].name, written.score.tracks[i].name);
      EXPECT_EQ(read.score.tracks[i].role, written.score.tracks[i].role);
      EXPECT_EQ(read.score.tracks[i].instrument, written.score.tracks[i].instrument);
      EXPECT_EQ(read.score.tracks[i].program, written.score.tracks[i].program);
      expect_same_notes(read.score.tracks[i], written.score.tracks[i]);
    }
  }
}

TEST(Midi, KeepsTempoWithinAThousandth) {
  Document document = fixture_document({});
  for (double bpm = limits::kTempoBpmMin; bpm <= limits::kTempoBpmMax; bpm += 0.37) {
    document.plan.tempo_bpm = bpm;
    const std::string bytes = write_midi(document);
    const std::size_t at = bytes.find("\xff\x51\x03");
    ASSERT_NE(at, std::string::npos);
    const auto byte = [&](std::size_t i) { return static_cast<int>(static_cast<unsigned char>(bytes[at + 3 + i])); };
    EXPECT_NEAR(60e6 / (byte(0) << 16 | byte(1) << 8 | byte(2)) / bpm, 1, 1e-5) << bpm;
  }
}

/// Status bytes of all note-ons, with the port of their track.
std::set<std::pair<int, int>> seats_of(const std::string& bytes, int& drum_tracks) {
  std::set<std::pair<int, int>> seats;
  drum_tracks = 0;
  for (std::size_t at = bytes.find("MTrk"); at != std::string::npos; at = bytes.find("MTrk", at + 4)) {
    const std::string chunk = bytes.substr(at, bytes.find("MTrk", at + 4) - at);
    const std::size_t port_at = chunk.find(std::string("\xff\x21\x01", 3));
    const int port = port_at == std::string::npos ? 0 : chunk[port_at + 3];
    const std::size_t role_at = chunk.find("role: ");
    if (role_at == std::string::npos) continue;
    std::size_t program_at = role_at;
    while ((static_cast<unsigned char>(chunk[program_at]) & 0xf0) != 0xc0) ++program_at;
    const int channel = chunk[program_at] & 0x0f;
    EXPECT_TRUE(seats.emplace(port, channel).second) << "two tracks share port " << port << " channel " << channel;
    const bool drums = chunk.compare(role_at + 6, 5, "drums") == 0;
    EXPECT_EQ(drums, channel == 9);
    drum_tracks += drums ? 1 : 0;
  }
  return seats;
}

TEST(Midi, GivesEachOfManyTracksItsOwnChannelAndPort) {
  FixtureOptions options;
  options.extra_tracks = 18;
  int drum_tracks = 0;
  EXPECT_EQ(seats_of(write_midi(fixture_document(options)), drum_tracks).size(), 23u);
  EXPECT_EQ(drum_tracks, 1);
}

TEST(Midi, CarriesTheMark) {
  EXPECT_NE(write_midi(Document{}).find(kDigitalSourceType), std::string::npos);
}

TEST(Midi, ReadsAnEmptySong) {
  const Result<Document> read = read_midi(write_midi(Document{}));
  ASSERT_TRUE(read);
  EXPECT_TRUE(read->score.tracks.empty());
}

TEST(Midi, ReadsOneTrackWithRunningStatus) {
  const std::string bytes = std::string("MThd\0\0\0\6\0\0\0\1\0\x60MTrk\0\0\0\x14", 22) +
                            std::string("\0\x90\x3c\x40\x60\x3c\0\0\x99\x24\x7f\x30\x24\0\x81\0\xff\x2f\0\0", 20);
  const Result<Document> read = read_midi(bytes);
  ASSERT_TRUE(read) << read.error().message;
  ASSERT_EQ(read->score.tracks.size(), 2u);
  EXPECT_EQ(read->score.tracks[0].notes, (std::vector<Note>{{0, 1, 60, 64, {}}}));
  EXPECT_EQ(read->score.tracks[0].role, Role::keys);
  EXPECT_EQ(read->score.tracks[0].instrument, "grand_piano");
  EXPECT_EQ(read->score.tracks[1].notes, (std::vector<Note>{{1, 0.5, 36, 127, {}}}));
  EXPECT_EQ(read->score.tracks[1].role, Role::drums);
}

TEST(Midi, RefusesWhatIsMalformed) {
  const std::string head("MThd\0\0\0\6\0\1\0\1\0\x60", 14);
  const auto track = [&](const std::string& content) {
    return head + std::string("MTrk\0\0\0", 7) + static_cast<char>(content.size()) + content;
  };
  struct Case {
    std::string bytes;
    const char* complaint;
  };
  for (const Case& c : {Case{"", "it doesn't start as one does"},
                        Case{"RIFFxxxx", "it doesn't start as one does"},
                        Case{head.substr(0, 10), "its header is cut off"},
                        Case{std::string("MThd\0\0\0\6\0\2\0\1\0\x60", 14), "it holds separate patterns"},
                        Case{std::string("MThd\0\0\0\6\0\1\0\1\xe7\x28", 14), "its time is counted in film frames"},
                        Case{std::string("MThd\0\0\0\6\0\1\0\1\0\0", 14), "its time is counted in film frames"},
                        Case{std::string("MThd\0\0\0\6\0\1\x7f\1\0\x60", 14), "it has more than 256 tracks"},
                        Case{head + std::string("MTrk\0\0\xff\xff", 8), "it is cut off"},
                        Case{track(std::string("\0\x40\x40", 3)), "a track holds data where an event should be"},
                        Case{track(std::string("\0\x90\x40", 3)), "a track ends in the middle of an event"},
                        Case{track(std::string("\0\xff\x03\x7f", 4)), "a track ends in the middle of an event"},
                        Case{track(std::string("\0\xf4", 2)), "a track holds a system message"},
                        Case{track(std::string("\xff\xff\xff\x7f\xff\x01\0", 7)), "it is longer than 100000 beats"}}) {
    const Result<Document> read = read_midi(c.bytes);
    ASSERT_FALSE(read) << c.complaint;
    EXPECT_EQ(read.error().code, ErrorCode::invalid_request);
    EXPECT_EQ(read.error().message.rfind(std::string("the MIDI file can't be read: ") + c.complaint, 0), 0u)
        << read.error().message;
  }
}

TEST(Midi, SurvivesAnyDamage) {
  FixtureOptions options;
  options.section_measures = 2;
  const std::string good = write_midi(fixture_document(options));
  Random random(7);
  int read_anyway = 0;
  for (int i = 0; i < 2000; ++i) {
    std::string bytes = good;
    for (int n = random.integer(1, 8); n > 0; --n) {
      bytes[static_cast<std::size_t>(random.integer(0, static_cast<int>(bytes.size()) - 1))] =
          static_cast<char>(random.integer(0, 255));
    }
    if (random.chance(0.3)) bytes.resize(static_cast<std::size_t>(random.integer(0, static_cast<int>(bytes.size()))));
    const Result<Document> read = read_midi(bytes);
    read_anyway += read ? 1 : 0;
    if (read) EXPECT_LE(read->score.tracks.size(), limits::kTracksMax);
    else EXPECT_FALSE(read.error().message.empty());
  }
  EXPECT_GT(read_anyway, 0);
  EXPECT_LT(read_anyway, 2000);
}

TEST(SungSyllables, CarryTheWordsPunctuation) {
  Lyrics lyrics;
  Line line;
  line.words = {{"\"Qui-et,", {{"Qui-", {}, 1}, {"et", {}, 0}}, 0, 0}, {"moon!", {{"moon", {}, 1}}, 0, 0}};
  lyrics.lines.push_back(line);
  const auto syllables = sung_syllables(lyrics);
  ASSERT_EQ(syllables.size(), 3u);
  EXPECT_EQ(syllables[0].text, "\"Qui-");
  EXPECT_EQ(syllables[1].text, "et,");
  EXPECT_EQ(syllables[2].text, "moon!");
  EXPECT_TRUE(syllables[0].first_of_word && !syllables[0].last_of_word);
  EXPECT_TRUE(!syllables[1].first_of_word && syllables[1].last_of_word && !syllables[1].last_of_line);
  EXPECT_TRUE(syllables[2].first_of_word && syllables[2].last_of_word && syllables[2].last_of_line);
}

}  // namespace
}  // namespace souls::song::formats
