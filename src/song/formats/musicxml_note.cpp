#include "song/formats/musicxml_note.hpp"

#include <charconv>
#include <cmath>

namespace souls::song::formats {

using pugi::xml_node;

xml_node add_text(xml_node parent, const char* name, const std::string& text) {
  xml_node node = parent.append_child(name);
  node.text().set(text.c_str());
  return node;
}

xml_node add_number(xml_node parent, const char* name, int number) {
  xml_node node = parent.append_child(name);
  node.text().set(number);
  return node;
}

std::string decimal(double number) {
  const long thousandths = std::lround(number * 1000);
  std::string text = std::to_string(thousandths / 1000);
  std::string rest = std::to_string(thousandths % 1000 + 1000).substr(1);
  while (!rest.empty() && rest.back() == '0') rest.pop_back();
  return rest.empty() ? text : text + "." + rest;
}

Drum drum_of(Pitch pitch) {
  static const std::map<Pitch, Drum> kDrums = {
      {35, {"Acoustic Bass Drum", 'E', 4}}, {36, {"Bass Drum", 'F', 4}},
      {37, {"Side Stick", 'C', 5, true}},   {38, {"Snare Drum", 'C', 5}},
      {39, {"Hand Clap", 'D', 5, true}},    {40, {"Electric Snare", 'C', 5}},
      {41, {"Low Floor Tom", 'G', 4}},      {42, {"Closed Hi-Hat", 'G', 5, true}},
      {43, {"High Floor Tom", 'A', 4}},     {44, {"Pedal Hi-Hat", 'D', 4, true}},
      {45, {"Low Tom", 'B', 4}},            {46, {"Open Hi-Hat", 'G', 5, true}},
      {47, {"Low-Mid Tom", 'C', 5}},        {48, {"High-Mid Tom", 'D', 5}},
      {49, {"Crash Cymbal", 'A', 5, true}}, {50, {"High Tom", 'E', 5}},
      {51, {"Ride Cymbal", 'F', 5, true}},  {52, {"China Cymbal", 'B', 5, true}},
      {53, {"Ride Bell", 'F', 5, true}},    {54, {"Tambourine", 'E', 5, true}},
      {55, {"Splash Cymbal", 'B', 5, true}}, {56, {"Cowbell", 'E', 5, true}},
      {57, {"Crash Cymbal 2", 'A', 5, true}}, {59, {"Ride Cymbal 2", 'F', 5, true}},
      {60, {"High Bongo", 'E', 5}},         {61, {"Low Bongo", 'D', 5}},
      {62, {"Mute High Conga", 'E', 5}},    {63, {"Open High Conga", 'D', 5}},
      {64, {"Low Conga", 'C', 5}},          {69, {"Cabasa", 'B', 4, true}},
      {70, {"Maracas", 'B', 4, true}},      {75, {"Claves", 'D', 5, true}},
      {76, {"High Wood Block", 'E', 5}},    {77, {"Low Wood Block", 'D', 5}},
      {81, {"Triangle", 'A', 5, true}},     {82, {"Shaker", 'B', 4, true}}};
  const auto found = kDrums.find(pitch);
  return found == kDrums.end() ? Drum{"Percussion", 'C', 5, true} : found->second;
}

std::string drum_id(const std::string& part_id, Pitch pitch) { return part_id + "-I" + std::to_string(pitch + 1); }

void write_harmony(xml_node measure, const HarmonyName& name, int offset) {
  xml_node harmony = measure.append_child("harmony");
  harmony.append_attribute("print-frame") = "no";
  const auto add_tone = [&](const char* element, const char* step, const char* alter, const Spelling& tone) {
    xml_node node = harmony.append_child(element);
    add_text(node, step, std::string(1, tone.step));
    if (tone.alter != 0) add_number(node, alter, tone.alter);
    return node;
  };
  xml_node root = add_tone("root", "root-step", "root-alter", name.root);
  if (name.kind == "none") root.child("root-step").append_attribute("text") = "";
  xml_node kind = add_text(harmony, "kind", name.kind);
  kind.append_attribute("text") = name.text.c_str();
  if (name.has_bass) add_tone("bass", "bass-step", "bass-alter", name.bass);
  for (const ChordDegree& degree : name.degrees) {
    xml_node node = harmony.append_child("degree");
    node.append_attribute("print-object") = "no";  // the kind's text says it already
    add_number(node, "degree-value", degree.value);
    add_number(node, "degree-alter", degree.alter);
    add_text(node, "degree-type", degree.add ? "add" : "subtract");
  }
  if (offset > 0) add_number(harmony, "offset", offset);
}

NoteWriter::NoteWriter(const Track& track, std::string part_id, const Key& key,
                       const std::vector<SungSyllable>& syllables)
    : drums_(track.role == Role::drums),
      part_id_(std::move(part_id)),
      key_(key),
      syllables_(syllables),
      notes_of_syllable_(syllables.size(), 0),
      sung_(syllables.size(), 0) {
  constexpr double kTogetherBeats = 0.05;  // notes of a chord sing the syllable once
  std::vector<double> last_beat(syllables.size(), -1);
  for (const Note& note : track.notes) {
    if (!note.syllable || static_cast<std::size_t>(*note.syllable) >= syllables.size()) continue;
    const auto index = static_cast<std::size_t>(*note.syllable);
    if (note.start_beat - last_beat[index] > kTogetherBeats) ++notes_of_syllable_[index];
    last_beat[index] = note.start_beat;
  }
}

void NoteWriter::write_pitch(xml_node note, Pitch pitch) const {
  if (drums_) {
    const Drum drum = drum_of(pitch);
    xml_node unpitched = note.append_child("unpitched");
    add_text(unpitched, "display-step", std::string(1, drum.step));
    add_number(unpitched, "display-octave", drum.octave);
    return;
  }
  const Spelling name = spell(pitch, key_);
  xml_node node = note.append_child("pitch");
  add_text(node, "step", std::string(1, name.step));
  if (name.alter != 0) add_number(node, "alter", name.alter);
  add_number(node, "octave", name.octave);
}

void NoteWriter::write(xml_node measure, const Piece& piece, int voice) {
  const std::size_t count = std::max<std::size_t>(1, piece.notes.size());
  for (std::size_t i = 0; i < count; ++i) {
    const bool rest = piece.notes.empty();
    const WrittenNote written = rest ? WrittenNote{} : piece.notes[i];
    xml_node note = measure.append_child("note");
    if (!rest) note.append_attribute("dynamics") = decimal(written.velocity / 0.9).c_str();  // percent of MIDI's 90
    if (i > 0) note.append_child("chord");
    if (rest) {
      xml_node node = note.append_child("rest");
      if (piece.type.empty()) node.append_attribute("measure") = "yes";
    } else {
      write_pitch(note, written.pitch);
    }
    add_number(note, "duration", piece.length);
    if (piece.tied_from && !rest) note.append_child("tie").append_attribute("type") = "stop";
    if (piece.tied_on && !rest) note.append_child("tie").append_attribute("type") = "start";
    if (drums_ && !rest) note.append_child("instrument").append_attribute("id") = drum_id(part_id_, written.pitch).c_str();
    add_number(note, "voice", voice);
    if (!piece.type.empty()) add_text(note, "type", std::string(piece.type));
    if (piece.dotted) note.append_child("dot");
    if (piece.triplet) {
      xml_node ratio = note.append_child("time-modification");
      add_number(ratio, "actual-notes", 3);
      add_number(ratio, "normal-notes", 2);
    }
    if (drums_ && !rest && drum_of(written.pitch).cross) add_text(note, "notehead", "x");
    write_notations(note, piece, written, i == 0);
    if (!rest && i == 0) write_lyric(note, piece, written);
  }
}

void NoteWriter::write_notations(xml_node note, const Piece& piece, const WrittenNote& written, bool first) {
  xml_node notations;
  const auto add = [&](const char* name, const char* type) {
    if (!notations) notations = note.append_child("notations");
    xml_node node = notations.append_child(name);
    node.append_attribute("type") = type;
    return node;
  };
  if (!piece.notes.empty() && piece.tied_from) add("tied", "stop");
  if (!piece.notes.empty() && piece.tied_on) add("tied", "start");
  // The notes of a melisma are slurred, from the first value of its first note to the last value of its last.
  if (first && written.syllable && static_cast<std::size_t>(*written.syllable) < sung_.size()) {
    const auto index = static_cast<std::size_t>(*written.syllable);
    const int all = notes_of_syllable_[index];
    const int done = sung_[index] + (piece.tied_from ? 0 : 1);
    if (all > 1 && done == 1 && !piece.tied_from) add("slur", "start").append_attribute("number") = 1;
    if (all > 1 && done == all && !piece.tied_on) add("slur", "stop").append_attribute("number") = 1;
  }
  if (first && piece.tuplet_start) add("tuplet", "start");
  if (first && piece.tuplet_stop) add("tuplet", "stop");
}

void NoteWriter::write_lyric(xml_node note, const Piece& piece, const WrittenNote& written) {
  if (piece.tied_from || !written.syllable || static_cast<std::size_t>(*written.syllable) >= sung_.size()) return;
  const auto index = static_cast<std::size_t>(*written.syllable);
  if (sung_[index]++ > 0) return;  // the rest of a melisma
  const SungSyllable& syllable = syllables_[index];
  xml_node lyric = note.append_child("lyric");
  lyric.append_attribute("number") = "1";
  const char* syllabic = syllable.first_of_word ? (syllable.last_of_word ? "single" : "begin")
                                                : (syllable.last_of_word ? "end" : "middle");
  add_text(lyric, "syllabic", syllabic);
  add_text(lyric, "text", syllable.text.empty() ? "-" : syllable.text);
  if (syllable.last_of_word && notes_of_syllable_[index] > 1) lyric.append_child("extend");
}

}  // namespace souls::song::formats
