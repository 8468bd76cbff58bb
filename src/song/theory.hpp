#pragma once
// Keys, time signatures, pitches and chord symbols as values.

#include <array>
#include <compare>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace souls::song {

/// A MIDI note number; 60 is C4, 69 is A4 at 440 Hz.
using Pitch = int;

enum class Mode { major, minor };

/// A key. `tonic` is a pitch class, 0 for C.
struct Key {
  int tonic = 0;
  Mode mode = Mode::major;
  auto operator<=>(const Key&) const = default;
};

/// "A minor", "Bb major": flats for keys that have them, sharps otherwise.
std::string to_string(const Key& key);
/// Reads "A minor", "F#m", "Bb", "e flat major", "C-sharp minor". Nothing when it isn't a key.
std::optional<Key> parse_key(std::string_view text);
/// Sharps (positive) or flats (negative) of the key signature, −7 to 7.
int key_fifths(const Key& key);
/// The seven pitch classes of the key: major, or natural minor.
std::array<int, 7> scale_of(const Key& key);

struct TimeSignature {
  int numerator = 4;
  int denominator = 4;
  auto operator<=>(const TimeSignature&) const = default;

  /// Length of a measure in quarter notes.
  double measure_beats() const { return numerator * 4.0 / denominator; }
  /// 6/8, 9/8, 12/8: the pulse is a dotted quarter.
  bool compound() const { return denominator == 8 && numerator % 3 == 0 && numerator > 3; }
};

std::string to_string(const TimeSignature& signature);
/// Reads "6/8". Numerators 2 to 15, denominators 2, 4, 8 or 16.
std::optional<TimeSignature> parse_time_signature(std::string_view text);

/// Metric strength of a position in a measure: 4 the downbeat, 3 the middle of an even measure, 2 another beat (a
/// quarter), 1 an eighth, 0 anything finer.
int beat_strength(double beat, double measure_beats);

/// A parsed chord symbol: "Am7", "F/A", "Csus4", "Bdim", "N.C.".
struct ChordTones {
  int root = 0;                ///< pitch class
  int bass = 0;                ///< pitch class; the root unless a slash names another
  std::vector<int> intervals;  ///< semitones above the root, ascending, starting with 0; empty for N.C.
};
std::optional<ChordTones> parse_chord(std::string_view symbol);

/// The pitch class's name in the key's own spelling: "Bb" in F major, "A#" in B major.
std::string pitch_class_name(int pitch_class, const Key& key);

}  // namespace souls::song
