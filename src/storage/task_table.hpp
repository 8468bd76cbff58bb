#pragma once
// Runs of graphs, their tasks, and whose turn it is.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/digest.hpp"
#include "base/result.hpp"
#include "storage/blob_store.hpp"

namespace souls::storage {

/// One making of one graph, for a user. Times are milliseconds since the epoch; 0: not yet, or never.
struct RunRow {
  std::int64_t number = 0;
  std::string name;  ///< unique and lasting: "SONG/REVISION/phase"
  std::string user;
  std::int64_t share = 0;  ///< the user's place in the line
  std::string song;
  std::int64_t revision = 0;
  std::string api_key;  ///< id of the key that asked
  std::string trace;    ///< the traceparent of what asked
  std::int64_t opened_ms = 0;
  std::int64_t deadline_ms = 0;
  std::int64_t closed_ms = 0;
};

/// The numbers are kept; they never change.
enum class TaskState { waiting, queued, running, succeeded, failed, cancelled };

/// Why a running task is to be stopped.
enum class TaskStop { no, cancel, deadline };

/// A task: what it is, and how it stands.
struct TaskRow {
  std::uint64_t id = 0;
  std::int64_t run = 0;
  std::int64_t share = 0;
  std::string step;
  std::string capability;
  int contract_version = 1;
  std::string package;
  std::string version;
  Digest package_digest;
  std::uint64_t seed = 0;
  double cost_seconds = 0;
  double priority = 0;

  TaskState state = TaskState::waiting;
  TaskStop stop = TaskStop::no;
  int tries = 0;   ///< leases given so far
  int deaths = 0;  ///< of its workers
  int lacks = 0;   ///< times that a resource was missing
  std::uint64_t fence = 0;
  std::string worker;
  std::int64_t queued_ms = 0;
  std::int64_t started_ms = 0;
  std::int64_t finished_ms = 0;
  double seconds = 0;
  double cpu_seconds = 0;
  std::uint64_t bytes_out = 0;
  bool reused = false;
  double fraction = 0;
  std::string phrase;
  std::uint64_t last_event = 0;  ///< that told its state
  std::uint64_t progress_event = 0;  ///< the last one that told progress; 0 when there is none
  int failure_kind = 0;
  int error_code = 0;
  std::string error;
  std::string error_detail;
  std::vector<NamedDigest> inputs;
  std::vector<NamedDigest> outputs;
};

/// The rest of a task's step, which only who does it reads.
struct TaskStepRow {
  Digest implementation_digest;
  std::string parameters;
  std::string phrase;
  std::string inputs;  ///< packed, by who knows what a step is
};

/// What of a queued task says who may do it.
struct QueuedPlace {
  std::uint64_t task = 0;
  const std::string& capability;
  int contract_version = 1;
};

struct QueuedTask {
  TaskRow task;
  TaskStepRow step;
};

/// Which tasks to list: all that match, the newest first.
struct TaskFilter {
  std::string user = {};  ///< empty: everyone's
  std::string run = {};   ///< by name; empty: all
  std::string song = {};           ///< empty: all
  std::string capability = {};     ///< empty: all
  std::optional<TaskState> state = {};  ///< empty: all
  bool only_open = false;
  std::uint64_t before = 0;  ///< ids below it; 0: from the newest
  std::size_t count_max = 100;
};

/// What a user's steps cost, by capability and package.
struct UsageRow {
  std::string user;
  std::string capability;
  std::string package;
  std::uint64_t steps = 0;       ///< made
  std::uint64_t remembered = 0;  ///< not made, since their results were known
  double cpu_seconds = 0;
  std::uint64_t bytes = 0;
};

/// How long the steps took that a package's version made.
struct StepTimesRow {
  std::string capability;
  std::string package;
  std::string version;
  std::uint64_t steps = 0;
  double seconds = 0;  ///< of all of them
};

/// Turns are given by start-time fair queuing: each user has a clock that goes on by the cost guess of what is leased
/// for him, the one whose clock is behind is served first, and who comes anew starts where the line stands (Goyal,
/// Vin, Cheng 1996). Clocks may begin anew when the store is opened. Within a user the highest priority comes first, then
/// who came first.
class TaskTable {
 public:
  virtual ~TaskTable() = default;

  /// Adds the run, or finds the one of that name and opens it again, with the key and the deadline given now.
  /// `conflict` when it is another user's or song's.
  virtual Result<RunRow> open_run(const RunRow& run) = 0;
  virtual Result<std::optional<RunRow>> find_run(const std::string& name) = 0;
  virtual Result<std::optional<RunRow>> get_run(std::int64_t number) = 0;
  virtual Result<std::vector<RunRow>> open_runs() = 0;
  virtual Status close_run(std::int64_t number, std::int64_t closed_ms) = 0;
  /// With tasks and events. The audit log keeps what it holds.
  virtual Status remove_song(const std::string& song) = 0;

  /// Adds a task as `waiting`, with the inputs that are known so far; its id.
  virtual Result<std::uint64_t> add(const TaskRow& task, const TaskStepRow& step) = 0;
  virtual Status remove(const TaskRow& task) = 0;
  virtual Result<std::optional<TaskRow>> find(std::int64_t run, const std::string& step) = 0;
  virtual Result<bool> has_any(std::int64_t run) = 0;
  virtual Result<std::optional<TaskRow>> get(std::uint64_t id) = 0;
  virtual Result<std::optional<TaskStepRow>> get_step(std::uint64_t id) = 0;
  virtual Result<std::vector<TaskRow>> of_run(std::int64_t run) = 0;
  virtual Result<std::vector<TaskRow>> running() = 0;
  virtual Result<std::uint64_t> count_queued() = 0;
  virtual Result<std::vector<TaskRow>> list(const TaskFilter& filter) = 0;

  /// Writes how the task stands, which was in the state `before`. From queued to running, its user's clock goes on by
  /// its cost. conflict: it was running, and isn't under that fence any more.
  virtual Status put(const TaskRow& task, TaskState before) = 0;
  /// Writes its fraction, phrase and `progress_event`, and nothing else; they are gone when it leaves `running`.
  virtual Status put_progress(const TaskRow& task) = 0;
  /// The queued task whose turn it is, of those that `may` be leased. In a write.
  virtual Result<std::optional<QueuedTask>> next(const std::function<bool(const QueuedPlace&)>& may) = 0;

  /// Told by `usage` once the transaction is over.
  virtual Status add_usage(const UsageRow& usage) = 0;
  /// Of a user, or with an empty name of all.
  virtual Result<std::vector<UsageRow>> usage(const std::string& user) = 0;

  /// Told by `step_times` once the transaction is over.
  virtual Status add_step_times(const StepTimesRow& times) = 0;
  /// All; there are few.
  virtual Result<std::vector<StepTimesRow>> step_times() = 0;
};

}  // namespace souls::storage
