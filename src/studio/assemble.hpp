#pragma once
// The document from the parts that the steps made.

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "song/document.hpp"

namespace souls::studio {

/// What was made of each section; beats and syllables count from the section's start.
struct SectionParts {
  std::vector<song::Line> lines;
  std::vector<song::Chord> chords;
  std::map<std::string, std::vector<song::Note>> notes;  ///< by track
};

/// Plan, lyrics with the times at which they are sung, and score. `parts` are by section name.
song::Document assemble(const song::Request& request, const song::Plan& plan, const std::map<std::string, SectionParts>& parts);

}  // namespace souls::studio
