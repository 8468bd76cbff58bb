#pragma once
// What is said with one worker, from the queue's side.

#include <atomic>
#include <chrono>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/limits.hpp"
#include "storage/blob_store.hpp"
#include "tasks/queue.hpp"
#include "worker/channel.hpp"
#include "worker/roster.hpp"

namespace souls::worker {

/// A pool or a door gives out steps, then finishes those in hand, then gives back what is left.
enum class Stage { serving, draining, ending };

/// What a worker is held to.
struct Terms {
  std::string name;  ///< of the worker; of a guest, what is put behind its own so that it is unique
  /// A guest is someone else's process: one that overstays loses its step and may talk on. Ours is to be ended.
  bool is_guest = false;
  double lease_seconds = 30;
  double step_seconds_max = limits::kStepSecondsMax;
  double patience_seconds = 10;  ///< how long ours may stay silent once its lease has run out, before it is ended
  Origin origin = Origin::local;
  std::string address = {};   ///< of a remote one
  std::string id = {};        ///< in the roster; empty: the name, once it is unique
  Roster* roster = nullptr;   ///< outlives the conversation; null: nobody wants to know
  double heartbeat_seconds = 0.2;
  /// One with no step is over when it has said nothing for so long: where a hang-up isn't heard.
  double silence_seconds_max = std::numeric_limits<double>::infinity();
  /// What the server's own code does. A worker from elsewhere that does such a thing has to do it by the same digest.
  std::vector<tasks::Ability> own = {};
};

/// Why a conversation is over.
struct Ended {
  bool hung_up = false;     ///< by the worker, or by its death
  tasks::Failure failure;   ///< what became of the step in hand, if there is one
};

/// Leases steps through the queue on a worker's behalf, hands it inputs and files for outputs, renews its lease as long
/// as it answers, and reports what it made under the lease's fence. Used by one thread; the channel, the queue, the
/// store and the stage outlive it.
class Conversation {
 public:
  Conversation(Channel& channel, tasks::Queue& queue, storage::BlobStore& blobs, const std::atomic<Stage>& stage,
               Terms terms);

  /// A step that was leased before the worker was there; the first that it is given.
  void hold(tasks::Lease lease);

  /// Talks until the worker is gone, breaks the protocol, has to be ended, or is no longer needed.
  Ended serve();

  /// Reports the step in hand, if there is one, as failed.
  void give_up(const tasks::Failure& failure);

  /// Steps that it has reported on.
  int steps() const { return steps_; }

 private:
  using Clock = std::chrono::steady_clock;
  struct Output {
    std::string name;
    std::unique_ptr<storage::Draft> draft;
  };
  /// The lease in hand.
  struct Hand {
    explicit Hand(tasks::Lease leased) : lease(std::move(leased)) {}

    tasks::Lease lease;
    std::vector<Output> outputs;
    bool is_given = false;                         ///< the worker has been told the step
    bool is_lost = false;                          ///< the queue no longer takes the worker's word for it
    Clock::time_point start = Clock::now();
    Clock::time_point renewed = start;             ///< when the queue was last asked
    Clock::time_point told{};                      ///< when it was last told progress
    std::optional<tasks::Progress> progress;       ///< told by the worker, not yet by us
    std::optional<Clock::time_point> stop_known;   ///< when the queue said that the step is to stop
    std::optional<Clock::time_point> stop_told;    ///< when the worker was told
  };

  Status answer(const Message& message);
  Status take(const Hello& hello);
  Status take(const AskLease& ask);
  Status take(const Heartbeat& beat);
  Status take(const AskInput& ask);
  Status take(const AskOutput& ask);
  Status take(const Complete& complete);
  Status take(const Fail& failed);
  Status look_for_step(const AskLease& ask);
  Status give_step();
  Status report_success(const tasks::Outcome& outcome);
  tasks::LeaseRequest request(double wait_seconds) const;

  std::optional<Ended> tend();
  std::optional<Ended> tend_step();
  std::optional<Ended> overstayed(const tasks::Failure& failure);
  void renew();
  Status report(const Status& reported);
  Status refuse(ErrorCode code, const std::string& message);
  Ended over(const Error& error) const;
  bool holds(const Held& lease) const;
  void take_up(tasks::Lease lease);
  void let_go(bool reported);
  std::string what_is_wrong(const Hello& hello) const;

  Channel& channel_;
  tasks::Queue& queue_;
  storage::BlobStore& blobs_;
  const std::atomic<Stage>& stage_;
  Terms terms_;
  std::vector<tasks::Ability> can_;
  std::vector<std::string> warm_;  ///< as it said when it last asked for a step
  bool greeted_ = false;
  Clock::time_point heard_ = Clock::now();  ///< when the worker last said something
  std::optional<Hand> hand_;
  std::optional<Roster::Line> line_;
  int steps_ = 0;
};

}  // namespace souls::worker
