#pragma once
// SHA-256 digests: how blobs, steps and packages are named.

#include <compare>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"

struct evp_md_ctx_st;  // OpenSSL's

namespace souls {

/// A SHA-256 digest as 64 lower-case hexadecimal letters. Empty means "none".
struct Digest {
  std::string hex;

  bool empty() const { return hex.empty(); }
  auto operator<=>(const Digest&) const = default;
};

/// A running SHA-256, for bytes that pass by. OpenSSL's, since it uses the processor's own instructions for it.
/// Owned by one thread.
class Sha256 {
 public:
  Sha256();
  void add(std::span<const std::byte> bytes);
  void add(std::string_view text) { add(std::as_bytes(std::span(text.data(), text.size()))); }
  /// The digest of all that was added. Once.
  Digest finish();

 private:
  std::unique_ptr<evp_md_ctx_st, void (*)(evp_md_ctx_st*)> state_;
};

/// Digest of the bytes.
Digest sha256(std::span<const std::byte> bytes);
Digest sha256(std::string_view text);

/// Digest of a file's content, read in blocks.
Result<Digest> sha256_file(const std::filesystem::path& path);

/// True for 64 lower-case hexadecimal letters.
bool is_digest(std::string_view text);

}  // namespace souls

template <>
struct std::hash<souls::Digest> {
  std::size_t operator()(const souls::Digest& digest) const noexcept { return std::hash<std::string>{}(digest.hex); }
};
