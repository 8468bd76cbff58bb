#pragma once
// What this build can do, and what its results hang on.

#include <vector>

#include "models/registry.hpp"
#include "tasks/queue.hpp"

namespace souls::studio {

/// Every capability that the packages serve, with the digest of its package, its code and the machine's arithmetic: two
/// builds that agree on it make the same bytes.
std::vector<tasks::Ability> abilities(const models::Registry& packages);

}  // namespace souls::studio
