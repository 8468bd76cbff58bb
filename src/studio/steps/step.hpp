#pragma once
// One step, run: from JSON parameters and input bytes to typed calls of the band, and back to bytes.

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/context.hpp"
#include "base/random.hpp"
#include "models/registry.hpp"

namespace souls::studio {

/// What a step is given. Inputs are the bytes of other steps' outputs, by the names that the graph gives them.
struct StepCall {
  std::string_view capability;
  std::string_view parameters;  ///< canonical JSON
  Seed seed = 0;
  std::map<std::string, std::string_view, std::less<>> inputs;

  /// The input, or an empty text when the graph gives none.
  std::string_view input(std::string_view name) const {
    const auto found = inputs.find(name);
    return found == inputs.end() ? std::string_view() : found->second;
  }
  bool has(std::string_view name) const { return inputs.contains(name); }
};

using Outputs = std::map<std::string, std::string>;

/// The band as one worker has it: packages, and the models that it has loaded so far. Used by one thread.
class Band {
 public:
  explicit Band(models::Registry registry);
  ~Band();

  /// Runs a step of any capability of the table.
  Result<Outputs> run(const StepCall& call, const Context& context);

 private:
  struct Models;
  models::Registry registry_;
  std::unique_ptr<Models> models_;
};

/// Sound that passes between steps starts this many frames before the section's first beat, for every track and voice.
inline constexpr std::size_t kLeadInFrames = 2160;  // 45 ms

}  // namespace souls::studio
