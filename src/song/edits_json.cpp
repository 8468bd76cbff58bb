#include <array>
#include <nlohmann/json.hpp>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "song/edits.hpp"
#include "song/json_values.hpp"

namespace souls::song {
namespace {

constexpr std::array<std::string_view, 5> kActionNames = {"add", "remove", "move", "repeat", "resize"};
constexpr int kNumberMax = 1000000;

std::optional<SectionAction> parse_action(std::string_view text) {
  const auto found = std::find(kActionNames.begin(), kActionNames.end(), text);
  if (found == kActionNames.end()) return std::nullopt;
  return static_cast<SectionAction>(found - kActionNames.begin());
}

template <class T>
void put(Json& json, const char* field, const std::optional<T>& value) {
  if (value) json[field] = *value;
}

// ---- writing

Json fields_of(const SetTitle& e) { return {{"op", "set_title"}, {"title", e.title}}; }
Json fields_of(const SetLine& e) {
  return {{"op", "set_line"}, {"section", e.section}, {"line", e.line}, {"text", e.text}};
}
Json fields_of(const Regenerate& e) {
  Json json = {{"op", "regenerate"}, {"section", e.section}, {"seed", json_of_seed(e.seed)}};
  put(json, "part", e.part);
  put(json, "line", e.line);
  return json;
}
Json fields_of(const SetNotes& e) {
  return {{"op", "set_notes"}, {"track", e.track}, {"section", e.section}, {"notes", json_of(e.notes)}};
}
Json fields_of(const SetChords& e) {
  return {{"op", "set_chords"}, {"section", e.section}, {"chords", json_of(e.chords)}};
}
Json fields_of(const SetSection& e) {
  Json json = {{"op", "set_section"}, {"action", to_string(e.action)}, {"section", e.section}};
  if (e.kind) json["kind"] = to_string(*e.kind);
  put(json, "measures", e.measures);
  put(json, "position", e.position);
  put(json, "source", e.source);
  return json;
}
Json fields_of(const SetTempo& e) { return {{"op", "set_tempo"}, {"tempo_bpm", e.tempo_bpm}}; }
Json fields_of(const SetKey& e) { return {{"op", "set_key"}, {"key", to_string(e.key)}}; }
Json fields_of(const SetVoice& e) {
  Json json = {{"op", "set_voice"}, {"voice", e.voice}};
  put(json, "track", e.track);
  return json;
}
Json fields_of(const SetInstrument& e) {
  return {{"op", "set_instrument"}, {"track", e.track}, {"instrument", e.instrument}};
}
Json fields_of(const SetMix& e) {
  Json json = {{"op", "set_mix"}, {"track", e.track}};
  put(json, "level_db", e.level_db);
  put(json, "pan", e.pan);
  put(json, "mute", e.mute);
  put(json, "reverb_db", e.reverb_db);
  put(json, "delay_db", e.delay_db);
  return json;
}
Json fields_of(const SetCover& e) {
  Json json = {{"op", "set_cover"}};
  put(json, "style", e.style);
  put(json, "hero", e.hero);
  if (!e.palette.empty()) json["palette"] = e.palette;
  if (e.seed) json["seed"] = json_of_seed(*e.seed);
  return json;
}
Json fields_of(const Lock& e) { return {{"op", "lock"}, {"target", e.target}}; }
Json fields_of(const Unlock& e) { return {{"op", "unlock"}, {"target", e.target}}; }
Json fields_of(const Restore& e) { return {{"op", "restore"}, {"target", e.target}}; }

// ---- reading. Bounds that a plan doesn't know are checked here, the others by check_edit.

void optional_text(const Place& place, std::string_view field, std::optional<std::string>& out) {
  if (place.has(field)) place.text(field, out.emplace(), 1, kNameLettersMax);
}
void optional_integer(const Place& place, std::string_view field, std::optional<int>& out) {
  if (place.has(field)) place.integer(field, out.emplace(), -kNumberMax, kNumberMax);
}
void optional_number(const Place& place, std::string_view field, std::optional<double>& out) {
  if (place.has(field)) place.number(field, out.emplace(), -kNumberMax, kNumberMax);
}

Edit read_title(const Place& place) {
  SetTitle e;
  place.only({"op", "title"});
  place.text("title", e.title, 0, kSentenceLettersMax);
  return e;
}
Edit read_line(const Place& place) {
  SetLine e;
  place.only({"op", "section", "line", "text"});
  place.text("section", e.section, 1, kNameLettersMax);
  place.integer("line", e.line, -kNumberMax, kNumberMax);
  place.text("text", e.text, 0, kSentenceLettersMax);
  return e;
}
Edit read_regenerate(const Place& place) {
  Regenerate e;
  place.only({"op", "section", "part", "line", "seed"});
  place.text("section", e.section, 1, kNameLettersMax);
  optional_text(place, "part", e.part);
  optional_integer(place, "line", e.line);
  place.seed("seed", e.seed);
  return e;
}
Edit read_notes(const Place& place) {
  SetNotes e;
  place.only({"op", "track", "section", "notes"});
  place.text("track", e.track, 1, kNameLettersMax);
  place.text("section", e.section, 1, kNameLettersMax);
  read(place.at("notes"), e.notes);
  return e;
}
Edit read_chords(const Place& place) {
  SetChords e;
  place.only({"op", "section", "chords"});
  place.text("section", e.section, 1, kNameLettersMax);
  read(place.at("chords"), e.chords);
  return e;
}
Edit read_section(const Place& place) {
  SetSection e;
  place.only({"op", "action", "section", "kind", "measures", "position", "source"});
  place.word("action", e.action, parse_action, "one of add, remove, move, repeat and resize");
  place.text("section", e.section, 1, kNameLettersMax);
  if (place.has("kind")) {
    place.word("kind", e.kind.emplace(), parse_section_kind, "a kind of section such as \"verse\" or \"chorus\"");
  }
  optional_integer(place, "measures", e.measures);
  optional_integer(place, "position", e.position);
  optional_text(place, "source", e.source);
  return e;
}
Edit read_tempo(const Place& place) {
  SetTempo e;
  place.only({"op", "tempo_bpm"});
  place.number("tempo_bpm", e.tempo_bpm, -kNumberMax, kNumberMax);
  return e;
}
Edit read_key(const Place& place) {
  SetKey e;
  place.only({"op", "key"});
  place.word("key", e.key, parse_key, "a key such as \"A minor\"");
  return e;
}
Edit read_voice(const Place& place) {
  SetVoice e;
  place.only({"op", "voice", "track"});
  place.text("voice", e.voice, 1, kNameLettersMax);
  optional_text(place, "track", e.track);
  return e;
}
Edit read_instrument(const Place& place) {
  SetInstrument e;
  place.only({"op", "track", "instrument"});
  place.text("track", e.track, 1, kNameLettersMax);
  place.text("instrument", e.instrument, 1, kNameLettersMax);
  return e;
}
Edit read_mix(const Place& place) {
  SetMix e;
  place.only({"op", "track", "level_db", "pan", "mute", "reverb_db", "delay_db"});
  place.text("track", e.track, 1, kNameLettersMax);
  optional_number(place, "level_db", e.level_db);
  optional_number(place, "pan", e.pan);
  if (place.has("mute")) place.flag("mute", e.mute.emplace());
  optional_number(place, "reverb_db", e.reverb_db);
  optional_number(place, "delay_db", e.delay_db);
  return e;
}
Edit read_cover(const Place& place) {
  SetCover e;
  place.only({"op", "style", "hero", "palette", "seed"});
  optional_text(place, "style", e.style);
  optional_text(place, "hero", e.hero);
  place.texts("palette", e.palette, 64, kNameLettersMax, Need::optional);
  if (place.has("seed")) place.seed("seed", e.seed.emplace());
  return e;
}
template <class T>
Edit read_target(const Place& place) {
  T e;
  place.only({"op", "target"});
  place.text("target", e.target, 1, 2 * kNameLettersMax);
  return e;
}

struct Operation {
  std::string_view name;
  Edit (*read)(const Place& place);
};
constexpr std::array<Operation, 15> kOperations = {{{"set_title", read_title},
                                                    {"set_line", read_line},
                                                    {"regenerate", read_regenerate},
                                                    {"set_notes", read_notes},
                                                    {"set_chords", read_chords},
                                                    {"set_section", read_section},
                                                    {"set_tempo", read_tempo},
                                                    {"set_key", read_key},
                                                    {"set_voice", read_voice},
                                                    {"set_instrument", read_instrument},
                                                    {"set_mix", read_mix},
                                                    {"set_cover", read_cover},
                                                    {"lock", read_target<Lock>},
                                                    {"unlock", read_target<Unlock>},
                                                    {"restore", read_target<Restore>}}};

void read_edit(const Place& place, std::vector<Edit>& edits) {
  std::string op;
  place.text("op", op, 1, kNameLettersMax);
  if (!place.fine()) return;
  const auto found =
      std::find_if(kOperations.begin(), kOperations.end(), [&](const Operation& known) { return known.name == op; });
  if (found != kOperations.end()) {
    edits.push_back(found->read(place));
    return;
  }
  std::string known;
  for (const Operation& operation : kOperations) known.append(known.empty() ? "" : ", ").append(operation.name);
  place.at("op").complain("is \"" + std::string(cut_utf8(op, 40)) + "\"; there are " + known);
}

}  // namespace

std::string_view to_string(SectionAction action) { return kActionNames[static_cast<std::size_t>(action)]; }

std::string to_json(const Edit& edit) {
  return compact(std::visit([](const auto& operation) { return fields_of(operation); }, edit));
}

Result<std::vector<Edit>> edits_from_json(std::string_view text) {
  std::vector<Edit> edits;
  const Status status = with_json(text, "edits", limits::kEditsFileBytesMax, [&](const Place& place) {
    if (place.value().is_object()) return read_edit(place, edits);
    place.each(limits::kEditsMax, [&](const Place& entry) { read_edit(entry, edits); });
  });
  if (!status) return fail(status.error());
  return edits;
}

}  // namespace souls::song
