#pragma once
// What steps made, for whom, and by what it can be made again.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/digest.hpp"
#include "base/result.hpp"

namespace souls::storage {

struct ResultOutput {
  std::string name;
  Digest digest;
  std::uint64_t bytes = 0;
  bool operator==(const ResultOutput&) const = default;
};

/// A step's result, and the record of how it came to be. Times are milliseconds since the epoch.
struct ResultRow {
  Digest key;
  std::vector<ResultOutput> outputs;  ///< in the step's order
  double seconds = 0;
  std::string capability;
  std::string package;
  std::string version;
  Digest parameters;      ///< of the step's canonical parameters; none where they weren't told
  std::string asked_by;   ///< id of a user or an API key
  std::string song;       ///< that it was first made for; the three are empty where that wasn't told
  std::int64_t revision = 0;
  std::string step;
  std::int64_t made_ms = 0;
  std::int64_t used_ms = 0;
  bool operator==(const ResultRow&) const = default;
};

/// Results by user and step key. A user never hits another's results, so that neither speed nor bytes tell what others
/// asked for.
class ResultTable {
 public:
  virtual ~ResultTable() = default;

  virtual Result<std::optional<ResultRow>> find(const std::string& user, const Digest& key) = 0;
  /// Replaces what was there under the key, and takes note of its blobs. not_found: no such user; invalid_request: no
  /// key, or more outputs than limits::kStepOutputsMax.
  virtual Status put(const std::string& user, const ResultRow& result) = 0;
  virtual Status mark_used(const std::string& user, const Digest& key, std::int64_t used_ms) = 0;
  /// Forgetting what isn't there is no error.
  virtual Status forget(const std::string& user, const Digest& key) = 0;
  /// Forgets what was first made for a song; other songs that use it make it again when they need it.
  virtual Status forget_song(const std::string& user, const std::string& song) = 0;
  /// Forgets results that were last used before a time, longest ago first, at most `count`; how many.
  virtual Result<std::size_t> forget_unused(const std::string& user, std::int64_t before_ms, std::size_t count) = 0;
  virtual Result<std::size_t> count(const std::string& user) = 0;
};

}  // namespace souls::storage
