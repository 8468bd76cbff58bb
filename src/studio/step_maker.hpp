#pragma once
// Steps with all that their keys need.

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "models/registry.hpp"
#include "song/plan.hpp"
#include "tasks/graph.hpp"

namespace souls::studio {

/// Collects steps, giving each its package, digests and phrase. The first package that is missing is what `finish` reports.
class StepMaker {
 public:
  explicit StepMaker(const models::Registry& packages) : packages_(packages) {}

  /// `about` is what the phrase ends with: "singing Chorus 1".
  void add(const std::string& capability, const std::string& id, const nlohmann::json& parameters, Seed seed,
           std::vector<tasks::StepInput> inputs, const std::string& about = {});

  /// The step that was added last is run as if so much more waited for it.
  void want_early(double seconds) {
    if (!graph_.steps.empty()) graph_.early_seconds[graph_.steps.back().id] = seconds;
  }

  /// Loudness at which a track's stem is to stand, in LUFS.
  static double target_lufs(const song::Plan& plan, const song::TrackPlan& track);

  tasks::Graph take() { return std::move(graph_); }

  /// `value`, or the error of the first step that couldn't be made.
  template <class T>
  Result<T> finish(T value) {
    if (error_) return fail(*error_);
    return value;
  }

 private:
  const models::Registry& packages_;
  tasks::Graph graph_;
  std::optional<Error> error_;
};

}  // namespace souls::studio
