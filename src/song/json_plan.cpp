#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "base/limits.hpp"
#include "song/json.hpp"
#include "song/json_values.hpp"

namespace souls::song {
namespace {

constexpr int kMeasuresMax = 4000;
constexpr int kDecisionsMax = 200;

Json json_of(const LinePlan& line) {
  return {{"first_measure", line.first_measure},
          {"measures", line.measures},
          {"syllables", line.syllables},
          {"stress", line.stress},
          {"rhyme", std::string(1, line.rhyme)}};
}

Json json_of(const Traits& traits) {
  return {{"groove", traits.groove},     {"swing", traits.swing},     {"harmony", traits.harmony},
          {"bassline", traits.bassline}, {"comping", traits.comping}, {"melody", traits.melody},
          {"humanise", traits.humanise}, {"rig", traits.rig}};
}

Json json_of(const TrackPlan& track) {
  return {{"name", track.name},
          {"role", to_string(track.role)},
          {"instrument", track.instrument},
          {"comping", track.comping}};
}

void read(const Place& place, LinePlan& line) {
  place.integer("first_measure", line.first_measure, 0, kMeasuresMax);
  place.integer("measures", line.measures, 1, kMeasuresMax);
  place.integer("syllables", line.syllables, 0, static_cast<int>(limits::kLineSyllablesMax));
  place.text("stress", line.stress, 0, limits::kLineSyllablesMax, Need::optional);
  std::string rhyme(1, line.rhyme);
  place.text("rhyme", rhyme, 1, 1, Need::optional);
  line.rhyme = rhyme.front();
  if (line.stress.find_first_not_of("x.") != std::string::npos) {
    place.at("stress").complain("may only hold x (stressed) and . (unstressed)");
  }
}

void read(const Place& place, Traits& traits) {
  const auto trait = [&](std::string_view field, std::string& out) {
    place.text(field, out, 0, kNameLettersMax, Need::optional);
  };
  trait("groove", traits.groove);
  trait("harmony", traits.harmony);
  trait("bassline", traits.bassline);
  trait("comping", traits.comping);
  trait("melody", traits.melody);
  trait("humanise", traits.humanise);
  trait("rig", traits.rig);
  place.number("swing", traits.swing, 0.5, 0.75, Need::optional);
}

void read(const Place& place, TrackPlan& track) {
  place.text("name", track.name, 1, kNameLettersMax);
  place.word("role", track.role, parse_role, "a role such as \"keys\" or \"bass\"");
  place.text("instrument", track.instrument, 0, kNameLettersMax, Need::optional);
  place.text("comping", track.comping, 0, kNameLettersMax, Need::optional);
}

void read(const Place& place, SectionPlan& section) {
  place.text("name", section.name, 1, kNameLettersMax);
  place.word("kind", section.kind, parse_section_kind, "a kind of section such as \"verse\" or \"chorus\"");
  place.integer("measures", section.measures, 1, kMeasuresMax);
  place.number("start_beat", section.start_beat, 0, kBeatsMax);
  place.number("length_beats", section.length_beats, 0.25, kBeatsMax);
  place.number("energy", section.energy, 0, 1, Need::optional);
  place.text("words_place", section.words_place, 0, kNameLettersMax, Need::optional);
  place.text("music_place", section.music_place, 0, kNameLettersMax, Need::optional);
  place.each(
      "lines", limits::kLyricLinesMax, [&](const Place& line) { read(line, section.lines.emplace_back()); },
      Need::optional);
  place.each(
      "melody", limits::kLyricLinesMax, [&](const Place& phrase) { read(phrase, section.melody.emplace_back()); },
      Need::optional);
  place.texts("words", section.words, limits::kLyricLinesMax, kSentenceLettersMax, Need::optional);
  place.texts("tracks", section.tracks, limits::kTracksMax, kNameLettersMax, Need::optional);
}

/// Complains when two of the named things share a name.
template <class T>
void names_differ(const Place& place, const std::vector<T>& named) {
  std::set<std::string_view> seen;
  for (const T& one : named) {
    if (!seen.insert(one.name).second) place.complain("holds \"" + one.name + "\" twice; names must differ");
  }
}

}  // namespace

Json json_of(const SectionPlan& section) {
  Json lines = Json::array();
  for (const LinePlan& line : section.lines) lines.push_back(json_of(line));
  Json json = {{"name", section.name},
               {"kind", to_string(section.kind)},
               {"measures", section.measures},
               {"start_beat", section.start_beat},
               {"length_beats", section.length_beats},
               {"energy", section.energy},
               {"words_place", section.words_place},
               {"music_place", section.music_place},
               {"lines", std::move(lines)},
               {"words", section.words},
               {"tracks", section.tracks}};
  if (!section.melody.empty()) {
    Json& phrases = json["melody"] = Json::array();
    for (const auto& phrase : section.melody) phrases.push_back(json_of(phrase));
  }
  return json;
}

/// What no hand chose is left out.
Json json_of(const CoverBrief& cover) {
  Json out = {{"style", cover.style}, {"mood", cover.mood}, {"motifs", cover.motifs}};
  if (!cover.hero.empty()) out["hero"] = cover.hero;
  if (!cover.palette.empty()) out["palette"] = cover.palette;
  return out;
}

Json json_of(const Plan& plan) {
  Json tracks = Json::array();
  for (const TrackPlan& track : plan.tracks) tracks.push_back(json_of(track));
  Json sections = Json::array();
  for (const SectionPlan& section : plan.sections) sections.push_back(json_of(section));
  return {{"title", plan.title},
          {"artist", plan.artist},
          {"style", plan.style},
          {"mood", plan.mood},
          {"theme", plan.theme},
          {"key", to_string(plan.key)},
          {"tempo_bpm", plan.tempo_bpm},
          {"time_signature", to_string(plan.time_signature)},
          {"voice", plan.voice},
          {"harmony_voice", plan.harmony_voice},
          {"traits", json_of(plan.traits)},
          {"tracks", std::move(tracks)},
          {"sections", std::move(sections)},
          {"cover", json_of(plan.cover)},
          {"decisions", plan.decisions}};
}

void read(const Place& place, Plan& plan) {
  place.text("title", plan.title, 0, limits::kTitleLettersMax);
  place.text("artist", plan.artist, 0, limits::kTitleLettersMax, Need::optional);
  place.text("style", plan.style, 0, kNameLettersMax);
  place.text("mood", plan.mood, 0, kNameLettersMax, Need::optional);
  place.texts("theme", plan.theme, 200, kNameLettersMax, Need::optional);
  place.word("key", plan.key, parse_key, "a key such as \"A minor\"");
  place.number("tempo_bpm", plan.tempo_bpm, limits::kTempoBpmMin, limits::kTempoBpmMax);
  place.word("time_signature", plan.time_signature, parse_time_signature, "a metre such as \"6/8\"");
  place.text("voice", plan.voice, 0, kNameLettersMax, Need::optional);
  place.text("harmony_voice", plan.harmony_voice, 0, kNameLettersMax, Need::optional);
  if (place.has("traits")) read(place.at("traits"), plan.traits);
  place.each("tracks", limits::kTracksMax, [&](const Place& track) { read(track, plan.tracks.emplace_back()); });
  place.each("sections", limits::kSectionsMax,
             [&](const Place& section) { read(section, plan.sections.emplace_back()); });
  if (place.has("cover")) {
    const Place cover = place.at("cover");
    cover.text("style", plan.cover.style, 0, kNameLettersMax, Need::optional);
    cover.text("mood", plan.cover.mood, 0, kNameLettersMax, Need::optional);
    cover.texts("motifs", plan.cover.motifs, 200, kNameLettersMax, Need::optional);
    cover.text("hero", plan.cover.hero, 0, kNameLettersMax, Need::optional);
    cover.texts("palette", plan.cover.palette, 8, kNameLettersMax, Need::optional);
  }
  place.texts("decisions", plan.decisions, kDecisionsMax, kSentenceLettersMax, Need::optional);
  if (!place.fine()) return;
  names_differ(place.at("tracks"), plan.tracks);
  names_differ(place.at("sections"), plan.sections);
}

std::string to_json(const Plan& plan) { return compact(json_of(plan)); }
std::string to_json(const SectionPlan& section) { return compact(json_of(section)); }

Result<Plan> plan_from_json(std::string_view text) {
  Plan plan;
  const Status status = with_json(text, "plan", limits::kSongJsonBytesMax, [&](const Place& place) { read(place, plan); });
  if (!status) return fail(status.error());
  return plan;
}

}  // namespace souls::song
