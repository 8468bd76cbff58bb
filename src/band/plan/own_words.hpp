#pragma once
// The asker's own words, in sections.

#include <string>
#include <string_view>
#include <vector>

#include "band/plan/fit.hpp"
#include "band/plan/song_melody.hpp"
#include "base/result.hpp"
#include "song/plan.hpp"

namespace souls::band::plan {

struct Stanza {
  song::SectionKind kind = song::SectionKind::verse;
  std::vector<std::string> lines;  ///< empty for an instrumental section that was named
  std::vector<int> syllables;      ///< estimated, of each line
};

/// Reads lyrics: [Headers], blank lines, repeated stanzas. Fails with invalid_request when there is nothing to sing or
/// a bound is passed.
Result<std::vector<Stanza>> read_own_words(std::string_view text);

/// A form around the stanzas, for different paces of singing. `stanzas` grow by repetition where the length asks for
/// it.
struct OwnForm {
  std::vector<FormCandidate> candidates;
  std::vector<std::vector<Stanza>> stanzas;  ///< of each candidate, one for each section (without lines: instrumental)
  std::vector<std::vector<std::vector<song::LinePlan>>> lines;  ///< of each candidate and section
};
/// Stanzas that sing `melody` (may be null) have its measures.
OwnForm forms_around(const std::vector<Stanza>& stanzas, const FitTask& task, bool wants_intro,
                     const SongMelody* melody = nullptr);

/// Letters for lines whose last words look as if they rhyme; '-' for the others.
std::string rhymes_by_eye(const std::vector<std::string>& lines);

}  // namespace souls::band::plan
