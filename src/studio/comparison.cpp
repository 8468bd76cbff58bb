#include "studio/comparison.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "song/json.hpp"

namespace souls::studio {
namespace {

using Json = nlohmann::json;

/// Beats that differ by less are the same place.
constexpr double kBeatTolerance = 1e-6;

/// Things by name, as JSON objects.
using Things = std::map<std::string, Json>;

/// The fields in which two objects differ.
std::vector<std::string> fields(const Json& before, const Json& after) {
  std::vector<std::string> names;
  for (const auto& [name, value] : before.items()) {
    if (!after.contains(name) || after.at(name) != value) names.push_back(name);
  }
  for (const auto& [name, value] : after.items()) {
    if (!before.contains(name)) names.push_back(name);
  }
  std::ranges::sort(names);
  return names;
}

std::vector<NamedDifference> differences(const Things& before, const Things& after) {
  std::vector<NamedDifference> all;
  for (const auto& [name, thing] : before) {
    const auto other = after.find(name);
    if (other == after.end()) {
      all.push_back({name, Difference::removed});
    } else if (other->second != thing) {
      all.push_back({name, Difference::changed, fields(thing, other->second)});
    }
  }
  for (const auto& [name, thing] : after) {
    if (!before.contains(name)) all.push_back({name, Difference::added});
  }
  std::ranges::sort(all, {}, &NamedDifference::name);
  return all;
}

/// Differences of an object's own fields, each a thing.
std::vector<NamedDifference> field_differences(const Json& before, const Json& after) {
  std::vector<NamedDifference> all;
  for (const std::string& name : fields(before, after)) {
    const Difference difference = !before.contains(name)  ? Difference::added
                                  : !after.contains(name) ? Difference::removed
                                                          : Difference::changed;
    all.push_back({name, difference});
  }
  return all;
}

bool lies_in(double beat, const song::SectionPlan& section) {
  return beat >= section.start_beat - kBeatTolerance &&
         beat < section.start_beat + section.length_beats - kBeatTolerance;
}

/// A place in its section, in parts of a beat that are fine enough for any rhythm.
double place(double beat, const song::SectionPlan& section) {
  return std::round((beat - section.start_beat) * 1e4) / 1e4;
}

Json notes_of(const song::Track& track, const song::SectionPlan& section) {
  Json notes = Json::array();
  for (const song::Note& note : track.notes) {
    if (!lies_in(note.start_beat, section)) continue;
    notes.push_back({place(note.start_beat, section), std::round(note.length_beats * 1e4) / 1e4, note.pitch,
                     note.velocity});
  }
  return notes;
}

/// Sections as they are, with the notes of the tracks that both sides have: a track that came is told once, by itself.
Things sections_of(const song::Document& document, const song::Document& other) {
  const auto in_both = [&](const song::Track& track) {
    return std::ranges::any_of(other.score.tracks, [&](const song::Track& t) { return t.name == track.name; });
  };
  Things things;
  for (const song::SectionPlan& section : document.plan.sections) {
    Json chords = Json::array();
    for (const song::Chord& chord : document.score.chords) {
      if (lies_in(chord.start_beat, section)) chords.push_back({place(chord.start_beat, section), chord.symbol});
    }
    Json words = Json::array(), notes = Json::object();
    for (const song::Line& line : document.lyrics.lines) {
      if (line.section == section.name) words.push_back(line.text);
    }
    for (const song::Track& track : document.score.tracks) {
      if (in_both(track)) notes[track.name] = notes_of(track, section);
    }
    const auto position = &section - document.plan.sections.data();
    things[section.name] = {{"kind", song::to_string(section.kind)}, {"measures", section.measures},
                            {"position", position},                  {"words", words},
                            {"chords", chords},                      {"notes", notes}};
  }
  return things;
}

/// Tracks as they are, with their notes in the sections that both sides have.
Things tracks_of(const song::Document& document, const song::Document& other) {
  Things things;
  for (const song::Track& track : document.score.tracks) {
    Json notes = Json::object();
    for (const song::SectionPlan& section : document.plan.sections) {
      if (other.plan.find_section(section.name)) notes[section.name] = notes_of(track, section);
    }
    things[track.name] = {{"instrument", track.instrument}, {"notes", notes}, {"locked", track.locked}};
  }
  for (const song::TrackMix& mix : document.mix.tracks) {
    if (!things.contains(mix.track)) continue;
    things[mix.track].update({{"level_db", mix.level_db}, {"pan", mix.pan}, {"mute", mix.mute},
                              {"reverb_db", mix.reverb_db}, {"delay_db", mix.delay_db}});
  }
  return things;
}

Json song_of(const song::Document& document) {
  return {{"title", document.title},
          {"tempo_bpm", document.plan.tempo_bpm},
          {"key", song::to_string(document.plan.key)},
          {"time_signature", song::to_string(document.plan.time_signature)},
          {"style", document.plan.style},
          {"voice", document.plan.voice},
          {"cover", {document.scenes.cover.style, document.scenes.cover.hero, document.scenes.cover.palette}}};
}

std::map<std::pair<std::string, int>, std::string> lines_of(const song::Document& document) {
  std::map<std::string, int> counts;
  std::map<std::pair<std::string, int>, std::string> lines;
  for (const song::Line& line : document.lyrics.lines) lines[{line.section, ++counts[line.section]}] = line.text;
  return lines;
}

std::vector<LineDifference> line_differences(const song::Document& before, const song::Document& after) {
  const auto old_lines = lines_of(before), new_lines = lines_of(after);
  std::vector<LineDifference> all;
  for (const auto& [at, text] : old_lines) {
    const auto other = new_lines.find(at);
    const std::string now = other == new_lines.end() ? "" : other->second;
    if (now != text) all.push_back({at.first, at.second, text, now});
  }
  for (const auto& [at, text] : new_lines) {
    if (!old_lines.contains(at)) all.push_back({at.first, at.second, "", text});
  }
  std::ranges::sort(all, {}, [](const LineDifference& d) { return std::pair(d.section, d.line); });
  return all;
}

/// What is in one list more often than in the other, in order.
std::vector<std::string> missing_in(const std::vector<std::string>& other, const std::vector<std::string>& list) {
  std::map<std::string, int> counts;
  for (const std::string& text : other) ++counts[text];
  std::vector<std::string> missing;
  for (const std::string& text : list) {
    if (--counts[text] < 0) missing.push_back(text);
  }
  return missing;
}

Things files_of(const std::map<std::string, Digest>& files) {
  Things things;
  for (const auto& [path, digest] : files) {
    if (path != "song.json") things[path] = {{"content", digest.hex}};
  }
  return things;
}

}  // namespace

std::string_view to_string(Difference difference) {
  switch (difference) {
    case Difference::added:
      return "added";
    case Difference::removed:
      return "removed";
    case Difference::changed:
      return "changed";
  }
  return "";
}

Comparison compare(const ComparedRevision& before, const ComparedRevision& after) {
  Comparison comparison;
  comparison.request =
      field_differences(Json::parse(song::to_json(before.request)), Json::parse(song::to_json(after.request)));
  comparison.edits_added = missing_in(before.edits, after.edits);
  comparison.edits_removed = missing_in(after.edits, before.edits);
  comparison.complete = before.document && after.document;
  if (!comparison.complete) return comparison;
  const song::Document &one = *before.document, &other = *after.document;
  comparison.song = field_differences(song_of(one), song_of(other));
  comparison.sections = differences(sections_of(one, other), sections_of(other, one));
  comparison.lines = line_differences(one, other);
  comparison.tracks = differences(tracks_of(one, other), tracks_of(other, one));
  comparison.files = differences(files_of(before.files), files_of(after.files));
  return comparison;
}

}  // namespace souls::studio
