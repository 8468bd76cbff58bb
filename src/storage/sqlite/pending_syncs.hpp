#pragma once
// Commits that are not on the disk yet.

#include <sqlite3.h>

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "base/result.hpp"

namespace souls::storage::sqlite {

/// Syncs the log in a thread of its own, so that the writer goes on with the next group meanwhile. Nothing that a commit
/// wrote is told to anyone before its sync has succeeded: who wrote it waits for `done`, and who read it for
/// `wait_for_seen`. After a sync that failed there is none any more.
class PendingSyncs {
 public:
  /// Told whether what the commit wrote is on the disk.
  using Done = std::function<void(const Status&)>;

  PendingSyncs();
  /// After the last of them.
  ~PendingSyncs();
  PendingSyncs(const PendingSyncs&) = delete;
  PendingSyncs& operator=(const PendingSyncs&) = delete;

  /// By the writer, before a commit that readers may see; then one of the next two.
  void expect() { ++expected_; }
  /// It is committed; `log` (see joined_log.hpp) is to be synced.
  void add(sqlite3_file* log, Done done);
  /// It is on the disk already, or came to nothing. Returns when those before it are settled.
  void settle();

  bool any() const { return settled_ < expected_; }
  /// Returns when none is pending.
  void drain();
  /// Returns when all that can have been seen before the call is on the disk. unavailable: it never will.
  Status wait_for_seen();
  /// Why a sync failed, once one has.
  std::optional<Error> failure() const;

 private:
  struct Pending {
    std::uint64_t number = 0;
    sqlite3_file* log = nullptr;
    Done done;
  };

  void serve();
  Status sync(sqlite3_file* log);

  std::atomic<std::uint64_t> expected_{0};  ///< commits, counted; written by the writer
  std::atomic<std::uint64_t> settled_{0};   ///< up to here
  std::atomic<bool> has_failed_{false};

  mutable std::mutex mutex_;  ///< guards the four below
  std::condition_variable filled_, moved_;
  std::vector<Pending> pending_;
  std::optional<Error> failure_;
  bool stop_ = false;

  std::thread thread_;
};

}  // namespace souls::storage::sqlite
