#pragma once
// The graph of a song's steps, as lines to read.

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace souls::cli {

struct PlacedStep {
  const nlohmann::json* task = nullptr;
  int depth = 0;  ///< steps in the longest chain before it
};

/// Tasks of `/v1/tasks?graph=true` by revision, each after those that it comes after. They outlive what is returned.
std::vector<PlacedStep> in_order(const nlohmann::json& tasks);

/// "← plan, brief", or "← 9 steps" where the names are many; "" for none.
std::string after_text(const nlohmann::json& steps);

}  // namespace souls::cli
