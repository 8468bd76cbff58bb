#pragma once
// Garbage: blobs that nothing names any more.

#include <chrono>
#include <functional>
#include <map>
#include <vector>

#include "base/context.hpp"
#include "base/limits.hpp"
#include "storage/blob_store.hpp"
#include "storage/store.hpp"

namespace souls::storage {

/// Calls `visit` for each blob that a kind of row names, perhaps more than once. All sources of a collection are read
/// in one transaction.
using RootSource = std::function<Status(Transaction&, const std::function<void(const Digest&)>& visit)>;

/// What songs, their documents and results of all users name.
RootSource roots_of_songs_and_results();
/// Inputs and outputs of the tasks of runs that are open.
RootSource roots_of_open_runs();
/// What must not be lost: both of these.
std::vector<RootSource> all_roots();

/// A clock that only goes forward.
using SteadyClock = std::function<std::chrono::steady_clock::time_point()>;

struct CollectorOptions {
  /// How long a blob has to have been garbage before it goes: longer than any lease, and than any upload may take from
  /// its last byte until something names it.
  double grace_seconds = limits::kGarbageGraceSeconds;
  SteadyClock clock = [] { return std::chrono::steady_clock::now(); };
};

struct CollectionReport {
  std::size_t blobs = 0;    ///< looked at
  std::size_t garbage = 0;  ///< that nothing names, those removed included
  std::size_t removed = 0;
  std::uint64_t removed_bytes = 0;
};

/// Mark and sweep. A blob goes when two marks, at least the grace time apart, found that nothing names it, none between
/// them found otherwise, and it wasn't put again since the first one. So whoever has put a blob, or has seen something
/// that names it, has the grace time to commit a name of his own; no clock of the day plays a part. What is garbage is
/// remembered in memory: a process that starts anew gives everything the grace time again.
/// `store` and `blobs` outlive it. Used by one thread at a time; others may read and write all they like meanwhile.
class Collector {
 public:
  Collector(Store& store, BlobStore& blobs, std::vector<RootSource> roots, CollectorOptions options = {})
      : store_(store), blobs_(blobs), roots_(std::move(roots)), options_(std::move(options)) {}

  /// One mark, and a sweep of what has been garbage for long enough.
  Result<CollectionReport> collect(const Context& context = {});

 private:
  using Time = std::chrono::steady_clock::time_point;
  struct Candidate {
    StoredBlob blob;
    Time since;  ///< when the listing ended that found it
  };

  Store& store_;
  BlobStore& blobs_;
  const std::vector<RootSource> roots_;
  const CollectorOptions options_;
  std::map<Digest, Candidate> candidates_;
};

}  // namespace souls::storage
