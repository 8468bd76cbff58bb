#include <nlohmann/json.hpp>

#include "base/limits.hpp"
#include "song/json.hpp"
#include "song/json_values.hpp"

namespace souls::song {
namespace {

/// The least length of a note: far below a tick of any format.
constexpr double kLengthBeatsMin = 1e-6;
constexpr std::size_t kChordsMax = 10000;
constexpr int kSyllableMax = static_cast<int>(limits::kLyricLinesMax * limits::kLineSyllablesMax) - 1;

void read(const Place& place, Note& note) {
  place.number("start_beat", note.start_beat, 0, kBeatsMax);
  place.number("length_beats", note.length_beats, kLengthBeatsMin, kBeatsMax);
  place.integer("pitch", note.pitch, 0, 127);
  place.integer("velocity", note.velocity, 1, 127, Need::optional);
  if (place.has("syllable")) place.integer("syllable", note.syllable.emplace(), 0, kSyllableMax);
}

void read(const Place& place, Chord& chord) {
  place.number("start_beat", chord.start_beat, 0, kBeatsMax);
  place.number("length_beats", chord.length_beats, kLengthBeatsMin, kBeatsMax);
  place.text("symbol", chord.symbol, 1, kNameLettersMax);
  if (place.fine() && !parse_chord(chord.symbol)) {
    place.at("symbol").complain("isn't a chord such as \"Am7\", \"F/A\" or \"N.C.\"");
  }
}

void read(const Place& place, Track& track) {
  place.text("name", track.name, 1, kNameLettersMax);
  place.word("role", track.role, parse_role, "a role such as \"keys\" or \"bass\"");
  place.text("instrument", track.instrument, 0, kNameLettersMax, Need::optional);
  place.integer("program", track.program, 0, 127, Need::optional);
  place.word("origin", track.origin, parse_origin, "\"generated\" or \"edited\"", Need::optional);
  place.flag("locked", track.locked, Need::optional);
  read(place.at("notes"), track.notes);
}

}  // namespace

Json json_of(const std::vector<Note>& notes) {
  Json list = Json::array();
  for (const Note& note : notes) {
    Json json = {{"start_beat", note.start_beat},
                 {"length_beats", note.length_beats},
                 {"pitch", note.pitch},
                 {"velocity", note.velocity}};
    if (note.syllable) json["syllable"] = *note.syllable;
    list.push_back(std::move(json));
  }
  return list;
}

Json json_of(const std::vector<Chord>& chords) {
  Json list = Json::array();
  for (const Chord& chord : chords) {
    list.push_back(
        {{"start_beat", chord.start_beat}, {"length_beats", chord.length_beats}, {"symbol", chord.symbol}});
  }
  return list;
}

Json json_of(const Score& score) {
  Json tracks = Json::array();
  for (const Track& track : score.tracks) {
    tracks.push_back({{"name", track.name},
                      {"role", to_string(track.role)},
                      {"instrument", track.instrument},
                      {"program", track.program},
                      {"notes", json_of(track.notes)},
                      {"origin", to_string(track.origin)},
                      {"locked", track.locked}});
  }
  return {{"tracks", std::move(tracks)}, {"chords", json_of(score.chords)}};
}

void read(const Place& place, std::vector<Note>& notes) {
  place.each(limits::kNotesPerTrackMax, [&](const Place& note) { read(note, notes.emplace_back()); });
}

void read(const Place& place, std::vector<Chord>& chords) {
  place.each(kChordsMax, [&](const Place& chord) { read(chord, chords.emplace_back()); });
}

void read(const Place& place, Score& score) {
  place.each("tracks", limits::kTracksMax, [&](const Place& track) { read(track, score.tracks.emplace_back()); });
  read(place.at("chords"), score.chords);
}

std::string to_json(const std::vector<Note>& notes) { return compact(json_of(notes)); }
std::string to_json(const std::vector<Chord>& chords) { return compact(json_of(chords)); }

Result<std::vector<Note>> notes_from_json(std::string_view text) {
  std::vector<Note> notes;
  const Status status = with_json(text, "notes", limits::kSongJsonBytesMax, [&](const Place& place) { read(place, notes); });
  if (!status) return fail(status.error());
  return notes;
}

Result<std::vector<Chord>> chords_from_json(std::string_view text) {
  std::vector<Chord> chords;
  const Status status =
      with_json(text, "chords", limits::kSongJsonBytesMax, [&](const Place& place) { read(place, chords); });
  if (!status) return fail(status.error());
  return chords;
}

}  // namespace souls::song
