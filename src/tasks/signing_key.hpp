#pragma once
// Ed25519 signatures (RFC 8032).

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace souls::tasks {

/// A private key, from a file that its owner alone may read. Safe to use from many threads.
class SigningKey {
 public:
  /// Makes the file with a new key when it isn't there. invalid_request when others may read it, or it holds no key.
  static Result<SigningKey> open(const std::filesystem::path& path);
  /// not_found when it isn't there.
  static Result<SigningKey> open_existing(const std::filesystem::path& path);

  std::string sign(std::string_view bytes) const;  ///< 64 bytes
  const std::string& public_key() const { return public_key_; }  ///< 32 bytes

 private:
  static Result<SigningKey> of(std::string secret);
  SigningKey(std::string secret, std::string public_key)
      : secret_(std::move(secret)), public_key_(std::move(public_key)) {}

  std::string secret_;
  std::string public_key_;
};

/// True when the signature is that of the public key's owner over these bytes.
bool is_signed(std::string_view bytes, std::string_view signature, std::string_view public_key);

/// Bytes as lower-case hexadecimal letters, and back; empty for what isn't.
std::string to_hex(std::string_view bytes);
std::string from_hex(std::string_view letters);

}  // namespace souls::tasks
