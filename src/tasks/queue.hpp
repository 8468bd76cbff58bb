#pragma once
// The queue of steps: states, leases, fences, progress, changes.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "tasks/step.hpp"

namespace souls::tasks {

/// waiting → queued → running → succeeded | failed | cancelled, and running → queued again when its worker dies, its
/// lease runs out, or a resource was missing. When its run's deadline passes it fails.
enum class StepState { waiting, queued, running, succeeded, failed, cancelled };

/// True for the states that a step doesn't leave.
inline bool is_final(StepState state) { return state >= StepState::succeeded; }

using TaskId = std::uint64_t;
/// Given anew with each lease: only the holder of the last one may report on a task.
using Fence = std::uint64_t;

struct Progress {
  double fraction = 0;
  std::string phrase;
  bool operator==(const Progress&) const = default;
};

/// What a step that succeeded left.
struct Outcome {
  std::vector<NamedDigest> outputs;
  double seconds = 0;           ///< of wall time, as who watched the worker measured it
  double cpu_seconds = 0;       ///< as the worker told
  std::uint64_t bytes_out = 0;  ///< all outputs together
  bool reused = false;          ///< not made for this task
};

enum class FailureKind {
  error,        ///< the step said so
  worker_died,  ///< the worker's process ended in the middle of it, or stopped answering
  bad_input,    ///< a blob that it reads is missing or damaged
  given_back,   ///< its worker was shut down, or gone before it had the step; queued again at once, uncounted
};

struct Failure {
  FailureKind kind = FailureKind::error;
  Error error;
};

/// A task as it stands, or one change of it. Changes are numbered in the order in which they were made.
struct Change {
  std::uint64_t number = 0;
  std::string run;
  TaskId task = 0;
  StepState state = StepState::waiting;
  bool only_progress = false;  ///< the state is the one it was
  int tries = 0;               ///< leases given so far
  Progress progress;           ///< while running
  Outcome outcome;             ///< once succeeded
  Failure failure;             ///< once failed, and while queued again
};

/// One making of one graph, for a user.
struct RunInfo {
  /// Unique and, where it is to be gone on with after a restart, lasting: "SONG/REVISION/phase".
  std::string name = {};
  std::string user = {};  ///< by pseudonymous id; empty: nobody's
  std::string song = {};
  std::int64_t revision = 0;
  std::string api_key = {};  ///< id of the key that asked; empty: none did
  std::string trace = {};    ///< the traceparent of what asked, for who makes its steps
  double deadline_seconds = 0;  ///< from now on; 0: none
};

/// A step to be made in a run. Of the queued ones of a user, the highest priority is leased first.
struct NewTask {
  const Step* step = nullptr;
  double priority = 0;
};

/// A task whose inputs are known.
struct Ready {
  TaskId task = 0;
  std::vector<NamedDigest> inputs;
};

/// A task that needn't be made.
struct Settled {
  TaskId task = 0;
  Outcome outcome;
};

/// What a worker can do: a capability, and the version of its contract.
struct Ability {
  std::string capability;
  int contract_version = 1;
  /// Of all that its results hang on beside parameters, seed and inputs: package, code, arithmetic. Empty: not told.
  std::string digest = {};
  bool operator==(const Ability&) const = default;
};

struct LeaseRequest {
  std::string worker;             ///< a name for people, unique among workers
  std::vector<std::string> warm;  ///< capabilities that it has run before: what they load is in its memory
  double lease_seconds = 30;      ///< how long without a heartbeat until it counts as dead
  double wait_seconds = 0;        ///< how long to wait when nothing is there to do
  std::vector<Ability> can = {};  ///< only steps of these are leased; empty: all
};

struct Lease {
  TaskId task = 0;
  Fence fence = 0;
  int tries = 0;  ///< this one included
  Step step;
  std::vector<NamedDigest> inputs;
  std::string trace = {};  ///< of its run
};

/// What to do, who does it, and what became of it. Values in and out: an implementation may keep them in memory or in a
/// database that many processes share. All calls may come from any thread or process. `conflict` answers a report whose
/// fence isn't that of the task's last lease; what it reports is dropped. Becoming `waiting` for the first time is no
/// change that is told.
class Queue {
 public:
  virtual ~Queue() = default;

  /// Adds a run, or opens the one of that name again, with the tasks that it has. A run that wasn't opened before
  /// something is added to it is nobody's. The number of the last change that there was, of any run.
  virtual Result<std::uint64_t> open_run(const RunInfo& run) = 0;
  /// Adds steps, as `waiting`. One that the run has already, by its id, stays as it stands; one that has changed is
  /// added anew.
  virtual Result<std::vector<TaskId>> enqueue_all(const std::string& run, std::span<const NewTask> tasks) = 0;
  /// waiting → queued, and waiting → succeeded. All or none.
  virtual Status advance(std::span<const Ready> ready, std::span<const Settled> settled) = 0;

  Result<TaskId> enqueue(const std::string& run, const Step& step, double priority);
  Status make_ready(TaskId task, const std::vector<NamedDigest>& inputs);
  Status settle(TaskId task, const Outcome& outcome);

  /// queued → running. Empty when there was nothing that the worker can do in the time to wait.
  virtual Result<std::optional<Lease>> lease(const LeaseRequest& request) = 0;
  /// Renews the lease. False: the step is to be stopped, and then reported as failed with `cancelled`.
  virtual Result<bool> heartbeat(TaskId task, Fence fence, const std::optional<Progress>& progress,
                                 double lease_seconds) = 0;
  /// running → succeeded.
  virtual Status complete(TaskId task, Fence fence, const Outcome& outcome) = 0;
  /// `complete`, and `lease` for what is there now, without waiting. An error: it wasn't completed, and nothing leased.
  virtual Result<std::optional<Lease>> complete_and_lease(TaskId task, Fence fence, const Outcome& outcome,
                                                          const LeaseRequest& next) = 0;
  /// running → queued again as retry.hpp says, → cancelled when that was asked for, → failed otherwise.
  virtual Status fail(TaskId task, Fence fence, const Failure& failure) = 0;

  /// waiting or queued → cancelled now; running → as soon as its worker has stopped, or its lease runs out.
  virtual Status cancel(TaskId task) = 0;
  virtual Status cancel_run(const std::string& run) = 0;
  /// By hand: failed or cancelled → queued, or waiting when its inputs aren't known; its tries are counted anew.
  virtual Status retry(TaskId task) = 0;
  /// succeeded, failed or cancelled → waiting, to be made again.
  virtual Status reopen(TaskId task) = 0;

  /// The run's changes after the one numbered `after`, in order; waits for one when there is none yet.
  /// `not_found` when some of them are no longer kept: then `look` tells each task's state anew.
  virtual Result<std::vector<Change>> changes(const std::string& run, std::uint64_t after, double wait_seconds) = 0;
  /// A task as it stands, with the number of its last change.
  virtual Result<Change> look(TaskId task) = 0;
  /// Cancels what is left of a run. A queue in memory forgets it.
  virtual Status close_run(const std::string& run) = 0;
};

}  // namespace souls::tasks
