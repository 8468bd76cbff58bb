#pragma once
// A store in one SQLite file.

#include "storage/sqlite/database.hpp"
#include "storage/sqlite/group_notes.hpp"
#include "storage/store.hpp"

namespace souls::storage {

/// Safe to use from many threads of one process; another process that opens the file waits, and may be refused.
class SqliteStore final : public Store {
 public:
  /// Makes the file and its tables when they aren't there.
  static Result<std::unique_ptr<SqliteStore>> open(const std::filesystem::path& path,
                                                   const sqlite::DatabaseOptions& options = {});

  Status write(const Work& work) override;
  Status read(const Work& work) override;
  Status tidy() override;
  Status erase_deleted() override;
  /// As Database::copy_to.
  Status copy_to(const std::filesystem::path& path) { return database_->copy_to(path); }
  std::uint64_t commits() const override { return database_->commits(); }
  std::uint64_t wait_for_commit(std::uint64_t seen, double seconds) override {
    return database_->wait_for_commit(seen, seconds);
  }

 private:
  SqliteStore() = default;

  sqlite::GroupNotes notes_;  ///< of the database's writer thread
  std::unique_ptr<sqlite::Database> database_;
};

}  // namespace souls::storage
