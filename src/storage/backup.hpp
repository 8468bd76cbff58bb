#pragma once
// Copies of all that is kept, and bringing it back.

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/context.hpp"
#include "storage/backup_manifest.hpp"
#include "storage/blob_store.hpp"
#include "storage/collection.hpp"
#include "storage/store.hpp"
#include "storage/wall_clock.hpp"

namespace souls::storage {

/// Whether a database file is whole: what is wrong with it, a sentence each (`sqlite::check_file`).
using CheckDatabase = std::function<Result<std::vector<std::string>>(const std::filesystem::path&)>;

/// What a backup is made of. All outlive it.
struct BackupSource {
  Store* store = nullptr;
  BlobStore* blobs = nullptr;
  std::vector<RootSource> roots;
  /// Writes a consistent copy of the database to a file that isn't there (`SqliteStore::copy_to`).
  std::function<Status(const std::filesystem::path&)> copy_database;
  CheckDatabase check_database;
  /// Small files that go along, such as the checkpoints of the audit log; those that aren't there are left out. They
  /// come back under their names in the root of what is restored. Never the secret key.
  std::vector<std::filesystem::path> files;
  std::string secret_key_id;    ///< of the key that seals secrets; empty when there is none
  std::string secret_key_note;  ///< where the key has to come from: "the file keys/secret.key or SOULS_SECRET_KEY"
  WallClock clock = system_wall_clock();
};

struct BackupReport {
  std::size_t blobs = 0;
  std::uint64_t bytes = 0;
  std::size_t copied = 0;  ///< that weren't in the folder yet
  std::uint64_t copied_bytes = 0;
  std::size_t renewed = 0;  ///< that were damaged in the folder; copied again where they are whole elsewhere
  std::size_t removed = 0;  ///< that the folder no longer needs
  std::vector<Digest> missing;  ///< that songs or results name, and that are whole neither here nor there
};

/// Makes DIR a backup as things stand, while they are used; what DIR has whole isn't copied again. Each blob's bytes are
/// verified as they are copied, and those that DIR has already are read and verified too. The manifest is written last,
/// all or nothing: until then an older backup in DIR stands. What the store has lost and DIR still has is kept.
/// invalid_request: DIR holds something else.
Result<BackupReport> backup(const BackupSource& source, const std::filesystem::path& folder,
                            const Context& context = {});

struct RestoreReport {
  BackupManifest manifest;
  std::vector<Digest> damaged;  ///< blobs that the backup no longer has whole; all else is there
};

/// Reads all of a backup; its database and files are whole, or the error says what isn't.
Result<RestoreReport> verify_backup(const std::filesystem::path& folder, const CheckDatabase& check_database,
                                    const Context& context = {});

/// Brings a backup back as `root`, which is a new or empty folder (conflict). Everything is verified; a damaged
/// database is an error, and leaves nothing; damaged blobs are told.
Result<RestoreReport> restore(const std::filesystem::path& folder, const std::filesystem::path& root,
                              const CheckDatabase& check_database, const Context& context = {});

}  // namespace souls::storage
