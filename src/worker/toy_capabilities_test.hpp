#pragma once
// What the test's worker processes can do.

#include "worker/step_function.hpp"

namespace souls::worker::test {

/// The toy of the engine's tests, and capabilities that crash, hang, fail, fill the disk or tell about their process.
Result<StepOutputs> run_toy(const StepInputs& step, const Context& context);

/// How many lines a file has: 0 when there is none.
int count_lines(const std::string& path);

}  // namespace souls::worker::test
