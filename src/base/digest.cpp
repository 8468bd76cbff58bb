#include "base/digest.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <vector>

namespace souls {
namespace {

Digest to_digest(const std::array<unsigned char, crypto_hash_sha256_BYTES>& raw) {
  constexpr std::string_view kLetters = "0123456789abcdef";
  Digest digest;
  digest.hex.reserve(2 * raw.size());
  for (unsigned char byte : raw) {
    digest.hex += kLetters[byte >> 4];
    digest.hex += kLetters[byte & 15];
  }
  return digest;
}

}  // namespace

Digest sha256(std::span<const std::byte> bytes) {
  std::array<unsigned char, crypto_hash_sha256_BYTES> raw{};
  crypto_hash_sha256(raw.data(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  return to_digest(raw);
}

Digest sha256(std::string_view text) { return sha256(std::as_bytes(std::span(text.data(), text.size()))); }

Result<Digest> sha256_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return fail(ErrorCode::not_found, "can't open " + path.filename().string(), path.string());
  crypto_hash_sha256_state state;
  crypto_hash_sha256_init(&state);
  std::vector<char> block(1 << 20);
  while (file) {
    file.read(block.data(), static_cast<std::streamsize>(block.size()));
    crypto_hash_sha256_update(&state, reinterpret_cast<const unsigned char*>(block.data()),
                              static_cast<unsigned long long>(file.gcount()));
  }
  if (file.bad()) return fail(ErrorCode::unavailable, "can't read " + path.filename().string(), path.string());
  std::array<unsigned char, crypto_hash_sha256_BYTES> raw{};
  crypto_hash_sha256_final(&state, raw.data());
  return to_digest(raw);
}

bool is_digest(std::string_view text) {
  return text.size() == 64 && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

}  // namespace souls
