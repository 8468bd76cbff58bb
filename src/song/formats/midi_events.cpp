#include "song/formats/midi_events.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "base/limits.hpp"
#include "song/formats/midi.hpp"
#include "song/formats/text.hpp"

namespace souls::song::formats {
namespace {

using namespace midi;

/// Reads numbers off the front; past the end everything is 0 and `broken` stays set.
struct Bytes {
  std::string_view rest;
  bool broken = false;

  std::string_view take(std::size_t count) {
    if (count > rest.size()) broken = true;
    const std::string_view taken = broken ? std::string_view{} : rest.substr(0, count);
    rest.remove_prefix(broken ? rest.size() : count);
    return taken;
  }
  std::uint32_t number(std::size_t bytes) {
    std::uint32_t value = 0;
    for (const char c : take(bytes)) value = value << 8 | static_cast<unsigned char>(c);
    return value;
  }
  std::uint32_t variable() {
    std::uint32_t value = 0;
    for (int i = 0; i < 4; ++i) {
      const std::uint32_t byte = number(1);
      value = value << 7 | (byte & 0x7f);
      if (!(byte & 0x80)) return value;
    }
    broken = true;
    return 0;
  }
};

tl::unexpected<Error> malformed(std::string what) {
  return fail(ErrorCode::invalid_request, "the MIDI file can't be read: " + std::move(what));
}

/// One MTrk chunk, read event by event into the song.
class TrackReader {
 public:
  TrackReader(std::string_view content, double ticks_per_beat, MidiSong& song)
      : bytes_{content}, ticks_per_beat_(ticks_per_beat), song_(song) {}

  Status read() {
    while (!bytes_.rest.empty() && !ended_) {
      ticks_ += bytes_.variable();
      if (beat() > kBeatsMax) return malformed("it is longer than 100000 beats");
      std::uint32_t status = bytes_.rest.empty() ? 0 : static_cast<unsigned char>(bytes_.rest.front());
      if (status >= 0x80) bytes_.take(1);
      else status = running_;
      if (status < 0x80) return malformed("a track holds data where an event should be");
      if (status == 0xff) read_meta();
      else if (status == 0xf0 || status == 0xf7) bytes_.take(bytes_.variable());
      else if (status > 0xf0) return malformed("a track holds a system message");
      else read_message(running_ = status);
      if (bytes_.broken) return malformed("a track ends in the middle of an event");
      if (notes_ > limits::kNotesPerTrackMax) {
        return malformed("a track has more than " + std::to_string(limits::kNotesPerTrackMax) + " notes");
      }
    }
    finish();
    return {};
  }

 private:
  struct Sounding {
    double start_beat;
    int velocity;
  };
  struct Channel {
    int program = 0;
    std::vector<Note> notes;
    std::array<std::vector<Sounding>, 128> sounding;  // first in, first out for each pitch
  };
  static constexpr double kBeatsMax = 100000;

  double beat() const { return static_cast<double>(ticks_) / ticks_per_beat_; }

  void read_message(std::uint32_t status) {
    const std::uint32_t kind = status & 0xf0;
    const int first = static_cast<int>(bytes_.number(1) & 0x7f);
    const int second = kind == 0xc0 || kind == 0xd0 ? 0 : static_cast<int>(bytes_.number(1) & 0x7f);
    Channel& channel = channels_[static_cast<int>(status & 0x0f)];
    if (kind == 0xc0) channel.program = first;
    else if (kind == 0x90 && second > 0) channel.sounding[static_cast<std::size_t>(first)].push_back({beat(), second});
    else if (kind == 0x80 || kind == 0x90) end_note(channel, first);
    notes_ += kind == 0x90 && second > 0 ? 1 : 0;
  }

  void end_note(Channel& channel, int pitch) {
    auto& sounding = channel.sounding[static_cast<std::size_t>(pitch)];
    if (sounding.empty()) return;
    const Sounding note = sounding.front();
    sounding.erase(sounding.begin());
    const double length_beats = std::max(beat() - note.start_beat, 1 / ticks_per_beat_);
    channel.notes.push_back({note.start_beat, length_beats, pitch, note.velocity, std::nullopt});
  }

  void read_meta() {
    const std::uint32_t type = bytes_.number(1);
    const std::string_view content = bytes_.take(bytes_.variable());
    const auto at = [&](std::size_t i) { return static_cast<int>(static_cast<unsigned char>(content[i])); };
    switch (type) {
      case kTrackName: name_ = clean_line(content); break;
      case kInstrumentName: instrument_ = clean_line(content); break;
      case kMarker: song_.markers.push_back({beat(), clean_line(content)}); break;
      case kLyricText: add_lyric(content); break;
      case kText:
        if (content.starts_with(kRolePrefix)) role_ = clean_line(content.substr(kRolePrefix.size()));
        else song_.texts.push_back({beat(), clean_line(content)});
        break;
      case kTempo:
        if (content.size() == 3 && !song_.tempo_bpm) {
          const int microseconds = at(0) << 16 | at(1) << 8 | at(2);
          // To the thousandth, for a tempo in whole microseconds isn't quite what was meant.
          if (microseconds > 0) song_.tempo_bpm = std::round(60e9 / microseconds) / 1000;
        }
        break;
      case kTimeSignature:
        if (content.size() == 4 && !song_.time_signature && at(1) <= 4) {
          song_.time_signature = parse_time_signature(std::to_string(at(0)) + "/" + std::to_string(1 << at(1)));
        }
        break;
      case kKeySignature:
        if (content.size() == 2 && !song_.key) read_key(static_cast<signed char>(content[0]), at(1));
        break;
      case kEndOfTrack: ended_ = true; break;
      default: break;
    }
  }

  void read_key(int fifths, int mode) {
    if (fifths < -7 || fifths > 7 || mode > 1) return;
    const int major_tonic = ((fifths * 7) % 12 + 12) % 12;
    song_.key = mode == 1 ? Key{(major_tonic + 9) % 12, Mode::minor} : Key{major_tonic, Mode::major};
  }

  /// The carriage return or line feed that ends a line is kept; clean_line would make it a space.
  void add_lyric(std::string_view content) {
    const bool ends_line = content.ends_with('\r') || content.ends_with('\n');
    lyrics_.push_back({beat(), clean_line(ends_line ? content.substr(0, content.size() - 1) : content)});
    if (ends_line) lyrics_.back().text += '\r';
  }

  void finish() {
    song_.end_beat = std::max(song_.end_beat, beat());
    bool played = false;
    for (auto& [number, channel] : channels_) {
      for (int pitch = 0; pitch < 128; ++pitch) {
        while (!channel.sounding[static_cast<std::size_t>(pitch)].empty()) end_note(channel, pitch);
      }
      if (channel.notes.empty()) continue;
      MidiPart& part = song_.parts.emplace_back();
      part.name = name_;
      part.instrument = instrument_;
      part.role = role_;
      part.channel = number;
      part.program = channel.program;
      part.notes = std::move(channel.notes);
      std::sort(part.notes.begin(), part.notes.end(), [](const Note& a, const Note& b) {
        return std::tuple(a.start_beat, a.pitch, a.length_beats) < std::tuple(b.start_beat, b.pitch, b.length_beats);
      });
      if (!played) part.lyrics = std::move(lyrics_);
      played = true;
    }
    if (!played && (!role_.empty() || !instrument_.empty()) && !channels_.empty()) {  // a track that rests throughout
      MidiPart& part = song_.parts.emplace_back();
      part.name = name_;
      part.instrument = instrument_;
      part.role = role_;
      part.channel = channels_.begin()->first;
      part.program = channels_.begin()->second.program;
    } else if (!played && song_.title.empty()) {
      song_.title = name_;
    }
  }

  Bytes bytes_;
  double ticks_per_beat_;
  MidiSong& song_;
  std::uint64_t ticks_ = 0;
  std::uint32_t running_ = 0;
  std::size_t notes_ = 0;
  bool ended_ = false;
  std::string name_, instrument_, role_;
  std::vector<MidiText> lyrics_;
  std::map<int, Channel> channels_;
};

}  // namespace

Result<MidiSong> parse_midi(std::string_view content) {
  if (content.size() > limits::kMidiBytesMax) return malformed("it is larger than 16 MB");
  Bytes bytes{content};
  if (bytes.take(4) != "MThd") return malformed("it doesn't start as one does");
  const std::uint32_t header_bytes = bytes.number(4);
  Bytes header{bytes.take(header_bytes)};
  const std::uint32_t format = header.number(2);
  const std::uint32_t tracks = header.number(2);
  const std::uint32_t division = header.number(2);
  if (bytes.broken || header.broken) return malformed("its header is cut off");
  if (format > 1) return malformed("it holds separate patterns (format 2); format 0 and 1 are read");
  if (division == 0 || division >= 0x8000) return malformed("its time is counted in film frames, not in beats");
  if (tracks > limits::kMidiTracksMax) {
    return malformed("it has more than " + std::to_string(limits::kMidiTracksMax) + " tracks");
  }
  MidiSong song;
  for (std::uint32_t read = 0; read < tracks && !bytes.rest.empty();) {
    const std::string_view name = bytes.take(4);
    const std::uint32_t length = bytes.number(4);
    const std::string_view chunk = bytes.take(length);
    if (bytes.broken) return malformed("it is cut off");
    if (name != "MTrk") continue;
    ++read;
    const Status status = TrackReader(chunk, division, song).read();
    if (!status) return fail(status.error());
  }
  const auto by_beat = [](const MidiText& a, const MidiText& b) { return a.beat < b.beat; };
  std::stable_sort(song.markers.begin(), song.markers.end(), by_beat);
  std::stable_sort(song.texts.begin(), song.texts.end(), by_beat);
  return song;
}

}  // namespace souls::song::formats
