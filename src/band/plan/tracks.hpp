#pragma once
// Who plays, and in which section.

#include <string>
#include <string_view>
#include <vector>

#include "band/plan/style.hpp"
#include "band/plan/wishes.hpp"
#include "base/random.hpp"
#include "song/plan.hpp"

namespace souls::band::plan {

/// A track and the fullness from which it plays.
struct Player {
  song::TrackPlan track;
  double from = 0;
};

/// The band of a style as the wishes change it, singers first when there are any. Names are unique.
std::vector<Player> choose_players(const Style& style, const Wishes& wishes, const std::string& voice,
                                   const std::string& harmony_voice, Random& random);

/// Fills SectionPlan::tracks of all sections: every section has a player, every player a section. `fullness` as from
/// fullness_of; `breaks_drop`: interludes and bridges go without drums and bass, as in club music.
void assign_tracks(std::vector<song::SectionPlan>& sections, const std::vector<Player>& players,
                   const std::vector<double>& fullness, Harmony harmony, bool breaks_drop, Random& random);

}  // namespace souls::band::plan
