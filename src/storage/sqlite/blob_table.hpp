#pragma once
// Blobs in SQLite.

#include "storage/blob_table.hpp"
#include "storage/sqlite/statement.hpp"

namespace souls::storage::sqlite {

/// Lives as long as its transaction.
class SqliteBlobTable final : public BlobTable {
 public:
  explicit SqliteBlobTable(Connection& connection) : connection_(connection) {}

  Status note(const Digest& digest, std::uint64_t bytes, std::int64_t stored_ms) override;
  Result<std::optional<BlobRow>> find(const Digest& digest) override;
  Status set_verified(const Digest& digest, std::uint64_t bytes, std::int64_t verified_ms) override;
  Status set_lost(const Digest& digest, std::int64_t lost_ms) override;
  Status forget(const Digest& digest) override;
  Result<std::vector<BlobRow>> lost(std::size_t count) override;
  Result<std::vector<GarbageRow>> garbage() override;
  Status put_garbage(const GarbageRow& row) override;
  Status forget_garbage(const Digest& digest) override;
  Result<std::int64_t> collection_clock_ms() override;
  Status set_collection_clock(std::int64_t clock_ms) override;
  Result<std::int64_t> latest_ms() override;
  Status each_used(const std::function<void(const Digest&)>& visit) override;
  Result<std::vector<BlobUse>> uses(const Digest& digest, std::size_t count) override;
  Result<std::uint64_t> bytes_of(const std::string& user) override;
  Result<std::optional<std::uint64_t>> quota(const std::string& user) override;
  Status set_quota(const std::string& user, std::optional<std::uint64_t> bytes) override;

 private:
  Connection& connection_;
};

}  // namespace souls::storage::sqlite
