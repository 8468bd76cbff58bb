#include "band/music/music.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "song/json.hpp"
#include "studio/steps/models.hpp"

namespace souls::studio {
namespace {

using nlohmann::json;

/// What every step of the music reads: the plan, and its own section in it.
struct Place {
  song::Plan plan;
  const song::SectionPlan* section = nullptr;
  json parameters;
};

Result<std::unique_ptr<Place>> read_place(const StepCall& call) {
  auto place = std::make_unique<Place>();
  auto plan = song::plan_from_json(call.input("plan"));
  if (!plan) return fail(plan.error());
  place->plan = std::move(*plan);
  place->parameters = json::parse(call.parameters);
  const auto name = place->parameters.at("section").get<std::string>();
  place->section = place->plan.find_section(name);
  if (!place->section) return fail(ErrorCode::internal, "the plan has no section " + name);
  return place;
}

Outputs notes_output(const std::vector<song::Note>& notes) { return {{"notes", song::to_json(notes)}}; }

/// General MIDI's bass drums.
std::vector<song::Note> kicks_of(const std::vector<song::Note>& drums) {
  std::vector<song::Note> kicks;
  std::copy_if(drums.begin(), drums.end(), std::back_inserter(kicks),
               [](const song::Note& note) { return note.pitch == 35 || note.pitch == 36; });
  return kicks;
}

Outputs drum_outputs(const std::vector<song::Note>& notes) {
  return {{"notes", song::to_json(notes)}, {"kick", song::to_json(kicks_of(notes))}};
}

}  // namespace

Result<Outputs> run_harmony(const StepCall& call) {
  const auto place = read_place(call);
  if (!place) return fail(place.error());
  const auto chords = band::music::make_harmony((*place)->plan, *(*place)->section, call.seed);
  if (!chords) return fail(chords.error());
  return Outputs{{"chords", song::to_json(*chords)}};
}

Result<Outputs> run_melody(const StepCall& call) {
  const auto place = read_place(call);
  if (!place) return fail(place.error());
  const auto chords = song::chords_from_json(call.input("chords"));
  if (!chords) return fail(chords.error());
  std::vector<song::Line> lines;
  if (call.has("lines")) {
    auto read = song::lines_from_json(call.input("lines"));
    if (!read) return fail(read.error());
    lines = std::move(*read);
  }
  const Seed motif_seed = (*place)->parameters.at("motif_seed").get<Seed>();
  const auto notes = band::music::make_melody((*place)->plan, *(*place)->section, *chords, lines, call.seed, motif_seed);
  if (!notes) return fail(notes.error());
  return notes_output(*notes);
}

Result<Outputs> run_arrangement(const StepCall& call) {
  const auto place = read_place(call);
  if (!place) return fail(place.error());
  const auto name = (*place)->parameters.at("track").get<std::string>();
  const song::TrackPlan* track = (*place)->plan.find_track(name);
  if (!track) return fail(ErrorCode::internal, "the plan has no track " + name);
  band::music::SectionMusic music;
  auto chords = song::chords_from_json(call.input("chords"));
  if (!chords) return fail(chords.error());
  music.chords = std::move(*chords);
  if (call.has("melody")) {
    auto melody = song::notes_from_json(call.input("melody"));
    if (!melody) return fail(melody.error());
    music.melody = std::move(*melody);
  }
  const auto notes = band::music::make_part((*place)->plan, *(*place)->section, *track, music, call.seed);
  if (!notes) return fail(notes.error());
  return notes_output(*notes);
}

Result<Outputs> run_drums(const StepCall& call) {
  const auto place = read_place(call);
  if (!place) return fail(place.error());
  const auto& sections = (*place)->plan.sections;
  const auto index = static_cast<std::size_t>((*place)->section - sections.data());
  const song::SectionPlan* next = index + 1 < sections.size() ? &sections[index + 1] : nullptr;
  const auto notes = band::music::make_drums((*place)->plan, *(*place)->section, next, call.seed);
  if (!notes) return fail(notes.error());
  return drum_outputs(*notes);
}

Result<Outputs> run_hand(const StepCall& call) {
  const json parameters = json::parse(call.parameters);
  if (parameters.contains("chords")) {
    const auto chords = song::chords_from_json(parameters.at("chords").dump());
    if (!chords) return fail(chords.error());
    return Outputs{{"chords", song::to_json(*chords)}};
  }
  const auto notes = song::notes_from_json(parameters.at("notes").dump());
  if (!notes) return fail(notes.error());
  return drum_outputs(*notes);
}

}  // namespace souls::studio
