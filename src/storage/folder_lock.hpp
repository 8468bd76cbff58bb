#pragma once
// Who uses a store's folder.

#include <filesystem>

#include "base/result.hpp"
#include "storage/descriptor.hpp"

namespace souls::storage {

/// A lock on ROOT/lock, held until it goes out of scope or the process ends, however it ends (flock).
/// Those who use the folder share it; who removes things from it holds it alone.
class FolderLock {
 public:
  /// Shared with other users. The first user also sweeps out temporary files that a killed process left.
  /// Waits while someone trims.
  static Result<FolderLock> share(const std::filesystem::path& root);

  /// Alone; `conflict` when anyone, this process included, uses the folder.
  static Result<FolderLock> alone(const std::filesystem::path& root);

 private:
  explicit FolderLock(Descriptor file) : file_(std::move(file)) {}

  Descriptor file_;
};

}  // namespace souls::storage
