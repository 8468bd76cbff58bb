// A melody out of a standard MIDI file or a MusicXML score.

#include <algorithm>
#include <cmath>

#include "base/limits.hpp"
#include "song/formats/formats.hpp"
#include "song/formats/midi.hpp"
#include "song/formats/midi_events.hpp"
#include "song/formats/musicxml_archive.hpp"
#include "song/formats/musicxml_read.hpp"

namespace souls::song::formats {
namespace {

/// What a name promises: 2 the tune, 1 a voice, 0 nothing, −1 one that goes with another.
int promise(std::string name) {
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const auto holds = [&](std::initializer_list<std::string_view> words) {
    return std::any_of(words.begin(), words.end(),
                       [&](std::string_view word) { return name.find(word) != std::string::npos; });
  };
  if (holds({"harmony", "backing", "choir"})) return -1;
  if (holds({"melod", "lead"})) return 2;
  return holds({"vocal", "voice", "sing", "soprano"}) ? 1 : 0;
}

/// How likely a part is the tune: by its words or its name, else high and one note at a time.
double likeness(const MelodyPart& part) {
  double pitch = 0, until = 0;
  int together = 0;
  for (const MelodyNote& note : part.notes) {
    pitch += note.pitch;
    if (note.start_beat < until - 0.1) ++together;
    until = std::max(until, note.start_beat + note.length_beats);
  }
  const double count = static_cast<double>(part.notes.size());
  return pitch / count - 60 * together / count + std::min(count, 16.0) + (part.sung ? 100 : 0) +
         100 * promise(part.name);
}

Result<MelodyFile> midi_parts(std::string_view bytes) {
  Result<MidiSong> song = parse_midi(bytes);
  if (!song) return fail(song.error());
  MelodyFile file;
  file.tempo_bpm = song->tempo_bpm;
  file.time_signature = song->time_signature;
  // C major is what programs write that know of no key.
  if (song->key != Key{}) file.key = song->key;
  for (const MidiPart& part : song->parts) {
    if (part.channel == midi::kDrumChannel || part.notes.empty()) continue;
    MelodyPart& out = file.parts.emplace_back();
    out.name = part.name;
    out.sung = !part.lyrics.empty() || part.role == to_string(Role::lead);
    for (const Note& note : part.notes) out.notes.push_back({note.start_beat, note.length_beats, note.pitch});
  }
  return file;
}

std::string listed(const std::vector<MelodyPart>& parts) {
  std::string list;
  for (std::size_t i = 0; i < std::min<std::size_t>(parts.size(), 24); ++i) {
    list += (i > 0 ? ", " : "") + std::to_string(i + 1);
    if (!parts[i].name.empty()) list += " (" + parts[i].name + ")";
  }
  return list;
}

}  // namespace

Result<Melody> read_melody(std::string_view bytes, std::optional<int> track) {
  const std::size_t first = bytes.find_first_not_of("\xef\xbb\xbf \t\r\n");
  const std::string_view head = bytes.substr(std::min(first, bytes.size()));
  Result<MelodyFile> file = fail(ErrorCode::invalid_request,
                                 "the melody is neither a MIDI file nor MusicXML (.mid, .musicxml, .xml, .mxl)");
  if (bytes.starts_with("MThd")) {
    file = midi_parts(bytes);
  } else if (head.starts_with('<')) {
    file = parse_musicxml(bytes);
  } else if (is_zip(bytes)) {
    const Result<std::string> score = unpack_musicxml(bytes);
    file = score ? parse_musicxml(*score) : fail(score.error());
  }
  if (!file) return fail(file.error());
  if (file->parts.empty()) return fail(ErrorCode::invalid_request, "the melody's file holds no notes");
  if (track && (*track < 1 || *track > static_cast<int>(file->parts.size()))) {
    return fail(ErrorCode::invalid_request,
                "the melody's file has no track " + std::to_string(*track) + "; there are " + listed(file->parts));
  }
  const auto chosen = track ? file->parts.begin() + (*track - 1)
                            : std::max_element(file->parts.begin(), file->parts.end(),
                                               [](const auto& a, const auto& b) { return likeness(a) < likeness(b); });
  Melody melody;
  melody.notes = one_voice(chosen->notes, file->time_signature.value_or(TimeSignature{}));
  if (melody.notes.empty()) return fail(ErrorCode::invalid_request, "the melody's track holds no notes");
  if (melody.notes.size() > limits::kMelodyNotesMax) {
    return fail(ErrorCode::invalid_request, "the melody has " + std::to_string(melody.notes.size()) +
                                                " notes; at most " + std::to_string(limits::kMelodyNotesMax) +
                                                " are allowed");
  }
  if (melody.notes.back().start_beat + melody.notes.back().length_beats > limits::kMelodyBeatsMax) {
    return fail(ErrorCode::invalid_request,
                "the melody is longer than " + std::to_string(static_cast<int>(limits::kMelodyBeatsMax)) + " beats");
  }
  if (file->tempo_bpm) melody.tempo_bpm = std::clamp(*file->tempo_bpm, limits::kTempoBpmMin, limits::kTempoBpmMax);
  melody.time_signature = file->time_signature;
  melody.key = file->key;
  return melody;
}

}  // namespace souls::song::formats
