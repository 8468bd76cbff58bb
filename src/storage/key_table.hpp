#pragma once
// API keys: who a program acts for, and what it may do. The keys themselves aren't kept, only their digests.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.hpp"
#include "base/result.hpp"

namespace souls::storage {

/// What a key allows, as far as its user's role does.
enum class Scope : unsigned {
  songs_read = 1,   ///< "songs:read"
  songs_write = 2,  ///< "songs:write"
  worker = 4,       ///< "worker": leases the steps of all users
  admin = 8,        ///< "admin": the account's keys, sessions and password; an owner's: the system
};

inline constexpr std::array<Scope, 4> kScopes = {Scope::songs_read, Scope::songs_write, Scope::worker, Scope::admin};

std::string_view to_string(Scope scope);
std::optional<Scope> parse_scope(std::string_view text);

/// A set of scopes.
class Scopes {
 public:
  constexpr Scopes() = default;
  constexpr explicit Scopes(unsigned bits) : bits_(bits) {}
  static constexpr Scopes all() { return Scopes(15); }

  constexpr Scopes& add(Scope scope) {
    bits_ |= static_cast<unsigned>(scope);
    return *this;
  }
  constexpr bool has(Scope scope) const { return (bits_ & static_cast<unsigned>(scope)) != 0; }
  constexpr bool has_all(Scopes others) const { return (bits_ & others.bits_) == others.bits_; }
  constexpr bool empty() const { return bits_ == 0; }
  constexpr unsigned bits() const { return bits_; }
  bool operator==(const Scopes&) const = default;

 private:
  unsigned bits_ = 0;
};

/// Times are milliseconds since the epoch.
struct ApiKey {
  std::string id;  ///< random_id("k_")
  std::string user;
  std::string name;  ///< what a person calls it; may be empty
  std::string hint;  ///< how the key ends, for people to tell theirs apart
  Digest digest;     ///< of the whole key
  Scopes scopes;
  std::int64_t created_ms = 0;
  std::optional<std::int64_t> expires_ms = {};  ///< from then on it is nobody's
  std::optional<std::int64_t> used_ms = {};     ///< about when it was last used
  bool operator==(const ApiKey&) const = default;
};

class KeyTable {
 public:
  virtual ~KeyTable() = default;

  /// not_found: no such user. invalid_request: a field out of bounds, or limits::kKeysPerUserMax already. conflict: the
  /// id or the digest is taken.
  virtual Status add(const ApiKey& key) = 0;
  /// not_found
  virtual Result<ApiKey> find(const std::string& id) = 0;
  virtual Result<ApiKey> find_by_digest(const Digest& digest) = 0;
  /// Of a user, or of all where that is empty: those after an id ("" for the first), by id; at most `count`.
  virtual Result<std::vector<ApiKey>> list(const std::string& user, const std::string& after, std::size_t count) = 0;
  /// When it was used; never back in time. Nothing for a key that isn't there any more.
  virtual Status note_use(const std::string& id, std::int64_t used_ms) = 0;
  /// not_found
  virtual Status remove(const std::string& id) = 0;
};

/// What add checks first: lengths, UTF-8, at least one scope.
Status check_key(const ApiKey& key);

}  // namespace souls::storage
