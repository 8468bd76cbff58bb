#pragma once
// A line of lyrics as full-context labels, in the format that the voice was trained with (HTS-2 English).

#include <string>
#include <vector>

#include "band/vocals/phones.hpp"
#include "base/result.hpp"
#include "song/lyrics.hpp"

namespace souls::band::vocals {

struct LinePhone {
  const PhoneKind* kind = nullptr;
  int syllable = 0;  ///< counts through the line
};

/// The sounds of a line. `labels` has one entry more at either end, for the pauses.
struct Utterance {
  std::vector<LinePhone> phones;
  std::vector<std::string> labels;
};

/// A reader swallows function words; a singer gives each syllable its note, and its vowel in full.
enum class Delivery { read, sung };

/// Refuses sounds that aren't English, syllables without exactly one vowel, and lines or syllables that are too long.
Result<Utterance> write_labels(const song::Line& line, Delivery delivery);

}  // namespace souls::band::vocals
