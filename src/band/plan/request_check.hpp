#pragma once
// Whether a request can be answered at all.

#include "base/result.hpp"
#include "song/request.hpp"

namespace souls::band::plan {

/// One sentence about the first thing that is wrong, with what is allowed.
Status check_request(const song::Request& request);

}  // namespace souls::band::plan
