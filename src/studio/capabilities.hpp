#pragma once
// The kinds of steps that a song is made of: data, so that a new one is a line in the table.

#include <string_view>
#include <vector>

namespace souls::studio {

struct Capability {
  std::string_view name;     ///< of the step: "melody"
  std::string_view package;  ///< capability of the package that serves it: "music"; empty for what a hand wrote
  int contract = 1;
  double cost = 0;           ///< rough CPU seconds, for putting the longest chain first
  std::string_view phrase;   ///< what people read while it runs
};

const std::vector<Capability>& capabilities();
/// Programmer error when there is none.
const Capability& capability(std::string_view name);

}  // namespace souls::studio
