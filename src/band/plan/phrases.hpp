#pragma once
// A melody that the asker brought, cut into phrases that a singer takes in one breath.

#include <vector>

#include "song/melody.hpp"
#include "song/plan.hpp"

namespace souls::band::plan {

using Phrase = std::vector<song::Note>;

/// What the cuts depend on.
struct PhraseFrame {
  song::TimeSignature metre;
  double tempo_bpm = 100;
};

/// Cuts where the melody rests, holds a note or begins a measure, so that phrases are about four seconds and eight
/// notes long; at most limits::kSectionLinesMax. By dynamic programming. `notes` are one voice, not empty.
std::vector<Phrase> cut_phrases(const Phrase& notes, const PhraseFrame& frame);
/// The same, into exactly `count` phrases, 1 to as many as there are notes.
std::vector<Phrase> cut_phrases(const Phrase& notes, const PhraseFrame& frame, std::size_t count);

/// The line that sings a phrase: the measures that it touches and its stresses, for `syllables` or, with 0, for as many
/// as can be sung well to its notes.
song::LinePlan line_of(const Phrase& phrase, const PhraseFrame& frame, int syllables = 0);

}  // namespace souls::band::plan
