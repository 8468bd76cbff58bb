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
  /// Whether nobody is alive who put a blob or saw a name of one before this collector: no step is in hand, and no other
  /// process has the data. Then what was garbage at the last mark of the collector before, and still is, goes at once.
  bool is_at_rest = false;
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
/// kept in the store: the grace time goes on where a process ends and another begins, and stands still between.
/// `store` and `blobs` outlive it. Used by one thread at a time; others may read and write all they like meanwhile.
class Collector {
 public:
  Collector(Store& store, BlobStore& blobs, std::vector<RootSource> roots, CollectorOptions options = {})
      : store_(store), blobs_(blobs), roots_(std::move(roots)), options_(std::move(options)) {}

  /// One mark, and a sweep of what has been garbage for long enough.
  Result<CollectionReport> collect(const Context& context = {});

 private:
  struct Candidate {
    StoredBlob blob;
    std::int64_t since_ms = 0;  ///< when the listing ended that found it
  };

  Status load();
  std::int64_t now_ms() const;
  Result<std::vector<Digest>> sweep(std::int64_t began_ms, const Context& context, CollectionReport& report);
  Status keep(const std::map<Digest, Candidate>& before);
  Status forget(const std::vector<Digest>& removed);

  Store& store_;
  BlobStore& blobs_;
  const std::vector<RootSource> roots_;
  const CollectorOptions options_;
  bool is_loaded_ = false;
  bool was_at_rest_ = false;  ///< that this was so has been counted
  std::int64_t base_ms_ = 0;  ///< the collections' clock when this one was loaded
  std::chrono::steady_clock::time_point loaded_;
  std::map<Digest, Candidate> candidates_;
};

}  // namespace souls::storage
