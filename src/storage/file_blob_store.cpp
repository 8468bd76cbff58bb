#include "storage/file_blob_store.hpp"

#include <fcntl.h>

#include <cerrno>

#include "base/limits.hpp"
#include "storage/temporary_file.hpp"

namespace souls::storage {

/// A temporary file of the store. Its store outlives it.
class FileDraft final : public Draft {
 public:
  FileDraft(FileBlobStore& store, TemporaryFile file) : store_(store), file_(std::move(file)) {}

  int descriptor() const override { return file_.descriptor(); }
  Status write(std::string_view bytes) { return file_.write(bytes); }

  Result<Digest> keep() override {
    struct stat now {};
    if (::fstat(file_.descriptor(), &now) != 0) return system_failure("can't read", file_.path(), errno);
    if (static_cast<std::size_t>(now.st_size) > limits::kBlobBytesMax) {
      return fail(ErrorCode::invalid_request, "a blob has at most " + std::to_string(limits::kBlobBytesMax) + " bytes");
    }
    const auto digest = sha256_file(file_.path());
    if (!digest) return digest;
    return keep_as(*digest);
  }

  Result<Digest> keep_as(const Digest& digest) {
    // A second descriptor outlives the move, so that what is remembered as seen is the very file that was hashed.
    Descriptor file(::fcntl(file_.descriptor(), F_DUPFD_CLOEXEC, 0));
    // An older copy is replaced: it may be damaged, and renaming costs the same as asking.
    if (auto moved = file_.move_to(store_.folder_.blob(digest), store_.options_.durable); !moved) {
      return fail(moved.error());
    }
    if (file) store_.see(digest, file.number());
    return digest;
  }

 private:
  FileBlobStore& store_;
  TemporaryFile file_;
};

Result<std::unique_ptr<FileBlobStore>> FileBlobStore::open_folder(const std::filesystem::path& root,
                                                                  const FileStoreOptions& options) {
  auto lock = FolderLock::share(root);
  if (!lock) return fail(lock.error());
  Folder folder{root};
  if (auto made = make_folder(folder.blobs()); !made) return fail(made.error());
  return std::unique_ptr<FileBlobStore>(new FileBlobStore(std::move(folder), std::move(*lock), options));
}

Result<Digest> FileBlobStore::put(std::string_view bytes) {
  auto file = TemporaryFile::make(folder_.temporary());
  if (!file) return fail(file.error());
  FileDraft draft(*this, std::move(*file));
  if (auto written = draft.write(bytes); !written) return fail(written.error());
  return draft.keep_as(sha256(bytes));
}

Result<Digest> FileBlobStore::put_file(const std::filesystem::path& path) {
  Descriptor source(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!source) return fail(ErrorCode::not_found, "can't open " + path.string(), path.string());
  auto copy = draft();
  if (!copy) return fail(copy.error());
  if (auto copied = copy_all(source.number(), (*copy)->descriptor(), limits::kBlobBytesMax, path); !copied) {
    return fail(copied.error());
  }
  return (*copy)->keep();
}

Result<std::unique_ptr<Draft>> FileBlobStore::draft() {
  auto file = TemporaryFile::make(folder_.temporary());
  if (!file) return fail(file.error());
  return std::make_unique<FileDraft>(*this, std::move(*file));
}

Result<Descriptor> FileBlobStore::open(const Digest& digest) {
  if (!is_digest(digest.hex)) return fail(ErrorCode::not_found, "'" + digest.hex + "' is no digest");
  Descriptor file(::open(folder_.blob(digest).c_str(), O_RDONLY | O_CLOEXEC));
  if (!file && errno == ENOENT) return fail(ErrorCode::not_found, "there is no blob " + digest.hex);
  if (!file) return system_failure("can't open", folder_.blob(digest), errno);
  return file;
}

Result<Descriptor> FileBlobStore::open_verified(const Digest& digest) {
  auto file = open(digest);
  if (!file) return file;
  struct stat now {};
  if (::fstat(file->number(), &now) != 0) return system_failure("can't read", folder_.blob(digest), errno);
  if (seen(digest, now)) return file;
  const auto found = sha256_file("/proc/self/fd/" + std::to_string(file->number()));
  if (!found) return fail(found.error());
  if (*found != digest) return drop_corrupt(digest);
  see(digest, file->number());
  return file;
}

Result<std::string> FileBlobStore::read(const Digest& digest, std::size_t bytes_max) {
  auto file = open(digest);
  if (!file) return fail(file.error());
  struct stat now {};
  if (::fstat(file->number(), &now) != 0) return system_failure("can't read", folder_.blob(digest), errno);
  if (static_cast<std::size_t>(now.st_size) > bytes_max) {
    return fail(ErrorCode::invalid_request, "a blob has " + std::to_string(now.st_size) + " bytes, and no more than " +
                                                std::to_string(bytes_max) + " are read");
  }
  std::string bytes(static_cast<std::size_t>(now.st_size), '\0');
  std::size_t filled = 0;
  while (filled < bytes.size()) {
    const ssize_t got = ::read(file->number(), bytes.data() + filled, bytes.size() - filled);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return system_failure("can't read", folder_.blob(digest), errno);
    if (got == 0) break;
    filled += static_cast<std::size_t>(got);
  }
  if (filled != bytes.size() || (!seen(digest, now) && sha256(bytes) != digest)) return drop_corrupt(digest);
  see(digest, file->number());
  return bytes;
}

bool FileBlobStore::exists(const Digest& digest) {
  return is_digest(digest.hex) && ::access(folder_.blob(digest).c_str(), R_OK) == 0;
}

Status FileBlobStore::remove(const Digest& digest) {
  if (!is_digest(digest.hex)) return {};
  {
    const std::lock_guard guard(mutex_);
    seen_.erase(digest);
  }
  if (::unlink(folder_.blob(digest).c_str()) != 0 && errno != ENOENT) {
    return system_failure("can't remove", folder_.blob(digest), errno);
  }
  return {};
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
  seen_[digest] = {now.st_ino, now.st_size, now.st_ctim};
}

tl::unexpected<Error> FileBlobStore::drop_corrupt(const Digest& digest) {
  const auto removed = remove(digest);
  return fail(ErrorCode::corrupt, "stored bytes were damaged and have been removed",
              "blob " + digest.hex + (removed ? "" : "; " + removed.error().detail));
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
