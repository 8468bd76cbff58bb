#include "storage/temporary_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <string>
#include <vector>

#include "storage/folder.hpp"

namespace souls::storage {

Result<TemporaryFile> TemporaryFile::make(const std::filesystem::path& folder) {
  static std::atomic<unsigned long> counter{0};
  const auto path = folder / (std::to_string(::getpid()) + "." + std::to_string(counter++) + ".tmp");
  Descriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!file) return system_failure("can't write", path, errno);
  return TemporaryFile(std::move(file), path);
}

TemporaryFile::~TemporaryFile() {
  if (file_) ::unlink(path_.c_str());
}

Status TemporaryFile::write(std::string_view bytes) { return write_all(file_.number(), bytes, path_); }

Status TemporaryFile::move_to(const std::filesystem::path& target, bool durable) {
  if (::fchmod(file_.number(), 0400) != 0) return system_failure("can't protect", path_, errno);
  if (durable && ::fsync(file_.number()) != 0) return system_failure("can't sync", path_, errno);
  if (target.has_parent_path()) {
    if (auto made = make_folder(target.parent_path()); !made) return made;
  }
  if (::rename(path_.c_str(), target.c_str()) != 0) return system_failure("can't write", target, errno);
  file_.reset();
  if (!durable) return {};
  // The name lives in its folder, and a folder that was made just now lives in the one above.
  const auto parent = std::filesystem::absolute(target).parent_path();
  for (const auto& folder : {parent, parent.parent_path()}) {
    Descriptor directory(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!directory || ::fsync(directory.number()) != 0) return system_failure("can't sync", folder, errno);
  }
  return {};
}

Status write_all(int descriptor, std::string_view bytes, const std::filesystem::path& path) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return system_failure("can't write", path, errno);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

Status copy_all(int from, int to, std::size_t bytes_max, const std::filesystem::path& path) {
  std::vector<char> block(1 << 18);
  std::size_t copied = 0;
  while (true) {
    const ssize_t got = ::read(from, block.data(), block.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return system_failure("can't read", path, errno);
    if (got == 0) return {};
    copied += static_cast<std::size_t>(got);
    if (copied > bytes_max) {
      return fail(ErrorCode::invalid_request,
                  path.string() + " is larger than the " + std::to_string(bytes_max) + " bytes that are kept");
    }
    if (auto written = write_all(to, {block.data(), static_cast<std::size_t>(got)}, path); !written) return written;
  }
}

}  // namespace souls::storage
