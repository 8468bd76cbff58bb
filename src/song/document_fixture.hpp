#pragma once
// Songs for tests: made from a seed, valid in every field, with awkward rhythms and texts.

#include "song/document.hpp"

namespace souls::song {

struct FixtureOptions {
  Seed seed = 1;
  TimeSignature time_signature = {4, 4};
  double tempo_bpm = 112;
  int section_measures = 4;
  int extra_tracks = 0;      ///< keys tracks beside lead, harmony, keys, bass and drums
  bool awkward_text = true;  ///< titles and words with <, &, quotes, emoji and right-to-left letters
  bool awkward_time = true;  ///< notes off every grid and overlapping ones
};

/// A verse, a chorus and an outro with every field of a document filled.
Document fixture_document(const FixtureOptions& options);
/// The same with options drawn from the seed.
Document random_document(Seed seed);

}  // namespace souls::song
