#pragma once
// Hand-made plans, words with CMUdict's stresses, and whole songs from them: for tests and the sketch tool.

#include <string>
#include <string_view>
#include <vector>

#include "band/music/music.hpp"

namespace souls::band::music::fixture {

/// A line from words with the stresses of their syllables: "Under/10 the/0 thunder/10".
song::Line line_of(std::string_view annotated);
const std::vector<std::string_view>& annotated_lines();

const std::vector<std::string>& style_names();
/// A plan in a style of style_names(): form, traits, tracks. Lines ask for the syllables of words_for().
song::Plan plan_of(std::string_view style);
/// The words that a section sings; sections of one words_place sing the same.
std::vector<song::Line> words_for(const song::Plan& plan, const song::SectionPlan& section);

struct SectionNotes {
  std::vector<song::Chord> chords;
  std::vector<song::Line> lines;
  std::vector<song::Note> melody;
  std::vector<std::vector<song::Note>> parts;  ///< one for each track of the plan
};

/// One section, made as a song is made: seeds derive from the places.
SectionNotes make_section(const song::Plan& plan, const song::SectionPlan& section, Seed seed);
std::vector<SectionNotes> make_song(const song::Plan& plan, Seed seed);

}  // namespace souls::band::music::fixture
