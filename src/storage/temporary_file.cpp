#include "storage/temporary_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <string>

#include "storage/folder.hpp"

namespace souls::storage {

Result<TemporaryFile> TemporaryFile::make(const std::filesystem::path& folder, FileSystem& files) {
  static std::atomic<unsigned long> counter{0};
  const auto path = folder / (std::to_string(::getpid()) + "." + std::to_string(counter++) + ".tmp");
  Descriptor file(files.open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!file) return system_failure("can't write", path, errno);
  return TemporaryFile(files, std::move(file), path);
}

TemporaryFile::~TemporaryFile() {
  if (file_ && !path_.empty()) files_->unlink(path_.c_str());
}

Status TemporaryFile::write(std::string_view bytes) { return write_all(file_.number(), bytes, path_, *files_); }

Status TemporaryFile::finish(bool durable) {
  if (::fchmod(file_.number(), 0400) != 0) return system_failure("can't protect", path_, errno);
  if (durable && files_->sync(file_.number()) != 0) return system_failure("can't sync", path_, errno);
  return {};
}

Status TemporaryFile::rename_to(const std::filesystem::path& target) {
  if (files_->rename(path_.c_str(), target.c_str()) != 0) return system_failure("can't write", target, errno);
  path_.clear();
  return {};
}

Status TemporaryFile::move_to(const std::filesystem::path& target, bool durable) {
  if (auto finished = finish(durable); !finished) return finished;
  if (target.has_parent_path()) {
    if (auto made = make_folder(target.parent_path()); !made) return made;
  }
  if (auto renamed = rename_to(target); !renamed || !durable) return renamed;
  // The name lives in its folder, and a folder that was made just now lives in the one above.
  const auto parent = std::filesystem::absolute(target).parent_path();
  if (auto synced = sync_directory(*files_, parent); !synced) return synced;
  return sync_directory(*files_, parent.parent_path());
}

Status write_all(int descriptor, std::string_view bytes, const std::filesystem::path& path, FileSystem& files) {
  while (!bytes.empty()) {
    const ssize_t written = files.write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return system_failure("can't write", path, errno);
    if (written == 0) return system_failure("can't write", path, ENOSPC);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

Status copy_all(int from, int to, std::size_t bytes_max, const std::filesystem::path& path, FileSystem& files) {
  return read_blocks(files, from, bytes_max, path,
                     [&](std::string_view block) { return write_all(to, block, path, files); });
}

}  // namespace souls::storage
