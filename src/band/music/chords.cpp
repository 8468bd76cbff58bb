#include "band/music/chords.hpp"

#include <algorithm>

namespace souls::band::music {
namespace {

struct Numeral {
  std::string_view text;
  int degree;
  bool minor;
};
// Longest first, so that "vii" isn't read as "v".
constexpr std::array<Numeral, 14> kNumerals = {{{"VII", 6, false},
                                                {"vii", 6, true},
                                                {"III", 2, false},
                                                {"iii", 2, true},
                                                {"VI", 5, false},
                                                {"vi", 5, true},
                                                {"IV", 3, false},
                                                {"iv", 3, true},
                                                {"II", 1, false},
                                                {"ii", 1, true},
                                                {"V", 4, false},
                                                {"v", 4, true},
                                                {"I", 0, false},
                                                {"i", 0, true}}};

struct Suffix {
  std::string_view text;
  std::string_view on_major;
  std::string_view on_minor;
};
constexpr std::array<Suffix, 14> kSuffixes = {{{"", "", "m"},
                                               {"7", "7", "m7"},
                                               {"M7", "maj7", "m7"},
                                               {"6", "6", "m6"},
                                               {"9", "9", "m9"},
                                               {"s4", "sus4", "sus4"},
                                               {"s2", "sus2", "sus2"},
                                               {"7s4", "7sus4", "7sus4"},
                                               {"a9", "add9", "madd9"},
                                               {"o", "dim", "dim"},
                                               {"o7", "dim7", "dim7"},
                                               {"h7", "m7b5", "m7b5"},
                                               {"7b9", "7b9", "7b9"},
                                               {"5", "5", "5"}}};

int wrap(int pitch_class) { return ((pitch_class % 12) + 12) % 12; }

}  // namespace

std::optional<std::string> symbol_of(std::string_view numeral, const song::Key& key) {
  const std::array<int, 7> scale = song::scale_of(key);
  int alter = 0;
  while (!numeral.empty() && (numeral.front() == 'b' || numeral.front() == '#')) {
    alter += numeral.front() == 'b' ? -1 : 1;
    numeral.remove_prefix(1);
  }
  const auto found =
      std::find_if(kNumerals.begin(), kNumerals.end(), [&](const Numeral& n) { return numeral.starts_with(n.text); });
  if (found == kNumerals.end()) return std::nullopt;
  numeral.remove_prefix(found->text.size());
  std::string bass;
  if (const std::size_t slash = numeral.find('/'); slash != std::string_view::npos) {
    if (slash + 2 != numeral.size() || numeral[slash + 1] < '1' || numeral[slash + 1] > '7') return std::nullopt;
    bass = "/" + song::pitch_class_name(scale[static_cast<std::size_t>(numeral[slash + 1] - '1')], key);
    numeral = numeral.substr(0, slash);
  }
  const auto suffix =
      std::find_if(kSuffixes.begin(), kSuffixes.end(), [&](const Suffix& s) { return s.text == numeral; });
  if (suffix == kSuffixes.end()) return std::nullopt;
  const int root = wrap(scale[static_cast<std::size_t>(found->degree)] + alter);
  return song::pitch_class_name(root, key) + std::string(found->minor ? suffix->on_minor : suffix->on_major) + bass;
}

std::vector<int> ChordSpan::pitch_classes() const {
  std::vector<int> classes;
  for (int interval : tones.intervals) classes.push_back(wrap(tones.root + interval));
  return classes;
}

bool ChordSpan::contains(song::Pitch pitch) const {
  return std::any_of(tones.intervals.begin(), tones.intervals.end(),
                     [&](int interval) { return wrap(tones.root + interval) == wrap(pitch); });
}

std::vector<ChordSpan> spans_of(const std::vector<song::Chord>& chords) {
  std::vector<ChordSpan> spans;
  for (const song::Chord& chord : chords) {
    spans.push_back({chord.start_beat, chord.start_beat + chord.length_beats,
                     song::parse_chord(chord.symbol).value_or(song::ChordTones{})});
  }
  return spans;
}

const ChordSpan& span_at(const std::vector<ChordSpan>& spans, double beat) {
  for (std::size_t i = spans.size(); i-- > 0;) {
    if (beat >= spans[i].start - 1e-6) return spans[i];
  }
  return spans.front();
}

std::array<int, 7> chord_scale(const song::Key& key, const ChordSpan& span) {
  const std::array<int, 7> plain = song::scale_of(key);
  std::array<int, 7> scale = plain;
  if (span.silent()) return scale;
  const auto place_of = [&](int pitch_class) {
    return static_cast<int>(std::find(plain.begin(), plain.end(), wrap(pitch_class)) - plain.begin());
  };
  // A root outside the key is a lowered degree (bVII), but for diminished chords, which lead up from a raised one.
  const bool diminished = span.contains(span.tones.root + 3) && span.contains(span.tones.root + 6);
  int root = place_of(span.tones.root);
  if (root == 7) root = place_of(span.tones.root + (diminished ? -1 : 1));
  if (root == 7) root = place_of(span.tones.root + (diminished ? 1 : -1));
  // Chords are spelled in thirds: each tone takes the scale degree of its letter.
  constexpr std::array<int, 12> kLetters = {0, 1, 1, 2, 2, 3, 4, 4, 4, 5, 6, 6};
  for (int interval : span.tones.intervals) {
    const int pitch_class = wrap(span.tones.root + interval);
    if (std::find(plain.begin(), plain.end(), pitch_class) != plain.end()) continue;
    scale[static_cast<std::size_t>((root + kLetters[static_cast<std::size_t>(interval % 12)]) % 7)] = pitch_class;
  }
  return scale;
}

}  // namespace souls::band::music
