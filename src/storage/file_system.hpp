#pragma once
// The calls through which this room touches files.

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string_view>

#include "base/digest.hpp"
#include "base/result.hpp"
#include "storage/descriptor.hpp"

namespace souls::storage {

/// The system's calls, as they are: results and errno. A test lays a layer over them that fails by a seed. Safe to use
/// from many threads.
class FileSystem {
 public:
  virtual ~FileSystem() = default;

  virtual int open(const char* path, int flags, mode_t mode);
  virtual ssize_t read(int file, void* bytes, std::size_t count);
  virtual ssize_t write(int file, const void* bytes, std::size_t count);
  /// fsync: the file's bytes and length, or a folder's names, are on the disk.
  virtual int sync(int file);
  virtual int rename(const char* from, const char* to);
  virtual int unlink(const char* path);

  /// Begins to write whole pages past the kernel's cache; they stay as they are until `finish_write` of the same thread
  /// has waited for it. False: nothing was begun, and `write` is what there is.
  virtual bool begin_write(int file, const void* bytes, std::size_t count, off_t at);
  ssize_t finish_write();

  /// Asks the disk to begin with a part of the file, so that `sync` finds less to do. Only a hint.
  virtual void start_writing(int file, off_t offset, off_t bytes);
};

/// The one that does what the system does.
FileSystem& system_files();

/// A folder, open for `sync` and for locks.
Result<Descriptor> open_directory(FileSystem& files, const std::filesystem::path& folder);

/// The folder's names are on the disk.
Status sync_directory(FileSystem& files, const std::filesystem::path& folder);

inline constexpr std::size_t kPageBytes = 4096;

/// Hands what is left of the file to `take`, block by block, at most `bytes_max` bytes. Blocks begin at a page of
/// memory. `path` is for the message.
Status read_blocks(FileSystem& files, int file, std::uint64_t bytes_max, const std::filesystem::path& path,
                   const std::function<Status(std::string_view)>& take);

/// SHA-256 of what is left of the file, at most `bytes_max` bytes.
Result<Digest> hash_rest(FileSystem& files, int file, std::uint64_t bytes_max, const std::filesystem::path& path);

}  // namespace souls::storage
