#pragma once
// Following what happens.

#include "storage/event_table.hpp"
#include "storage/store.hpp"

namespace souls::tasks {

struct EventBatch {
  std::vector<storage::EventRow> events;
  std::uint64_t last = 0;  ///< to ask for what comes after
  /// Some of what was asked for is no longer kept: read the state anew, and go on from `last`.
  bool reset = false;
};

/// A user's events after the one numbered `after` (everyone's with an empty user), at most `count_max`; waits for one
/// when there is none yet. Holds no transaction while it waits. Each call reads anew, so many who follow are better
/// served by one who follows for all of them.
Result<EventBatch> follow_events(storage::Store& store, const std::string& user, std::uint64_t after,
                                 std::size_t count_max, double wait_seconds);

}  // namespace souls::tasks
