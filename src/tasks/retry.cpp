#include "tasks/retry.hpp"

#include "base/limits.hpp"

namespace souls::tasks {

void FailureCounts::add(const Failure& failure) {
  if (failure.kind == FailureKind::worker_died) ++deaths;
  if (failure.kind == FailureKind::error && failure.error.code == ErrorCode::unavailable) ++unavailable;
}

std::optional<double> retry_delay_seconds(const Failure& failure, const FailureCounts& counts, std::uint64_t salt) {
  if (failure.kind == FailureKind::given_back) return 0;
  int failures = 0;
  if (failure.kind == FailureKind::worker_died && counts.deaths < limits::kStepTriesMax) failures = counts.deaths;
  if (failure.kind == FailureKind::error && failure.error.code == ErrorCode::unavailable && counts.unavailable < 2) {
    failures = counts.unavailable;
  }
  if (failures == 0) return std::nullopt;
  const double jitter = 0.5 + Random(derive_seed(salt, {"retry", std::to_string(failures)})).uniform();
  return 0.05 * static_cast<double>(1 << failures) * jitter;
}

Error last_error(const Step& step, const Failure& failure, const FailureCounts& counts) {
  Error error = failure.error;
  if (failure.kind == FailureKind::worker_died) {
    error.code = ErrorCode::internal;
    error.message = "the step '" + step.id + "' failed: its worker died " + std::to_string(counts.deaths) +
                    " times, the last time because it " + failure.error.message;
  }
  error.detail = "step '" + step.id + "'" + (error.detail.empty() ? "" : ": " + error.detail);
  return error;
}

Failure late() { return {FailureKind::error, {ErrorCode::deadline, "the song took longer than it may", {}}}; }

}  // namespace souls::tasks
