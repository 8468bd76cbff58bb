#include "studio/step_maker.hpp"

#include <nlohmann/json.hpp>

#include "band/sound/sound.hpp"
#include "studio/capabilities.hpp"
#include "studio/implementation.hpp"

namespace souls::studio {

void StepMaker::add(const std::string& name, const std::string& id, const nlohmann::json& parameters, Seed seed,
                    std::vector<tasks::StepInput> inputs, const std::string& about) {
  const Capability& kind = capability(name);
  tasks::Step step;
  step.id = id;
  step.capability = name;
  step.contract_version = kind.contract;
  if (kind.package.empty()) {
    step.package = "hand";
    step.package_version = "1";
    step.package_digest = sha256("hand");
  } else {
    const auto package = packages_.find(kind.package);
    if (!package) {
      if (!error_) error_ = package.error();
      return;
    }
    step.package = package->name;
    step.package_version = package->version;
    step.package_digest = package->digest;
  }
  step.implementation_digest = Digest{implementation_digests().at(name)};
  step.parameters = parameters.dump();
  step.seed = seed;
  step.inputs = std::move(inputs);
  step.phrase = std::string(kind.phrase) + (about.empty() ? "" : " " + about);
  step.cost_seconds = kind.cost;
  graph_.steps.push_back(std::move(step));
}

double StepMaker::target_lufs(const song::Plan& plan, const song::TrackPlan& track) {
  constexpr double kReferenceLufs = -14;
  return kReferenceLufs + band::sound::target_loudness_lu(plan, track);
}

}  // namespace souls::studio
