#pragma once
// A stored revision on its way from an order to a made song.

#include <string>
#include <vector>

#include "base/result.hpp"
#include "storage/blob_store.hpp"
#include "storage/song_table.hpp"
#include "storage/store.hpp"
#include "storage/wall_clock.hpp"
#include "studio/comparison.hpp"
#include "studio/making.hpp"

namespace souls::studio {

/// What a revision asks for: its request, all edits up to it, and where its making stops.
struct StoredOrder {
  song::Request request;
  std::vector<song::Edit> edits;
  Until until = Until::all;
};
/// Revision::request_json. Where a making stops is the revision's own: those that continue it are whole.
std::string request_json(const song::Request& request, Until until);
/// Where a revision's making stops.
Until until_of(const storage::Revision& revision);
Result<StoredOrder> stored_order(storage::Transaction& transaction, const std::string& user, const std::string& song,
                                 int number);

/// A made song's document.
Result<song::Document> read_document(storage::BlobStore& blobs, const Digest& digest);

/// A revision with all that a comparison looks at.
Result<ComparedRevision> compared_revision(storage::Store& store, storage::BlobStore& blobs, const std::string& user,
                                           const std::string& song, int number);

/// The library follows a document: words for search, and the title where no hand gave one.
Status tell_library(storage::Transaction& transaction, const std::string& user, const std::string& song,
                    const song::Document& document);

/// Takes revisions through their states. Safe to use from many threads; all references outlive it.
class Revisions {
 public:
  Revisions(storage::Store& store, storage::BlobStore& blobs, storage::WallClock now)
      : store_(store), blobs_(blobs), now_(std::move(now)) {}

  /// What to make: the same each time it is asked. Tracks keep their place in the balance from the nearest ancestor
  /// that is made and whose document isn't lost; unavailable while an ancestor is waiting or being made, so that a
  /// song's revisions come one after another.
  Result<Order> order(const std::string& user, const std::string& song, int number);

  /// waiting → making, with the packages that were chosen; no error when it is being made already (a making goes on
  /// after a restart, with the packages chosen first). conflict in all other states.
  Status begin(const std::string& user, const std::string& song, int number,
               const std::vector<storage::ChosenPackage>& packages);
  /// A file that exists before the rest: the cover, words, a section's rough mix.
  Status show_preview(const std::string& user, const std::string& song, int number, const std::string& path,
                      const Digest& digest);
  /// making → made: keeps the document as a blob, and names the files; previews go, but for the
  /// small cover. No error when it was made before.
  Status finish(const std::string& user, const std::string& song, int number, const MadeSong& made);
  /// waiting or making → failed, or cancelled when the error says so. Once it is final, nothing changes.
  Status end(const std::string& user, const std::string& song, int number, const Error& error);
  /// failed or cancelled → waiting. conflict in all other states.
  Status retry(const std::string& user, const std::string& song, int number);

 private:
  Result<storage::Artifact> artifact_of(const std::string& path, const Digest& digest, storage::ArtifactKind kind);

  storage::Store& store_;
  storage::BlobStore& blobs_;
  const storage::WallClock now_;
};

/// By the ending of the path: "audio/flac" for "stems/Bass.flac".
std::string media_type_of(const std::string& path);

}  // namespace souls::studio
