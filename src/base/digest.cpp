#include "base/digest.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <vector>

namespace souls {
namespace {

constexpr std::size_t kDigestBytes = 32;

Digest to_digest(const std::array<unsigned char, kDigestBytes>& raw) {
  constexpr std::string_view kLetters = "0123456789abcdef";
  Digest digest{std::string(2 * kDigestBytes, '\0')};
  for (std::size_t i = 0; i < kDigestBytes; ++i) {
    digest.hex[2 * i] = kLetters[raw[i] >> 4];
    digest.hex[2 * i + 1] = kLetters[raw[i] & 15];
  }
  return digest;
}

/// Looked up once: EVP_sha256() would be looked up anew by each that begins.
const EVP_MD* algorithm() {
  static EVP_MD* const fetched = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  return fetched;
}

void begin(EVP_MD_CTX* state) {
  if (state == nullptr || EVP_DigestInit_ex(state, algorithm(), nullptr) != 1) std::abort();  // out of memory
}

Digest finish_with(EVP_MD_CTX* state) {
  std::array<unsigned char, kDigestBytes> raw{};
  EVP_DigestFinal_ex(state, raw.data(), nullptr);
  return to_digest(raw);
}

}  // namespace

Sha256::Sha256() : state_(EVP_MD_CTX_new(), &EVP_MD_CTX_free) { begin(state_.get()); }

void Sha256::add(std::span<const std::byte> bytes) { EVP_DigestUpdate(state_.get(), bytes.data(), bytes.size()); }

Digest Sha256::finish() { return finish_with(state_.get()); }

Digest sha256(std::span<const std::byte> bytes) {
  // To make one takes longer than to hash a few hundred bytes.
  thread_local const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> state(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
  begin(state.get());
  EVP_DigestUpdate(state.get(), bytes.data(), bytes.size());
  return finish_with(state.get());
}

Digest sha256(std::string_view text) { return sha256(std::as_bytes(std::span(text.data(), text.size()))); }

Result<Digest> sha256_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return fail(ErrorCode::not_found, "can't open " + path.filename().string(), path.string());
  Sha256 hash;
  std::vector<char> block(1 << 20);
  while (file) {
    file.read(block.data(), static_cast<std::streamsize>(block.size()));
    hash.add(std::string_view(block.data(), static_cast<std::size_t>(file.gcount())));
  }
  if (file.bad()) return fail(ErrorCode::unavailable, "can't read " + path.filename().string(), path.string());
  return hash.finish();
}

bool is_digest(std::string_view text) {
  return text.size() == 64 && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

}  // namespace souls
