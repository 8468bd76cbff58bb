#pragma once
// The cover's scene between the step that draws it and the document.

#include <string>
#include <string_view>

#include "song/document.hpp"

namespace souls::studio {

std::string scene_to_json(const song::CoverScene& scene);
/// Reads what scene_to_json wrote; throws nlohmann::json::exception on anything else, for it is our own.
song::CoverScene scene_from_json(std::string_view text);

}  // namespace souls::studio
