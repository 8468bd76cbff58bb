#pragma once
// Blobs as files.

#include <sys/stat.h>

#include <map>
#include <memory>
#include <mutex>

#include "storage/blob_store.hpp"
#include "storage/folder.hpp"
#include "storage/folder_lock.hpp"

namespace souls::storage {

/// How carefully files are written.
struct FileStoreOptions {
  /// True: each file is synced before it gets its name, and the folder after: it outlives a power cut.
  /// False: nothing is synced, for results that can be made again (`souls make`). A power cut may then leave files that
  /// are empty or damaged under their names; they are found when their bytes are verified, removed and made again.
  bool durable = true;
};

/// ROOT/blobs/ab/cdef…, one file a blob, readable by its owner alone. Holds the folder's shared lock as long as it
/// lives, so that no trim takes away what is in use. Safe to use from many threads, and by many processes.
class FileBlobStore final : public BlobStore {
 public:
  static Result<std::unique_ptr<FileBlobStore>> open_folder(const std::filesystem::path& root,
                                                            const FileStoreOptions& options = {});

  Result<Digest> put(std::string_view bytes) override;
  Result<Digest> put_file(const std::filesystem::path& path) override;
  Result<std::unique_ptr<Draft>> draft() override;
  Result<Descriptor> open(const Digest& digest) override;
  Result<Descriptor> open_verified(const Digest& digest) override;
  Result<std::string> read(const Digest& digest, std::size_t bytes_max) override;
  bool exists(const Digest& digest) override;
  Status remove(const Digest& digest) override;

 private:
  friend class FileDraft;

  /// What a file looked like when its bytes were last seen to be right.
  struct Seen {
    ino_t inode = 0;
    off_t size_bytes = 0;
    timespec changed{};
  };

  FileBlobStore(Folder folder, FolderLock lock, FileStoreOptions options)
      : folder_(std::move(folder)), lock_(std::move(lock)), options_(options) {}

  bool seen(const Digest& digest, const struct stat& now);
  void see(const Digest& digest, int descriptor);
  tl::unexpected<Error> drop_corrupt(const Digest& digest);

  Folder folder_;
  FolderLock lock_;
  FileStoreOptions options_;
  std::mutex mutex_;
  std::map<Digest, Seen> seen_;  ///< guarded by mutex_
};

}  // namespace souls::storage
