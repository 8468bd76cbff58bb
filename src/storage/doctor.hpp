#pragma once
// Whether a root is in good health, and in words what to do where it isn't.

#include <filesystem>
#include <string>
#include <vector>

#include "base/context.hpp"
#include "base/random.hpp"
#include "storage/backup.hpp"
#include "storage/blob_store.hpp"
#include "storage/collection.hpp"
#include "storage/store.hpp"
#include "storage/wall_clock.hpp"

namespace souls::storage {

enum class Severity { good, warning, bad };

/// What was looked at, what was found, and what to do about it; nothing to do where all is well.
struct Finding {
  Severity severity = Severity::good;
  std::string subject;  ///< "database", "blobs", "permissions", "disk", "clock"
  std::string what;
  std::string advice;
};

struct DoctorOptions {
  std::filesystem::path root;
  Store* store = nullptr;
  BlobStore* blobs = nullptr;
  std::vector<RootSource> roots;
  CheckDatabase check_database;
  std::size_t blobs_read_max = 200;  ///< drawn by the seed; 0: all are read
  Seed seed = 0;
  std::uint64_t free_bytes_min = std::uint64_t{2} << 30;
  WallClock clock = system_wall_clock();
};

/// One finding a subject where all is well, and one for each thing that isn't, at most limits::kFindingsMax a subject.
/// Changes nothing but for damaged blobs, whose copies are removed, as by whoever reads them. Cancelled when told to
/// stop.
Result<std::vector<Finding>> examine(const DoctorOptions& options, const Context& context = {});

}  // namespace souls::storage
