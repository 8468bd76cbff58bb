#pragma once
// Which steps of its song a step comes after.

#include <string>
#include <string_view>
#include <vector>

#include "storage/store.hpp"
#include "storage/task_table.hpp"

namespace souls::studio {

/// What the names of a revision's runs begin with: SONG/REVISION.
std::string run_name(const std::string& song, int revision);
/// The two runs that make a revision: SONG/REVISION/PHASE.
inline constexpr std::string_view kPlanPhase = "plan", kSongPhase = "song";

/// The steps that a task's step takes its inputs from, each once, in the order of the inputs. Also those of the song's
/// plan, which another run has made.
Result<std::vector<std::string>> steps_before(storage::Transaction& transaction, const storage::TaskRow& task,
                                              const storage::RunRow& run);

}  // namespace souls::studio
