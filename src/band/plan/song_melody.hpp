#pragma once
// What a song makes of a melody that the asker brought: its key, metre and tempo, where it is sung, and by which lines.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "band/plan/fit.hpp"
#include "band/plan/phrases.hpp"
#include "base/result.hpp"
#include "song/plan.hpp"
#include "song/request.hpp"

namespace souls::band::plan {

/// The melody as one voice in its own metre, and its key: as stated, else estimated.
struct Tune {
  std::vector<song::MelodyNote> notes;
  song::TimeSignature metre;
  std::optional<double> tempo_bpm;
  song::Key key;
  bool key_stated = false;
};
/// `metre` counts its measures where the asker names one. Fails with invalid_request where it is no tune.
Result<Tune> read_tune(const song::Melody& melody, std::optional<song::TimeSignature> metre);

/// Moves the tune into `wanted` (its relative where the modes differ) or, with none, by octaves to where the voice
/// sings best, and only where no octave fits to another key. "" stands for an instrument. Returns the song's key; says
/// what was done in `decisions`. Fails with invalid_request where the voice can't reach all notes.
Result<song::Key> set_for_voice(Tune& tune, std::optional<song::Key> wanted, std::string_view voice,
                                std::vector<std::string>& decisions);

/// A part of the melody as a section sings it, from the section's start.
struct MelodyPart {
  int measures = 0;
  std::vector<Phrase> phrases;
};

/// The melody of a song. A long one has two parts: verses sing the first and choruses the second.
class SongMelody {
 public:
  SongMelody(const Tune& tune, const PhraseFrame& frame);

  /// What a section of a form sings: null where the band composes. Forms are words of letters, as in form.hpp.
  const MelodyPart* part_of(char letter, std::string_view skeleton) const;
  /// The part again for lines of so many syllables each: cut anew, and repeated where there are many lines.
  MelodyPart part_for(const MelodyPart& part, const std::vector<int>& syllables) const;

  /// Gives the sections of candidate forms their measures and lines; leaves out those with too many lines.
  void set_measures(std::vector<FormCandidate>& forms) const;
  /// Gives sections their notes and, unless instrumental, lines to be written that rhyme by `scheme`.
  void set_sections(std::string_view skeleton, std::string_view scheme, bool instrumental,
                    std::vector<song::SectionPlan>& sections) const;
  /// Gives sections that sing the asker's words the notes for their lines.
  void set_own_sections(std::string_view skeleton, std::vector<song::SectionPlan>& sections) const;

  const PhraseFrame& frame() const { return frame_; }
  /// Seconds of a song that has a verse and the melody twice, at that line's length for verses of its own.
  double natural_seconds(const FormFamily& family) const;
  std::string description() const;  ///< "24 notes in 4 phrases"

 private:
  PhraseFrame frame_;
  MelodyPart whole_, first_, second_;
  bool two_parts_ = false;
};

}  // namespace souls::band::plan
