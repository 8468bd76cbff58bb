#pragma once
// All that is kept of a user: written out, and deleted.

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "storage/blob_store.hpp"
#include "storage/store.hpp"
#include "storage/wall_clock.hpp"

namespace souls::studio {

struct ExportReport {
  std::size_t songs = 0;
  std::size_t revisions = 0;
  std::size_t files = 0;
  std::uint64_t bytes = 0;
  /// Files whose bytes are gone or damaged, by their path in the folder. The rest is there.
  std::vector<std::string> lost;
};

/// Writes a folder that wasn't there, or was empty, all or nothing:
///   account.json                      the user, keys and sessions without what lets one in, and each song with its
///                                     revisions, requests, edits, tags and files
///   songs/SONG/revision-N/…           the song folder of each revision, its bytes verified on the way
/// Files that revisions share are one file with more names, where the file system can do that.
/// not_found: no such user. invalid_request: the folder can't be written or holds something.
Result<ExportReport> export_user(storage::Store& store, storage::BlobStore& blobs, const std::string& user,
                                 const std::filesystem::path& folder, std::int64_t now_ms);

/// Deletes the user and everything that is the user's: account, songs, tasks and events, and their bytes in the
/// store's files. The audit log keeps its entries, in which people are pseudonymous ids. Blobs go with the next
/// collection. Cancel what is being made for the user first. May be called again when it was interrupted.
Status delete_user(storage::Store& store, const std::string& user, std::int64_t now_ms);

}  // namespace souls::studio
