#include "storage/packing.hpp"

#include <bit>

namespace souls::storage {
namespace {

constexpr std::size_t kDigestBytes = 32;

int nibble(char letter) { return letter <= '9' ? letter - '0' : letter - 'a' + 10; }

}  // namespace

std::string raw_bytes(const Digest& digest) {
  if (!is_digest(digest.hex)) return {};
  std::string bytes(kDigestBytes, '\0');
  for (std::size_t i = 0; i < kDigestBytes; ++i) {
    bytes[i] = static_cast<char>(nibble(digest.hex[2 * i]) << 4 | nibble(digest.hex[2 * i + 1]));
  }
  return bytes;
}

Digest digest_of_raw(std::string_view bytes) {
  static constexpr char kLetters[] = "0123456789abcdef";
  Digest digest;
  if (bytes.size() != kDigestBytes) return digest;
  digest.hex.resize(2 * kDigestBytes);
  for (std::size_t i = 0; i < kDigestBytes; ++i) {
    const auto byte = static_cast<unsigned char>(bytes[i]);
    digest.hex[2 * i] = kLetters[byte >> 4];
    digest.hex[2 * i + 1] = kLetters[byte & 15];
  }
  return digest;
}

Packer& Packer::add(std::uint64_t value) {
  char bytes[8];
  for (int i = 0; i < 8; ++i) bytes[i] = static_cast<char>(value >> (8 * i));
  bytes_.append(bytes, sizeof bytes);
  return *this;
}

Packer& Packer::add(double value) { return add(std::bit_cast<std::uint64_t>(value)); }

Packer& Packer::add(std::string_view text) {
  add(static_cast<std::uint64_t>(text.size()));
  bytes_.append(text);
  return *this;
}

Packer& Packer::add(const Digest& digest) { return add(raw_bytes(digest)); }

Packer& Packer::add(const std::vector<NamedDigest>& digests) {
  add(static_cast<std::uint64_t>(digests.size()));
  for (const auto& [name, digest] : digests) add(name).add(digest);
  return *this;
}

std::uint64_t Unpacker::number() {
  if (failed_ || bytes_.size() < 8) {
    failed_ = true;
    return 0;
  }
  std::uint64_t value = 0;
  for (int i = 7; i >= 0; --i) value = value << 8 | static_cast<unsigned char>(bytes_[static_cast<std::size_t>(i)]);
  bytes_.remove_prefix(8);
  return value;
}

double Unpacker::real() { return std::bit_cast<double>(number()); }

std::string_view Unpacker::view() {
  const std::uint64_t size = number();
  if (failed_ || size > bytes_.size()) {
    failed_ = true;
    return {};
  }
  const std::string_view text = bytes_.substr(0, size);
  bytes_.remove_prefix(size);
  return text;
}

Digest Unpacker::digest() {
  const std::string_view bytes = view();
  if (bytes.empty()) return {};
  const Digest digest = digest_of_raw(bytes);
  if (digest.empty()) failed_ = true;
  return digest;
}

std::vector<NamedDigest> Unpacker::digests() {
  std::vector<NamedDigest> digests;
  const std::uint64_t count = number();
  // Bounded by the bytes that are there, whatever the count says.
  for (std::uint64_t i = 0; i < count && !failed_; ++i) {
    std::string name = text();
    digests.push_back({std::move(name), digest()});
  }
  if (failed_) digests.clear();
  return digests;
}

}  // namespace souls::storage
