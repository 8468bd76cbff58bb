#include "base/files.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

namespace souls {
namespace {

tl::unexpected<Error> system_failure(const std::string& what, const std::filesystem::path& path) {
  const int number = errno;
  const ErrorCode code = number == EACCES || number == ENOENT || number == ENOTDIR || number == EROFS
                             ? ErrorCode::invalid_request
                             : ErrorCode::unavailable;
  return fail(code, what + " " + path.string() + ": " + std::strerror(number), path.string());
}

/// Closes its descriptor when it goes out of scope.
struct Descriptor {
  int number = -1;
  ~Descriptor() {
    if (number >= 0) ::close(number);
  }
};

Status write_and_sync(int number, std::string_view content, const std::filesystem::path& path) {
  while (!content.empty()) {
    const ssize_t written = ::write(number, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return system_failure("can't write", path);
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  if (::fsync(number) != 0) return system_failure("can't sync", path);
  return {};
}

}  // namespace

Result<std::string> read_file(const std::filesystem::path& path, std::size_t bytes_max) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) {
    return fail(ErrorCode::not_found, "there is no file " + path.string(), path.string());
  }
  const auto size = std::filesystem::file_size(path, error);
  if (error || size > bytes_max) {
    return fail(ErrorCode::invalid_request,
                path.string() + " is larger than the " + std::to_string(bytes_max) + " bytes that are read");
  }
  std::ifstream file(path, std::ios::binary);
  std::ostringstream content;
  if (file && size > 0) content << file.rdbuf();
  if (!file) return fail(ErrorCode::unavailable, "can't read " + path.string(), path.string());
  return std::move(content).str();
}

Status write_file_atomically(const std::filesystem::path& path, std::string_view content) {
  static std::atomic<unsigned> counter{0};
  const auto temporary = path.parent_path() / ("." + path.filename().string() + "." + std::to_string(::getpid()) + "." +
                                               std::to_string(counter++) + ".tmp");
  Status written;
  {
    Descriptor file{::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644)};
    if (file.number < 0) return system_failure("can't write", path);
    written = write_and_sync(file.number, content, path);
  }
  if (written && ::rename(temporary.c_str(), path.c_str()) != 0) written = system_failure("can't write", path);
  if (!written) {
    ::unlink(temporary.c_str());
    return written;
  }
  const auto folder = path.parent_path().empty() ? std::filesystem::path(".") : path.parent_path();
  Descriptor directory{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (directory.number < 0 || ::fsync(directory.number) != 0) return system_failure("can't sync", folder);
  return {};
}

}  // namespace souls
