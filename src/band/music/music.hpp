#pragma once
// Rhythm: chords, tunes and parts. Every function is pure and makes one section; beats count from the section's start.
// What comes out are values that a trained model may fill as well.

#include <vector>

#include "base/context.hpp"
#include "base/random.hpp"
#include "song/lyrics.hpp"
#include "song/plan.hpp"
#include "song/score.hpp"

namespace souls::band::music {

/// Chords without a gap over the whole section. `seed` derives from the section's music_place, so sections that share
/// a place get the same chords (up to the section's length).
Result<std::vector<song::Chord>> make_harmony(const song::Plan& plan, const song::SectionPlan& section, Seed seed);

/// The lead melody: one note or melisma for each syllable of `lines` (indices count from 0 through all their words),
/// or, for a section without lines that has a lead_synth or lead instrument track, a tune without syllables.
/// Each line is made from its own seed, so that changing one line leaves the others alone. Motifs come from
/// `motif_seed`, the song's own.
Result<std::vector<song::Note>> make_melody(const song::Plan& plan, const song::SectionPlan& section,
                                            const std::vector<song::Chord>& chords,
                                            const std::vector<song::Line>& lines, Seed seed, Seed motif_seed);

/// What the other parts of a section know.
struct SectionMusic {
  std::vector<song::Chord> chords;
  std::vector<song::Note> melody;  ///< may be empty
};

/// The notes of one accompanying track (any role but lead and drums) in one section; harmony vocals copy the melody's
/// syllables. Empty when the track rests.
Result<std::vector<song::Note>> make_part(const song::Plan& plan, const song::SectionPlan& section,
                                          const song::TrackPlan& track, const SectionMusic& music, Seed seed);

/// Drums by the General MIDI percussion map, with a fill before the next section. `next` is null for the last.
Result<std::vector<song::Note>> make_drums(const song::Plan& plan, const song::SectionPlan& section,
                                           const song::SectionPlan* next, Seed seed);

}  // namespace souls::band::music
