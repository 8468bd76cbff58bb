#pragma once
// When a step that failed is tried again; the same for every queue.

#include <optional>
#include <string>

#include "tasks/queue.hpp"

namespace souls::tasks {

/// How often a task has failed so far, the last failure included.
struct FailureCounts {
  int deaths = 0;
  int unavailable = 0;

  void add(const Failure& failure);
};

/// Seconds to wait before the next try; empty when there is none. A step whose worker died is tried kStepTriesMax
/// times, one that lacked a resource twice, all others once; one that was given back counts for nothing and waits for
/// nothing. Waits double and spread by `salt`, so that many that failed together don't come back together.
std::optional<double> retry_delay_seconds(const Failure& failure, const FailureCounts& counts, std::uint64_t salt);

/// The error of a task that isn't tried again: for deaths a sentence that names the step, else what the step said.
Error last_error(const Step& step, const Failure& failure, const FailureCounts& counts);

/// Of a task whose run's deadline passed.
Failure late();

}  // namespace souls::tasks
