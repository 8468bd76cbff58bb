// A document from the parts of a standard MIDI file.

#include <algorithm>
#include <cmath>
#include <set>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "song/formats/formats.hpp"
#include "song/formats/midi.hpp"
#include "song/formats/midi_events.hpp"

namespace souls::song::formats {
namespace {

/// What a General MIDI program is most likely for.
Role role_of_program(int program) {
  if (program >= 24 && program < 32) return Role::guitar;
  if (program >= 32 && program < 40) return Role::bass;
  if (program >= 40 && program < 52) return Role::strings;
  if (program >= 88 && program < 96) return Role::pad;
  if (program >= 96 && program < 104) return Role::fx;
  if (program >= 56 && program < 88) return Role::lead_synth;
  return Role::keys;
}

Role role_of(const MidiPart& part, bool sung) {
  if (const auto role = parse_role(part.role)) return *role;
  if (part.channel == midi::kDrumChannel) return Role::drums;
  return sung ? Role::lead : role_of_program(part.program);
}

/// The instrument that the file names, else the first of the role with its program.
std::string instrument_of(const MidiPart& part, Role role) {
  if (!part.role.empty()) return part.instrument;
  for (const Instrument& instrument : instruments()) {
    const bool suits = std::find(instrument.roles.begin(), instrument.roles.end(), role) != instrument.roles.end();
    if (suits && instrument.program == part.program) return instrument.id;
  }
  return {};
}

SectionKind kind_of_name(const std::string& name) {
  std::string lower;
  for (const char c : name) {
    if (c != '-' && c != ' ') lower += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  using enum SectionKind;
  for (const SectionKind kind : {intro, prechorus, chorus, bridge, solo, interlude, outro, verse}) {
    if (lower.find(to_string(kind)) != std::string::npos) return kind;
  }
  return verse;
}

void add_sections(Document& document, const MidiSong& song) {
  Plan& plan = document.plan;
  const double measure_beats = plan.time_signature.measure_beats();
  double end_beat = song.end_beat;
  for (const MidiPart& part : song.parts) {
    for (const Note& note : part.notes) end_beat = std::max(end_beat, note.start_beat + note.length_beats);
  }
  end_beat = std::max(measure_beats, std::ceil(end_beat / measure_beats - 1e-6) * measure_beats);
  std::vector<MidiText> markers = song.markers;
  if (markers.empty()) markers.push_back({0, "Song"});
  std::set<std::string> names;
  for (std::size_t i = 0; i < markers.size() && plan.sections.size() < limits::kSectionsMax; ++i) {
    const double next_beat = i + 1 < markers.size() ? markers[i + 1].beat : end_beat;
    if (next_beat <= markers[i].beat) continue;
    SectionPlan section;
    section.name = markers[i].text.empty() ? "Section" : markers[i].text;
    for (int n = 2; names.contains(section.name); ++n) section.name = markers[i].text + " (" + std::to_string(n) + ")";
    names.insert(section.name);
    section.kind = kind_of_name(section.name);
    section.start_beat = markers[i].beat;
    section.length_beats = next_beat - markers[i].beat;
    section.measures = std::max(1, static_cast<int>(std::lround(section.length_beats / measure_beats)));
    section.words_place = section.music_place = section.name;
    plan.sections.push_back(std::move(section));
  }
}

void add_chords(Document& document, const MidiSong& song) {
  auto& chords = document.score.chords;
  for (const MidiText& text : song.texts) {
    if (parse_chord(text.text)) chords.push_back({text.beat, 0, text.text});
  }
  const double end_beat = document.plan.end_beat();
  for (std::size_t i = 0; i < chords.size(); ++i) {
    const double next_beat = i + 1 < chords.size() ? chords[i + 1].start_beat : end_beat;
    chords[i].length_beats = next_beat - chords[i].start_beat;
  }
  std::erase_if(chords, [](const Chord& chord) { return chord.length_beats <= 0; });
}

/// A lyric event that begins a syllable, and the syllable's place in the song.
struct Sung {
  double beat = 0;
  std::string text;
};

/// Lines and words from syllables in order of time: a space ends a word, a carriage return a line.
std::vector<Sung> add_words(Document& document, std::vector<MidiText> events) {
  std::stable_sort(events.begin(), events.end(), [](const MidiText& a, const MidiText& b) { return a.beat < b.beat; });
  std::vector<Sung> sung;
  bool new_line = true;
  bool new_word = true;
  auto& lines = document.lyrics.lines;
  for (MidiText& event : events) {
    const bool ends_line = event.text.ends_with('\r');
    if (ends_line) event.text.pop_back();
    const bool ends_word = ends_line || event.text.ends_with(' ');
    while (event.text.ends_with(' ')) event.text.pop_back();
    const bool full = lines.size() >= limits::kLyricLinesMax ||
                      (!new_line && lines.back().syllable_count() >= static_cast<int>(limits::kLineSyllablesMax));
    if (event.text.empty() || full) {
      new_line = new_line || ends_line || full;
      new_word = new_word || ends_word || full;
      continue;
    }
    if (new_line) {
      lines.emplace_back();
      for (const SectionPlan& section : document.plan.sections) {
        if (section.start_beat <= event.beat + 1e-6) lines.back().section = section.name;
      }
    }
    if (new_line || new_word) lines.back().words.emplace_back();
    Word& word = lines.back().words.back();
    word.text += event.text;
    word.syllables.push_back({event.text, {}, 0});
    sung.push_back({event.beat, event.text});
    new_line = ends_line;
    new_word = ends_word;
  }
  for (Line& line : lines) {
    for (const Word& word : line.words) line.text += (line.text.empty() ? "" : " ") + word.text;
  }
  return sung;
}

/// Gives notes the syllable that stands at their beat, or the one that they carry on.
void sing(std::vector<Note>& notes, const std::vector<MidiText>& lyrics, const std::vector<Sung>& sung) {
  constexpr double kSameBeat = 1e-6;
  std::size_t next = 0;
  std::optional<int> syllable;
  for (Note& note : notes) {
    for (; next < lyrics.size() && lyrics[next].beat <= note.start_beat + kSameBeat; ++next) {
      std::string text = lyrics[next].text;
      while (text.ends_with(' ') || text.ends_with('\r')) text.pop_back();
      const auto found = std::find_if(sung.begin(), sung.end(), [&](const Sung& one) {
        return std::abs(one.beat - lyrics[next].beat) < 1 && one.text == text &&
               one.beat + kSameBeat >= lyrics[next].beat;
      });
      if (found != sung.end()) syllable = static_cast<int>(found - sung.begin());
    }
    note.syllable = syllable;
  }
}

void set_word_times(Document& document) {
  std::vector<std::pair<double, double>> spans;
  for (const Track& track : document.score.tracks) {
    if (track.role != Role::lead) continue;
    for (const Note& note : track.notes) {
      if (!note.syllable) continue;
      const auto index = static_cast<std::size_t>(*note.syllable);
      if (index >= spans.size()) spans.resize(index + 1, {-1, -1});
      if (spans[index].first < 0) spans[index].first = document.plan.seconds(note.start_beat);
      spans[index].second = document.plan.seconds(note.start_beat + note.length_beats);
    }
  }
  std::size_t at = 0;
  for (Line& line : document.lyrics.lines) {
    for (Word& word : line.words) {
      const std::size_t last = at + word.syllables.size() - 1;
      if (last < spans.size()) {
        word.start_s = std::max(0.0, spans[at].first);
        word.end_s = std::max(word.start_s, spans[last].second);
      }
      at = last + 1;
    }
    line.start_s = line.words.front().start_s;
    line.end_s = line.words.back().end_s;
  }
}

}  // namespace

Result<Document> read_midi(std::string_view bytes) {
  Result<MidiSong> song = parse_midi(bytes);
  if (!song) return fail(song.error());
  if (song->parts.size() > limits::kTracksMax) {
    return fail(ErrorCode::invalid_request, "the MIDI file has " + std::to_string(song->parts.size()) +
                                                " tracks with notes; at most " + std::to_string(limits::kTracksMax) +
                                                " are allowed");
  }
  Document document;
  document.title = document.plan.title = cut_letters(song->title, limits::kTitleLettersMax);
  document.plan.tempo_bpm = std::clamp(song->tempo_bpm.value_or(120), limits::kTempoBpmMin, limits::kTempoBpmMax);
  document.plan.time_signature = song->time_signature.value_or(TimeSignature{});
  document.plan.key = song->key.value_or(Key{});
  add_sections(document, *song);
  add_chords(document, *song);
  const bool says_lead = std::any_of(song->parts.begin(), song->parts.end(),
                                     [](const MidiPart& part) { return part.role == to_string(Role::lead); });
  std::vector<MidiText> events;
  for (const MidiPart& part : song->parts) {
    if (!says_lead || part.role == to_string(Role::lead)) events.insert(events.end(), part.lyrics.begin(), part.lyrics.end());
  }
  const std::vector<Sung> sung = add_words(document, events);
  std::set<std::string> names;
  for (MidiPart& part : song->parts) {
    Track track;
    const std::string name = part.name.empty() ? "Track" : part.name;
    track.name = name;
    for (int n = 2; names.contains(track.name); ++n) track.name = name + " " + std::to_string(n);
    names.insert(track.name);
    track.role = role_of(part, !part.lyrics.empty());
    track.instrument = instrument_of(part, track.role);
    track.program = part.program;
    track.notes = std::move(part.notes);
    sing(track.notes, part.lyrics, sung);
    document.plan.tracks.push_back({track.name, track.role, track.instrument, {}});
    document.score.tracks.push_back(std::move(track));
  }
  for (SectionPlan& section : document.plan.sections) section.tracks.assign(names.begin(), names.end());
  set_word_times(document);
  return document;
}

}  // namespace souls::song::formats
