#include "storage/folder_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>

#include "storage/folder.hpp"

namespace souls::storage {
namespace {

Result<Descriptor> open_lock(const Folder& folder) {
  if (auto made = make_folder(folder.root); !made) return fail(made.error());
  Descriptor file(::open(folder.lock().c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!file) return system_failure("can't write", folder.lock(), errno);
  return file;
}

int lock(const Descriptor& file, int operation) {
  int result = 0;
  do {
    result = ::flock(file.number(), operation);
  } while (result != 0 && errno == EINTR);
  return result;
}

}  // namespace

Result<FolderLock> FolderLock::share(const std::filesystem::path& root) {
  const Folder folder{root};
  auto file = open_lock(folder);
  if (!file) return fail(file.error());
  if (lock(*file, LOCK_EX | LOCK_NB) == 0) {
    std::error_code error;
    std::filesystem::remove_all(folder.temporary(), error);
  }
  // Between two locks another first user may sweep too: no temporary file is made before this returns.
  if (lock(*file, LOCK_SH) != 0) return system_failure("can't lock", folder.lock(), errno);
  if (auto made = make_folder(folder.temporary()); !made) return fail(made.error());
  return FolderLock(std::move(*file));
}

Result<FolderLock> FolderLock::alone(const std::filesystem::path& root) {
  const Folder folder{root};
  auto file = open_lock(folder);
  if (!file) return fail(file.error());
  if (lock(*file, LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return system_failure("can't lock", folder.lock(), errno);
    return fail(ErrorCode::conflict,
                "a song is being made with what " + root.string() + " remembers; try again after it",
                folder.lock().string());
  }
  return FolderLock(std::move(*file));
}

}  // namespace souls::storage
