#pragma once
// What a backup holds, as its folder says it.

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/digest.hpp"
#include "base/result.hpp"

namespace souls::storage {

/// A file of the backup's folder that isn't a blob.
struct BackupFile {
  std::string name;  ///< where it belongs in the root
  std::string file;  ///< in the backup's folder
  Digest digest;
  std::uint64_t bytes = 0;
  bool operator==(const BackupFile&) const = default;
};

/// DIR/manifest.json. DIR/blobs holds the blobs, as a root does; the list names a digest a line, in order.
struct BackupManifest {
  std::int64_t made_ms = 0;
  BackupFile database;
  BackupFile blob_list;
  std::size_t blobs = 0;
  std::uint64_t blob_bytes = 0;
  std::vector<BackupFile> files;
  std::string secret_key_id;
  std::string secret_key_note;
  bool operator==(const BackupManifest&) const = default;
};

std::filesystem::path manifest_path(const std::filesystem::path& folder);

/// All or nothing, and on the disk.
Status write_manifest(const std::filesystem::path& folder, const BackupManifest& manifest);

/// not_found: the folder is no backup, or one that was never finished; corrupt: the manifest isn't what was written.
Result<BackupManifest> read_manifest(const std::filesystem::path& folder);

}  // namespace souls::storage
