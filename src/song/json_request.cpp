#include <nlohmann/json.hpp>

#include "base/limits.hpp"
#include "song/json.hpp"
#include "song/json_values.hpp"

namespace souls::song {
namespace {

constexpr double kNoteBeatsMin = 1e-3;

Json json_of(const Melody& melody) {
  Json notes = Json::array();
  for (const MelodyNote& note : melody.notes) {
    notes.push_back({{"start_beat", note.start_beat}, {"length_beats", note.length_beats}, {"pitch", note.pitch}});
  }
  Json json = {{"notes", std::move(notes)}};
  if (melody.tempo_bpm) json["tempo_bpm"] = *melody.tempo_bpm;
  if (melody.key) json["key"] = to_string(*melody.key);
  if (melody.time_signature) json["time_signature"] = to_string(*melody.time_signature);
  return json;
}

void read(const Place& place, MelodyNote& note) {
  place.number("start_beat", note.start_beat, 0, limits::kMelodyBeatsMax);
  place.number("length_beats", note.length_beats, kNoteBeatsMin, limits::kMelodyBeatsMax);
  place.integer("pitch", note.pitch, 0, 127);
}

/// What both a request and a melody may state.
template <class T>
void read_bearings(const Place& place, T& out) {
  if (place.has("tempo_bpm"))
    place.number("tempo_bpm", out.tempo_bpm.emplace(), limits::kTempoBpmMin, limits::kTempoBpmMax);
  if (place.has("key")) place.word("key", out.key.emplace(), parse_key, "a key such as \"A minor\"");
  if (place.has("time_signature")) {
    place.word("time_signature", out.time_signature.emplace(), parse_time_signature, "a metre such as \"6/8\"");
  }
}

void read(const Place& place, Melody& melody) {
  place.each("notes", limits::kMelodyNotesMax, [&](const Place& note) { read(note, melody.notes.emplace_back()); });
  read_bearings(place, melody);
}

}  // namespace

Json json_of(const Request& request) {
  Json json = {{"prompt", request.prompt}, {"seed", json_of_seed(request.seed)}, {"instrumental", request.instrumental}};
  if (request.title) json["title"] = *request.title;
  if (request.lyrics) json["lyrics"] = *request.lyrics;
  if (request.style) json["style"] = *request.style;
  if (request.tempo_bpm) json["tempo_bpm"] = *request.tempo_bpm;
  if (request.key) json["key"] = to_string(*request.key);
  if (request.time_signature) json["time_signature"] = to_string(*request.time_signature);
  if (request.length_s) json["length_s"] = *request.length_s;
  if (request.voice) json["voice"] = *request.voice;
  if (request.melody) json["melody"] = json_of(*request.melody);
  return json;
}

void read(const Place& place, Request& request) {
  const auto optional_text = [&](std::string_view field, std::optional<std::string>& out, std::size_t letters_max) {
    if (place.has(field)) place.text(field, out.emplace(), 1, letters_max);
  };
  place.text("prompt", request.prompt, 1, limits::kPromptLettersMax);
  place.seed("seed", request.seed, Need::optional);
  place.flag("instrumental", request.instrumental, Need::optional);
  optional_text("title", request.title, limits::kTitleLettersMax);
  optional_text("lyrics", request.lyrics, limits::kLyricsLettersMax);
  optional_text("style", request.style, kNameLettersMax);
  optional_text("voice", request.voice, kNameLettersMax);
  if (place.has("length_s"))
    place.number("length_s", request.length_s.emplace(), limits::kLengthSecondsMin, limits::kLengthSecondsMax);
  read_bearings(place, request);
  if (place.has("melody")) read(place.at("melody"), request.melody.emplace());
}

std::string to_json(const Request& request) { return compact(json_of(request)); }

Result<Request> request_from_json(std::string_view text) {
  Request request;
  const Status status =
      with_json(text, "request", limits::kMessageBytesMax, [&](const Place& place) { read(place, request); });
  if (!status) return fail(status.error());
  return request;
}

}  // namespace souls::song
