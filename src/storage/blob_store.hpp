#pragma once
// Bytes that are named by their content.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/digest.hpp"
#include "base/result.hpp"
#include "storage/descriptor.hpp"

namespace souls::storage {

/// A blob's name beside the name that a step gives it ("vocals.wav").
struct NamedDigest {
  std::string name;
  Digest digest;
  auto operator<=>(const NamedDigest&) const = default;
};

/// A blob while it is being written, by this process or by one that its descriptor was handed to. Dropped without
/// `keep`, it leaves nothing. Used by one thread.
class Draft {
 public:
  virtual ~Draft() = default;

  /// Appends, and hashes on the way. invalid_request past the bytes that a blob may have.
  virtual Status write(std::string_view bytes) = 0;

  /// A file open for reading and writing, for another to write to. Whoever asks for it has `keep` read all anew.
  virtual int descriptor() = 0;

  /// Makes what was written, whatever wrote it, a blob under its digest. Once.
  virtual Result<Digest> keep() = 0;
};

/// A blob as it lies in its store.
struct StoredBlob {
  Digest digest;
  std::uint64_t bytes = 0;
  std::string version;  ///< another one after each `put` of the same bytes; means nothing outside of its store
};

/// Where blobs are kept. Safe to use from many threads and processes at once. A blob never changes; the same bytes put
/// twice are one blob. Errors: not_found (no such blob), corrupt (the bytes aren't those of the digest, read twice; the
/// bad copy is removed, so that the blob counts as missing from then on), unavailable (disk full and the like; after a
/// sync that failed a durable store takes no more blobs until it is opened again).
class BlobStore {
 public:
  virtual ~BlobStore() = default;

  virtual Result<Digest> put(std::string_view bytes) = 0;
  virtual Result<Digest> put_file(const std::filesystem::path& path) = 0;
  virtual Result<std::unique_ptr<Draft>> draft() = 0;

  /// Open for reading, as it is: for who verifies himself.
  virtual Result<Descriptor> open(const Digest& digest) = 0;

  /// Open for reading, at its start, after its bytes were found to be those of the digest. A store may remember that a
  /// blob was verified as long as it can tell that it hasn't been touched since.
  virtual Result<Descriptor> open_verified(const Digest& digest) = 0;

  /// The bytes, verified; invalid_request when there are more than `bytes_max`.
  virtual Result<std::string> read(const Digest& digest, std::size_t bytes_max) = 0;

  /// False also where it can't be told.
  virtual bool exists(const Digest& digest) = 0;

  /// What `list` would tell of it.
  virtual Result<StoredBlob> look(const Digest& digest) = 0;

  /// Removing what isn't there is no error.
  virtual Status remove(const Digest& digest) = 0;

  /// Removes the blob unless it has been put again since it was listed; true when it is gone through this call.
  virtual Result<bool> remove_unchanged(const StoredBlob& blob) = 0;

  /// Calls `visit` for each blob, in no order that means anything, until it fails. Blobs that come or go meanwhile may
  /// be told or not.
  virtual Status list(const std::function<Status(const StoredBlob&)>& visit) = 0;

  /// Reads the blob from where it is kept, whatever is remembered of it; how many bytes it has.
  virtual Result<std::uint64_t> verify(const Digest& digest) = 0;
};

/// Writes a blob's verified bytes to a file outside of the store, all or nothing, with the file mode 0644.
/// With `durable` it is synced.
Status copy_blob_to(BlobStore& blobs, const Digest& digest, const std::filesystem::path& path, bool durable = false);

}  // namespace souls::storage
