#pragma once
// Chords as numerals of a key, as symbols, and as tones in time.

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "song/score.hpp"
#include "song/theory.hpp"

namespace souls::band::music {

/// The symbol of a numeral in a key, in the key's spelling: "IVM7" in G major is "Cmaj7". Degrees count in the key's
/// own scale (VI in A minor is F), "b" and "#" alter them; capitals are major triads, small letters minor ones. What
/// follows: 7 M7 6 9 s4 s2 7s4 a9 o o7 h7 (half-diminished) 7b9 5, and "/3" for a degree in the bass. Nothing when
/// unreadable.
std::optional<std::string> symbol_of(std::string_view numeral, const song::Key& key);

/// A chord that sounds from `start` to `end`, in beats of the section.
struct ChordSpan {
  double start = 0;
  double end = 4;
  song::ChordTones tones;

  double length() const { return end - start; }
  bool silent() const { return tones.intervals.empty(); }
  std::vector<int> pitch_classes() const;
  bool contains(song::Pitch pitch) const;
};

/// The chords as spans; symbols that can't be read are silent ones.
std::vector<ChordSpan> spans_of(const std::vector<song::Chord>& chords);
/// The span that sounds at a beat; the nearest one when none does. `spans` isn't empty.
const ChordSpan& span_at(const std::vector<ChordSpan>& spans, double beat);

/// The seven pitch classes to move in while a chord sounds: the key's scale, each degree bent where the chord asks.
std::array<int, 7> chord_scale(const song::Key& key, const ChordSpan& span);

}  // namespace souls::band::music
