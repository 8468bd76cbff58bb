#include "song/formats/musicxml_read.hpp"

#include <cmath>
#include <pugixml.hpp>

#include "base/limits.hpp"
#include "song/formats/text.hpp"

namespace souls::song::formats {
namespace {

constexpr double kSameBeat = 1e-6;

tl::unexpected<Error> malformed(std::string what) {
  return fail(ErrorCode::invalid_request, "the MusicXML file can't be read: " + std::move(what));
}

std::optional<Pitch> pitch_of(const pugi::xml_node& note) {
  const pugi::xml_node pitch = note.child("pitch");
  const std::string_view step = pitch.child_value("step");
  constexpr std::string_view kSteps = "C D EF G A B";
  const std::size_t place = step.size() == 1 ? kSteps.find(step.front()) : std::string_view::npos;
  if (place == std::string_view::npos) return std::nullopt;
  const int alter = static_cast<int>(std::lround(pitch.child("alter").text().as_double()));
  const Pitch midi = 12 * (pitch.child("octave").text().as_int() + 1) + static_cast<int>(place) + alter;
  return midi >= 0 && midi <= 127 ? std::optional(midi) : std::nullopt;
}

/// One part, measure by measure.
class PartReader {
 public:
  PartReader(MelodyPart& part, MelodyFile& file) : part_(part), file_(file) {}

  Status read(const pugi::xml_node& part) {
    for (const pugi::xml_node& measure : part.children("measure")) {
      const double start = beat_;
      double end = start;
      for (const pugi::xml_node& one : measure.children()) {
        read_one(one);
        end = std::max(end, beat_);
        if (!(beat_ >= 0 && beat_ <= 100000)) return malformed("its times can't be");
        if (part_.notes.size() > limits::kNotesPerTrackMax) return malformed("a part has too many notes");
      }
      beat_ = end;
      if (start == 0) make_room_for_upbeat();
    }
    return {};
  }

 private:
  void read_one(const pugi::xml_node& one) {
    const std::string_view name = one.name();
    const double beats = one.child("duration").text().as_double() / divisions_;
    if (name == "attributes") read_attributes(one);
    if (name == "backup") beat_ -= beats;
    if (name == "forward") beat_ += beats;
    if (name == "note" && !one.child("grace")) read_note(one, beats);
    const pugi::xml_attribute tempo = (name == "sound" ? one : one.child("sound")).attribute("tempo");
    if (tempo && !file_.tempo_bpm && tempo.as_double() > 0) file_.tempo_bpm = tempo.as_double();
  }

  void read_attributes(const pugi::xml_node& attributes) {
    if (const double divisions = attributes.child("divisions").text().as_double(); divisions > 0)
      divisions_ = divisions;
    if (const auto transpose = attributes.child("transpose")) {
      transpose_ = transpose.child("chromatic").text().as_int() + 12 * transpose.child("octave-change").text().as_int();
    }
    if (const auto time = attributes.child("time"); time && !file_.time_signature) {
      file_.time_signature =
          parse_time_signature(std::string(time.child_value("beats")) + "/" + time.child_value("beat-type"));
    }
    const auto key = attributes.child("key");
    const auto fifths = key.child("fifths").text();
    if (fifths && !file_.key && std::abs(fifths.as_int()) <= 7) {
      const bool minor = std::string_view(key.child_value("mode")) == "minor";
      const int tonic = fifths.as_int() * 7 + (minor ? 9 : 0) + transpose_;
      file_.key = Key{(tonic % 12 + 12) % 12, minor ? Mode::minor : Mode::major};
    }
  }

  void read_note(const pugi::xml_node& note, double beats) {
    const double start = note.child("chord") ? last_start_ : beat_;
    if (!note.child("chord")) {
      last_start_ = beat_;
      beat_ += beats;
    }
    const std::optional<Pitch> written = pitch_of(note);
    const std::string voice = note.child_value("voice");
    if (!written || beats <= 0 || (!part_.notes.empty() && voice != voice_)) return;
    const Pitch pitch = *written + transpose_;
    if (pitch < 0 || pitch > 127) return;
    voice_ = voice;
    part_.sung = part_.sung || note.child("lyric");
    const bool goes_on = note.find_child_by_attribute("tie", "type", "stop");
    for (auto before = part_.notes.rbegin(); goes_on && before != part_.notes.rend(); ++before) {
      if (before->pitch != pitch || std::abs(before->start_beat + before->length_beats - start) > kSameBeat) continue;
      before->length_beats += beats;
      return;
    }
    part_.notes.push_back({start, beats, pitch});
  }

  /// A first measure that is short is an upbeat: it ends where a whole one would.
  void make_room_for_upbeat() {
    const double missing = file_.time_signature.value_or(TimeSignature{}).measure_beats() - beat_;
    if (beat_ <= 0 || missing <= kSameBeat) return;
    for (MelodyNote& note : part_.notes) note.start_beat += missing;
    beat_ += missing;
  }

  MelodyPart& part_;
  MelodyFile& file_;
  double beat_ = 0, last_start_ = 0, divisions_ = 1;
  int transpose_ = 0;
  std::string voice_;
};

}  // namespace

Result<MelodyFile> parse_musicxml(std::string_view bytes) {
  pugi::xml_document document;
  const auto parsed = document.load_buffer(bytes.data(), bytes.size());
  if (!parsed) return malformed("it isn't well-formed XML");
  const pugi::xml_node score = document.child("score-partwise");
  if (!score) return malformed("it holds no partwise score");
  MelodyFile file;
  for (const pugi::xml_node& node : score.children("part")) {
    if (file.parts.size() >= limits::kMidiTracksMax) break;
    MelodyPart part;
    const auto listed =
        score.child("part-list").find_child_by_attribute("score-part", "id", node.attribute("id").value());
    part.name = clean_line(listed.child_value("part-name"));
    if (const Status status = PartReader(part, file).read(node); !status) return fail(status.error());
    if (!part.notes.empty()) file.parts.push_back(std::move(part));
  }
  return file;
}

}  // namespace souls::song::formats
