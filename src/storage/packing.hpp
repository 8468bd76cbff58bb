#pragma once
// Values as bytes, in one way only: what is hashed, and what lies in a column as a whole.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.hpp"
#include "storage/blob_store.hpp"

namespace souls::storage {

/// Appends values: numbers as 8 bytes, lowest first; text and digests with their length before them. No two lists of
/// values have the same bytes.
class Packer {
 public:
  Packer& add(std::uint64_t value);
  Packer& add(std::int64_t value) { return add(static_cast<std::uint64_t>(value)); }
  Packer& add(int value) { return add(static_cast<std::uint64_t>(static_cast<std::int64_t>(value))); }
  Packer& add(double value);
  Packer& add(std::string_view text);
  Packer& add(const std::string& text) { return add(std::string_view(text)); }
  Packer& add(const char* text) { return add(std::string_view(text)); }
  Packer& add(const Digest& digest);
  Packer& add(const std::vector<NamedDigest>& digests);

  const std::string& bytes() const { return bytes_; }
  std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

/// Reads them again. After the first value that isn't there, all are empty and `is_whole` is false.
class Unpacker {
 public:
  explicit Unpacker(std::string_view bytes) : bytes_(bytes) {}

  std::uint64_t number();
  std::int64_t integer() { return static_cast<std::int64_t>(number()); }
  double real();
  std::string text() { return std::string(view()); }
  Digest digest();
  std::vector<NamedDigest> digests();

  bool at_end() const { return bytes_.empty(); }
  /// All was there, and nothing is left over.
  bool is_whole() const { return !failed_ && bytes_.empty(); }
  bool failed() const { return failed_; }

 private:
  std::string_view view();

  std::string_view bytes_;
  bool failed_ = false;
};

inline constexpr std::size_t kDigestBytes = 32;
using RawDigest = std::array<char, kDigestBytes>;

/// A digest's 32 bytes, and back; empty for none, and for what is no digest.
std::optional<RawDigest> raw_digest(const Digest& digest);
std::string raw_bytes(const Digest& digest);
Digest digest_of_raw(std::string_view bytes);

}  // namespace souls::storage
