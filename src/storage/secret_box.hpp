#pragma once
// Secrets that are kept in the database, sealed by a key that stands outside of it.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "storage/secret_table.hpp"

namespace souls::storage {

/// Holds the key, in memory that isn't swapped out and is wiped when the box goes. Immutable; may be shared by threads.
/// Sealing is XChaCha20-Poly1305 (libsodium) with a random nonce and the secret's name as associated data: a sealed
/// secret can't be changed, nor put under another name. No message, and no detail, ever holds a key or a secret.
class SecretBox {
 public:
  /// From the variable SOULS_SECRET_KEY (64 hexadecimal letters), which is taken out of the environment so that no
  /// worker inherits it, or from the file that SOULS_SECRET_KEY_FILE names. not_found when neither is set;
  /// invalid_request when both are, or what they give is no key. Call it before there are other threads.
  static Result<SecretBox> from_environment();

  /// From a file of 64 hexadecimal letters. invalid_request when others than its owner may read or write it (mode 0600
  /// or stricter is asked for), when it is another user's, or holds no key; not_found when it isn't there.
  static Result<SecretBox> from_file(const std::filesystem::path& path);

  /// invalid_request when it isn't 64 hexadecimal letters. For callers that get the key otherwise, and for tests.
  static Result<SecretBox> from_key(std::string_view hex);

  /// Names the key without telling anything of it; backups say which key they need.
  const std::string& key_id() const { return key_id_; }

  /// invalid_request when the secret is longer than limits::kSealedBytesMax.
  Result<SealedSecret> seal(const std::string& name, std::string_view secret, std::int64_t now_ms) const;

  /// A key of 32 bytes for one purpose, made from the box's own: the same each time, and telling nothing of it.
  std::string derive(std::string_view purpose) const;

  /// invalid_request when another key sealed it; corrupt when the bytes or the name were changed since.
  Result<std::string> open(const SealedSecret& sealed) const;

 private:
  struct Wipe {
    void operator()(unsigned char* key) const;
  };
  using Key = std::unique_ptr<unsigned char, Wipe>;

  explicit SecretBox(Key key);

  Key key_;
  std::string key_id_;
};

/// Draws a key and writes it to a new file with the mode 0600, synced. conflict when the file is there already: a key is
/// never written over.
Status make_key_file(const std::filesystem::path& path);

}  // namespace souls::storage
