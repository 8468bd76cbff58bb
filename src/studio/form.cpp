#include "studio/form.hpp"

#include <algorithm>
#include <set>

#include "base/limits.hpp"

namespace souls::studio {
namespace {

using Sections = std::vector<song::SectionPlan>;

Sections::iterator find(Sections& sections, const std::string& name) {
  return std::find_if(sections.begin(), sections.end(), [&](const song::SectionPlan& s) { return s.name == name; });
}

/// Where a new section goes: before the one that now has that position, or at the end.
Sections::iterator place_for(Sections& sections, std::optional<int> position) {
  const auto count = static_cast<int>(sections.size());
  return sections.begin() + std::clamp(position.value_or(count + 1) - 1, 0, count);
}

/// A new section of a kind: modelled on the first of its kind, else an instrumental one with every track.
song::SectionPlan new_section(const song::Plan& plan, const song::SetSection& edit) {
  const auto kind = edit.kind.value_or(song::SectionKind::interlude);
  const auto model = std::find_if(plan.sections.begin(), plan.sections.end(), [&](const auto& s) { return s.kind == kind; });
  song::SectionPlan section;
  if (model != plan.sections.end()) section = *model;
  section.name = section.words_place = edit.section;
  section.kind = kind;
  if (model == plan.sections.end()) {
    section.music_place = edit.section;
    section.measures = 4;
    for (const auto& track : plan.tracks) {
      if (track.role != song::Role::lead && track.role != song::Role::harmony) section.tracks.push_back(track.name);
    }
  }
  if (!section.words.empty()) section.words_place = model->words_place;  // the asker's own words are sung again
  if (edit.measures) section.measures = *edit.measures;
  return section;
}

/// Lines and phrases of a given melody that end after the section does can't be sung.
void drop_lines_outside(song::SectionPlan& section, double measure_beats) {
  const double end_beat = section.measures * measure_beats;
  std::size_t kept = 0;
  while (kept < section.lines.size() && section.lines[kept].first_measure + section.lines[kept].measures <= section.measures) ++kept;
  section.lines.resize(kept);
  std::erase_if(section.melody, [&](const std::vector<song::Note>& phrase) {
    return phrase.empty() || phrase.back().start_beat + phrase.back().length_beats > end_beat + 1e-9;
  });
  if (section.words.size() > kept) section.words.resize(kept);
}

void lay_out(song::Plan& plan) {
  double beat = 0;
  for (song::SectionPlan& section : plan.sections) {
    section.start_beat = beat;
    section.length_beats = section.measures * plan.time_signature.measure_beats();
    beat += section.length_beats;
  }
}

/// What hands did to `from` is done to `to` as well.
void copy_hands(EditedSong& song, const std::string& from, const std::string& to) {
  if (song.lines.contains(from)) song.lines[to] = song.lines.at(from);
  if (song.renewed_lines.contains(from)) song.renewed_lines[to] = song.renewed_lines.at(from);
  if (song.chords.contains(from)) song.chords[to] = song.chords.at(from);
  const auto copy_places = [&](auto& places) {
    auto copies = places;
    for (const auto& [place, value] : copies) {
      if (place.first == from) places[{to, place.second}] = value;
    }
  };
  copy_places(song.notes);
  copy_places(song.renewed);
  for (const auto& [section, part] : std::set<EditedSong::Place>(song.kept)) {
    if (section == from) song.kept.insert({to, part});
  }
}

bool touched_by_hands(const EditedSong& song, const std::string& section) {
  const auto here = [&](const auto& entry) { return entry.first.first == section; };
  return song.lines.contains(section) || song.chords.contains(section) ||
         std::any_of(song.notes.begin(), song.notes.end(), here);
}

}  // namespace

Status change_form(EditedSong& song, const song::SetSection& edit) {
  Sections& sections = song.plan.sections;
  const auto here = find(sections, edit.section);
  if (here != sections.end() && song.locked(edit.section)) {
    song.conflicts.push_back(edit.section + " is locked and was kept as it is; unlock it to change the form");
    return {};
  }
  switch (edit.action) {
    case song::SectionAction::add:
      sections.insert(place_for(sections, edit.position), new_section(song.plan, edit));
      break;
    case song::SectionAction::remove:
      if (sections.size() == 1) return fail(ErrorCode::invalid_request, "a song keeps at least one section");
      if (touched_by_hands(song, edit.section)) {
        song.conflicts.push_back(edit.section + ", where a hand has written, was removed; its work is kept in the list of edits");
      }
      sections.erase(here);
      break;
    case song::SectionAction::move: {
      song::SectionPlan moved = *here;
      sections.erase(here);
      sections.insert(place_for(sections, edit.position), std::move(moved));
      break;
    }
    case song::SectionAction::repeat: {
      const auto source = find(sections, edit.source.value_or(""));
      song::SectionPlan copy = *source;
      copy.name = edit.section;
      const int after_source = static_cast<int>(source - sections.begin()) + 2;
      copy_hands(song, source->name, edit.section);
      sections.insert(place_for(sections, edit.position.value_or(after_source)), std::move(copy));
      break;
    }
    case song::SectionAction::resize:
      here->measures = edit.measures.value_or(here->measures);
      drop_lines_outside(*here, song.plan.time_signature.measure_beats());
      break;
  }
  if (sections.size() > limits::kSectionsMax) {
    return fail(ErrorCode::invalid_request, "a song has at most " + std::to_string(limits::kSectionsMax) + " sections");
  }
  lay_out(song.plan);
  return {};
}

}  // namespace souls::studio
