#pragma once
// A user's results, in the store.

#include "storage/blob_store.hpp"
#include "storage/result_memory.hpp"
#include "storage/result_table.hpp"
#include "storage/store.hpp"
#include "storage/wall_clock.hpp"

namespace souls::storage {

/// Remembers for one user. `store` and `blobs` outlive it. Safe to use from many threads and processes.
class StoredResultMemory final : public ResultMemory {
 public:
  StoredResultMemory(Store& store, BlobStore& blobs, std::string user, WallClock clock = system_wall_clock())
      : store_(store), blobs_(blobs), user_(std::move(user)), clock_(std::move(clock)) {}

  Result<std::optional<StepResult>> find(const Digest& key) override;
  /// With no more of a record than the user. Who knows more writes the row himself, in the transaction of the step.
  Status remember(const Digest& key, const StepResult& result) override;
  Status forget(const Digest& key) override;

 private:
  Store& store_;
  BlobStore& blobs_;
  const std::string user_;
  const WallClock clock_;
};

/// The row of a result whose record is filled in by the caller: outputs with their sizes as the blob store has them.
Result<ResultRow> row_of_result(BlobStore& blobs, const Digest& key, const StepResult& result, std::int64_t now_ms);

}  // namespace souls::storage
