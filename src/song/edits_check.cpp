// Whether an operation fits a song's plan.

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "song/edits.hpp"

namespace souls::song {
namespace {

constexpr std::array<std::string_view, 9> kCoverStyles = {"swiss",   "riso", "linocut", "papercut", "inkwash",
                                                          "neon",    "light", "typo",   "starchart"};
constexpr std::array<std::string_view, 4> kParts = {"lyrics", "harmony", "melody", "drums"};
constexpr int kSectionMeasuresMax = 64;
constexpr double kBeatTolerance = 1e-6;

std::string quoted(std::string_view text) { return "\"" + std::string(cut_utf8(text, 60)) + "\""; }

template <class List, class NameOf>
std::string listed(const List& list, NameOf name_of) {
  std::string names;
  for (const auto& one : list) names.append(names.empty() ? "" : ", ").append(name_of(one));
  return names.empty() ? "none" : names;
}

Status invalid(std::string message) { return fail(ErrorCode::invalid_request, std::move(message)); }
Status missing(std::string message) { return fail(ErrorCode::not_found, std::move(message)); }

Status has_section(const Plan& plan, std::string_view name) {
  if (plan.find_section(name)) return {};
  return missing("there is no section " + quoted(name) + "; the song has " +
                 listed(plan.sections, [](const SectionPlan& s) { return s.name; }));
}

Status has_track(const Plan& plan, std::string_view name) {
  if (plan.find_track(name)) return {};
  return missing("there is no track " + quoted(name) + "; the song has " +
                 listed(plan.tracks, [](const TrackPlan& t) { return t.name; }));
}

bool sung(const TrackPlan& track) { return track.role == Role::lead || track.role == Role::harmony; }

Status has_line(const SectionPlan& section, int line) {
  const auto count = static_cast<int>(section.lines.size());
  if (line >= 1 && line <= count) return {};
  if (count == 0) return missing("section " + quoted(section.name) + " has no lines of words");
  return missing("there is no line " + std::to_string(line) + " in " + quoted(section.name) + "; it has lines 1 to " +
                 std::to_string(count));
}

Status has_part(const Plan& plan, std::string_view part) {
  if (std::find(kParts.begin(), kParts.end(), part) != kParts.end() || plan.find_track(part)) return {};
  return missing("there is no part " + quoted(part) + "; there are " +
                 listed(kParts, [](std::string_view p) { return p; }) + " and the tracks " +
                 listed(plan.tracks, [](const TrackPlan& t) { return t.name; }));
}

Status within(std::string_view what, const std::optional<double>& value, double low, double high,
              std::string_view unit) {
  if (!value || (std::isfinite(*value) && *value >= low && *value <= high)) return {};
  const auto text = [](double number) {
    char digits[32];
    return std::string(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
  };
  return invalid(std::string(what) + " must be from " + text(low) + " to " + text(high) + std::string(unit) + ", not " +
                 text(*value));
}

bool is_colour(std::string_view text) {
  return text.size() == 7 && text.front() == '#' &&
         text.find_first_not_of("0123456789abcdefABCDEF", 1) == std::string_view::npos;
}

bool blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == std::string_view::npos; }

Status check(const SetTitle& e, const Plan&) {
  if (blank(e.title)) return invalid("a title must hold at least one letter");
  if (count_letters(e.title) > limits::kTitleLettersMax) {
    return invalid("a title may be at most " + std::to_string(limits::kTitleLettersMax) + " characters long");
  }
  if (e.title.find('\n') != std::string::npos) return invalid("a title must be one line");
  return {};
}

Status check(const SetLine& e, const Plan& plan) {
  if (const Status status = has_section(plan, e.section); !status) return status;
  if (const Status status = has_line(*plan.find_section(e.section), e.line); !status) return status;
  if (blank(e.text)) return invalid("a line must hold at least one word");
  if (e.text.find('\n') != std::string::npos) return invalid("the new words must be one line");
  return {};
}

Status check(const Regenerate& e, const Plan& plan) {
  if (const Status status = has_section(plan, e.section); !status) return status;
  if (e.part) {
    if (const Status status = has_part(plan, *e.part); !status) return status;
  }
  return e.line ? has_line(*plan.find_section(e.section), *e.line) : Status{};
}

Status inside_section(double start_beat, double length_beats, const SectionPlan& section) {
  if (start_beat >= 0 && length_beats > 0 && start_beat + length_beats <= section.length_beats + kBeatTolerance) return {};
  return invalid("beats must lie inside " + quoted(section.name) + ", which is " +
                 std::to_string(static_cast<int>(std::lround(section.length_beats))) + " beats long");
}

Status check(const SetNotes& e, const Plan& plan) {
  if (const Status status = has_track(plan, e.track); !status) return status;
  if (const Status status = has_section(plan, e.section); !status) return status;
  if (e.notes.size() > limits::kNotesPerTrackMax) {
    return invalid("a track may have at most " + std::to_string(limits::kNotesPerTrackMax) + " notes");
  }
  for (const Note& note : e.notes) {
    const Status status = inside_section(note.start_beat, note.length_beats, *plan.find_section(e.section));
    if (!status) return status;
    if (note.pitch < 0 || note.pitch > 127) return invalid("pitches must be MIDI note numbers from 0 to 127");
    if (note.velocity < 1 || note.velocity > 127) return invalid("velocities must be from 1 to 127");
  }
  return {};
}

Status check(const SetChords& e, const Plan& plan) {
  if (const Status status = has_section(plan, e.section); !status) return status;
  if (e.chords.empty()) return invalid("a section needs at least one chord; \"N.C.\" means none");
  for (const Chord& chord : e.chords) {
    const Status status = inside_section(chord.start_beat, chord.length_beats, *plan.find_section(e.section));
    if (!status) return status;
    if (!parse_chord(chord.symbol)) {
      return invalid(quoted(chord.symbol) + " isn't a chord such as \"Am7\", \"F/A\" or \"N.C.\"");
    }
  }
  return {};
}

Status new_name(const Plan& plan, const std::string& name) {
  if (blank(name)) return invalid("a section needs a name");
  if (name.find('/') != std::string::npos) return invalid("a section's name must not hold a slash");
  if (plan.find_section(name)) {
    return fail(ErrorCode::conflict, "there is already a section " + quoted(name) + "; names must differ");
  }
  if (plan.sections.size() >= limits::kSectionsMax) {
    return invalid("a song may have at most " + std::to_string(limits::kSectionsMax) + " sections");
  }
  return {};
}

Status check(const SetSection& e, const Plan& plan) {
  const bool creates = e.action == SectionAction::add || e.action == SectionAction::repeat;
  if (const Status status = creates ? new_name(plan, e.section) : has_section(plan, e.section); !status) return status;
  const bool sized = e.action == SectionAction::add || e.action == SectionAction::resize;
  if (sized && (!e.measures || *e.measures < 1 || *e.measures > kSectionMeasuresMax)) {
    return invalid("a section must have 1 to " + std::to_string(kSectionMeasuresMax) + " measures");
  }
  if (e.action == SectionAction::add && !e.kind) {
    return invalid("a new section needs a kind: intro, verse, prechorus, chorus, bridge, solo, interlude or outro");
  }
  if (e.action == SectionAction::repeat) {
    if (!e.source) return invalid("repeat needs the name of the section to repeat as \"source\"");
    if (const Status status = has_section(plan, *e.source); !status) return status;
  }
  if (e.action == SectionAction::remove && plan.sections.size() < 2) {
    return invalid("the last section of a song can't be removed");
  }
  if (e.action == SectionAction::move && !e.position) return invalid("move needs a position, counted from 1");
  const auto position_max = static_cast<int>(plan.sections.size()) + (creates ? 1 : 0);
  if (e.position && (*e.position < 1 || *e.position > position_max)) {
    return invalid("a position must be from 1 to " + std::to_string(position_max));
  }
  return {};
}

Status check(const SetTempo& e, const Plan&) {
  return within("a tempo", e.tempo_bpm, limits::kTempoBpmMin, limits::kTempoBpmMax, " bpm");
}

Status check(const SetKey& e, const Plan&) {
  return e.key.tonic >= 0 && e.key.tonic < 12 ? Status{} : invalid("a key must be one such as \"A minor\"");
}

Status check(const SetVoice& e, const Plan& plan) {
  if (!find_voice(e.voice)) {
    return missing("there is no voice " + quoted(e.voice) + "; there are " +
                   listed(voices(), [](const Voice& voice) { return voice.id; }));
  }
  if (e.track) {
    if (const Status status = has_track(plan, *e.track); !status) return status;
    if (!sung(*plan.find_track(*e.track))) return invalid("track " + quoted(*e.track) + " isn't sung");
  } else if (plan.voice.empty()) {
    return invalid("the song is an instrumental; it has no singer to change");
  }
  return {};
}

Status check(const SetInstrument& e, const Plan& plan) {
  if (const Status status = has_track(plan, e.track); !status) return status;
  const TrackPlan& track = *plan.find_track(e.track);
  if (sung(track)) return invalid("track " + quoted(e.track) + " is sung; choose its singer with set_voice");
  std::vector<Instrument> suited;
  std::copy_if(instruments().begin(), instruments().end(), std::back_inserter(suited), [&](const Instrument& one) {
    return (one.id.starts_with("kit_")) == (track.role == Role::drums);
  });
  const bool known = std::any_of(suited.begin(), suited.end(), [&](const Instrument& i) { return i.id == e.instrument; });
  if (known) return {};
  const std::string allowed = listed(suited, [](const Instrument& instrument) { return instrument.id; });
  const std::string_view why = find_instrument(e.instrument) ? " doesn't suit track " : " isn't an instrument for track ";
  return missing(quoted(e.instrument) + std::string(why) + quoted(e.track) + "; it may have " + allowed);
}

Status check(const SetMix& e, const Plan& plan) {
  if (const Status status = has_track(plan, e.track); !status) return status;
  for (const Status& status : {within("level_db", e.level_db, -60, 12, " dB"), within("pan", e.pan, -1, 1, ""),
                               within("reverb_db", e.reverb_db, -60, 12, " dB"),
                               within("delay_db", e.delay_db, -60, 12, " dB")}) {
    if (!status) return status;
  }
  if (!e.level_db && !e.pan && !e.mute && !e.reverb_db && !e.delay_db) {
    return invalid("set_mix changes nothing; give level_db, pan, mute, reverb_db or delay_db");
  }
  return {};
}

Status check(const SetCover& e, const Plan&) {
  if (e.style && std::find(kCoverStyles.begin(), kCoverStyles.end(), *e.style) == kCoverStyles.end()) {
    return missing("there is no cover style " + quoted(*e.style) + "; there are " +
                   listed(kCoverStyles, [](std::string_view style) { return style; }));
  }
  if (!e.palette.empty() && (e.palette.size() < 2 || e.palette.size() > 8)) return invalid("a palette has 2 to 8 colours");
  for (const std::string& colour : e.palette) {
    if (!is_colour(colour)) return invalid(quoted(colour) + " isn't a colour such as \"#1a2b3c\"");
  }
  if (!e.style && !e.hero && e.palette.empty() && !e.seed) {
    return invalid("set_cover changes nothing; give style, hero, palette or seed");
  }
  return {};
}

Status check_target(const std::string& target, const Plan& plan) {
  if (target == "title" || target == "cover" || target == "mix") return {};
  if (plan.find_section(target) || plan.find_track(target)) return {};
  const std::size_t slash = target.find('/');
  const std::string section = target.substr(0, slash);
  if (const Status status = has_section(plan, section); !status) {
    return missing("there is nothing called " + quoted(target) +
                   "; name title, cover, mix, a track, a section, SECTION/LINE or SECTION/PART");
  }
  const std::string part = target.substr(slash + 1);
  int line = 0;
  const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), line);
  if (error == std::errc() && end == part.data() + part.size()) return has_line(*plan.find_section(section), line);
  return has_part(plan, part);
}

Status check(const Lock& e, const Plan& plan) { return check_target(e.target, plan); }
Status check(const Unlock& e, const Plan& plan) { return check_target(e.target, plan); }
Status check(const Restore& e, const Plan& plan) { return check_target(e.target, plan); }

}  // namespace

Status check_edit(const Edit& edit, const Plan& plan) {
  return std::visit([&](const auto& operation) { return check(operation, plan); }, edit);
}

}  // namespace souls::song
