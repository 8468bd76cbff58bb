#pragma once
// The shape of a section's tune before any word: register, phrases that answer one another, contours, endings.

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "band/music/chords.hpp"
#include "base/random.hpp"
#include "song/plan.hpp"

namespace souls::band::music {

/// Where a section's tune lies.
struct Tessitura {
  song::Pitch low = 55;
  song::Pitch high = 70;
  double middle = 62;
};

/// Of a sung section: verses just below the voice's centre, choruses above it.
Tessitura sung_tessitura(const song::Voice& voice, song::SectionKind kind);
/// Of a tune that an instrument plays.
Tessitura played_tessitura(const song::Instrument& instrument);

/// A line of pitch through a phrase, in scale steps above the section's middle.
struct Contour {
  double start = 0;
  double peak = 2;
  double peak_at = 0.5;  ///< share of the phrase
  double end = 0;
  double at(double share) const;
  double mean() const { return (start + peak) / 2 * peak_at + (peak + end) / 2 * (1 - peak_at); }
  double highest() const { return std::max({start, peak, end}); }
  double lowest() const { return std::min({start, peak, end}); }
};

/// What the song's seed fixes for all its tunes: an interval motif that comes back in every section.
struct Motif {
  std::vector<int> steps;
  Contour contour;
};
Motif motif_of(Seed motif_seed);

/// One phrase of a section.
struct PhraseShape {
  char letter = 'a';  ///< phrases with the same letter share rhythm and contour
  Contour contour;
  std::vector<int> motif;  ///< first intervals; empty for phrases that go their own way
  bool climax = false;
};
PhraseShape phrase_shape(const song::SectionPlan& section, std::size_t line, std::size_t lines, Seed seed,
                         Seed motif_seed);

/// What ending on each scale degree costs, for a phrase whose last note sounds with `span`.
std::array<double, 7> ending_costs(const song::Key& key, const ChordSpan& span, song::SectionKind kind,
                                   bool last_of_section, bool answer);

}  // namespace souls::band::music
