#include "studio/edited_plan.hpp"

#include <algorithm>

#include "band/visuals/visuals.hpp"
#include "base/limits.hpp"
#include "studio/form.hpp"

namespace souls::studio {
namespace {

template <class... Handlers>
struct Overloaded : Handlers... {
  using Handlers::operator()...;
};

song::TrackMix& mix_of(EditedSong& song, const std::string& track) {
  auto& mix = song.mix[track];
  mix.track = track;
  mix.origin = song::Origin::edited;
  return mix;
}

/// Whether the singer of this track is chosen: of the one that is named, else of the lead.
bool takes_voice(const song::TrackPlan& track, const song::SetVoice& edit) {
  return edit.track ? track.name == *edit.track : track.role == song::Role::lead;
}

void set_voice(EditedSong& song, const song::SetVoice& edit) {
  for (song::TrackPlan& track : song.plan.tracks) {
    if (!takes_voice(track, edit)) continue;
    track.instrument = edit.voice;
    (track.role == song::Role::lead ? song.plan.voice : song.plan.harmony_voice) = edit.voice;
  }
}

void set_mix(EditedSong& song, const song::SetMix& edit) {
  song::TrackMix& mix = mix_of(song, edit.track);
  if (edit.level_db) mix.level_db = *edit.level_db;
  if (edit.pan) mix.pan = *edit.pan;
  if (edit.mute) mix.mute = *edit.mute;
  if (edit.reverb_db) mix.reverb_db = *edit.reverb_db;
  if (edit.delay_db) mix.delay_db = *edit.delay_db;
}

/// Whether the art director can draw it.
Status check_hero(const song::SetCover& edit) {
  if (!edit.hero || band::visuals::is_cover_hero(*edit.hero)) return {};
  std::string known;
  for (const auto name : band::visuals::cover_heroes()) known.append(known.empty() ? "" : ", ").append(name);
  return fail(ErrorCode::not_found, "no cover can show \"" + *edit.hero + "\"; there are " + known);
}

void set_cover(EditedSong& song, const song::SetCover& edit) {
  if (edit.style) song.cover.style = song.plan.cover.style = *edit.style;
  if (edit.hero) {
    song.cover.hero = edit.hero;
    song.plan.cover.hero = *edit.hero;
  }
  if (!edit.palette.empty()) song.cover.palette = song.plan.cover.palette = edit.palette;
  if (edit.seed) song.cover.seed = edit.seed;
}

/// What the edit would touch, as targets of locks. A section's form and what is made anew are looked after elsewhere; key and
/// tempo are what the whole song stands on, and what is locked follows them.
std::vector<std::string> touched(const song::Plan& plan, const song::Edit& edit) {
  using Targets = std::vector<std::string>;
  return std::visit(Overloaded{
                        [](const song::SetTitle&) { return Targets{"title"}; },
                        [](const song::SetLine& e) {
                          return Targets{e.section, e.section + "/lyrics", e.section + "/" + std::to_string(e.line)};
                        },
                        [](const song::SetNotes& e) { return Targets{e.section, e.track, e.section + "/" + e.track}; },
                        [](const song::SetChords& e) { return Targets{e.section, e.section + "/harmony"}; },
                        [](const song::SetInstrument& e) { return Targets{e.track}; },
                        [&](const song::SetVoice& e) {
                          Targets tracks;
                          for (const auto& track : plan.tracks) {
                            if (takes_voice(track, e)) tracks.push_back(track.name);
                          }
                          return tracks;
                        },
                        [](const song::SetMix& e) { return Targets{"mix", e.track}; },
                        [](const song::SetCover&) { return Targets{"cover"}; },
                        [](const song::Restore& e) { return Targets{e.target.substr(0, e.target.find('/')), e.target}; },
                        [](const auto&) { return Targets{}; },
                    },
                    edit);
}

/// Whether a lock keeps the edit from being made; then the conflict is told.
bool is_kept(EditedSong& song, const song::Edit& edit) {
  for (const std::string& target : touched(song.plan, edit)) {
    if (!song.locked(target)) continue;
    song.conflicts.push_back(target + " is locked and was kept; unlock it to change it");
    return true;
  }
  return false;
}

/// What is made anew: "drums" stands for the track that plays them.
std::string part_of(const song::Plan& plan, const song::Regenerate& edit) {
  const std::string part = edit.part.value_or("");
  if (part != "drums") return part;
  const auto plays_drums = [](const song::TrackPlan& track) { return track.role == song::Role::drums; };
  const auto drums = std::find_if(plan.tracks.begin(), plan.tracks.end(), plays_drums);
  return drums == plan.tracks.end() ? part : drums->name;
}

/// Why a section's part may not be made anew, or nothing.
std::string obstacle(const EditedSong& song, const song::Regenerate& edit) {
  const std::string part = edit.line ? std::to_string(*edit.line) : part_of(song.plan, edit);
  const std::string place = part.empty() ? edit.section : edit.section + "/" + part;
  if (song.locked(edit.section, part) || (edit.line && song.locked(edit.section + "/lyrics"))) {
    return place + " is locked and was kept; unlock it to make it anew";
  }
  if (edit.line && song.lines.contains(edit.section) && song.lines.at(edit.section).contains(*edit.line)) {
    return "line " + std::to_string(*edit.line) + " of " + edit.section + " was written by hand and was kept; restore it to make it anew";
  }
  return {};
}

/// Locked parts of a section stay when all of it is made anew.
void keep_locked_parts(EditedSong& song, const std::string& section) {
  std::vector<std::string> parts = {"lyrics", "harmony", "melody"};
  for (const auto& track : song.plan.tracks) parts.push_back(track.name);
  for (const std::string& part : parts) {
    if (!song.locked(section, part) || song.renewed.contains({section, part})) continue;
    const auto before = song.renewed.find({section, ""});
    if (before == song.renewed.end()) song.kept.insert({section, part});
    else song.renewed[{section, part}] = before->second;
    song.conflicts.push_back(section + "/" + part + " is locked and was kept; unlock it to make it anew");
  }
}

void regenerate(EditedSong& song, const song::Regenerate& edit) {
  if (const std::string why = obstacle(song, edit); !why.empty()) {
    song.conflicts.push_back(why);
    return;
  }
  if (edit.line) {
    song.renewed_lines[edit.section].emplace_back(*edit.line, edit.seed);
    return;
  }
  const std::string part = part_of(song.plan, edit);
  if (part.empty()) keep_locked_parts(song, edit.section);
  song.kept.erase({edit.section, part});
  if (part == "lyrics" || (part.empty() && !song.locked(edit.section, "lyrics"))) song.renewed_lines.erase(edit.section);
  song.renewed[{edit.section, part}] = edit.seed;
  for (const auto& [place, notes] : song.notes) {
    if (place.first == edit.section && (part.empty() || part == place.second)) {
      song.conflicts.push_back(place.second + " in " + edit.section + " was drawn by hand and was kept; restore " + edit.section + "/" +
                               place.second + " to make it anew");
    }
  }
  if (song.lines.contains(edit.section) && (part.empty() || part == "lyrics")) {
    song.conflicts.push_back("words of " + edit.section + " that were written by hand were kept; restore " + edit.section +
                             "/lyrics to make them anew");
  }
}

/// Drops what hands did to a target.
void restore(EditedSong& song, const song::Plan& original, const std::string& target) {
  if (target == "title") song.plan.title = original.title;
  if (target == "mix") song.mix.clear();
  if (target == "cover") {
    song.cover = {};
    song.plan.cover = original.cover;
  }
  if (const auto* track = original.find_track(target)) {
    song.mix.erase(target);
    for (auto& edited : song.plan.tracks) {
      if (edited.name == target) edited = *track;
    }
    std::erase_if(song.notes, [&](const auto& entry) { return entry.first.second == target; });
  }
  const std::string section = target.substr(0, target.find('/'));
  const std::string part = section.size() < target.size() ? target.substr(section.size() + 1) : "";
  const bool all = part.empty();
  const bool is_line = !part.empty() && std::all_of(part.begin(), part.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (all || part == "lyrics") song.lines.erase(section), song.renewed_lines.erase(section);
  if (is_line && song.lines.contains(section)) song.lines[section].erase(std::stoi(part.substr(0, 6)));
  if (all || part == "harmony") song.chords.erase(section);
  std::erase_if(song.notes, [&](const auto& entry) { return entry.first.first == section && (all || entry.first.second == part); });
  std::erase_if(song.renewed, [&](const auto& entry) { return entry.first.first == section && (all || entry.first.second == part); });
}

/// A melody that the asker brought moves along, by the shorter way; between major and minor it keeps its scale.
void set_key(song::Plan& plan, const song::Key& key) {
  const int semitones = (song::key_fifths(key) - song::key_fifths(plan.key)) * 7;
  const int shorter = ((semitones + 6) % 12 + 12) % 12 - 6;
  for (song::SectionPlan& section : plan.sections) {
    for (auto& phrase : section.melody) {
      for (song::Note& note : phrase) note.pitch += shorter;
    }
  }
  plan.key = key;
}

Status apply(EditedSong& song, const song::Plan& original, const song::Edit& edit) {
  if (auto checked = song::check_edit(edit, song.plan); !checked) return checked;
  if (is_kept(song, edit)) return {};
  Status status;
  std::visit(Overloaded{
                 [&](const song::SetTitle& e) { song.plan.title = e.title; },
                 [&](const song::SetLine& e) { song.lines[e.section][e.line] = e.text; },
                 [&](const song::Regenerate& e) { regenerate(song, e); },
                 [&](const song::SetNotes& e) {
                   song.notes[{e.section, e.track}] = e.notes;
                 },
                 [&](const song::SetChords& e) { song.chords[e.section] = e.chords; },
                 [&](const song::SetSection& e) { status = change_form(song, e); },
                 [&](const song::SetTempo& e) { song.plan.tempo_bpm = e.tempo_bpm; },
                 [&](const song::SetKey& e) { set_key(song.plan, e.key); },
                 [&](const song::SetVoice& e) { set_voice(song, e); },
                 [&](const song::SetInstrument& e) {
                   for (auto& track : song.plan.tracks) {
                     if (track.name == e.track) track.instrument = e.instrument;
                   }
                 },
                 [&](const song::SetMix& e) { set_mix(song, e); },
                 [&](const song::SetCover& e) {
                   status = check_hero(e);
                   set_cover(song, e);
                 },
                 [&](const song::Lock& e) { song.locks.insert(e.target); },
                 [&](const song::Unlock& e) { song.locks.erase(e.target); },
                 [&](const song::Restore& e) { restore(song, original, e.target); },
             },
             edit);
  return status;
}

}  // namespace

bool EditedSong::locked(const std::string& section, const std::string& part) const {
  if (locked(section) || locked(part) || locked(section + "/" + part)) return true;
  // Words are written for a whole section: one locked line keeps them all.
  const auto is_line = [&](const std::string& lock) {
    return lock.starts_with(section + "/") && lock.find_first_not_of("0123456789", section.size() + 1) == std::string::npos;
  };
  return part == "lyrics" && std::any_of(locks.begin(), locks.end(), is_line);
}

Result<EditedSong> apply_edits(const song::Plan& plan, const std::vector<song::Edit>& edits) {
  if (edits.size() > limits::kEditsMax) {
    return fail(ErrorCode::invalid_request, "a song takes at most " + std::to_string(limits::kEditsMax) + " edits");
  }
  EditedSong song;
  song.plan = plan;
  for (const song::Edit& edit : edits) {
    if (auto applied = apply(song, plan, edit); !applied) return fail(applied.error());
  }
  return song;
}

song::Plan words_view(const song::Plan& original, const song::Plan& edited) {
  song::Plan view;
  view.title = original.title;
  view.style = original.style;
  view.mood = original.mood;
  view.theme = original.theme;
  view.time_signature = edited.time_signature;
  view.sections = edited.sections;
  for (song::SectionPlan& section : view.sections) {
    section.start_beat = 0;
    section.energy = 0;
    section.tracks.clear();
    section.melody.clear();
  }
  return view;
}

song::Plan music_view(const song::Plan& plan) {
  song::Plan view = plan;
  view.title.clear();
  view.artist.clear();
  view.theme.clear();
  view.decisions.clear();
  view.cover = {};
  for (song::SectionPlan& section : view.sections) section.words.clear();
  return view;
}

song::Plan score_view(const song::Plan& plan) {
  song::Plan view = plan;
  view.cover = {};
  return view;
}

song::Plan cover_view(const song::Plan& plan) {
  song::Plan view;
  view.title = plan.title;
  view.artist = plan.artist;
  view.cover = plan.cover;
  return view;
}

}  // namespace souls::studio
