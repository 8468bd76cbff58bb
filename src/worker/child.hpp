#pragma once
// A worker's own end: what a process runs that was started to be one.

#include "worker/client.hpp"
#include "worker/step_function.hpp"

namespace souls::worker {

/// Makes steps that it leases over the socket `fd`, until the other end closes it, has no more for it, or SIGTERM asks
/// to finish the step in hand and go; the exit code of the process. It changes how the process takes signals, limits
/// and the death of its parent. `hello` says what it is called and what it can do; without a name, one of its pid.
int run_worker(int fd, const StepFunction& run, Hello hello = {});

/// The same for a server elsewhere: until that sends it away, an error that trying again doesn't mend, or SIGTERM or
/// SIGINT.
Status run_remote_worker(Link& link, const StepFunction& run, const Hello& hello);

/// Whether a signal has asked this process to go, once it is a worker.
bool is_asked_to_go();

}  // namespace souls::worker
