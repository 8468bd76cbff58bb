#pragma once
// One making of one graph.

#include <deque>
#include <map>
#include <optional>

#include "tasks/executor.hpp"

namespace souls::tasks {

/// What a run works with.
struct Engine {
  Queue& queue;
  storage::ResultMemory& memory;
  storage::BlobStore& blobs;
};

/// The state of an Executor's run: which steps wait, which are with the queue, which are done. Used once, by one
/// thread.
class Run {
 public:
  Run(const Graph& graph, Wiring wiring, Engine engine, const Context& context, const OnEvent& on_event,
      const RunOptions& options);
  ~Run();
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;

  Result<RunOutcome> go();

 private:
  enum class Phase {
    waiting,    ///< for an input
    following,  ///< for another step of the same key
    submitted,  ///< with the queue
    done,
  };

  struct Node {
    Phase phase = Phase::waiting;
    TaskId task = 0;
    double fraction = 0;
    int repairs = 0;  ///< times that a damaged blob sent it back
    std::optional<Change> standing;  ///< how its task stood when the run was opened again, while it isn't looked at yet
    StepOutcome outcome;
  };

  Status submit_all();
  Status look_at_all();
  Status flush();
  Status follow_changes();
  Status apply(const Change& change);
  Status apply_success(std::size_t step, const Change& change);
  Status catch_up();

  Status advance_all();
  Status advance(std::size_t step);
  Status resolve_inputs(std::size_t step);
  Status finish(std::size_t step, const storage::StepResult& result, bool reused);
  Status take_up(std::size_t step, const Change& standing);
  Status make_anew(std::size_t step);

  Status repair_inputs(std::size_t step);
  Status make_again(std::size_t step);
  Status verify_wanted();

  tl::unexpected<Error> stop(Error error);
  void tell(EventKind kind, std::size_t step, const Error& error = {});
  void advance_fraction(std::size_t step, double fraction, const std::string& phrase);

  const Graph& graph_;
  const Wiring wiring_;
  Engine engine_;
  const Context& context_;
  const OnEvent& on_event_;
  const RunOptions& options_;
  const std::string name_;
  bool is_left_ = false;

  std::vector<Node> nodes_;
  std::size_t done_count_ = 0;
  double cost_all_seconds_ = 0;
  double cost_done_seconds_ = 0;
  std::map<Digest, std::size_t> makers_;                       ///< which step of a key makes its result
  std::map<std::size_t, std::vector<std::size_t>> followers_;  ///< of a maker
  std::map<TaskId, std::size_t> tasks_;                        ///< with the queue, not yet final
  std::deque<std::size_t> to_advance_;
  std::vector<Ready> ready_;      ///< not yet told to the queue
  std::vector<Settled> settled_;  ///< not yet told to the queue
  std::uint64_t last_change_ = 0;
};

}  // namespace souls::tasks
