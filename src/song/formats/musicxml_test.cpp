#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <map>
#include <pugixml.hpp>
#include <set>

#include "song/document_fixture.hpp"
#include "song/formats/formats.hpp"
#include "song/formats/notation.hpp"
#include "song/formats/spelling.hpp"
#include "song/formats/syllables.hpp"

namespace souls::song::formats {
namespace {

// ---- notation

TEST(Notation, FillsEveryMeasureWithWritableValues) {
  const std::map<std::string_view, int> kLengths = {{"whole", 1920}, {"half", 960}, {"quarter", 480}, {"eighth", 240},
                                                    {"16th", 120},   {"32nd", 60},  {"64th", 30}};
  for (Seed seed = 0; seed < 40; ++seed) {
    const Document document = random_document(seed);
    const TimeSignature metre = document.plan.time_signature;
    const int measure_length = static_cast<int>(std::lround(metre.measure_beats() * kDivisions));
    for (const Track& track : document.score.tracks) {
      for (const WrittenMeasure& measure : notate(track, metre, 4)) {
        ASSERT_FALSE(measure.voices.empty());
        for (const auto& voice : measure.voices) {
          int at = 0;
          for (const Piece& piece : voice) {
            EXPECT_EQ(piece.start, at);
            at += piece.length;
            if (piece.type.empty()) {
              EXPECT_EQ(piece.length, measure_length);
              continue;
            }
            const auto plain = kLengths.find(piece.type);
            ASSERT_NE(plain, kLengths.end()) << piece.type << " in " << track.name << " of song " << seed;
            EXPECT_EQ(piece.length * 6, plain->second * (piece.dotted ? 9 : 6) * (piece.triplet ? 4 : 6) / 6);
          }
          EXPECT_EQ(at, measure_length) << track.name << " of song " << seed;
        }
      }
    }
  }
}

/// Pitches in order of their starts, ties joined.
std::vector<Pitch> pitches_of(const std::vector<WrittenMeasure>& score) {
  std::vector<Pitch> pitches;
  for (const WrittenMeasure& measure : score) {
    for (const auto& voice : measure.voices) {
      for (const Piece& piece : voice) {
        if (piece.tied_from) continue;
        for (const WrittenNote& note : piece.notes) pitches.push_back(note.pitch);
      }
    }
  }
  return pitches;
}

TEST(Notation, KeepsEveryNoteOfTheLead) {
  for (Seed seed = 0; seed < 60; ++seed) {
    const Document document = random_document(seed);
    const Track& lead = document.score.tracks.front();
    std::vector<Pitch> wanted;
    for (const Note& note : lead.notes) wanted.push_back(note.pitch);
    EXPECT_EQ(pitches_of(notate(lead, document.plan.time_signature, 1)), wanted) << seed;
  }
}

TEST(Notation, KeepsEveryNoteOfTheOthers) {
  for (Seed seed = 0; seed < 40; ++seed) {
    const Document document = random_document(seed);
    for (const Track& track : document.score.tracks) {
      std::multiset<Pitch> wanted;
      for (const Note& note : track.notes) wanted.insert(note.pitch);
      const std::vector<Pitch> found = pitches_of(notate(track, document.plan.time_signature, 1));
      EXPECT_EQ(std::multiset<Pitch>(found.begin(), found.end()), wanted) << track.name << " of song " << seed;
    }
  }
}

struct Written {
  std::string_view type;
  bool dotted;
  bool triplet;
  bool tied_on;
  bool rest;
};

std::vector<Written> first_measure(std::vector<Note> notes, TimeSignature metre, Role role = Role::bass) {
  Track track;
  track.role = role;
  track.notes = std::move(notes);
  std::vector<Written> written;
  const std::vector<WrittenMeasure> score = notate(track, metre, 1);
  for (const Piece& piece : score.front().voices.front()) {
    written.push_back({piece.type, piece.dotted, piece.triplet, piece.tied_on, piece.notes.empty()});
  }
  return written;
}

bool operator==(const Written& a, const Written& b) {
  return std::tie(a.type, a.dotted, a.triplet, a.tied_on, a.rest) == std::tie(b.type, b.dotted, b.triplet, b.tied_on, b.rest);
}

TEST(Notation, WritesRhythmsAsPlayersReadThem) {
  const auto note = [](double start, double length) { return Note{start, length, 40, 80, {}}; };
  // a slightly short and late quarter is a quarter
  EXPECT_EQ(first_measure({note(0.01, 0.9), note(1, 1), note(2.02, 1.9)}, {4, 4}),
            (std::vector<Written>{{"quarter", false, false, false, false},
                                  {"quarter", false, false, false, false},
                                  {"half", false, false, false, false}}));
  // swung eighths are triplets
  EXPECT_EQ(first_measure({note(0, 0.67), note(0.67, 0.33), note(1, 1)}, {2, 4}),
            (std::vector<Written>{{"quarter", false, true, false, false},
                                  {"eighth", false, true, false, false},
                                  {"quarter", false, false, false, false}}));
  // a lightly swung one is an eighth
  EXPECT_EQ(first_measure({note(0, 0.57), note(0.57, 0.43), note(1, 1)}, {2, 4}),
            (std::vector<Written>{{"eighth", false, false, false, false},
                                  {"eighth", false, false, false, false},
                                  {"quarter", false, false, false, false}}));
  // dotted quarters in 6/8, tied where a note crosses the pulse
  EXPECT_EQ(first_measure({note(0, 1.5), note(1.5, 1.5)}, {6, 8}),
            (std::vector<Written>{{"quarter", true, false, false, false}, {"quarter", true, false, false, false}}));
  EXPECT_EQ(first_measure({note(0, 1), note(1, 1), note(2, 1)}, {6, 8}),
            (std::vector<Written>{{"quarter", false, false, false, false},
                                  {"eighth", false, false, true, false},
                                  {"eighth", false, false, false, false},
                                  {"quarter", false, false, false, false}}));
  // a syncopated quarter, and a rest
  EXPECT_EQ(first_measure({note(0, 0.5), note(0.5, 1), note(1.5, 0.5)}, {3, 4}),
            (std::vector<Written>{{"eighth", false, false, false, false},
                                  {"quarter", false, false, false, false},
                                  {"eighth", false, false, false, false},
                                  {"quarter", false, false, false, true}}));
  // over the bar line
  EXPECT_EQ(first_measure({note(1, 2)}, {2, 4}),
            (std::vector<Written>{{"quarter", false, false, false, true}, {"quarter", false, false, true, false}}));
  EXPECT_EQ(first_measure({}, {5, 4}), (std::vector<Written>{{"", false, false, false, true}}));
}

// ---- spelling

TEST(Spelling, FollowsTheKey) {
  struct Case {
    Pitch pitch;
    const char* key;
    const char* name;
  };
  for (const Case& c : {Case{60, "C", "C4"}, Case{61, "C", "C#4"}, Case{70, "C", "Bb4"}, Case{66, "C", "F#4"},
                        Case{70, "F", "Bb4"}, Case{68, "Am", "G#4"}, Case{61, "Dm", "C#4"}, Case{73, "Ab", "Db5"},
                        Case{65, "F#", "E#4"}, Case{71, "Gbm", "B4"}, Case{69, "C#m", "A4"}, Case{60, "C#m", "B#3"},
                        Case{59, "Ebm", "B3"}, Case{21, "C", "A0"}, Case{127, "C", "G9"}, Case{0, "C", "C-1"}}) {
    const Spelling s = spell(c.pitch, *parse_key(c.key));
    std::string name(1, s.step);
    name += s.alter == 1 ? "#" : s.alter == -1 ? "b" : s.alter == 0 ? "" : "?";
    EXPECT_EQ(name + std::to_string(s.octave), c.name) << c.key;
  }
}

TEST(Spelling, SoundsAsItIsMeant) {
  constexpr int kNatural[] = {9, 11, 0, 2, 4, 5, 7};
  for (int tonic = 0; tonic < 12; ++tonic) {
    for (const Mode mode : {Mode::major, Mode::minor}) {
      for (Pitch pitch = 0; pitch < 128; ++pitch) {
        const Spelling s = spell(pitch, {tonic, mode});
        EXPECT_EQ((s.octave + 1) * 12 + kNatural[s.step - 'A'] + s.alter, pitch);
        EXPECT_LE(std::abs(s.alter), 2);
      }
    }
  }
}

TEST(HarmonyName, SaysWhatTheSymbolMeans) {
  const HarmonyName slash = name_harmony("F#m7/E");
  EXPECT_EQ(slash.root.step, 'F');
  EXPECT_EQ(slash.root.alter, 1);
  EXPECT_EQ(slash.kind, "minor-seventh");
  EXPECT_EQ(slash.text, "m7");
  EXPECT_TRUE(slash.has_bass);
  EXPECT_EQ(slash.bass.step, 'E');
  EXPECT_EQ(name_harmony("N.C.").kind, "none");
  EXPECT_EQ(name_harmony("nonsense").kind, "none");
  for (const char* quality : {"", "m", "5", "dim", "aug", "sus2", "sus4", "6", "m6", "7", "maj7", "m7", "mM7", "m7b5", "dim7",
                              "7sus4", "add9", "madd9", "9", "maj9", "m9", "7b9", "7#9", "13", "m11", "69"}) {
    const std::string symbol = std::string("Bb") + quality;
    ASSERT_TRUE(parse_chord(symbol)) << symbol;
    EXPECT_NE(name_harmony(symbol).kind, "other") << symbol;
    EXPECT_EQ(name_harmony(symbol).root.alter, -1);
  }
}

// ---- the file

pugi::xml_document parsed(const Document& document) {
  const std::string text = write_musicxml(document);
  EXPECT_EQ(text, write_musicxml(document));
  pugi::xml_document xml;
  const pugi::xml_parse_result result = xml.load_buffer(text.data(), text.size(), pugi::parse_default | pugi::parse_doctype);
  EXPECT_TRUE(result) << result.description();
  return xml;
}

TEST(MusicXml, HoldsTheWholeSong) {
  for (Seed seed = 0; seed < 25; ++seed) {
    SCOPED_TRACE(seed);
    const Document document = random_document(seed);
    const pugi::xml_document xml = parsed(document);
    const pugi::xml_node score = xml.child("score-partwise");
    EXPECT_EQ(score.child("work").child("work-title").text().get(), document.title);
    EXPECT_EQ(score.select_nodes("part").size(), document.score.tracks.size());
    EXPECT_EQ(score.select_nodes("part-list/score-part").size(), document.score.tracks.size());
    EXPECT_EQ(score.select_nodes("//rehearsal").size(), document.plan.sections.size());
    EXPECT_EQ(score.select_nodes("//harmony").size(), document.score.chords.size());
    const auto syllables = sung_syllables(document.lyrics);
    const auto lyrics = score.select_nodes("part[@id='P1']//lyric");
    ASSERT_EQ(lyrics.size(), syllables.size());
    std::size_t i = 0;
    for (const pugi::xpath_node& lyric : lyrics) {
      const SungSyllable& s = syllables[i++];
      EXPECT_EQ(lyric.node().child("text").text().get(), s.text);
      const char* syllabic = s.first_of_word ? (s.last_of_word ? "single" : "begin") : (s.last_of_word ? "end" : "middle");
      EXPECT_STREQ(lyric.node().child("syllabic").text().get(), syllabic);
    }
    EXPECT_STREQ(score.select_node("//time/beats").node().text().get(),
                 std::to_string(document.plan.time_signature.numerator).c_str());
    EXPECT_NEAR(score.select_node("//sound/@tempo").attribute().as_double() / document.plan.tempo_bpm, 1, 1e-4);
    EXPECT_NE(std::strstr(score.select_node("//encoding-description").node().text().get(), "trainedAlgorithmicMedia"), nullptr);
  }
}

TEST(MusicXml, EndsEveryTieSlurAndTripletItStarts) {
  for (Seed seed = 0; seed < 25; ++seed) {
    const pugi::xml_document xml = parsed(random_document(seed));
    for (const char* what : {"tie", "tied", "slur", "tuplet"}) {
      const auto count = [&](const char* type) {
        return xml.select_nodes((std::string("//") + what + "[@type='" + type + "']").c_str()).size();
      };
      EXPECT_EQ(count("start"), count("stop")) << what << " of song " << seed;
    }
  }
}

TEST(MusicXml, WritesDrumsWithoutPitch) {
  const Document document = fixture_document({});
  const pugi::xml_document xml = parsed(document);
  EXPECT_EQ(xml.select_nodes("//part[@id='P5']//pitch").size(), 0u);
  EXPECT_GT(xml.select_nodes("//part[@id='P5']//unpitched").size(), 0u);
  EXPECT_EQ(xml.select_nodes("//score-part[@id='P5']/score-instrument").size(), 3u);
  EXPECT_STREQ(xml.select_node("//midi-instrument[@id='P5-I37']/midi-unpitched").node().text().get(), "37");
  for (const pugi::xpath_node& use : xml.select_nodes("//part[@id='P5']//note/instrument")) {
    const std::string query = std::string("//score-instrument[@id='") + use.node().attribute("id").value() + "']";
    EXPECT_EQ(xml.select_nodes(query.c_str()).size(), 1u);
  }
}

TEST(MusicXml, WritesASongWithoutTracks) {
  Document document;
  document.title = "<&>\x01";
  EXPECT_STREQ(parsed(document).select_node("//work-title").node().text().get(), "<&>");
}

}  // namespace
}  // namespace souls::song::formats
