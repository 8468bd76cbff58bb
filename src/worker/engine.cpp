#include "worker/engine.hpp"

namespace souls::worker {

Result<std::unique_ptr<Engine>> Engine::open(const EngineOptions& options) {
  auto blobs = storage::FileBlobStore::open_folder(options.root, options.store);
  if (!blobs) return fail(blobs.error());
  auto memory = storage::FileResultMemory::open_folder(options.root, **blobs, options.store);
  if (!memory) return fail(memory.error());
  return std::unique_ptr<Engine>(new Engine(std::move(*blobs), std::move(*memory), options.pool));
}

}  // namespace souls::worker
