#pragma once
// What is known of blobs, who uses them, and how much of it each user has.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/digest.hpp"
#include "base/limits.hpp"
#include "base/result.hpp"

namespace souls::storage {

/// Times are milliseconds since the epoch; 0: never.
struct BlobRow {
  Digest digest;
  std::uint64_t bytes = 0;
  std::int64_t stored_ms = 0;
  std::int64_t verified_ms = 0;
  std::int64_t lost_ms = 0;  ///< since when its bytes are known to be damaged or gone
  bool operator==(const BlobRow&) const = default;
};

/// Where a blob is used: as a file of a song's revision, or as a step's result.
struct BlobUse {
  std::string user;
  std::string song;
  std::int64_t revision = 0;
  std::string name;  ///< path in the song folder, or the output's name
  std::string step;  ///< of results: the step that makes it again, with its capability, package and version
  std::string capability;
  std::string package;
  std::string version;
  Digest key;
  bool operator==(const BlobUse&) const = default;
};

/// A blob that nothing named when a collection looked.
struct GarbageRow {
  Digest digest;
  std::string version;        ///< StoredBlob::version
  std::int64_t since_ms = 0;  ///< by the collections' own clock
  bool operator==(const GarbageRow&) const = default;
};

class BlobTable {
 public:
  virtual ~BlobTable() = default;

  /// It has been stored, now: what was lost is there again.
  virtual Status note(const Digest& digest, std::uint64_t bytes, std::int64_t stored_ms) = 0;
  virtual Result<std::optional<BlobRow>> find(const Digest& digest) = 0;
  /// Both take note of a blob that wasn't known.
  virtual Status set_verified(const Digest& digest, std::uint64_t bytes, std::int64_t verified_ms) = 0;
  virtual Status set_lost(const Digest& digest, std::int64_t lost_ms) = 0;
  virtual Status forget(const Digest& digest) = 0;
  /// By digest; at most `count`.
  virtual Result<std::vector<BlobRow>> lost(std::size_t count) = 0;

  // ---- what collections know; see Collector
  /// By digest.
  virtual Result<std::vector<GarbageRow>> garbage() = 0;
  virtual Status put_garbage(const GarbageRow& row) = 0;
  virtual Status forget_garbage(const Digest& digest) = 0;
  virtual Result<std::int64_t> collection_clock_ms() = 0;
  virtual Status set_collection_clock(std::int64_t clock_ms) = 0;

  /// The latest time at which anything of a song, a result or a blob was stored; 0 when nothing was.
  virtual Result<std::int64_t> latest_ms() = 0;

  /// Calls `visit` for what songs and results of all users name, perhaps more than once.
  virtual Status each_used(const std::function<void(const Digest&)>& visit) = 0;
  /// At most `count`. Reads all artifacts: for what happens rarely.
  virtual Result<std::vector<BlobUse>> uses(const Digest& digest, std::size_t count) = 0;

  /// What a user's songs and results take up, each blob once.
  virtual Result<std::uint64_t> bytes_of(const std::string& user) = 0;
  /// Empty: the system's.
  virtual Result<std::optional<std::uint64_t>> quota(const std::string& user) = 0;
  /// not_found: no such user.
  virtual Status set_quota(const std::string& user, std::optional<std::uint64_t> bytes) = 0;
};

/// Whether a user may have so many bytes more; `bytes_max` counts where he has no quota of his own. invalid_request tells
/// what he has, what he may have, and what he can do.
Status check_quota(BlobTable& blobs, const std::string& user, std::uint64_t more_bytes,
                   std::uint64_t bytes_max = limits::kUserBytesMax);

/// "12 bytes", "3.4 MB", for people.
std::string format_bytes(std::uint64_t bytes);

}  // namespace souls::storage
