#pragma once
// What the model reads before a section: a short example by us, and the song's title and theme.

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "song/plan.hpp"

namespace souls::band::lyrics {

/// A stanza that shows the model plain words and clear pictures. Its pairs of words cost extra, so none is copied.
struct Example {
  std::string_view title, about, lines;
};
const Example& example_for(song::SectionKind kind, std::size_t turn);

/// The prompt of a section; `scene` holds the words that are this section's to use.
std::string prompt_of(const song::Plan& plan, const song::SectionPlan& section, std::size_t turn,
                      const std::vector<std::string>& scene);

/// Openings that say nothing, two words a line.
std::string_view worn_openings();
/// Words about the writing of songs, and those that small models love too much.
const std::vector<std::string_view>& worn_words();

}  // namespace souls::band::lyrics
