#include "studio/assemble.hpp"

#include <algorithm>

namespace souls::studio {
namespace {

constexpr int kVoiceProgram = 53;  // General MIDI "Voice Oohs"

int syllables_in(const std::vector<song::Line>& lines) {
  int count = 0;
  for (const song::Line& line : lines) count += line.syllable_count();
  return count;
}

int program_of(const song::TrackPlan& track) {
  const auto* instrument = song::find_instrument(track.instrument);
  return instrument ? instrument->program : kVoiceProgram;
}

/// The times of the song's words by the lead's notes; words that aren't sung get the time of the word before.
void time_words(song::Document& document) {
  std::map<int, std::pair<double, double>> sung;  // syllable → start and end in beats
  for (const song::Track& track : document.score.tracks) {
    if (track.role != song::Role::lead) continue;
    for (const song::Note& note : track.notes) {
      if (!note.syllable) continue;
      const double end = note.start_beat + note.length_beats;
      auto [entry, first] = sung.try_emplace(*note.syllable, note.start_beat, end);
      if (!first) entry->second.second = std::max(entry->second.second, end);
    }
  }
  int syllable = 0;
  double last_s = 0;
  for (song::Line& line : document.lyrics.lines) {
    for (song::Word& word : line.words) {
      const auto count = static_cast<int>(word.syllables.size());
      const auto first = sung.find(syllable);
      const auto last = sung.find(syllable + count - 1);
      word.start_s = first == sung.end() ? last_s : document.plan.seconds(first->second.first);
      word.end_s = last == sung.end() ? word.start_s : document.plan.seconds(last->second.second);
      last_s = word.end_s;
      syllable += count;
    }
    if (line.words.empty()) continue;
    line.start_s = line.words.front().start_s;
    line.end_s = line.words.back().end_s;
  }
}

void append_notes(song::Track& track, const std::vector<song::Note>& notes, double start_beat, int first_syllable) {
  for (song::Note note : notes) {
    note.start_beat += start_beat;
    if (note.syllable) *note.syllable += first_syllable;
    track.notes.push_back(note);
  }
}

}  // namespace

song::Document assemble(const song::Request& request, const song::Plan& plan, const std::map<std::string, SectionParts>& parts) {
  song::Document document;
  document.title = plan.title;
  document.seed = request.seed;
  document.request = request;
  document.plan = plan;
  for (const song::TrackPlan& track : plan.tracks) {
    document.score.tracks.push_back({track.name, track.role, track.instrument, program_of(track), {}, song::Origin::generated, false});
  }
  int first_syllable = 0;
  for (const song::SectionPlan& section : plan.sections) {
    const auto found = parts.find(section.name);
    if (found == parts.end()) continue;
    for (song::Chord chord : found->second.chords) {
      chord.start_beat += section.start_beat;
      document.score.chords.push_back(std::move(chord));
    }
    for (song::Track& track : document.score.tracks) {
      const auto notes = found->second.notes.find(track.name);
      if (notes != found->second.notes.end()) append_notes(track, notes->second, section.start_beat, first_syllable);
    }
    for (song::Line line : found->second.lines) {
      line.section = section.name;
      document.lyrics.lines.push_back(std::move(line));
    }
    first_syllable += syllables_in(found->second.lines);
  }
  time_words(document);
  return document;
}

}  // namespace souls::studio
