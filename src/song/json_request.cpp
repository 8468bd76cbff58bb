#include <nlohmann/json.hpp>

#include "base/limits.hpp"
#include "song/json.hpp"
#include "song/json_values.hpp"

namespace souls::song {

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
  return json;
}

void read(const Place& place, Request& request) {
  const auto optional_text = [&](std::string_view field, std::optional<std::string>& out, std::size_t letters_max) {
    if (place.has(field)) place.text(field, out.emplace(), 1, letters_max);
  };
  const auto optional_number = [&](std::string_view field, std::optional<double>& out, double low, double high) {
    if (place.has(field)) place.number(field, out.emplace(), low, high);
  };
  place.text("prompt", request.prompt, 1, limits::kPromptLettersMax);
  place.seed("seed", request.seed, Need::optional);
  place.flag("instrumental", request.instrumental, Need::optional);
  optional_text("title", request.title, limits::kTitleLettersMax);
  optional_text("lyrics", request.lyrics, limits::kLyricsLettersMax);
  optional_text("style", request.style, kNameLettersMax);
  optional_text("voice", request.voice, kNameLettersMax);
  optional_number("tempo_bpm", request.tempo_bpm, limits::kTempoBpmMin, limits::kTempoBpmMax);
  optional_number("length_s", request.length_s, limits::kLengthSecondsMin, limits::kLengthSecondsMax);
  if (place.has("key")) place.word("key", request.key.emplace(), parse_key, "a key such as \"A minor\"");
  if (place.has("time_signature")) {
    place.word("time_signature", request.time_signature.emplace(), parse_time_signature, "a metre such as \"6/8\"");
  }
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
