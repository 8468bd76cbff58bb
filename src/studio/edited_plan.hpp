#pragma once
// A plan with the work of hands laid over it. Pure values: the same plan and edits give the same result.

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "song/document.hpp"
#include "song/edits.hpp"
#include "song/plan.hpp"

namespace souls::studio {

/// What a list of edits comes to. Section and track names are those of `plan`.
struct EditedSong {
  using Place = std::pair<std::string, std::string>;  ///< section, part

  song::Plan plan;
  std::map<std::string, std::map<int, std::string>> lines;  ///< section → line (from 1) → a hand's words
  std::map<Place, Seed> renewed;                            ///< part "" stands for the whole section
  std::set<Place> kept;                                     ///< parts that stayed when their section was made anew
  /// Section → lines (from 1) that are made anew, one after the other.
  std::map<std::string, std::vector<std::pair<int, Seed>>> renewed_lines;
  std::map<Place, std::vector<song::Note>> notes;  ///< (section, track) → notes drawn by hand
  std::map<std::string, std::vector<song::Chord>> chords;
  std::map<std::string, song::TrackMix> mix;  ///< what hands set, by track
  song::SetCover cover;
  /// Targets that are neither made anew nor changed by hands. They still follow what they are built on: a tune its words.
  std::set<std::string> locks;
  std::vector<std::string> conflicts;  ///< what was kept as a hand left it, and what can be done about it

  bool locked(const std::string& target) const { return locks.contains(target); }
  /// Whether the section's part, its track or the whole section is locked. Parts are those of Regenerate, or a line's number.
  bool locked(const std::string& section, const std::string& part) const;
};

/// Lays the edits over the plan in their order. An edit that names what isn't there is an error; one that would undo a
/// hand's work or touch what is locked is left out and reported in `conflicts`.
Result<EditedSong> apply_edits(const song::Plan& plan, const std::vector<song::Edit>& edits);

/// What the lyricist reads: form, theme, mood and the title that the band chose (a hand's title changes no words).
song::Plan words_view(const song::Plan& original, const song::Plan& edited);
/// What the composer reads: no title, words or colours.
song::Plan music_view(const song::Plan& plan);
/// What is written as score and document: all but the cover's brief, which is laid in afterwards.
song::Plan score_view(const song::Plan& plan);
/// What the art director reads: title, artist, brief.
song::Plan cover_view(const song::Plan& plan);

}  // namespace souls::studio
