#pragma once
// What happened, for those who follow it.

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace souls::storage {

struct EventRow {
  std::uint64_t number = 0;  ///< in the order of the commits
  std::int64_t time_ms = 0;
  std::string user = {};
  std::string run = {};   ///< empty when it isn't about a run
  std::uint64_t task = 0;  ///< 0 when it isn't about a task
  std::string step = {};
  /// "waiting", "queued", "running", "progress", "succeeded", "failed", "cancelled", or another's own
  std::string kind = {};
  int tries = 0;
  double fraction = 0;
  std::string text = {};  ///< a phrase, an error's sentence, or what the kind says
};

/// Where an event belongs, by the numbers that are kept: the user's share, the run or 0, the task or 0.
struct EventPlace {
  std::int64_t share = 0;
  std::int64_t run = 0;
  std::uint64_t task = 0;
};

/// Keeps the last kEventsMax events or a few more.
class EventTable {
 public:
  virtual ~EventTable() = default;

  /// Its number: above all that were given before. Only kind, time, tries, fraction and text are taken from the row.
  /// `replaces`: the event that it stands for from now on, or 0.
  virtual Result<std::uint64_t> append(const EventPlace& place, const EventRow& event, std::uint64_t replaces) = 0;
  /// About no run: finds the user's share by name.
  virtual Result<std::uint64_t> append_for(const std::string& user, const EventRow& event) = 0;

  /// About a song: of its newest run, should it have any.
  virtual Result<std::uint64_t> append_of_song(const std::string& user, const std::string& song,
                                               const EventRow& event) = 0;

  /// A user's events after the one numbered `after`, in order; with an empty name everyone's. `not_found` when some of
  /// them are no longer kept: who follows then reads the state anew, and goes on from `last`.
  virtual Result<std::vector<EventRow>> after(const std::string& user, std::uint64_t after, std::size_t count_max) = 0;
  virtual Result<std::vector<EventRow>> of_run(const std::string& run, std::uint64_t after, std::size_t count_max) = 0;
  /// 0 when there is none.
  virtual Result<std::uint64_t> last() = 0;
};

}  // namespace souls::storage
