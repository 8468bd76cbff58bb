#pragma once
// How pitches and chords are written in a key.

#include <string>
#include <string_view>
#include <vector>

#include "song/theory.hpp"

namespace souls::song::formats {

/// A note name: letter, alteration in semitones, octave (C4 is middle C).
struct Spelling {
  char step = 'C';
  int alter = 0;
  int octave = 4;
};

/// Spelled by the line of fifths around the key: diatonic notes as the signature has them, others as the nearest
/// alteration (the leading tone of a minor key raised, blue notes lowered).
Spelling spell(Pitch pitch, const Key& key);

/// A note added to or left out of a chord of a plain kind, as in MusicXML's <degree>.
struct ChordDegree {
  int value = 9;
  int alter = 0;
  bool add = true;
};

/// A chord symbol as MusicXML's <harmony> says it.
struct HarmonyName {
  Spelling root;
  Spelling bass;
  bool has_bass = false;
  std::string kind;  ///< "minor-seventh"; "none" for N.C.
  std::string text;  ///< as it is printed after the root: "m7"
  std::vector<ChordDegree> degrees;
};

/// The symbol must be readable by parse_chord; others give "none".
HarmonyName name_harmony(std::string_view symbol);

}  // namespace souls::song::formats
