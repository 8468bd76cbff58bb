#pragma once
// What differs between two revisions, as people read it.

#include <nlohmann/json.hpp>
#include <string>

namespace souls::cli {

/// Of an answer of `/v1/songs/{id}/compare`.
std::string comparison_text(const nlohmann::json& comparison, bool colourful);

}  // namespace souls::cli
