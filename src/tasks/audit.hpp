#pragma once
// Answering for what was made: signed checkpoints of the audit log, and its verification.

#include <condition_variable>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "storage/audit_table.hpp"
#include "storage/store.hpp"
#include "storage/wall_clock.hpp"
#include "tasks/signing_key.hpp"

namespace souls::tasks {

/// How the log stood at a time, signed. A line of a file outside of the database:
/// `NUMBER TIME_MS HASH SIGNATURE`, the last two in hexadecimal letters.
struct Checkpoint {
  std::uint64_t number = 0;  ///< of the last entry
  std::int64_t time_ms = 0;
  Digest hash;  ///< of that entry
  std::string signature;
};

/// Appends checkpoints to a file. Used by one thread; the store outlives it.
class Checkpoints {
 public:
  /// Tells somebody else of a checkpoint, by its line. In a transaction of its own.
  using Tell = std::function<Status(storage::Transaction&, const std::string& line)>;

  /// Reads on from where the file ends; a last line that a crash cut off is taken away.
  static Result<Checkpoints> open(const std::filesystem::path& file, SigningKey key,
                                  storage::WallClock clock = storage::system_wall_clock(), Tell tell = {});

  /// Signs how the log stands now, syncs the file, and tells of it; does nothing when no entry was added since the last
  /// time.
  Status write(storage::Store& store);
  bool has_any() const { return last_ > 0; }

 private:
  Checkpoints(std::filesystem::path file, SigningKey key, storage::WallClock clock, Tell tell, std::uint64_t last)
      : file_(std::move(file)), key_(std::move(key)), clock_(std::move(clock)), tell_(std::move(tell)), last_(last) {}

  std::filesystem::path file_;
  SigningKey key_;
  storage::WallClock clock_;
  Tell tell_;
  std::uint64_t last_;
};

/// A thread that writes a checkpoint at most kAuditCheckpointSeconds after an entry was added, the very first one at once,
/// and one when it ends. The store and the checkpoints outlive it.
class CheckpointKeeper {
 public:
  CheckpointKeeper(storage::Store& store, Checkpoints& checkpoints);
  ~CheckpointKeeper();
  /// How the last one went.
  Status last() const;

 private:
  void keep();

  storage::Store& store_;
  Checkpoints& checkpoints_;
  mutable std::mutex mutex_;  ///< guards the three below
  std::condition_variable stopped_;
  bool stop_ = false;
  Status last_;
  std::thread thread_;
};

struct AuditReport {
  std::uint64_t entries = 0;
  std::uint64_t checkpoints = 0;
  std::uint64_t unsigned_entries = 0;  ///< after the last checkpoint: what is taken from them isn't seen
  std::vector<std::string> findings;   ///< a sentence each, at most kAuditFindingsMax; none: all is as it was
};

/// Follows the chain from its first entry to its last and compares it with each checkpoint: finds entries that were
/// changed, removed (also at the end), put in or swapped, a chain that was made anew as a whole, and a log without any
/// checkpoint.
Result<AuditReport> verify_audit(storage::Store& store, const std::filesystem::path& checkpoint_file,
                                 std::string_view public_key);

/// Entries whose step made the artifact, or took it from memory: who, when, by which key, with what, from what.
Result<std::vector<storage::AuditEntry>> who_made(storage::Store& store, const Digest& artifact);

}  // namespace souls::tasks
