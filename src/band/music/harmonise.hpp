#pragma once
// Chords under a melody that is given.

#include <string>
#include <vector>

#include "band/music/metre.hpp"
#include "base/random.hpp"
#include "song/plan.hpp"

namespace souls::band::music {

/// Numerals of each measure of the section, one or two: those of the plan's family of harmony, in the order that it
/// likes, that hold the section's melody; by dynamic programming over half measures. Cadences as the family closes.
std::vector<std::vector<std::string>> harmonise(const song::Plan& plan, const song::SectionPlan& section,
                                                Random& random);

}  // namespace souls::band::music
