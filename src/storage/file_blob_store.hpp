#pragma once
// Blobs as files.

#include <sys/stat.h>

#include <array>
#include <atomic>
#include <map>
#include <memory>
#include <mutex>

#include "storage/blob_store.hpp"
#include "storage/folder.hpp"
#include "storage/folder_lock.hpp"
#include "storage/temporary_file.hpp"

namespace souls::storage {

/// How carefully files are written.
struct FileStoreOptions {
  /// True: each file is synced before it gets its name, and the folder after: it outlives a power cut.
  /// False: nothing is synced, for results that can be made again (`souls make`). A power cut may then leave files that
  /// are empty or damaged under their names; they are found when their bytes are verified, removed and made again.
  bool durable = true;
  FileSystem* files = &system_files();
};

class FileDraft;

/// ROOT/blobs/ab/cdef…, one file a blob, readable by its owner alone. Holds the folder's shared lock as long as it
/// lives, so that no trim takes away what is in use. Safe to use from many threads, and by many processes: who gives a
/// blob its name shares a lock on the two-letter folder, and who removes unchanged blobs takes it alone.
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
  Result<StoredBlob> look(const Digest& digest) override;
  Status remove(const Digest& digest) override;
  Result<bool> remove_unchanged(const StoredBlob& blob) override;
  Status list(const std::function<Status(const StoredBlob&)>& visit) override;
  Result<std::uint64_t> verify(const Digest& digest) override;

 private:
  friend class FileDraft;
  Result<std::unique_ptr<FileDraft>> file_draft();

  /// What a file looked like when its bytes were last seen to be right.
  struct Seen {
    ino_t inode = 0;
    off_t size_bytes = 0;
    timespec changed{};
  };

  FileBlobStore(Folder folder, FolderLock lock, FileStoreOptions options)
      : folder_(std::move(folder)), lock_(std::move(lock)), options_(options) {}

  Status make_root();
  /// ROOT/blobs/ab, open, and sure to be there after a power cut.
  Result<Descriptor> two_letter_folder(const Digest& digest);
  /// Gives a whole file its name, as durably as the store promises.
  Status place(TemporaryFile& file, const Digest& digest);
  tl::unexpected<Error> sync_failed(Error error);

  /// To the file's start; with `from_disk` past what the kernel remembers of it.
  Status rewind(const Descriptor& file, const Digest& digest, bool from_disk);
  /// Reads and hashes the file, a second time when it looks damaged: it may only have been read wrongly.
  Status check(const Descriptor& file, const Digest& digest, bool from_disk);
  tl::unexpected<Error> drop_corrupt(const Digest& digest);

  bool seen(const Digest& digest, const struct stat& now);
  void see(const Digest& digest, int descriptor);

  Folder folder_;
  FolderLock lock_;
  FileStoreOptions options_;
  std::atomic<bool> sync_failed_{false};
  std::array<std::atomic<bool>, 256> folders_known_{};  ///< which two-letter folders are there and on the disk
  std::mutex mutex_;
  std::map<Digest, Seen> seen_;  ///< guarded by mutex_
};

}  // namespace souls::storage
