#pragma once
// A file's bytes in memory, without reading them first.

#include <string_view>
#include <utility>

#include "base/result.hpp"
#include "storage/descriptor.hpp"

namespace souls::worker {

/// A private, read-only mapping of a whole file. Movable.
class Mapping {
 public:
  static Result<Mapping> of(const storage::Descriptor& file);
  Mapping(Mapping&& other) noexcept : bytes_(std::exchange(other.bytes_, {})) {}
  Mapping& operator=(Mapping&&) = delete;
  ~Mapping();

  std::string_view bytes() const { return bytes_; }

 private:
  explicit Mapping(std::string_view bytes) : bytes_(bytes) {}

  std::string_view bytes_;
};

}  // namespace souls::worker
