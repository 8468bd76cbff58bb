// MusicXML 4.0, partwise, after the W3C's schema: the order of elements follows it.

#include <cmath>
#include <pugixml.hpp>
#include <set>
#include <sstream>

#include "song/formats/formats.hpp"
#include "song/formats/musicxml_note.hpp"
#include "song/formats/text.hpp"

namespace souls::song::formats {
namespace {

using pugi::xml_node;

/// Writes one document; the parts share what is drawn from it once.
class ScoreWriter {
 public:
  explicit ScoreWriter(const Document& document)
      : document_(document), plan_(document.plan), syllables_(sung_syllables(document.lyrics)) {
    measure_ = static_cast<int>(std::lround(plan_.time_signature.measure_beats() * kDivisions));
    measures_ = std::max(1, static_cast<int>(std::ceil(divisions(plan_.end_beat()) / static_cast<double>(measure_))));
    const auto& tracks = document.score.tracks;
    for (std::size_t i = 0; i < tracks.size(); ++i) {
      written_.push_back(notate(tracks[i], plan_.time_signature, measures_));
      measures_ = std::max(measures_, static_cast<int>(written_.back().size()));
      if (tracks[i].role == Role::lead && !lead_) lead_ = i;
    }
  }

  std::string write() {
    pugi::xml_document xml;
    xml_node declaration = xml.append_child(pugi::node_declaration);
    declaration.append_attribute("version") = "1.0";
    declaration.append_attribute("encoding") = "UTF-8";
    declaration.append_attribute("standalone") = "no";
    xml.append_child(pugi::node_doctype)
        .set_value("score-partwise PUBLIC \"-//Recordare//DTD MusicXML 4.0 Partwise//EN\" "
                   "\"http://www.musicxml.org/dtds/partwise.dtd\"");
    xml_node score = xml.append_child("score-partwise");
    score.append_attribute("version") = "4.0";
    write_header(score);
    xml_node list = score.append_child("part-list");
    const auto& tracks = document_.score.tracks;
    int melodic = 0;
    for (std::size_t i = 0; i < tracks.size(); ++i) {
      write_instruments(list, tracks[i], id_of(i), tracks[i].role == Role::drums ? 0 : melodic++);
    }
    for (std::size_t i = 0; i < tracks.size(); ++i) write_part(score, i);
    std::ostringstream out;
    xml.save(out, " ", pugi::format_indent, pugi::encoding_utf8);
    return std::move(out).str();
  }

 private:
  static int divisions(double beat) { return static_cast<int>(std::lround(beat * kDivisions)); }
  static std::string id_of(std::size_t part) { return "P" + std::to_string(part + 1); }

  void write_header(xml_node score) const {
    add_text(score.append_child("work"), "work-title", clean_line(document_.title));
    xml_node identification = score.append_child("identification");
    for (const char* type : {"composer", "lyricist"}) {
      add_text(identification, "creator", clean_line(plan_.artist)).append_attribute("type") = type;
    }
    xml_node encoding = identification.append_child("encoding");
    add_text(encoding, "software", "Synthetic Souls");
    add_text(encoding, "encoding-description", "Made by AI. DigitalSourceType: " + std::string(kDigitalSourceType));
    xml_node field = identification.append_child("miscellaneous").append_child("miscellaneous-field");
    field.append_attribute("name") = "DigitalSourceType";
    field.text().set(std::string(kDigitalSourceType).c_str());
  }

  void write_instruments(xml_node list, const Track& track, const std::string& id, int melodic) const {
    xml_node part = list.append_child("score-part");
    part.append_attribute("id") = id.c_str();
    add_text(part, "part-name", clean_line(track.name));
    if (track.role != Role::drums) {
      write_instrument(part, id + "-I1", clean_line(track.name));
      const int channel = melodic % 15 + 1;  // 10 is for drums
      write_midi(part, id + "-I1", channel < 10 ? channel : channel + 1, track.program);
      return;
    }
    std::set<Pitch> pitches;
    for (const Note& note : track.notes) pitches.insert(note.pitch);
    for (const Pitch pitch : pitches) {
      write_instrument(part, drum_id(id, pitch), std::string(drum_of(pitch).name));
    }
    for (const Pitch pitch : pitches) {
      add_number(write_midi(part, drum_id(id, pitch), 10, track.program), "midi-unpitched", pitch + 1);
    }
  }

  static void write_instrument(xml_node part, const std::string& id, const std::string& name) {
    xml_node instrument = part.append_child("score-instrument");
    instrument.append_attribute("id") = id.c_str();
    add_text(instrument, "instrument-name", name);
  }

  static xml_node write_midi(xml_node part, const std::string& id, int channel, int program) {
    xml_node midi = part.append_child("midi-instrument");
    midi.append_attribute("id") = id.c_str();
    add_number(midi, "midi-channel", channel);
    add_number(midi, "midi-program", program + 1);
    return midi;
  }

  void write_part(xml_node score, std::size_t index) {
    xml_node part = score.append_child("part");
    part.append_attribute("id") = id_of(index).c_str();
    NoteWriter notes(document_.score.tracks[index], id_of(index), plan_.key, syllables_);
    const auto& written = written_[index];
    for (int m = 0; m < measures_; ++m) {
      xml_node measure = part.append_child("measure");
      measure.append_attribute("number") = m + 1;
      if (m == 0) write_attributes(measure, document_.score.tracks[index]);
      if (index == 0) write_directions(measure, m);
      static const WrittenMeasure kNothing;
      const WrittenMeasure& content = static_cast<std::size_t>(m) < written.size() ? written[static_cast<std::size_t>(m)] : kNothing;
      write_voices(measure, m, content, notes, index == lead_.value_or(0));
    }
  }

  void write_attributes(xml_node measure, const Track& track) const {
    xml_node attributes = measure.append_child("attributes");
    add_number(attributes, "divisions", kDivisions);
    if (track.role != Role::drums) {
      xml_node key = attributes.append_child("key");
      add_number(key, "fifths", key_fifths(plan_.key));
      add_text(key, "mode", plan_.key.mode == Mode::minor ? "minor" : "major");
    }
    xml_node time = attributes.append_child("time");
    add_number(time, "beats", plan_.time_signature.numerator);
    add_number(time, "beat-type", plan_.time_signature.denominator);
    write_clef(attributes, track);
  }

  static void write_clef(xml_node attributes, const Track& track) {
    xml_node clef = attributes.append_child("clef");
    if (track.role == Role::drums) {
      add_text(clef, "sign", "percussion");
      return;
    }
    double sum = 0;
    for (const Note& note : track.notes) sum += note.pitch;
    const double mean = track.notes.empty() ? 60 : sum / static_cast<double>(track.notes.size());
    const bool low = mean < 53;
    add_text(clef, "sign", low ? "F" : "G");
    add_number(clef, "line", low ? 4 : 2);
    // Men's voices and guitars are read an octave above where they sound.
    const bool an_octave_up = track.role == Role::lead || track.role == Role::harmony || track.role == Role::guitar;
    const bool octave_down = an_octave_up && !low && mean < 60;
    const bool deep = low && mean < 40;
    if (octave_down || deep) add_number(clef, "clef-octave-change", -1);
  }

  /// The tempo at the start and a rehearsal mark where a section begins.
  void write_directions(xml_node measure, int m) const {
    if (m == 0) {
      xml_node direction = measure.append_child("direction");
      direction.append_attribute("placement") = "above";
      xml_node metronome = direction.append_child("direction-type").append_child("metronome");
      const bool compound = plan_.time_signature.compound();
      add_text(metronome, "beat-unit", "quarter");
      if (compound) metronome.append_child("beat-unit-dot");
      add_text(metronome, "per-minute", decimal(compound ? plan_.tempo_bpm * 2 / 3 : plan_.tempo_bpm));
      direction.append_child("sound").append_attribute("tempo") = decimal(plan_.tempo_bpm).c_str();
    }
    for (const SectionPlan& section : plan_.sections) {
      const int at = divisions(section.start_beat) - m * measure_;
      if (at < 0 || at >= measure_) continue;
      xml_node direction = measure.append_child("direction");
      direction.append_attribute("placement") = "above";
      add_text(direction.append_child("direction-type"), "rehearsal", clean_line(section.name));
      if (at > 0) add_number(direction, "offset", at);
    }
  }

  void write_voices(xml_node measure, int m, const WrittenMeasure& content, NoteWriter& notes, bool with_chords) {
    if (content.voices.empty()) {
      if (with_chords) write_chords(measure, m, 0, measure_);
      Piece rest;
      rest.length = measure_;
      notes.write(measure, rest, 1);
      return;
    }
    for (std::size_t v = 0; v < content.voices.size(); ++v) {
      if (v > 0) add_number(measure.append_child("backup"), "duration", measure_);
      for (const Piece& piece : content.voices[v]) {
        if (v == 0 && with_chords) write_chords(measure, m, piece.start, piece.start + piece.length);
        notes.write(measure, piece, static_cast<int>(v) + 1);
      }
    }
  }

  /// Chord symbols that begin inside [from, to) of the measure, in order, at the place where the writer stands.
  void write_chords(xml_node measure, int m, int from, int to) {
    const auto& chords = document_.score.chords;
    for (; next_chord_ < chords.size(); ++next_chord_) {
      const int at = divisions(chords[next_chord_].start_beat) - m * measure_;
      if (at >= to) return;
      if (at < from) continue;
      write_harmony(measure, name_harmony(chords[next_chord_].symbol), at - from);
    }
  }

  const Document& document_;
  const Plan& plan_;
  std::vector<SungSyllable> syllables_;
  std::vector<std::vector<WrittenMeasure>> written_;
  std::optional<std::size_t> lead_;
  int measure_ = 0;
  int measures_ = 1;
  std::size_t next_chord_ = 0;
};

}  // namespace

std::string write_musicxml(const Document& document) { return ScoreWriter(document).write(); }

}  // namespace souls::song::formats
