#pragma once
// How much longer a graph takes, as steps like its own took before.

#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "base/result.hpp"
#include "storage/task_table.hpp"
#include "tasks/graph.hpp"

namespace souls::tasks {

/// What steps take, by what was measured.
class StepTimes {
 public:
  explicit StepTimes(const std::vector<storage::StepTimesRow>& rows);

  /// The mean of its package's version, where at least kEnoughSteps of it were made; else that of its capability; the
  /// step's own guess before any was made.
  double seconds(const Step& step) const;

  static constexpr std::uint64_t kEnoughSteps = 5;

 private:
  struct Sum {
    std::uint64_t steps = 0;
    double seconds = 0;
    void add(const storage::StepTimesRow& row) { steps += row.steps, seconds += row.seconds; }
    double mean() const { return seconds / static_cast<double>(steps); }
  };
  std::map<std::tuple<std::string, std::string, std::string>, Sum> of_version_;
  std::map<std::string, Sum> of_capability_;
};

/// Seconds until all steps are done, when `seconds` is what each of them still needs (0: done) and `workers` work on
/// them: no less than the longest chain of steps that wait for one another, and no less than an even share of the work
/// (Graham 1966 has the bounds). `workers` may be a fraction: a share of those there are. Errors as `wire`.
Result<double> time_left(const Graph& graph, const std::vector<double>& seconds, double workers);

}  // namespace souls::tasks
