#pragma once
// What steps made, by their keys.

#include <optional>
#include <string>
#include <vector>

#include "base/digest.hpp"
#include "base/result.hpp"
#include "storage/blob_store.hpp"

namespace souls::storage {

/// What a step made. When it was made is no part of it.
struct StepResult {
  std::vector<NamedDigest> outputs;
  double seconds = 0;
  std::string package;
  std::string version;
  bool operator==(const StepResult&) const = default;
};

/// Remembers results of one owner: a memory is opened for an owner and never tells what another asked for.
/// Safe to use from many threads and processes at once.
class ResultMemory {
 public:
  virtual ~ResultMemory() = default;

  /// Empty when the key isn't remembered. A record that is damaged, or whose blobs are no longer there, counts as not
  /// remembered. Blobs are looked for, not read: their bytes are verified by who reads them.
  virtual Result<std::optional<StepResult>> find(const Digest& key) = 0;

  /// Replaces what was remembered under the key.
  virtual Status remember(const Digest& key, const StepResult& result) = 0;

  virtual Status forget(const Digest& key) = 0;
};

}  // namespace souls::storage
