#pragma once
// Care for all that a SOULS_HOME keeps: copies of it, and looking for damage.

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/context.hpp"
#include "base/result.hpp"
#include "storage/blob_store.hpp"
#include "storage/doctor.hpp"
#include "storage/sqlite/sqlite_store.hpp"
#include "tasks/audit.hpp"

namespace souls::cli {

/// What is open of a SOULS_HOME.
struct Kept {
  std::filesystem::path home;
  storage::SqliteStore& store;
  storage::BlobStore& blobs;
  std::string secret_key_id;      ///< empty: there is no key
  std::string secret_key_source;  ///< where it comes from
};

/// What was copied, as JSON; `last_backup` tells of it from then on. One at a time into a folder: see Backups.
Result<nlohmann::json> back_up(const Kept& kept, const std::filesystem::path& folder, const Context& context);

/// The last backup, where there was one, and which key a restored one needs, as JSON.
Result<nlohmann::json> last_backup(const Kept& kept);

/// Database, blobs (`all` or some), rights, space, clock, keys and packages.
Result<std::vector<storage::Finding>> examine(const Kept& kept, bool all, const Context& context);

/// Packages, and the rights of keys: what can be looked at when the store can't be opened.
std::vector<storage::Finding> examine_around(const std::filesystem::path& home);

/// Reads all blobs, and says what was lost and how it comes back, as JSON.
Result<nlohmann::json> scrub(const Kept& kept, const Context& context);

/// {"findings": […]}
nlohmann::json json_of(const std::vector<storage::Finding>& findings);
nlohmann::json json_of(const tasks::AuditReport& report);

}  // namespace souls::cli
