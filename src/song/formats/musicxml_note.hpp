#pragma once
// Notes and chord symbols as MusicXML elements.

#include <map>
#include <pugixml.hpp>
#include <string>
#include <vector>

#include "song/formats/notation.hpp"
#include "song/formats/spelling.hpp"
#include "song/formats/syllables.hpp"

namespace souls::song::formats {

pugi::xml_node add_text(pugi::xml_node parent, const char* name, const std::string& text);
pugi::xml_node add_number(pugi::xml_node parent, const char* name, int number);
/// At most three decimals, no trailing zeros, never an exponent.
std::string decimal(double number);

/// Where a percussion instrument stands on the staff, and its name.
struct Drum {
  std::string_view name;
  char step = 'C';
  int octave = 5;
  bool cross = false;  ///< cymbals have crosses for heads
};
/// By General MIDI's percussion map; unknown keys are "Percussion".
Drum drum_of(Pitch pitch);
std::string drum_id(const std::string& part_id, Pitch pitch);

void write_harmony(pugi::xml_node measure, const HarmonyName& harmony, int offset);

/// Writes the notes of one part in order; keeps which syllables are written.
class NoteWriter {
 public:
  NoteWriter(const Track& track, std::string part_id, const Key& key, const std::vector<SungSyllable>& syllables);

  /// One <note> for a rest or single note, several for a chord.
  void write(pugi::xml_node measure, const Piece& piece, int voice);

 private:
  void write_pitch(pugi::xml_node note, Pitch pitch) const;
  void write_notations(pugi::xml_node note, const Piece& piece, const WrittenNote& written, bool first);
  void write_lyric(pugi::xml_node note, const Piece& piece, const WrittenNote& written);

  bool drums_;
  std::string part_id_;
  Key key_;
  const std::vector<SungSyllable>& syllables_;
  std::vector<int> notes_of_syllable_;  ///< how many notes sing it
  std::vector<int> sung_;               ///< how many of them are written
};

}  // namespace souls::song::formats
