#include "song/formats/spelling.hpp"

#include <algorithm>
#include <array>

namespace souls::song::formats {
namespace {

constexpr std::string_view kLettersByFifths = "FCGDAEB";

int natural_pitch_class(char step) {
  constexpr std::array<int, 7> kOfLetter = {9, 11, 0, 2, 4, 5, 7};  // A to G
  return kOfLetter[static_cast<std::size_t>(step - 'A')];
}

struct Kind {
  std::string_view text;
  std::string_view kind;
  std::vector<ChordDegree> degrees;
};

const Kind* find_kind(std::string_view text) {
  static const std::vector<Kind> kKinds = {{"", "major", {}},
                                           {"maj", "major", {}},
                                           {"m", "minor", {}},
                                           {"min", "minor", {}},
                                           {"5", "power", {}},
                                           {"dim", "diminished", {}},
                                           {"aug", "augmented", {}},
                                           {"+", "augmented", {}},
                                           {"sus2", "suspended-second", {}},
                                           {"sus4", "suspended-fourth", {}},
                                           {"6", "major-sixth", {}},
                                           {"m6", "minor-sixth", {}},
                                           {"7", "dominant", {}},
                                           {"maj7", "major-seventh", {}},
                                           {"m7", "minor-seventh", {}},
                                           {"mM7", "major-minor", {}},
                                           {"m7b5", "half-diminished", {}},
                                           {"dim7", "diminished-seventh", {}},
                                           // readers differ on the seventh that they add to a suspended-fourth
                                           {"7sus4", "dominant", {{4, 0}, {3, 0, false}}},
                                           {"add9", "major", {{9, 0}}},
                                           {"madd9", "minor", {{9, 0}}},
                                           {"9", "dominant-ninth", {}},
                                           {"maj9", "major-ninth", {}},
                                           {"m9", "minor-ninth", {}},
                                           {"7b9", "dominant", {{9, -1}}},
                                           {"7#9", "dominant", {{9, 1}}},
                                           {"13", "dominant-13th", {}},
                                           {"m11", "minor-11th", {}},
                                           {"69", "major-sixth", {{9, 0}}}};
  const auto found = std::find_if(kKinds.begin(), kKinds.end(), [&](const Kind& kind) { return kind.text == text; });
  return found == kKinds.end() ? nullptr : &*found;
}

/// A note name at the front ("Bb", "F#"), as written.
Spelling take_name(std::string_view& text) {
  Spelling name;
  name.step = text.front();
  text.remove_prefix(1);
  for (const auto& [sign, alter] : {std::pair<std::string_view, int>{"#", 1}, {"♯", 1}, {"b", -1}, {"♭", -1}}) {
    if (!text.starts_with(sign)) continue;
    name.alter = alter;
    text.remove_prefix(sign.size());
    break;
  }
  return name;
}

}  // namespace

Spelling spell(Pitch pitch, const Key& key) {
  const int fifths = key_fifths(key);
  // Of the twelve neighbours on the line of fifths (F is −1, C 0), the major scale takes fifths−1 to fifths+5.
  const int lowest = fifths - 3;
  int position = pitch * 7 % 12;  // of the pitch class, C being 0
  while (position < lowest) position += 12;
  while (position >= lowest + 12) position -= 12;
  const int shifted = position + 1;  // F at 0
  const int round = shifted >= 0 ? shifted / 7 : -((6 - shifted) / 7);
  Spelling name;
  name.step = kLettersByFifths[static_cast<std::size_t>(shifted - 7 * round)];
  name.alter = round;
  name.octave = (pitch - name.alter - natural_pitch_class(name.step)) / 12 - 1;
  return name;
}

HarmonyName name_harmony(std::string_view symbol) {
  HarmonyName name;
  const auto tones = parse_chord(symbol);
  if (!tones || tones->intervals.empty()) {
    name.kind = "none";
    name.text = "N.C.";
    return name;
  }
  name.root = take_name(symbol);
  const std::size_t slash = symbol.find('/');
  name.text = symbol.substr(0, slash);
  if (slash != std::string_view::npos) {
    std::string_view bass = symbol.substr(slash + 1);
    name.bass = take_name(bass);
    name.has_bass = true;
  }
  if (const Kind* kind = find_kind(name.text)) {
    name.kind = kind->kind;
    name.degrees = kind->degrees;
  } else {
    name.kind = "other";
  }
  return name;
}

}  // namespace souls::song::formats
