#pragma once
// What changes who may come in: users, passwords, sessions, keys. Each change is told to the audit log.

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "gateway/identity/identity.hpp"
#include "gateway/identity/passwords.hpp"
#include "gateway/identity/sign_in_tries.hpp"
#include "gateway/outbound/oidc_provider.hpp"
#include "storage/key_table.hpp"
#include "storage/session_table.hpp"

namespace souls::gateway {

struct NewUser {
  std::string email;
  std::string name;  ///< empty: the part of the address before its @
  storage::UserRole role = storage::UserRole::member;
  std::optional<std::string> password = {};  ///< without one nobody signs in, but keys can be made
};

struct UserChange {
  std::optional<std::string> email, name;
  std::optional<storage::UserRole> role;
  std::optional<int> trash_days;
  std::optional<std::optional<std::uint64_t>> quota_bytes = {};  ///< without a number the server's own counts again
};

/// Who wants to sign in, from where.
struct SignInRequest {
  std::string email, password;
  std::string device;  ///< the cookie of a browser that signed in before; empty for none
  std::string agent;
  Peer peer;
};

struct SignedIn {
  double wait_seconds = 0;  ///< above 0: not signed in, for there were too many tries; the rest is empty
  std::string session;      ///< the cookie, told once
  std::string device;       ///< the cookie of the browser
  storage::Session kept;
  storage::User user;
};

struct NewKey {
  std::string user;  ///< id
  std::string name;
  storage::Scopes scopes;
  std::optional<std::int64_t> expires_ms;
};

struct MadeKey {
  storage::ApiKey kept;
  std::string key;  ///< told once
};

/// What takes a right away is in force when the call returns. Calls that hash take a processor for a tenth of a second.
/// Safe to call from many threads. The store and the identity outlive it.
class Accounts {
 public:
  Accounts(storage::Store& store, Identity& identity, storage::WallClock clock = storage::system_wall_clock(),
           PasswordCost cost = {});

  // ---- set-up
  /// A new code, good for limits::kSetupCodeSeconds; those before it are void. `on_owner` is called when there is an
  /// owner, and so the code of no more use.
  std::string draw_setup_code(std::function<void()> on_owner = [] {});
  /// The first owner. forbidden: another code, or an old one; conflict: there is an owner already. Hashes.
  Result<storage::User> set_up(const std::string& code, const NewUser& user);

  // ---- users, by one who may change them
  /// The first owner who gets a password takes over the account of the operator, and the songs that he has made.
  /// Hashes.
  Result<storage::User> add_user(const Caller& by, const NewUser& user);
  /// conflict: the first owner stays one, for the control socket acts for him.
  Result<storage::User> change_user(const Caller& by, const std::string& id, const UserChange& change);
  /// Ends all sessions of the user but the caller's. Who isn't an owner, or changes his own, says what it was
  /// (`current`), but for the control socket: forbidden when it wasn't that. Hashes.
  Status set_password(const Caller& by, const std::string& id, const std::string& password,
                      const std::optional<std::string>& current);
  /// Whether the user may be removed: conflict for the first owner.
  Status check_removable(const std::string& id);
  /// A user was removed: nobody comes in as him any more.
  Status forget_removed() { return identity_.forget_callers(); }

  // ---- sessions
  /// unauthenticated: no such user, or another password; nothing tells which. Hashes.
  Result<SignedIn> sign_in(const SignInRequest& request);
  /// By the word of a provider: who is known to it, or whose address it has verified; from then on it is known whom it
  /// means. Without an account only where the provider's options let the domain in. forbidden: nobody here.
  Result<SignedIn> sign_in_by(const OidcSubject& subject, const OidcOptions& provider, const std::string& device,
                              const std::string& agent, const Peer& peer);
  /// False when the text came before, and hasn't expired since.
  bool use_once(const std::string& text, std::int64_t expires_ms);
  /// Ends a session of the caller's. not_found
  Status end_session(const Caller& by, const std::string& id);

  // ---- keys
  /// forbidden: scopes that the user's role doesn't have, or more than the key that asks.
  Result<MadeKey> make_key(const Caller& by, const NewKey& key);
  /// not_found, also for another's unless the caller is an owner.
  Status revoke_key(const Caller& by, const std::string& id);

  /// Writes what is written together: uses, tries that failed; forgets sessions that have ended. Now and then, by one
  /// thread.
  Status note();

 private:
  struct Found {
    std::optional<storage::User> user;
    std::string hash;
    bool knows_device = false;
  };
  Result<Found> find_account(const std::string& email, const std::string& device);
  Result<storage::User> put_user(const std::string& who, const NewUser& user, const std::string& hash, bool takes_over);
  Result<std::string> hash_of(const NewUser& user);
  void forget_setup_code();
  Status check_current(const Caller& by, const storage::User& user, const std::string& hash,
                       const std::string& current);
  void count_failure(const std::string& user);
  Result<storage::User> find_subject(storage::Transaction& transaction, const OidcSubject& subject,
                                     const OidcOptions& provider, std::int64_t now_ms);
  SignedIn new_session(const storage::User& user, const std::string& device, const std::string& agent,
                       const Peer& peer, std::int64_t now_ms) const;

  storage::Store& store_;
  Identity& identity_;
  const storage::WallClock clock_;
  const Passwords passwords_;
  SignInTries tries_;
  std::int64_t forget_ms_ = 0;  ///< of the thread that notes: when sessions are forgotten next
  std::mutex mutex_;            ///< guards those below
  std::string setup_code_;
  std::function<void()> on_owner_ = [] {};
  std::int64_t setup_expires_ms_ = 0;
  std::map<std::string, std::int64_t> used_;      ///< once, until they expire; at most limits::kOidcFlowsMax
  std::map<std::string, std::int64_t> failures_;  ///< by the user's id, "" for addresses that nobody has
};

}  // namespace souls::gateway
