#pragma once
// One worker of this machine: runs leased steps, one at a time, in a child process that it keeps.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/limits.hpp"
#include "storage/blob_store.hpp"
#include "tasks/queue.hpp"
#include "worker/process.hpp"

namespace souls::worker {

/// Called at least five times a second while a step runs. False: stop the step.
using Heartbeat = std::function<bool(const std::optional<tasks::Progress>&)>;

/// Used by one thread. The store outlives it.
class LocalWorker {
 public:
  LocalWorker(WorkerProgram program, storage::BlobStore& blobs, double step_seconds_max = limits::kStepSecondsMax)
      : program_(std::move(program)), blobs_(blobs), step_seconds_max_(step_seconds_max) {}

  /// Makes the step, in a new process when there is none. A step that is to stop has a third of a second to say so
  /// before its process is killed.
  tl::expected<tasks::Outcome, tasks::Failure> run(const tasks::Lease& lease, const Heartbeat& heartbeat);

  /// Capabilities that the present process has run.
  const std::vector<std::string>& warm() const { return warm_; }

 private:
  struct Output {
    std::string name;
    std::unique_ptr<storage::Draft> draft;
  };
  using Made = tl::expected<tasks::Outcome, tasks::Failure>;

  std::optional<tasks::Failure> hand_over(const tasks::Lease& lease);
  Made follow(const Heartbeat& heartbeat);
  std::optional<Made> take(const Message& message, std::vector<Output>& outputs);
  std::optional<Made> give_output(const std::string& name, std::vector<Output>& outputs);
  Made keep(std::vector<Output>& outputs) const;
  tasks::Failure broke_protocol();
  tasks::Failure died(double grace_seconds);

  WorkerProgram program_;
  storage::BlobStore& blobs_;
  double step_seconds_max_;
  std::unique_ptr<Process> process_;
  std::vector<std::string> warm_;
  std::optional<tasks::Progress> progress_;  ///< told by the child, not yet by us
};

}  // namespace souls::worker
