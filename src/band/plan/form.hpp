#pragma once
// Forms: which sections, in which order. A skeleton is a word of letters: I intro, V verse, P pre-chorus, C chorus,
// B bridge, S solo, N interlude, O outro.

#include <string>
#include <string_view>
#include <vector>

#include "band/plan/wishes.hpp"
#include "song/plan.hpp"

namespace souls::band::plan {

struct FormFamily {
  std::string_view name;
  std::string_view skeletons;  ///< '|' between, from short to long
  std::string_view cycles;     ///< what is put in to make a song longer, in turn
  int verse_lines = 4, chorus_lines = 4, bridge_lines = 4;
  double intro_s = 7, outro_s = 6, solo_s = 14, interlude_s = 7;
  double line_s = 4.2;  ///< length of a line
  double length_low_s = 80, length_high_s = 100;
  double energy_low = 0.3, energy_high = 0.9;
  double curve = 1;                              ///< above 1 saves the energy for the end
  int verse_stride = 1;                          ///< 2: each line is followed by as much music without words
  std::string_view patterns = "0000|0202|0101";  ///< syllables taken off the lines of a verse
  std::string_view chorus_name = "Chorus", prechorus_name = "Pre-Chorus", interlude_name = "Interlude",
                   bridge_name = "Bridge";
};

const FormFamily& form_family(std::string_view name);

song::SectionKind kind_of_letter(char letter);

/// The family's skeletons and longer ones, as the wishes change them; at most kSectionsMax letters each.
std::vector<std::string> skeletons_for(const FormFamily& family, const Wishes& wishes, bool instrumental);

/// For songs of half a minute at most: a verse and a chorus, whatever the family.
std::vector<std::string> short_skeletons(const Wishes& wishes, bool instrumental);

/// How full the music of each section is, 0 to 1, before the style scales it: intros thin, the last chorus full.
std::vector<double> fullness_of(std::string_view skeleton, const Wishes& wishes, bool bridge_lifts);

}  // namespace souls::band::plan
