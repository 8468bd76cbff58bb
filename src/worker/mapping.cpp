#include "worker/mapping.hpp"

#include <sys/mman.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>

namespace souls::worker {

Result<Mapping> Mapping::of(const storage::Descriptor& file) {
  struct stat now {};
  if (::fstat(file.number(), &now) != 0)
    return fail(ErrorCode::unavailable, "can't read an input", std::strerror(errno));
  if (now.st_size == 0) return Mapping({});
  const auto size = static_cast<std::size_t>(now.st_size);
  void* address = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file.number(), 0);
  if (address == MAP_FAILED) return fail(ErrorCode::unavailable, "can't map an input", std::strerror(errno));
  return Mapping({static_cast<const char*>(address), size});
}

Mapping::~Mapping() {
  if (!bytes_.empty()) ::munmap(const_cast<char*>(bytes_.data()), bytes_.size());
}

}  // namespace souls::worker
