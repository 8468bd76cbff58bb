#pragma once
// What a child process runs.

#include <algorithm>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/context.hpp"
#include "base/random.hpp"

namespace souls::worker {

/// An input's bytes, mapped from the blob; they last as long as the step runs.
struct StepInput {
  std::string name;
  std::string_view bytes;
};

/// All that a step may depend on.
struct StepInputs {
  std::string step;  ///< its id, for messages only
  std::string capability;
  int contract_version = 1;
  std::string package;
  std::string package_version;
  std::string parameters;  ///< canonical JSON text
  Seed seed = 0;
  std::vector<StepInput> inputs;  ///< in the order of the graph's step

  /// Null when there is no input of that name.
  const StepInput* find(std::string_view name) const {
    const auto found = std::find_if(inputs.begin(), inputs.end(), [name](const auto& i) { return i.name == name; });
    return found == inputs.end() ? nullptr : &*found;
  }
};

struct StepOutput {
  std::string name;  ///< unique in the step
  std::string bytes;
};

using StepOutputs = std::vector<StepOutput>;

/// Makes a step. Called for one step after another in one process, from its one thread: what it loads it may keep, but
/// what it makes must not depend on what it made before.
using StepFunction = std::function<Result<StepOutputs>(const StepInputs&, const Context&)>;

}  // namespace souls::worker
