#pragma once
// People. The one table that knows their names and addresses; all others name them by their pseudonymous ids.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/limits.hpp"
#include "base/result.hpp"

namespace souls::storage {

enum class UserRole {
  owner,     ///< runs the system
  member,    ///< makes songs
  listener,  ///< hears what is shared
};

std::string_view to_string(UserRole role);
std::optional<UserRole> parse_user_role(std::string_view text);

struct User {
  std::string id;  ///< random_id("u_")
  std::string name;
  std::optional<std::string> email = {};  ///< unique, upper and lower case alike
  UserRole role = UserRole::member;
  std::int64_t created_ms = 0;  ///< since the epoch
  int trash_days = limits::kTrashDays;  ///< how long songs stay in the trash; 0: no longer than until the next sweep
  bool operator==(const User&) const = default;
};

/// Errors of all: those of the store.
class UserTable {
 public:
  virtual ~UserTable() = default;

  /// invalid_request where a field is out of bounds or there are limits::kUsersMax already; conflict when the id or the
  /// e-mail is taken.
  virtual Status add(const User& user) = 0;
  /// not_found
  virtual Result<User> find(const std::string& id) = 0;
  virtual Result<User> find_by_email(const std::string& email) = 0;
  /// Those after an id ("" for the first), by id; at most `count`.
  virtual Result<std::vector<User>> list(const std::string& after, std::size_t count) = 0;
  /// All fields but id and created_ms. Errors as of add, and not_found.
  virtual Status update(const User& user) = 0;
  /// With all that refers to the user in the tables of songs, and with his keys and sessions. not_found
  virtual Status remove(const std::string& id) = 0;

  /// How a password is kept: the text that its hashing function made (PHC string format). not_found: no such user, or
  /// one who has no password.
  virtual Result<std::string> password(const std::string& id) = 0;
  virtual Status set_password(const std::string& id, const std::string& hash, std::int64_t now_ms) = 0;
  /// Whom a provider of OpenID Connect means by a subject. not_found: nobody yet.
  virtual Result<User> find_by_subject(const std::string& issuer, const std::string& subject) = 0;
  /// From now on it means him. conflict: it means another. not_found: no such user.
  virtual Status link_subject(const std::string& issuer, const std::string& subject, const std::string& user,
                              std::int64_t now_ms) = 0;
  /// The owner who has been one of the users longest: who the control socket's callers are.
  virtual Result<User> first_owner() = 0;
  /// Whether there is an owner who can sign in.
  virtual Result<bool> has_owner_with_password() = 0;
};

/// What add and update check first: UTF-8, lengths, an address with one @, days.
Status check_user(const User& user);

}  // namespace souls::storage
