// Takes in a folder as blobs, one after the other, each as durable as a server keeps it. See README.md.
#include <cstdio>
#include <vector>

#include "storage/file_blob_store.hpp"

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: blob_ingest SRC DST\n");
    return 2;
  }
  auto store = souls::storage::FileBlobStore::open_folder(argv[2]);
  if (!store) {
    std::fprintf(stderr, "%s\n", store.error().message.c_str());
    return 1;
  }
  for (const auto& entry : std::filesystem::directory_iterator(argv[1])) {
    if (const auto digest = (*store)->put_file(entry.path()); !digest) {
      std::fprintf(stderr, "%s\n", digest.error().message.c_str());
      return 1;
    }
  }
  return 0;
}
