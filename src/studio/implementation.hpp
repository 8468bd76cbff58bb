#pragma once
// What each capability is compiled from.

#include <map>
#include <string>

namespace souls::studio {

/// Capability of a step → SHA-256 over its sources, the compiler with its flags and the libraries' versions.
const std::map<std::string, std::string>& implementation_digests();


}  // namespace souls::studio
