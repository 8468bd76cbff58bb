#include "storage/packing.hpp"

#include <bit>
#include <cstring>

namespace souls::storage {
namespace {

/// What a lower-case hexadecimal letter stands for; of all others the bit 4 is set.
constexpr std::array<unsigned char, 256> kNibbles = [] {
  std::array<unsigned char, 256> nibbles{};
  nibbles.fill(16);
  for (unsigned char i = 0; i < 16; ++i) nibbles[static_cast<unsigned char>("0123456789abcdef"[i])] = i;
  return nibbles;
}();

unsigned nibble(char letter) { return kNibbles[static_cast<unsigned char>(letter)]; }

}  // namespace

std::optional<RawDigest> raw_digest(const Digest& digest) {
  if (digest.hex.size() != 2 * kDigestBytes) return std::nullopt;
  RawDigest bytes;
  unsigned wrong = 0;
  for (std::size_t i = 0; i < kDigestBytes; ++i) {
    const unsigned high = nibble(digest.hex[2 * i]), low = nibble(digest.hex[2 * i + 1]);
    wrong |= high | low;
    bytes[i] = static_cast<char>(high << 4 | low);
  }
  return wrong < 16 ? std::optional(bytes) : std::nullopt;
}

std::string raw_bytes(const Digest& digest) {
  const auto bytes = raw_digest(digest);
  return bytes ? std::string(bytes->data(), bytes->size()) : std::string();
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
  static_assert(std::endian::native == std::endian::little);
  char bytes[sizeof value];
  std::memcpy(bytes, &value, sizeof value);
  bytes_.append(bytes, sizeof bytes);
  return *this;
}

Packer& Packer::add(double value) { return add(std::bit_cast<std::uint64_t>(value)); }

Packer& Packer::add(std::string_view text) {
  add(static_cast<std::uint64_t>(text.size()));
  bytes_.append(text);
  return *this;
}

Packer& Packer::add(const Digest& digest) {
  const auto bytes = raw_digest(digest);
  return add(bytes ? std::string_view(bytes->data(), bytes->size()) : std::string_view());
}

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
