#pragma once
// When each sound of a sung line starts and ends: vowels on the beat, consonants before it.

#include <vector>

#include "band/vocals/labels.hpp"
#include "band/vocals/voice_model.hpp"
#include "base/result.hpp"
#include "song/score.hpp"

namespace souls::band::vocals {

/// What may stand before a section's first beat.
inline constexpr double kLeadInS = 0.045;

/// A line that is to be sung: its sounds, and how the model speaks them.
struct ModelLine {
  Utterance utterance;
  SpokenLine spoken;
  int first_syllable = 0;  ///< its index through all lines
};

struct SungNote {
  double start_s = 0;
  double end_s = 0;
  double pitch = 60;
  int velocity = 80;
};

/// A stretch of voice on one syllable: one note, or the notes of a melisma without a rest between them.
struct Unit {
  int line = 0;
  int syllable = 0;  ///< in the line
  std::vector<SungNote> notes;
  bool has_onset = true;     ///< false where a melisma goes on after a rest
  bool has_coda = true;
  double vowel_start_s = 0;
  double vowel_end_s = 0;
  double rest_before_s = 0;  ///< silence since the note before; large for the first
};

/// One sound in time, with the model's frames that it is made of.
struct Segment {
  const PhoneKind* kind = nullptr;
  int unit = 0;
  double start_s = 0;
  double end_s = 0;
  double source_first = 0;
  double source_last = 0;
  bool coda = false;          ///< after its syllable's vowel
  bool before_nasal = false;  ///< in its line
};

struct Timing {
  std::vector<Unit> units;
  std::vector<Segment> segments;
};

/// Notes as units in order of time. Refuses notes whose syllable isn't in the lines; notes without a syllable, and
/// those that start with another one, are left out.
Result<std::vector<Unit>> group_notes(const std::vector<song::Note>& notes, const std::vector<ModelLine>& lines,
                                      double tempo_bpm, double end_s);

/// Places all sounds. No segment starts before −kLeadInS or ends more than 0.4 s after `end_s`.
Timing place_sounds(std::vector<Unit> units, const std::vector<ModelLine>& lines, double end_s);

/// The model's frame for a moment inside a segment: consonants stretch, vowels hold their nucleus and glide late,
/// stops keep the speed of their burst.
double source_frame(const Segment& segment, double time_s);

/// Share of a stop or affricate that is closure.
double closure_share(const Segment& segment);

}  // namespace souls::band::vocals
