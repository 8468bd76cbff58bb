#pragma once
// Who is signed in from where, and which browsers a user has signed in from before. Cookies aren't kept, only digests.

#include <cstdint>
#include <string>
#include <vector>

#include "base/digest.hpp"
#include "base/result.hpp"

namespace souls::storage {

/// Times are milliseconds since the epoch.
struct Session {
  std::string id;  ///< random_id("ses_")
  std::string user;
  Digest digest;      ///< of the cookie
  std::string agent;  ///< what the browser says that it is
  std::string address;
  std::int64_t created_ms = 0;
  std::int64_t used_ms = 0;     ///< about when it was last used
  std::int64_t expires_ms = 0;  ///< however much it is used
  bool operator==(const Session&) const = default;
};

class SessionTable {
 public:
  virtual ~SessionTable() = default;

  /// Where the user has limits::kSessionsPerUserMax, the one that was used longest ago goes. not_found: no such user.
  /// invalid_request: a field out of bounds. conflict: the id or the digest is taken.
  virtual Status add(const Session& session) = 0;
  /// not_found
  virtual Result<Session> find_by_digest(const Digest& digest) = 0;
  /// Of a user, the newest first.
  virtual Result<std::vector<Session>> list(const std::string& user) = 0;
  /// When it was used; never back in time. Nothing for one that isn't there any more.
  virtual Status note_use(const std::string& id, std::int64_t used_ms) = 0;
  /// not_found, also for another user's.
  virtual Status remove(const std::string& user, const std::string& id) = 0;
  /// All of a user but one ("" for none).
  virtual Status remove_others(const std::string& user, const std::string& kept) = 0;
  /// Those of all users that have expired, or weren't used since.
  virtual Status forget(std::int64_t expired_ms, std::int64_t unused_since_ms) = 0;

  /// A user has signed in from a browser, which is known by the digest of its cookie. Of each user the
  /// limits::kDevicesPerUserMax that were used last are kept.
  virtual Status know_device(const std::string& user, const Digest& device, std::int64_t now_ms) = 0;
  virtual Result<bool> is_known_device(const std::string& user, const Digest& device) = 0;
  virtual Status forget_devices(const std::string& user) = 0;
};

}  // namespace souls::storage
