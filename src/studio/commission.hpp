#pragma once
// Parts of songs that are made for who waits for them, and belong to no song: words, a cover, a voice that sings or
// says.

#include <atomic>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "base/limits.hpp"
#include "song/request.hpp"
#include "studio/conductor.hpp"
#include "studio/library.hpp"

namespace souls::studio {

enum class PartKind { words, cover, singing, saying };

struct PartOrder {
  PartKind kind = PartKind::words;
  song::Request request;       ///< for `saying` its lyrics, voice and seed alone count
  std::string format = "wav";  ///< of a voice: wav, flac or mp3
};

/// invalid_request with a sentence: what can't be made of the order.
Status check_part(const PartOrder& order);

/// A part while it is being made. Shared by who waits and who makes it; safe to use from many threads.
class Commission {
 public:
  explicit Commission(std::string id) : id_(std::move(id)) {}

  /// Events tell of its steps as those of a song of this name: "p_…".
  const std::string& id() const { return id_; }
  /// The blob that was made, or why not; empty while it is being made.
  std::optional<Result<Digest>> outcome() const;
  /// Nobody waits any more: its steps stop within a second.
  void cancel() { is_cancelled_ = true; }

 private:
  friend class Commissions;
  const std::string id_;
  std::atomic<bool> is_cancelled_{false};
  mutable std::mutex mutex_;  ///< guards the one below
  std::optional<Result<Digest>> outcome_;
};

/// Makes parts through the queue, as songs are made: results are remembered for the user, steps are told to the audit
/// log and to the usage. Nothing else of a part is kept. Safe to use from many threads; what the orchestra holds
/// outlives it.
class Commissions {
 public:
  explicit Commissions(Orchestra orchestra, std::size_t bytes_max = limits::kUserBytesMax);
  /// Cancels what is being made. Within a second.
  ~Commissions();
  Commissions(const Commissions&) = delete;
  Commissions& operator=(const Commissions&) = delete;

  /// Begins. rate_limited: limits::kPartsAtOnceMax or kPartsAtOncePerUser; invalid_request where it can't be made, or
  /// the user's storage is used up.
  Result<std::shared_ptr<Commission>> begin(const std::string& user, const Asking& asking, const PartOrder& order);

 private:
  struct Making {
    std::string user;
    std::shared_ptr<Commission> commission;
    std::atomic<bool> is_over{false};
    std::thread thread;
  };
  void make(Making& making, const Asking& asking, const PartOrder& order);
  Result<Digest> make_part(const Making& making, const Asking& asking, const PartOrder& order);
  void join_those_that_are_over();
  void forget_those_of_before();

  Orchestra orchestra_;
  const std::size_t bytes_max_;
  std::atomic<bool> is_ending_{false};
  std::mutex mutex_;  ///< guards the list below
  std::list<Making> makings_;
};

}  // namespace souls::studio
