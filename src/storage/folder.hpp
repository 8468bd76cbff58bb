#pragma once
// Where things lie under the root of a file store.

#include <filesystem>
#include <string>

#include "base/digest.hpp"
#include "base/result.hpp"

namespace souls::storage {

/// ROOT/blobs/ab/cdef…, ROOT/results/ab/cdef….json, ROOT/souls.db, ROOT/tmp and ROOT/lock.
struct Folder {
  std::filesystem::path root;

  std::filesystem::path blobs() const { return root / "blobs"; }
  std::filesystem::path results() const { return root / "results"; }
  std::filesystem::path database() const { return root / "souls.db"; }
  std::filesystem::path temporary() const { return root / "tmp"; }
  std::filesystem::path lock() const { return root / "lock"; }
  std::filesystem::path blob(const Digest& digest) const;
  std::filesystem::path result(const Digest& key) const;
};

/// Makes the folder (and its parents), readable by its owner alone. invalid_request where it can't be written.
Status make_folder(const std::filesystem::path& path);

/// The error for a system call that failed with `number` (errno): a full disk, a missing right, or whatever else it
/// was.
tl::unexpected<Error> system_failure(const std::string& what, const std::filesystem::path& path, int number);

}  // namespace souls::storage
