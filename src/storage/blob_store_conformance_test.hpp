#pragma once
// The blob stores that the conformance suite runs over: a new one is a line in `blob_stores`.

#include <gtest/gtest.h>

#include <unistd.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "storage/file_blob_store.hpp"

namespace souls::storage::test {

/// Blob stores of one kind, each over a folder of its own.
struct BlobStoreKind {
  std::string name;
  std::function<std::unique_ptr<BlobStore>(const std::filesystem::path& root)> open;
  /// Changes a byte of the blob's kept bytes behind the store's back.
  std::function<void(const std::filesystem::path& root, const Digest& digest)> damage;
};

void damage_file(const std::filesystem::path& root, const Digest& digest);
std::vector<BlobStoreKind> blob_stores();

}  // namespace souls::storage::test
