#pragma once
// What a run would make, without making it.

#include <string>
#include <string_view>
#include <vector>

#include "storage/result_memory.hpp"
#include "tasks/graph.hpp"

namespace souls::tasks {

enum class Fate {
  reused,   ///< its result is remembered
  made,     ///< its inputs are known, and no result of theirs is remembered
  depends,  ///< it reads from a step that is made: it is made too, unless that comes out as it was
};
std::string_view to_string(Fate fate);

struct Forecast {
  std::string step;
  Fate fate = Fate::made;
  Digest key;  ///< empty while it depends
};

/// One for each step, in the order of the graph's steps.
Result<std::vector<Forecast>> forecast(const Graph& graph, storage::ResultMemory& memory,
                                       std::string_view compute_class = tasks::compute_class());

}  // namespace souls::tasks
