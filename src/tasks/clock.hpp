#pragma once
// Time that only goes forward.

#include <functional>

namespace souls::tasks {

/// Seconds on a clock that only goes forward.
using Clock = std::function<double()>;
Clock steady_clock();

}  // namespace souls::tasks
