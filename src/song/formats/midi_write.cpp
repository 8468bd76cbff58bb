// Standard MIDI file, format 1 (RP-001), lyrics as in RP-026: syllables verbatim, a space after each word, a carriage
// return after each line.

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <tuple>

#include "song/formats/formats.hpp"
#include "song/formats/midi.hpp"
#include "song/formats/syllables.hpp"
#include "song/formats/text.hpp"

namespace souls::song::formats {
namespace {

using namespace midi;

/// What stands first at one tick.
enum Order { kMeta, kOff, kLyric, kOn };

struct Event {
  std::uint32_t tick = 0;
  Order order = kMeta;
  std::string bytes;
};

void append_number(std::string& out, std::uint32_t value, int bytes) {
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) out += static_cast<char>(value >> shift & 0xff);
}

void append_variable(std::string& out, std::uint32_t value) {
  std::string reversed(1, static_cast<char>(value & 0x7f));
  while (value >>= 7) reversed += static_cast<char>(0x80 | (value & 0x7f));
  out.append(reversed.rbegin(), reversed.rend());
}

std::string meta(std::uint8_t type, std::string_view content) {
  std::string bytes = {static_cast<char>(0xff), static_cast<char>(type)};
  append_variable(bytes, static_cast<std::uint32_t>(content.size()));
  return bytes.append(content);
}

std::string channel_message(int status, int channel, int first, int second) {
  return {static_cast<char>(status | channel), static_cast<char>(first), static_cast<char>(second)};
}

std::uint32_t tick_of(double beat) { return static_cast<std::uint32_t>(std::lround(std::max(0.0, beat) * kTicksPerBeat)); }

std::string chunk(std::string_view name, const std::string& content) {
  std::string bytes(name);
  append_number(bytes, static_cast<std::uint32_t>(content.size()), 4);
  return bytes + content;
}

std::string track_chunk(std::vector<Event> events, std::uint32_t end_tick) {
  std::stable_sort(events.begin(), events.end(),
                   [](const Event& a, const Event& b) { return std::pair(a.tick, a.order) < std::pair(b.tick, b.order); });
  std::string content;
  std::uint32_t now = 0;
  for (const Event& event : events) {
    append_variable(content, event.tick - now);
    content += event.bytes;
    now = event.tick;
  }
  append_variable(content, std::max(end_tick, now) - now);
  content += meta(kEndOfTrack, "");
  return chunk("MTrk", content);
}

std::string conductor(const Document& document, std::uint32_t end_tick) {
  const Plan& plan = document.plan;
  std::vector<Event> events;
  const auto add = [&](double beat, std::string bytes) { events.push_back({tick_of(beat), kMeta, std::move(bytes)}); };
  add(0, meta(kTrackName, clean_line(document.title)));
  add(0, meta(kText, "Made by AI (Synthetic Souls). DigitalSourceType: " + std::string(kDigitalSourceType)));
  std::string tempo;
  append_number(tempo, static_cast<std::uint32_t>(std::lround(60e6 / plan.tempo_bpm)), 3);
  add(0, meta(kTempo, tempo));
  const TimeSignature& metre = plan.time_signature;
  int power = 0;
  while (1 << power < metre.denominator) ++power;
  const int click_clocks = metre.compound() ? 36 : 96 / metre.denominator;  // 24 MIDI clocks a quarter note
  add(0, meta(kTimeSignature, std::string{static_cast<char>(metre.numerator), static_cast<char>(power),
                                          static_cast<char>(click_clocks), 8}));
  add(0, meta(kKeySignature, std::string{static_cast<char>(key_fifths(plan.key)),
                                         static_cast<char>(plan.key.mode == Mode::minor ? 1 : 0)}));
  for (const SectionPlan& section : plan.sections) add(section.start_beat, meta(kMarker, clean_line(section.name)));
  for (const Chord& chord : document.score.chords) add(chord.start_beat, meta(kText, clean_line(chord.symbol)));
  return track_chunk(std::move(events), end_tick);
}

/// Where a track is played: ports of sixteen channels, the tenth of each for drums.
struct Seat {
  int port = 0;
  int channel = 0;
};

std::vector<Seat> seats_of(const std::vector<Track>& tracks) {
  std::vector<Seat> seats;
  int melodic = 0;
  int drums = 0;
  for (const Track& track : tracks) {
    if (track.role == Role::drums) {
      seats.push_back({drums++, kDrumChannel});
    } else {
      const int channel = melodic % 15;
      seats.push_back({melodic++ / 15, channel < kDrumChannel ? channel : channel + 1});
    }
  }
  return seats;
}

struct Span {
  std::uint32_t start = 0;
  std::uint32_t end = 0;
  const Note* note = nullptr;
};

/// Notes in ticks. A note that is struck again while it sounds ends there, for a note-off can't tell two apart.
std::vector<Span> spans_of(const Track& track) {
  std::vector<Span> spans;
  for (const Note& note : track.notes) {
    const std::uint32_t start = tick_of(note.start_beat);
    spans.push_back({start, std::max(start + 1, tick_of(note.start_beat + note.length_beats)), &note});
  }
  std::stable_sort(spans.begin(), spans.end(), [](const Span& a, const Span& b) {
    return std::tuple(a.note->pitch, a.start, a.end) < std::tuple(b.note->pitch, b.start, b.end);
  });
  for (std::size_t i = 0; i + 1 < spans.size(); ++i) {
    for (std::size_t j = i + 1; j < spans.size() && spans[j].note->pitch == spans[i].note->pitch; ++j) {
      if (spans[j].start == spans[i].start) continue;
      spans[i].end = std::min(spans[i].end, spans[j].start);
      break;
    }
  }
  std::stable_sort(spans.begin(), spans.end(), [](const Span& a, const Span& b) { return a.start < b.start; });
  return spans;
}

std::string lyric_text(const SungSyllable& syllable) {
  return syllable.text + (syllable.last_of_line ? "\r" : syllable.last_of_word ? " " : "");
}

std::string track_of(const Track& track, const Seat& seat, const std::vector<SungSyllable>& syllables,
                     std::uint32_t end_tick) {
  std::vector<Event> events;
  const auto add_meta = [&](std::uint8_t type, std::string_view content) {
    events.push_back({0, kMeta, meta(type, content)});
  };
  if (seat.port > 0) add_meta(kPort, std::string(1, static_cast<char>(seat.port)));
  add_meta(kTrackName, clean_line(track.name));
  add_meta(kInstrumentName, clean_line(track.instrument));
  add_meta(kText, std::string(kRolePrefix) + std::string(to_string(track.role)));
  events.push_back({0, kMeta, std::string{static_cast<char>(0xc0 | seat.channel), static_cast<char>(track.program)}});
  std::vector<bool> sung(syllables.size(), false);
  for (const Span& span : spans_of(track)) {
    const Note& note = *span.note;
    if (note.syllable && static_cast<std::size_t>(*note.syllable) < sung.size() &&
        !sung[static_cast<std::size_t>(*note.syllable)]) {
      const auto index = static_cast<std::size_t>(*note.syllable);
      sung[index] = true;
      events.push_back({span.start, kLyric, meta(kLyricText, lyric_text(syllables[index]))});
    }
    events.push_back({span.start, kOn, channel_message(0x90, seat.channel, note.pitch, note.velocity)});
    events.push_back({span.end, kOff, channel_message(0x80, seat.channel, note.pitch, 64)});
  }
  return track_chunk(std::move(events), end_tick);
}

}  // namespace

std::string write_midi(const Document& document) {
  const std::vector<Track>& tracks = document.score.tracks;
  std::string header;
  append_number(header, 1, 2);
  append_number(header, static_cast<std::uint32_t>(tracks.size() + 1), 2);
  append_number(header, kTicksPerBeat, 2);
  const std::uint32_t end_tick = tick_of(document.plan.end_beat());
  std::string bytes = chunk("MThd", header) + conductor(document, end_tick);
  const std::vector<SungSyllable> syllables = sung_syllables(document.lyrics);
  const std::vector<Seat> seats = seats_of(tracks);
  for (std::size_t i = 0; i < tracks.size(); ++i) bytes += track_of(tracks[i], seats[i], syllables, end_tick);
  return bytes;
}

}  // namespace souls::song::formats
