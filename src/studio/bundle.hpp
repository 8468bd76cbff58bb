#pragma once
// All files of a song as one ZIP archive, made while it is read.

#include <memory>
#include <string>
#include <vector>

#include "storage/blob_store.hpp"
#include "storage/song_table.hpp"

namespace souls::studio {

/// The same files give the same bytes: entries in the order of their paths, without times or owners. Sound and pictures
/// are stored as they are, all else is deflated. Used by one thread at a time; the blobs outlive it.
class Bundle {
 public:
  Bundle(storage::BlobStore& blobs, std::vector<storage::Artifact> files);
  ~Bundle();
  Bundle(const Bundle&) = delete;
  Bundle& operator=(const Bundle&) = delete;

  /// Appends the next bytes to `piece`, limits::kBundlePieceBytes or a little more; false: those were the last. Of the
  /// files one piece is in memory at a time. corrupt or unavailable when a file can't be read.
  Result<bool> read(std::string& piece);

 private:
  struct Archive;
  Status open_next();
  Status copy();

  storage::BlobStore& blobs_;
  std::vector<storage::Artifact> files_;
  std::size_t next_ = 0;
  storage::Descriptor file_;
  std::uint64_t left_ = 0;  ///< bytes of the file at hand
  std::unique_ptr<Archive> archive_;
};

/// Names the bytes of a bundle.
Digest bundle_digest(const std::vector<storage::Artifact>& files);

}  // namespace souls::studio
