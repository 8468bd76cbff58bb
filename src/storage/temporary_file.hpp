#pragma once
// All-or-nothing writing.

#include <filesystem>
#include <string_view>

#include "base/result.hpp"
#include "storage/descriptor.hpp"
#include "storage/file_system.hpp"

namespace souls::storage {

/// A file under a temporary name, gone again unless it is moved to its place. Owned by one; not safe to share.
class TemporaryFile {
 public:
  static Result<TemporaryFile> make(const std::filesystem::path& folder, FileSystem& files = system_files());
  TemporaryFile(TemporaryFile&&) noexcept = default;
  TemporaryFile& operator=(TemporaryFile&&) = delete;
  ~TemporaryFile();

  int descriptor() const { return file_.number(); }
  const std::filesystem::path& path() const { return path_; }

  Status write(std::string_view bytes);

  /// `finish`, `rename_to`, and with `durable` the sync of the folder, so that the name stands for the whole content
  /// even after a power cut. Makes the folder where there is none.
  Status move_to(const std::filesystem::path& target, bool durable);

  /// No more is written: the file is set read-only, and with `durable` its content is on the disk.
  Status finish(bool durable);
  /// Renames the file to `target` (same file system), over what is there. The descriptor stays open.
  Status rename_to(const std::filesystem::path& target);

 private:
  TemporaryFile(FileSystem& files, Descriptor file, std::filesystem::path path)
      : files_(&files), file_(std::move(file)), path_(std::move(path)) {}

  FileSystem* files_;
  Descriptor file_;
  std::filesystem::path path_;  ///< empty once it has been renamed
};

/// Writes all bytes to the descriptor. `path` is for the message.
Status write_all(int descriptor, std::string_view bytes, const std::filesystem::path& path,
                 FileSystem& files = system_files());

/// Copies what is left of `from` to `to`, at most `bytes_max` bytes.
Status copy_all(int from, int to, std::size_t bytes_max, const std::filesystem::path& path,
                FileSystem& files = system_files());

}  // namespace souls::storage
