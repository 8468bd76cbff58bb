#include <nlohmann/json.hpp>

#include "base/limits.hpp"
#include "song/formats/formats.hpp"
#include "song/json.hpp"
#include "song/json_values.hpp"

namespace souls::song {
namespace {

Json json_of(const TrackMix& track) {
  return {{"track", track.track},
          {"gain_db", track.gain_db},
          {"level_db", track.level_db},
          {"pan", track.pan},
          {"mute", track.mute},
          {"reverb_db", track.reverb_db},
          {"delay_db", track.delay_db},
          {"origin", to_string(track.origin)}};
}

Json json_of(const CoverScene& cover) {
  Json boxes = Json::array();
  for (const TextBox& box : cover.text_boxes) {
    boxes.push_back({{"text", box.text},
                     {"x", box.x},
                     {"y", box.y},
                     {"width", box.width},
                     {"height", box.height},
                     {"contrast", box.contrast}});
  }
  return {{"style", cover.style}, {"hero", cover.hero}, {"palette", cover.palette}, {"text_boxes", std::move(boxes)}};
}

Json json_of(const std::vector<Artifact>& artifacts) {
  Json list = Json::array();
  for (const Artifact& artifact : artifacts) {
    Json json = Json::object();
    if (!artifact.name.empty()) json["name"] = artifact.name;
    if (!artifact.digest.empty()) json["digest"] = artifact.digest.hex;
    list.push_back(std::move(json));
  }
  return list;
}

Json json_of(const StepRecord& step) {
  return {{"id", step.id},
          {"key", step.key.hex},
          {"capability", step.capability},
          {"package", step.package},
          {"version", step.version},
          {"digest", step.digest.hex},
          {"seed", json_of_seed(step.seed)},
          {"inputs", json_of(step.inputs)},
          {"outputs", json_of(step.outputs)},
          {"seconds", step.seconds}};
}

/// An edit as the object that its text says; text that isn't an object stays text.
Json json_of_edit(const std::string& edit) {
  Json json = Json::parse(edit, nullptr, false);
  return json.is_object() ? json : Json(edit);
}

Json json_of(const Provenance& provenance) {
  Json edits = Json::array();
  for (const std::string& edit : provenance.edits) edits.push_back(json_of_edit(edit));
  Json steps = Json::array();
  for (const StepRecord& step : provenance.steps) steps.push_back(json_of(step));
  return {{"edits", std::move(edits)}, {"conflicts", provenance.conflicts}, {"steps", std::move(steps)}};
}

void read(const Place& place, TrackMix& track) {
  place.text("track", track.track, 1, kNameLettersMax);
  place.number("gain_db", track.gain_db, -200, 60, Need::optional);
  place.number("level_db", track.level_db, -200, 60, Need::optional);
  place.number("pan", track.pan, -1, 1, Need::optional);
  place.flag("mute", track.mute, Need::optional);
  place.number("reverb_db", track.reverb_db, -200, 60, Need::optional);
  place.number("delay_db", track.delay_db, -200, 60, Need::optional);
  place.word("origin", track.origin, parse_origin, "\"generated\" or \"edited\"", Need::optional);
}

void read(const Place& place, TextBox& box) {
  constexpr int kPixelsMax = 100000;
  place.text("text", box.text, 0, kSentenceLettersMax, Need::optional);
  place.integer("x", box.x, -kPixelsMax, kPixelsMax);
  place.integer("y", box.y, -kPixelsMax, kPixelsMax);
  place.integer("width", box.width, 0, kPixelsMax);
  place.integer("height", box.height, 0, kPixelsMax);
  place.number("contrast", box.contrast, 0, 21, Need::optional);
}

void read(const Place& place, CoverScene& cover) {
  place.text("style", cover.style, 0, kNameLettersMax, Need::optional);
  place.text("hero", cover.hero, 0, kNameLettersMax, Need::optional);
  place.texts("palette", cover.palette, 64, kNameLettersMax, Need::optional);
  place.each(
      "text_boxes", 64, [&](const Place& box) { read(box, cover.text_boxes.emplace_back()); }, Need::optional);
}

void read_digest(const Place& place, std::string_view field, Digest& digest) {
  place.text(field, digest.hex, 0, 64, Need::optional);
  if (place.fine() && !digest.empty() && !is_digest(digest.hex)) place.at(field).complain("isn't a SHA-256 digest");
}

void read(const Place& place, Artifact& artifact) {
  place.text("name", artifact.name, 0, kSentenceLettersMax, Need::optional);
  read_digest(place, "digest", artifact.digest);
}

void read(const Place& place, StepRecord& step) {
  constexpr std::size_t kArtifactsMax = 10000;
  constexpr double kSecondsMax = 1e9;
  place.text("id", step.id, 0, kSentenceLettersMax, Need::optional);
  read_digest(place, "key", step.key);
  place.text("capability", step.capability, 1, kNameLettersMax);
  place.text("package", step.package, 0, kNameLettersMax, Need::optional);
  place.text("version", step.version, 0, kNameLettersMax, Need::optional);
  read_digest(place, "digest", step.digest);
  place.seed("seed", step.seed, Need::optional);
  place.each(
      "inputs", kArtifactsMax, [&](const Place& input) { read(input, step.inputs.emplace_back()); }, Need::optional);
  place.each(
      "outputs", kArtifactsMax, [&](const Place& output) { read(output, step.outputs.emplace_back()); },
      Need::optional);
  place.number("seconds", step.seconds, 0, kSecondsMax, Need::optional);
}

void read(const Place& place, Provenance& provenance) {
  place.each(
      "edits", limits::kEditsMax,
      [&](const Place& edit) {
        provenance.edits.push_back(edit.value().is_string() ? edit.value().get<std::string>() : compact(edit.value()));
      },
      Need::optional);
  place.texts("conflicts", provenance.conflicts, limits::kEditsMax, kSentenceLettersMax, Need::optional);
  place.each(
      "steps", limits::kStepsPerSongMax, [&](const Place& step) { read(step, provenance.steps.emplace_back()); },
      Need::optional);
}

void read(const Place& place, Document& document) {
  place.text("title", document.title, 0, limits::kTitleLettersMax);
  place.seed("seed", document.seed);
  place.text("language", document.language, 1, 35, Need::optional);
  read(place.at("request"), document.request);
  read(place.at("plan"), document.plan);
  read(place.at("lyrics").at("lines"), document.lyrics.lines);
  read(place.at("score"), document.score);
  if (place.has("mix")) {
    place.at("mix").each("tracks", limits::kTracksMax,
                         [&](const Place& track) { read(track, document.mix.tracks.emplace_back()); });
  }
  if (place.has("scenes") && place.at("scenes").has("cover")) {
    read(place.at("scenes").at("cover"), document.scenes.cover);
  }
  if (place.has("provenance")) read(place.at("provenance"), document.provenance);
}

}  // namespace

std::string to_json(const Document& document) {
  Json mix = Json::array();
  for (const TrackMix& track : document.mix.tracks) mix.push_back(json_of(track));
  const Json json = {{"title", document.title},
                     {"seed", json_of_seed(document.seed)},
                     {"language", document.language},
                     {"digital_source_type", formats::kDigitalSourceType},
                     {"request", json_of(document.request)},
                     {"plan", json_of(document.plan)},
                     {"lyrics", {{"lines", json_of(document.lyrics.lines)}}},
                     {"score", json_of(document.score)},
                     {"mix", {{"tracks", std::move(mix)}}},
                     {"scenes", {{"cover", json_of(document.scenes.cover)}}},
                     {"provenance", json_of(document.provenance)}};
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

Result<Document> document_from_json(std::string_view text) {
  Document document;
  const Status status =
      with_json(text, "song", limits::kSongJsonBytesMax, [&](const Place& place) { read(place, document); });
  if (!status) return fail(status.error());
  return document;
}

}  // namespace souls::song
