#pragma once
// The child's end of a worker.

#include "worker/step_function.hpp"

namespace souls::worker {

/// Serves steps over the socket `fd` until the parent closes it; the exit code of the process. For a process that was
/// started to be a worker: it changes how the process takes signals, limits and the death of its parent.
int run_worker(int fd, const StepFunction& run);

}  // namespace souls::worker
