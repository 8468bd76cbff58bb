#pragma once
// From a fitted form to sections with names, places, energy and lines.

#include <string>
#include <vector>

#include "band/plan/fit.hpp"
#include "band/plan/lines.hpp"
#include "band/plan/own_words.hpp"
#include "band/plan/style.hpp"
#include "base/random.hpp"
#include "song/plan.hpp"

namespace souls::band::plan {

/// How each kind of section sets its lines in this song.
struct SongShapes {
  LineShape verse, chorus, prechorus, bridge;
};
SongShapes choose_shapes(const Style& style, const FormFamily& family, const song::TimeSignature& metre,
                         const FormFit& fit, Random& random);

/// Sections with lines to be written; none when `instrumental`.
std::vector<song::SectionPlan> make_sections(const FormFit& fit, const FormFamily& family,
                                             const song::TimeSignature& metre, const SongShapes& shapes,
                                             bool instrumental);

/// Sections that sing the asker's words.
std::vector<song::SectionPlan> make_own_sections(const FormFit& fit, const FormFamily& family,
                                                 const song::TimeSignature& metre, const std::vector<Stanza>& stanzas,
                                                 const std::vector<std::vector<song::LinePlan>>& lines);

/// Sets energies from fullness, as wide as the style's family has it.
void set_energy(std::vector<song::SectionPlan>& sections, const std::vector<double>& fullness, const FormFamily& family,
                const Wishes& wishes, std::string_view mood);

}  // namespace souls::band::plan
