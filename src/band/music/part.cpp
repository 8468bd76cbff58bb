#include "band/music/part.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

namespace souls::band::music {
namespace {

struct RoleRange {
  song::Role role;
  song::Pitch low, high;
};
// What players of a role can reach, whatever the instrument says.
constexpr std::array<RoleRange, 11> kRoleRanges = {{{song::Role::lead, 40, 84},
                                                    {song::Role::harmony, 40, 88},
                                                    {song::Role::keys, 21, 108},
                                                    {song::Role::guitar, 38, 90},
                                                    {song::Role::pad, 24, 103},
                                                    {song::Role::bass, 23, 67},
                                                    {song::Role::drums, 27, 87},
                                                    {song::Role::lead_synth, 36, 108},
                                                    {song::Role::strings, 28, 103},
                                                    {song::Role::arp, 33, 108},
                                                    {song::Role::fx, 0, 127}}};

Result<std::vector<song::Note>> dispatch(const PartContext& context) {
  switch (context.track.role) {
    case song::Role::harmony:
      return make_harmony_voice(context);
    case song::Role::keys:
    case song::Role::guitar:
      return make_comping(context);
    case song::Role::pad:
      return make_pad(context);
    case song::Role::bass:
      return make_bass(context);
    case song::Role::lead_synth:
      return make_lead_synth(context);
    case song::Role::strings:
      return make_strings(context);
    case song::Role::arp:
      return make_arp(context);
    case song::Role::fx:
      return make_fx(context);
    case song::Role::lead:
    case song::Role::drums:
      break;
  }
  return fail(ErrorCode::internal, "This track has a maker of its own.",
              "make_part was asked for role " + std::string(song::to_string(context.track.role)));
}

}  // namespace

bool PartContext::has_role(song::Role role) const {
  return std::any_of(section.tracks.begin(), section.tracks.end(), [&](const std::string& name) {
    const song::TrackPlan* other = plan.find_track(name);
    return other != nullptr && other->role == role;
  });
}

Seed PartContext::place(std::string_view what, int number) const {
  return derive_seed(seed, {what, std::to_string(number)});
}

std::vector<Gap> melody_gaps(const PartContext& context, double shortest_beats) {
  std::vector<Gap> gaps;
  double free_from = 0;
  const auto close = [&](double until) {
    if (until - free_from >= shortest_beats - 1e-9) gaps.push_back({free_from, until});
  };
  for (const song::Note& note : context.melody) {
    close(note.start_beat);
    free_from = std::max(free_from, note.start_beat + note.length_beats);
  }
  close(context.length_beats());
  return gaps;
}

double comping_centre(const PartContext& context) {
  if (context.melody.empty()) return 60;
  double mean = 0;
  for (const song::Note& note : context.melody) mean += note.pitch;
  mean /= static_cast<double>(context.melody.size());
  // High singers are accompanied from below, low ones from above, all through the song.
  const song::Voice* voice = song::find_voice(context.plan.voice);
  const bool high = context.sung() && voice != nullptr ? voice->centre >= 59 : mean >= 62;
  return high ? std::max(53.0, mean - 9) : mean + 11;
}

void PartWriter::add(double start, double length, song::Pitch pitch, double velocity) {
  if (start < -1e-9 || start > context_.last_onset() + 1e-9 || length <= 0) return;
  if (pitch < context_.low || pitch > context_.high) return;
  const double room = context_.length_beats() - start;
  if (room < 1e-6) return;
  notes_.push_back({std::max(0.0, start), std::min(length, room), pitch,
                    std::clamp(static_cast<int>(std::lround(velocity)), 1, 127), std::nullopt});
}

void PartWriter::add_chord(double start, double length, const Voicing& voicing, double velocity) {
  for (std::size_t i = 0; i < voicing.size(); ++i) {
    const bool outer = i == 0 || i + 1 == voicing.size();
    add(start, length, voicing[i], velocity + (outer ? 2 : -3));
  }
}

std::vector<song::Note> PartWriter::finish() {
  std::stable_sort(notes_.begin(), notes_.end(), [](const song::Note& a, const song::Note& b) {
    if (a.start_beat != b.start_beat) return a.start_beat < b.start_beat;
    return a.pitch != b.pitch ? a.pitch < b.pitch : a.length_beats > b.length_beats;
  });
  const auto same = [](const song::Note& a, const song::Note& b) {
    return std::abs(a.start_beat - b.start_beat) < 1e-6 && a.pitch == b.pitch;
  };
  notes_.erase(std::unique(notes_.begin(), notes_.end(), same), notes_.end());
  std::array<std::size_t, 128> sounding;
  sounding.fill(notes_.size());
  for (std::size_t i = 0; i < notes_.size(); ++i) {
    std::size_t& before = sounding[static_cast<std::size_t>(notes_[i].pitch)];
    if (before < notes_.size()) {
      song::Note& held = notes_[before];
      held.length_beats = std::min(held.length_beats, notes_[i].start_beat - held.start_beat);
    }
    before = i;
  }
  return std::move(notes_);
}

std::vector<song::Note> PartWriter::finish_line() {
  std::stable_sort(notes_.begin(), notes_.end(),
                   [](const song::Note& a, const song::Note& b) { return a.start_beat < b.start_beat; });
  std::vector<song::Note> line;
  for (const song::Note& note : notes_) {
    if (!line.empty() && std::abs(line.back().start_beat - note.start_beat) < 1e-6) {
      line.back() = note;
      continue;
    }
    if (!line.empty())
      line.back().length_beats = std::min(line.back().length_beats, note.start_beat - line.back().start_beat);
    line.push_back(note);
  }
  return line;
}

double level_at(const PartContext& context, double beat) {
  const double phrase = 4 * context.metre.measure_beats;
  const double share = beat / phrase - std::floor(beat / phrase);
  const double grows = context.section.kind == song::SectionKind::prechorus ? 10 * beat / context.length_beats() : 0;
  return 46 + 40 * context.section.energy + 7 * share + grows - (context.melody.empty() ? 0 : 3);
}

double accent_at(const PartContext& context, double beat) {
  constexpr std::array<double, 5> kAccent = {-9, -5, 0, 5, 10};
  // What rocks a compound metre is the eighths between its pulses: without them it is heard as a slow duple one.
  constexpr std::array<double, 5> kCompoundAccent = {-6, 4, 3, 4, 6};
  const bool is_compound = context.metre.pulses.front().length > 1.2;
  const auto& accents = is_compound ? kCompoundAccent : kAccent;
  return level_at(context, beat) + accents[static_cast<std::size_t>(context.metre.strength(beat))];
}

Result<std::vector<song::Note>> make_part(const song::Plan& plan, const song::SectionPlan& section,
                                          const song::TrackPlan& track, const SectionMusic& music, Seed seed) {
  if (std::find(section.tracks.begin(), section.tracks.end(), track.name) == section.tracks.end()) {
    return std::vector<song::Note>{};
  }
  if (music.chords.empty()) return fail(ErrorCode::invalid_request, "Section \"" + section.name + "\" has no chords.");
  PartContext context{plan, section, track,   music.melody, spans_of(music.chords), metre_of(plan.time_signature), 0,
                      127,  false,   nullptr, seed};
  if (track.role == song::Role::harmony) {
    const song::Voice* voice = song::find_voice(track.instrument);
    if (voice == nullptr) return fail(ErrorCode::invalid_request, "There is no voice \"" + track.instrument + "\".");
    context.low = voice->low;
    context.high = voice->high;
  } else {
    const song::Instrument* instrument = song::find_instrument(track.instrument);
    if (instrument == nullptr)
      return fail(ErrorCode::invalid_request, "There is no instrument \"" + track.instrument + "\".");
    context.low = instrument->low;
    context.high = instrument->high;
  }
  for (const RoleRange& range : kRoleRanges) {
    if (range.role != track.role) continue;
    context.low = std::max(context.low, range.low);
    context.high = std::min(context.high, range.high);
  }
  const auto here = std::find_if(plan.sections.begin(), plan.sections.end(),
                                 [&](const song::SectionPlan& s) { return s.name == section.name; });
  if (here != plan.sections.end() && here + 1 != plan.sections.end()) context.next = &*(here + 1);
  const bool last = here != plan.sections.end() && here + 1 == plan.sections.end();
  context.ends_song = section.measures >= 2 && (last || section.kind == song::SectionKind::outro);
  return dispatch(context);
}

}  // namespace souls::band::music
