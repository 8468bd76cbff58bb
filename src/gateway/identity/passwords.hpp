#pragma once
// Passwords, as they are kept: Argon2id (RFC 9106, libsodium's crypto_pwhash).

#include <string>
#include <string_view>

#include "base/limits.hpp"
#include "base/result.hpp"

namespace souls::gateway {

/// What one hashing takes; tests take less.
struct PasswordCost {
  unsigned long long passes = limits::kPasswordPasses;
  std::size_t memory_bytes = limits::kPasswordMemoryBytes;
};

/// Immutable; may be shared by threads. Each call takes a processor and the memory above for about a tenth of a second:
/// not for a thread that others wait for.
class Passwords {
 public:
  explicit Passwords(PasswordCost cost = {});

  /// invalid_request: too short, too long, or one letter again and again; unprocessable: the user's own address;
  /// unavailable: there isn't that much memory.
  Result<std::string> hash(std::string_view password, std::string_view email) const;
  /// Whether the text that `hash` once made is that of the password. An empty one takes as long and is nobody's.
  bool verify(const std::string& hash, std::string_view password) const;
  /// Whether it was made at another cost than ours.
  bool is_outdated(const std::string& hash) const;

 private:
  PasswordCost cost_;
  std::string nobodys_;  ///< what is verified where there is nothing to verify
};

}  // namespace souls::gateway
