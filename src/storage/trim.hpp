#pragma once
// Keeping a store's folder within bounds.

#include <cstdint>
#include <filesystem>

#include "base/result.hpp"

namespace souls::storage {

struct TrimReport {
  std::uint64_t bytes_before = 0;
  std::uint64_t bytes_after = 0;
  std::size_t results_removed = 0;
  std::size_t blobs_removed = 0;
};

/// Removes results, least recently used first, and the blobs that only they name, until the folder holds at most
/// `bytes_max`. Blobs that no result names and results that can't be read go first, whatever the size. Takes the
/// folder's lock alone: `conflict` while any store has it open, in this process or another.
Result<TrimReport> trim_results(const std::filesystem::path& root, std::uint64_t bytes_max);

}  // namespace souls::storage
