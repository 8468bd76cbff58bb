#include "tasks/time_left.hpp"

#include <algorithm>
#include <numeric>

namespace souls::tasks {

StepTimes::StepTimes(const std::vector<storage::StepTimesRow>& rows) {
  for (const auto& row : rows) {
    if (row.steps == 0) continue;
    of_version_[{row.capability, row.package, row.version}].add(row);
    of_capability_[row.capability].add(row);
  }
}

double StepTimes::seconds(const Step& step) const {
  const auto version = of_version_.find({step.capability, step.package, step.package_version});
  if (version != of_version_.end() && version->second.steps >= kEnoughSteps) return version->second.mean();
  const auto capability = of_capability_.find(step.capability);
  return capability == of_capability_.end() ? step.cost_seconds : capability->second.mean();
}

Result<double> time_left(const Graph& graph, const std::vector<double>& seconds, double workers) {
  const auto wiring = wire(graph);
  if (!wiring) return fail(wiring.error());
  std::vector<double> chains(seconds.size(), 0);  // that begin with each step
  for (auto step = wiring->order.rbegin(); step != wiring->order.rend(); ++step) {
    for (const std::size_t consumer : wiring->consumers[*step]) chains[*step] = std::max(chains[*step], chains[consumer]);
    chains[*step] += seconds[*step];
  }
  const double longest = chains.empty() ? 0 : *std::ranges::max_element(chains);
  const double work = std::accumulate(seconds.begin(), seconds.end(), 0.0);
  return std::max(longest, work / workers);
}

}  // namespace souls::tasks
