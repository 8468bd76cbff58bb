#include "studio/abilities.hpp"

#include "studio/capabilities.hpp"
#include "studio/implementation.hpp"

namespace souls::studio {

std::vector<tasks::Ability> abilities(const models::Registry& packages) {
  std::vector<tasks::Ability> all;
  for (const Capability& kind : capabilities()) {
    tasks::Step step;
    step.capability = kind.name;
    step.contract_version = kind.contract;
    step.package_digest = sha256("hand");
    if (!kind.package.empty()) {
      const auto package = packages.find(kind.package);
      if (!package) continue;
      step.package_digest = package->digest;
    }
    step.implementation_digest = Digest{implementation_digests().at(step.capability)};
    // The key of a step with nothing else in it.
    all.push_back({step.capability, kind.contract, tasks::step_key(step, {}, tasks::compute_class()).hex});
  }
  return all;
}

}  // namespace souls::studio
