#pragma once
// What differs between two revisions of a song.

#include <map>
#include <string>
#include <vector>

#include "base/digest.hpp"
#include "song/document.hpp"

namespace souls::studio {

enum class Difference { added, removed, changed };
std::string_view to_string(Difference difference);

/// A thing of one side or both, by name, and what of it differs ("words", "notes", "chords", "tempo_bpm", …).
struct NamedDifference {
  std::string name;
  Difference difference = Difference::changed;
  std::vector<std::string> what = {};
  bool operator==(const NamedDifference&) const = default;
};

/// A line of words. Empty text: it isn't there on that side.
struct LineDifference {
  std::string section;
  int line = 1;  ///< in its section
  std::string before;
  std::string after;
  bool operator==(const LineDifference&) const = default;
};

struct Comparison {
  bool complete = true;                  ///< both are made; else only request and edits are compared
  std::vector<NamedDifference> request;  ///< by field
  std::vector<std::string> edits_added;  ///< operations in force after and not before, canonical JSON
  std::vector<std::string> edits_removed;
  std::vector<NamedDifference> song;  ///< title, tempo_bpm, key, cover, …
  std::vector<NamedDifference> sections;
  std::vector<LineDifference> lines;
  std::vector<NamedDifference> tracks;
  std::vector<NamedDifference> files;
  bool operator==(const Comparison&) const = default;
};

/// A revision as it is compared. Of one that isn't made yet, only request and edits are known.
struct ComparedRevision {
  song::Request request;
  std::vector<std::string> edits;  ///< in force, canonical JSON, in order
  std::optional<song::Document> document = {};
  std::map<std::string, Digest> files = {};  ///< by path
};

/// Pure. Sections, lines, tracks and files are compared when both sides are made; song.json is left out of the files,
/// for it says what all the rest says. Notes and chords are compared section by section, counted from the section's
/// start, so that what only moved in time isn't told as changed.
Comparison compare(const ComparedRevision& before, const ComparedRevision& after);

}  // namespace souls::studio
