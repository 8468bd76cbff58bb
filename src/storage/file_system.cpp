#include "storage/file_system.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <memory>
#include <string>

#include "storage/direct_writer.hpp"
#include "storage/folder.hpp"

namespace souls::storage {
namespace {

constexpr std::size_t kBlockBytes = 1 << 20;

DirectWriter& writer() {
  static thread_local DirectWriter of_this_thread;
  return of_this_thread;
}

}  // namespace

int FileSystem::open(const char* path, int flags, mode_t mode) { return ::open(path, flags, mode); }
ssize_t FileSystem::read(int file, void* bytes, std::size_t count) { return ::read(file, bytes, count); }
ssize_t FileSystem::write(int file, const void* bytes, std::size_t count) { return ::write(file, bytes, count); }
int FileSystem::sync(int file) { return ::fsync(file); }
int FileSystem::rename(const char* from, const char* to) { return ::rename(from, to); }
int FileSystem::unlink(const char* path) { return ::unlink(path); }

bool FileSystem::begin_write(int file, const void* bytes, std::size_t count, off_t at) {
  return count > 0 && writer().begin(file, bytes, count, at);
}

ssize_t FileSystem::finish_write() { return writer().finish(); }

void FileSystem::start_writing(int file, off_t offset, off_t bytes) {
  (void)::sync_file_range(file, offset, bytes, SYNC_FILE_RANGE_WRITE);
}

FileSystem& system_files() {
  static FileSystem files;
  return files;
}

Result<Descriptor> open_directory(FileSystem& files, const std::filesystem::path& folder) {
  Descriptor directory(files.open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0));
  if (!directory) return system_failure("can't open", folder, errno);
  return directory;
}

Status sync_directory(FileSystem& files, const std::filesystem::path& folder) {
  const auto directory = open_directory(files, folder);
  if (!directory) return fail(directory.error());
  if (files.sync(directory->number()) != 0) return system_failure("can't sync", folder, errno);
  return {};
}

Status read_blocks(FileSystem& files, int file, std::uint64_t bytes_max, const std::filesystem::path& path,
                   const std::function<Status(std::string_view)>& take) {
  const std::unique_ptr<char, void (*)(void*)> block(static_cast<char*>(std::aligned_alloc(kPageBytes, kBlockBytes)),
                                                     std::free);
  if (!block) return fail(ErrorCode::unavailable, "there is not enough memory to read " + path.string());
  std::uint64_t read = 0;
  while (true) {
    const ssize_t got = files.read(file, block.get(), kBlockBytes);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return system_failure("can't read", path, errno);
    if (got == 0) return {};
    read += static_cast<std::uint64_t>(got);
    if (read > bytes_max) {
      return fail(ErrorCode::invalid_request,
                  path.string() + " is larger than the " + std::to_string(bytes_max) + " bytes that are kept");
    }
    if (auto taken = take({block.get(), static_cast<std::size_t>(got)}); !taken) return taken;
  }
}

Result<Digest> hash_rest(FileSystem& files, int file, std::uint64_t bytes_max, const std::filesystem::path& path) {
  Sha256 hash;
  auto read = read_blocks(files, file, bytes_max, path, [&](std::string_view block) -> Status {
    hash.add(block);
    return {};
  });
  if (!read) return fail(read.error());
  return hash.finish();
}

}  // namespace souls::storage
