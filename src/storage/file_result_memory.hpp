#pragma once
// Results as small files.

#include <memory>

#include "storage/file_blob_store.hpp"
#include "storage/result_memory.hpp"

namespace souls::storage {

/// ROOT/results/ab/cdef….json, one file a key, with a checksum of its own. Finding a result marks its file as used now,
/// which is what `trim_results` goes by. Holds the folder's shared lock as long as it lives; the blob store outlives
/// it.
class FileResultMemory final : public ResultMemory {
 public:
  static Result<std::unique_ptr<FileResultMemory>> open_folder(const std::filesystem::path& root, BlobStore& blobs,
                                                               const FileStoreOptions& options = {});

  Result<std::optional<StepResult>> find(const Digest& key) override;
  Status remember(const Digest& key, const StepResult& result) override;
  Status forget(const Digest& key) override;

 private:
  FileResultMemory(Folder folder, FolderLock lock, BlobStore& blobs, FileStoreOptions options)
      : folder_(std::move(folder)), lock_(std::move(lock)), blobs_(blobs), options_(options) {}

  Folder folder_;
  FolderLock lock_;
  BlobStore& blobs_;
  FileStoreOptions options_;
};

/// The text of a record, and a record from its text; empty when the text is no whole record of that key.
std::string format_record(const Digest& key, const StepResult& result);
std::optional<StepResult> parse_record(const Digest& key, const std::string& text);

}  // namespace souls::storage
