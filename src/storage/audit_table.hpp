#pragma once
// The audit log: what was done for whom, by whom, with what. Entries are only ever added.

#include <cstdint>
#include <string>
#include <vector>

#include "base/digest.hpp"
#include "base/result.hpp"
#include "storage/blob_store.hpp"

namespace souls::storage {

struct AuditEntry {
  std::uint64_t number = 0;  ///< from 1, without gaps
  std::int64_t time_ms = 0;
  std::string kind = {};  ///< "leased", "succeeded", "remembered", "failed", "cancelled", or another's own
  std::string user = {};
  std::string api_key = {};
  std::string run = {};
  std::string step = {};
  std::string capability = {};
  std::string package = {};
  std::string version = {};
  Digest package_digest = {};
  std::uint64_t seed = 0;
  std::string worker = {};
  int tries = 0;
  double seconds = 0;
  double cpu_seconds = 0;
  std::uint64_t bytes_out = 0;
  std::vector<NamedDigest> inputs = {};
  std::vector<NamedDigest> outputs = {};
  std::string text = {};  ///< an error's sentence, or what the kind says
  bool operator==(const AuditEntry&) const = default;
};

/// An entry as it is kept: its canonical bytes and their place in the chain.
struct AuditRow {
  std::uint64_t number = 0;
  std::string bytes;
  Digest hash;
};

/// The canonical form (packing.hpp), and back; corrupt where the bytes are no whole entry.
std::string pack_entry(const AuditEntry& entry);
Result<AuditEntry> unpack_entry(std::string_view bytes);

/// SHA-256 over the hash before (32 bytes; for the first entry zeros) and the entry's bytes.
Digest chain_hash(const Digest& before, std::string_view bytes);

class AuditTable {
 public:
  virtual ~AuditTable() = default;

  /// Gives the entry its number and its hash, and tells it.
  virtual Result<AuditRow> append(AuditEntry entry) = 0;
  /// Number 0 when there is none.
  virtual Result<AuditRow> last() = 0;
  /// In order, from the one after `after`.
  virtual Result<std::vector<AuditRow>> after(std::uint64_t after, std::size_t count_max) = 0;
  /// Entries whose step made the artifact, or took it from memory for somebody; the first one first.
  virtual Result<std::vector<AuditRow>> that_made(const Digest& artifact) = 0;
};

}  // namespace souls::storage
