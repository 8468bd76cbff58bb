#pragma once
// Words under notes that are given.

#include <vector>

#include "band/music/metre.hpp"
#include "band/music/placement.hpp"
#include "song/plan.hpp"
#include "song/score.hpp"

namespace souls::band::music {

/// The phrase with each note's syllable, counted from 0; every syllable has a note. Pitches and times stay: of more
/// notes than syllables some join a melisma (short ones, near ones, on weak places), by dynamic programming over
/// stresses and strengths; of fewer, long ones are divided. Neither list is empty.
std::vector<song::Note> set_words(const std::vector<song::Note>& phrase, const std::vector<SyllableWeight>& syllables,
                                  const Metre& metre);

/// Semitones, whole octaves, that bring the given melody of all sections into [low, high], or as near as can be.
int octaves_into(const song::Plan& plan, song::Pitch low, song::Pitch high);

}  // namespace souls::band::music
