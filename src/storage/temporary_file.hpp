#pragma once
// All-or-nothing writing.

#include <filesystem>
#include <string_view>

#include "base/result.hpp"
#include "storage/descriptor.hpp"

namespace souls::storage {

/// A file under a temporary name, gone again unless it is moved to its place. Owned by one; not safe to share.
class TemporaryFile {
 public:
  static Result<TemporaryFile> make(const std::filesystem::path& folder);
  TemporaryFile(TemporaryFile&&) noexcept = default;
  TemporaryFile& operator=(TemporaryFile&&) = delete;
  ~TemporaryFile();

  int descriptor() const { return file_.number(); }
  const std::filesystem::path& path() const { return path_; }

  Status write(std::string_view bytes);

  /// Renames the file to `target` (same file system), over what is there. With `durable` the file is synced before and
  /// the folder after, so that the name stands for the whole content even after a power cut.
  Status move_to(const std::filesystem::path& target, bool durable);

 private:
  TemporaryFile(Descriptor file, std::filesystem::path path) : file_(std::move(file)), path_(std::move(path)) {}

  Descriptor file_;
  std::filesystem::path path_;
};

/// Writes all bytes to the descriptor. `path` is for the message.
Status write_all(int descriptor, std::string_view bytes, const std::filesystem::path& path);

/// Copies what is left of `from` to `to`, at most `bytes_max` bytes.
Status copy_all(int from, int to, std::size_t bytes_max, const std::filesystem::path& path);

}  // namespace souls::storage
