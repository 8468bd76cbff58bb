#include "storage/file_blob_store.hpp"

#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>

#include "base/limits.hpp"

namespace souls::storage {
namespace {

constexpr off_t kWriteAheadBytes = 1 << 20;
constexpr std::size_t kUncachedBytesMin = 1 << 20;

std::string version_of(const struct stat& file) {
  return std::to_string(file.st_ino) + "." + std::to_string(file.st_size) + "." +
         std::to_string(file.st_ctim.tv_sec) + "." + std::to_string(file.st_ctim.tv_nsec);
}

tl::unexpected<Error> no_such_blob(const Digest& digest) {
  return fail(ErrorCode::not_found, "there is no blob " + digest.hex);
}

}  // namespace

/// A temporary file of the store. Its store outlives it.
class FileDraft final : public Draft {
 public:
  FileDraft(FileBlobStore& store, TemporaryFile file) : store_(store), file_(std::move(file)) {}

  int descriptor() override {
    others_write_ = true;
    return file_.descriptor();
  }

  Status write(std::string_view bytes) override {
    if (bytes.size() > limits::kBlobBytesMax - static_cast<std::size_t>(written_)) {
      return fail(ErrorCode::invalid_request, "a blob has at most " + std::to_string(limits::kBlobBytesMax) + " bytes");
    }
    if (auto done = write_and_hash(bytes); !done) return done;
    written_ += static_cast<off_t>(bytes.size());
    if (store_.options_.durable && !uncached_ && written_ - handed_on_ >= kWriteAheadBytes) {
      store_.options_.files->start_writing(file_.descriptor(), handed_on_, written_ - handed_on_);
      handed_on_ = written_;
    }
    return {};
  }

  /// Whole pages that begin at a page go to the disk past the kernel's cache, as long as the file system can do that:
  /// half the work, and nothing that others read is pushed out. `bytes`: how many are likely to come; the room for them
  /// is taken at once, for only within a file's length the disk writes while the bytes are hashed.
  void begin_uncached(off_t bytes) {
    uncached_ = set_direct(true);
    if (uncached_ && ::fallocate(file_.descriptor(), 0, 0, bytes) == 0) room_ = bytes;
  }

  Result<Digest> keep() override {
    if (room_ > written_ && ::ftruncate(file_.descriptor(), written_) != 0) {
      return system_failure("can't write", file_.path(), errno);
    }
    const auto digest = others_write_ ? read_anew() : hash_.finish();
    if (!digest) return digest;
    if (auto placed = store_.place(file_, *digest); !placed) return fail(placed.error());
    return digest;
  }

 private:
  bool set_direct(bool on) {
    const int flags = ::fcntl(file_.descriptor(), F_GETFL);
    return flags >= 0 && ::fcntl(file_.descriptor(), F_SETFL, on ? flags | O_DIRECT : flags & ~O_DIRECT) == 0;
  }

  Status write_and_hash(std::string_view bytes) {
    const bool is_aligned = reinterpret_cast<std::uintptr_t>(bytes.data()) % kPageBytes == 0;
    const std::size_t pages_bytes = uncached_ && is_aligned ? bytes.size() / kPageBytes * kPageBytes : 0;
    auto& files = *store_.options_.files;
    const bool begun =
        written_ < room_ && files.begin_write(file_.descriptor(), bytes.data(), pages_bytes, written_);
    hash_.add(bytes);
    const ssize_t done = begun ? files.finish_write()
                               : pages_bytes > 0 ? files.write(file_.descriptor(), bytes.data(), pages_bytes) : 0;
    if (done > 0) bytes.remove_prefix(static_cast<std::size_t>(done));
    if (begun && done > 0 && ::lseek(file_.descriptor(), written_ + done, SEEK_SET) < 0) {
      return system_failure("can't write", file_.path(), errno);
    }
    if (bytes.empty()) return {};
    // The file's last bytes, and all of them where the disk took only a part.
    if (uncached_ && !set_direct(false)) return system_failure("can't write", file_.path(), errno);
    uncached_ = false;
    return file_.write(bytes);
  }

  Result<Digest> read_anew() {
    auto& files = *store_.options_.files;
    if (store_.options_.durable) files.start_writing(file_.descriptor(), 0, 0);
    const Descriptor file(files.open(file_.path().c_str(), O_RDONLY | O_CLOEXEC, 0));
    if (!file) return system_failure("can't read", file_.path(), errno);
    return hash_rest(files, file.number(), limits::kBlobBytesMax, file_.path());
  }

  FileBlobStore& store_;
  TemporaryFile file_;
  Sha256 hash_;
  off_t written_ = 0;
  off_t room_ = 0;  ///< that the file has been given beforehand
  off_t handed_on_ = 0;  ///< how much of it the disk has been asked to begin with
  bool uncached_ = false;
  bool others_write_ = false;
};

Result<std::unique_ptr<FileBlobStore>> FileBlobStore::open_folder(const std::filesystem::path& root,
                                                                  const FileStoreOptions& options) {
  auto lock = FolderLock::share(root);
  if (!lock) return fail(lock.error());
  std::unique_ptr<FileBlobStore> store(new FileBlobStore(Folder{root}, std::move(*lock), options));
  if (auto made = store->make_root(); !made) return fail(made.error());
  return store;
}

Status FileBlobStore::make_root() {
  if (auto made = make_folder(folder_.blobs()); !made || !options_.durable) return made;
  for (const auto& folder : {folder_.root, std::filesystem::absolute(folder_.root).parent_path()}) {
    if (auto synced = sync_directory(*options_.files, folder); !synced) return synced;
  }
  return {};
}

Result<Descriptor> FileBlobStore::two_letter_folder(const Digest& digest) {
  const auto path = folder_.blob(digest).parent_path();
  auto& known = folders_known_[std::stoul(digest.hex.substr(0, 2), nullptr, 16)];
  if (!known) {
    if (auto made = make_folder(path); !made) return fail(made.error());
    // Also where it is there already: whoever made it may not have come to its sync.
    if (options_.durable) {
      if (auto synced = sync_directory(*options_.files, folder_.blobs()); !synced) return sync_failed(synced.error());
    }
    known = true;
  }
  auto folder = open_directory(*options_.files, path);
  if (!folder) known = false;
  return folder;
}

Status FileBlobStore::place(TemporaryFile& file, const Digest& digest) {
  if (auto finished = file.finish(options_.durable); !finished) return sync_failed(finished.error());
  const auto target = folder_.blob(digest);
  const auto folder = two_letter_folder(digest);
  if (!folder) return fail(folder.error());
  if (::flock(folder->number(), LOCK_SH) != 0) return system_failure("can't lock", target.parent_path(), errno);
  // An older copy is replaced: it may be damaged, and renaming costs the same as asking.
  if (auto renamed = file.rename_to(target); !renamed) return renamed;
  if (options_.durable && options_.files->sync(folder->number()) != 0) {
    return sync_failed(system_failure("can't sync", target.parent_path(), errno).value());
  }
  see(digest, file.descriptor());
  return {};
}

/// After a sync that failed the kernel forgets what it couldn't write: the next one would succeed for nothing
/// (Rebello et al., "Can applications recover from fsync failures?", 2020).
tl::unexpected<Error> FileBlobStore::sync_failed(Error error) {
  sync_failed_ = true;
  return fail(std::move(error));
}

Result<Digest> FileBlobStore::put(std::string_view bytes) {
  auto copy = draft();
  if (!copy) return fail(copy.error());
  if (auto written = (*copy)->write(bytes); !written) return fail(written.error());
  return (*copy)->keep();
}

Result<Digest> FileBlobStore::put_file(const std::filesystem::path& path) {
  const Descriptor source(options_.files->open(path.c_str(), O_RDONLY | O_CLOEXEC, 0));
  struct stat now {};
  if (!source || ::fstat(source.number(), &now) != 0) {
    return fail(ErrorCode::not_found, "can't open " + path.string(), path.string());
  }
  auto copy = file_draft();
  if (!copy) return fail(copy.error());
  if (options_.durable && static_cast<std::size_t>(now.st_size) >= kUncachedBytesMin) (*copy)->begin_uncached(now.st_size);
  auto copied = read_blocks(*options_.files, source.number(), limits::kBlobBytesMax, path,
                            [&](std::string_view block) { return (*copy)->write(block); });
  if (!copied) return fail(copied.error());
  return (*copy)->keep();
}

Result<std::unique_ptr<Draft>> FileBlobStore::draft() {
  auto made = file_draft();
  if (!made) return fail(made.error());
  return std::unique_ptr<Draft>(std::move(*made));
}

Result<std::unique_ptr<FileDraft>> FileBlobStore::file_draft() {
  if (sync_failed_) {
    return fail(ErrorCode::unavailable,
                "the disk failed to confirm what was written; check the disk, restart the program, and try again",
                folder_.blobs().string());
  }
  auto file = TemporaryFile::make(folder_.temporary(), *options_.files);
  if (!file) return fail(file.error());
  return std::make_unique<FileDraft>(*this, std::move(*file));
}

Result<Descriptor> FileBlobStore::open(const Digest& digest) {
  if (!is_digest(digest.hex)) return fail(ErrorCode::not_found, "'" + digest.hex + "' is no digest");
  Descriptor file(options_.files->open(folder_.blob(digest).c_str(), O_RDONLY | O_CLOEXEC, 0));
  if (!file && errno == ENOENT) return no_such_blob(digest);
  if (!file) return system_failure("can't open", folder_.blob(digest), errno);
  return file;
}

Result<Descriptor> FileBlobStore::open_verified(const Digest& digest) {
  auto file = open(digest);
  if (!file) return file;
  struct stat now {};
  if (::fstat(file->number(), &now) != 0) return system_failure("can't read", folder_.blob(digest), errno);
  if (seen(digest, now)) return file;
  if (auto whole = check(*file, digest, false); !whole) return fail(whole.error());
  return file;
}

Result<std::uint64_t> FileBlobStore::verify(const Digest& digest) {
  const auto file = open(digest);
  if (!file) return fail(file.error());
  if (auto whole = check(*file, digest, true); !whole) return fail(whole.error());
  struct stat now {};
  if (::fstat(file->number(), &now) != 0) return system_failure("can't read", folder_.blob(digest), errno);
  return static_cast<std::uint64_t>(now.st_size);
}

Result<std::string> FileBlobStore::read(const Digest& digest, std::size_t bytes_max) {
  const auto file = open(digest);
  if (!file) return fail(file.error());
  struct stat now {};
  if (::fstat(file->number(), &now) != 0) return system_failure("can't read", folder_.blob(digest), errno);
  if (static_cast<std::size_t>(now.st_size) > bytes_max) {
    return fail(ErrorCode::invalid_request, "a blob has " + std::to_string(now.st_size) + " bytes, and no more than " +
                                                std::to_string(bytes_max) + " are read");
  }
  // What is wrong once may only have been read wrongly: before the copy is removed, it is read again from the disk.
  for (const bool again : {false, true}) {
    std::string bytes;
    bytes.reserve(static_cast<std::size_t>(now.st_size));
    if (auto rewound = rewind(*file, digest, again); !rewound) return fail(rewound.error());
    auto done = read_blocks(*options_.files, file->number(), bytes_max, folder_.blob(digest),
                            [&](std::string_view block) -> Status {
                              bytes += block;
                              return {};
                            });
    if (!done) return fail(done.error());
    if (sha256(bytes) == digest) {
      see(digest, file->number());
      return bytes;
    }
  }
  return drop_corrupt(digest);
}

bool FileBlobStore::exists(const Digest& digest) {
  return is_digest(digest.hex) && ::access(folder_.blob(digest).c_str(), R_OK) == 0;
}

Result<StoredBlob> FileBlobStore::look(const Digest& digest) {
  struct stat now {};
  if (!is_digest(digest.hex)) return no_such_blob(digest);
  if (::lstat(folder_.blob(digest).c_str(), &now) != 0) {
    if (errno == ENOENT) return no_such_blob(digest);
    return system_failure("can't read", folder_.blob(digest), errno);
  }
  return StoredBlob{digest, static_cast<std::uint64_t>(now.st_size), version_of(now)};
}

Status FileBlobStore::remove(const Digest& digest) {
  if (!is_digest(digest.hex)) return {};
  {
    const std::lock_guard guard(mutex_);
    seen_.erase(digest);
  }
  if (options_.files->unlink(folder_.blob(digest).c_str()) != 0 && errno != ENOENT) {
    return system_failure("can't remove", folder_.blob(digest), errno);
  }
  return {};
}

Result<bool> FileBlobStore::remove_unchanged(const StoredBlob& blob) {
  if (!is_digest(blob.digest.hex)) return false;
  const auto path = folder_.blob(blob.digest);
  const auto folder = open_directory(*options_.files, path.parent_path());
  if (!folder) return fail(folder.error());
  if (::flock(folder->number(), LOCK_EX) != 0) return system_failure("can't lock", path.parent_path(), errno);
  struct stat now {};
  if (::lstat(path.c_str(), &now) != 0) {
    if (errno == ENOENT) return false;
    return system_failure("can't read", path, errno);
  }
  if (version_of(now) != blob.version) return false;
  if (auto removed = remove(blob.digest); !removed) return fail(removed.error());
  return true;
}

Status FileBlobStore::list(const std::function<Status(const StoredBlob&)>& visit) {
  std::error_code error;
  std::filesystem::recursive_directory_iterator entry(folder_.blobs(), error);
  for (; !error && entry != std::filesystem::recursive_directory_iterator(); entry.increment(error)) {
    const auto& path = entry->path();
    const std::string name = path.parent_path().filename().string() + path.filename().string();
    struct stat now {};
    if (!is_digest(name) || ::lstat(path.c_str(), &now) != 0 || !S_ISREG(now.st_mode)) continue;
    if (auto visited = visit({{name}, static_cast<std::uint64_t>(now.st_size), version_of(now)}); !visited) {
      return visited;
    }
  }
  if (error) return system_failure("can't read", folder_.blobs(), error.value());
  return {};
}

Status FileBlobStore::rewind(const Descriptor& file, const Digest& digest, bool from_disk) {
  if (from_disk) (void)::posix_fadvise(file.number(), 0, 0, POSIX_FADV_DONTNEED);
  if (::lseek(file.number(), 0, SEEK_SET) != 0) return system_failure("can't read", folder_.blob(digest), errno);
  return {};
}

Status FileBlobStore::check(const Descriptor& file, const Digest& digest, bool from_disk) {
  for (const bool again : {false, true}) {
    if (auto rewound = rewind(file, digest, from_disk || again); !rewound) return rewound;
    const auto found = hash_rest(*options_.files, file.number(), limits::kBlobBytesMax, folder_.blob(digest));
    if (!found) return fail(found.error());
    if (*found != digest) continue;
    see(digest, file.number());
    return rewind(file, digest, false);
  }
  return drop_corrupt(digest);
}

tl::unexpected<Error> FileBlobStore::drop_corrupt(const Digest& digest) {
  const auto removed = remove(digest);
  return fail(ErrorCode::corrupt, "stored bytes were damaged and have been removed",
              "blob " + digest.hex + (removed ? "" : "; " + removed.error().detail));
}

bool FileBlobStore::seen(const Digest& digest, const struct stat& now) {
  const std::lock_guard guard(mutex_);
  const auto found = seen_.find(digest);
  return found != seen_.end() && found->second.inode == now.st_ino && found->second.size_bytes == now.st_size &&
         found->second.changed.tv_sec == now.st_ctim.tv_sec && found->second.changed.tv_nsec == now.st_ctim.tv_nsec;
}

void FileBlobStore::see(const Digest& digest, int descriptor) {
  struct stat now {};
  if (::fstat(descriptor, &now) != 0) return;
  const std::lock_guard guard(mutex_);
  if (seen_.size() >= limits::kBlobsSeenMax) seen_.clear();
  seen_[digest] = {now.st_ino, now.st_size, now.st_ctim};
}

Status copy_blob_to(BlobStore& blobs, const Digest& digest, const std::filesystem::path& path, bool durable) {
  auto source = blobs.open_verified(digest);
  if (!source) return fail(source.error());
  const auto folder = path.parent_path().empty() ? std::filesystem::path(".") : path.parent_path();
  auto copy = TemporaryFile::make(folder);
  if (!copy) return fail(copy.error());
  if (auto copied = copy_all(source->number(), copy->descriptor(), limits::kBlobBytesMax, path); !copied) return copied;
  if (auto moved = copy->move_to(path, durable); !moved) return moved;
  if (::chmod(path.c_str(), 0644) != 0) return system_failure("can't write", path, errno);
  return {};
}

}  // namespace souls::storage
