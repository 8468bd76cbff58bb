#pragma once
// The producer: one line of text becomes a plan.

#include <string>
#include <vector>

#include "base/context.hpp"
#include "song/plan.hpp"
#include "song/request.hpp"

namespace souls::band::plan {

/// For `souls styles`.
struct StyleInfo {
  std::string name;
  std::string description;  ///< one line: tempo, metre, groove, instruments
  bool composed = false;    ///< made from the table of traits rather than by hand
};

std::vector<StyleInfo> styles();

/// The plan of a song. Pure: the same request gives the same plan. Fails with invalid_request when what is asked for
/// can't be (lyrics with no words, an unknown voice); the message says what is allowed.
Result<song::Plan> make_plan(const song::Request& request);

}  // namespace souls::band::plan
