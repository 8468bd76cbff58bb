#pragma once
// Makes a graph of steps.

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/context.hpp"
#include "storage/result_memory.hpp"
#include "tasks/graph.hpp"
#include "tasks/queue.hpp"

namespace souls::tasks {

/// How a step came to its outputs.
struct StepOutcome {
  std::string step;
  Digest key;
  std::vector<NamedDigest> inputs;  ///< in the order of the step's inputs
  std::vector<NamedDigest> outputs;
  std::string package;
  std::string version;
  double seconds = 0;   ///< that the making took, whenever it was
  bool reused = false;  ///< remembered, or made by another step of the same key
  int tries = 0;        ///< leases that it took; 0 when reused
};

/// The outcomes in the order of the graph's steps.
struct RunOutcome {
  std::vector<StepOutcome> steps;

  /// Null when there is no such step.
  const StepOutcome* find(std::string_view step) const;
  /// The digest of an output; not_found when there is no such step or output.
  Result<Digest> output(std::string_view step, std::string_view name) const;
};

enum class EventKind {
  queued,    ///< its inputs are there, and its result isn't remembered
  started,   ///< a worker has it
  progress,  ///< at most four a second for a step
  retried,   ///< its worker died or a resource was missing; it is queued again (`error` says why)
  remade,    ///< its result was found damaged or missing after all; it is waiting again
  finished,
  failed,
};

/// What happened to a step. `step` lives as long as the graph.
struct Event {
  EventKind kind = EventKind::queued;
  const Step* step = nullptr;
  Progress progress;
  double seconds = 0;   ///< once finished: that the making took
  bool reused = false;  ///< once finished
  Error error;          ///< once failed, and when retried
  std::size_t finished = 0;
  std::size_t total = 0;
  const std::vector<NamedDigest>* outputs = nullptr;  ///< once finished; lives as long as the call
};

using OnEvent = std::function<void(const Event&)>;

struct RunOptions {
  /// With a lasting name, a run that the queue has already is gone on with: what its tasks made counts. Without a name
  /// it gets one that no other run has.
  RunInfo info = {};
  /// True: the run ends at once with `unavailable`, and its tasks are left as they stand, to be gone on with later.
  std::function<bool()> should_leave = [] { return false; };
  /// Steps whose outputs will be read after the run, beside those that no step reads from: where these are reused,
  /// their bytes are verified before the run ends, and made again when they are damaged.
  std::vector<std::string> wanted = {};
  std::string compute_class = tasks::compute_class();
};

/// Makes graphs, one at a time, through a queue that workers lease from; the queue, the memory and the store outlive
/// it. Used by one thread; several executors may share the three.
class Executor {
 public:
  Executor(Queue& queue, storage::ResultMemory& memory, storage::BlobStore& blobs)
      : queue_(queue), memory_(memory), blobs_(blobs) {}

  /// Returns when all steps have succeeded, one has failed (its error; the others are stopped), or the context says
  /// stop
  /// (`cancelled`, within a second). Steps that were done by then stay remembered. Events come from the calling thread;
  /// the context is told the fraction of the whole, by the steps' costs.
  Result<RunOutcome> run(const Graph& graph, const Context& context = {}, const OnEvent& on_event = {},
                         const RunOptions& options = {});

 private:
  Queue& queue_;
  storage::ResultMemory& memory_;
  storage::BlobStore& blobs_;
};

}  // namespace souls::tasks
