#include "gateway/identity/accounts.hpp"

#include <algorithm>
#include <cctype>
#include <utility>

#include "base/ids.hpp"
#include "gateway/identity/audit.hpp"
#include "gateway/identity/tokens.hpp"
#include "storage/blob_table.hpp"
#include "storage/user_table.hpp"
#include "studio/library.hpp"

namespace souls::gateway {
namespace {

using storage::Transaction;
using storage::User;
using storage::UserRole;

Status check_new_user(const NewUser& user) {
  // The id is given later; everything else is looked at before a password is hashed.
  return storage::check_user({.id = "u_", .name = user.name.empty() ? "name" : user.name, .email = user.email});
}

std::string name_of(const NewUser& user) {
  return user.name.empty() ? user.email.substr(0, user.email.find('@')) : user.name;
}

std::string quota_text(std::optional<std::uint64_t> bytes) {
  return bytes ? std::to_string(*bytes) + " bytes" : "the server's own";
}

Status put_quota(Transaction& t, std::int64_t now_ms, const Caller& by, const std::string& user,
                 std::optional<std::uint64_t> bytes) {
  const auto before = t.blobs().quota(user);
  if (!before) return fail(before.error());
  if (*before == bytes) return {};
  if (auto set = t.blobs().set_quota(user, bytes); !set) return set;
  return tell(t, now_ms, "quota_changed", user, quota_text(*before) + " to " + quota_text(bytes) + " by " + who(by));
}

}  // namespace

Accounts::Accounts(storage::Store& store, Identity& identity, storage::WallClock clock, PasswordCost cost)
    : store_(store), identity_(identity), clock_(std::move(clock)), passwords_(cost) {}

std::string Accounts::draw_setup_code(std::function<void()> on_owner) {
  const std::string code = gateway::draw_setup_code();
  const std::lock_guard lock(mutex_);
  setup_code_ = plain_setup_code(code);
  on_owner_ = std::move(on_owner);
  setup_expires_ms_ = clock_() + static_cast<std::int64_t>(limits::kSetupCodeSeconds * 1000);
  return code;
}

Result<User> Accounts::set_up(const std::string& code, const NewUser& user) {
  {
    const std::lock_guard lock(mutex_);
    if (setup_code_.empty() || clock_() >= setup_expires_ms_) {
      return fail(ErrorCode::forbidden, "the code of the set-up has expired; start the server again for a new one");
    }
    if (!is_same(plain_setup_code(code), setup_code_)) {
      return fail(ErrorCode::forbidden, "this isn't the code of the set-up");
    }
  }
  if (!user.password) return fail(ErrorCode::invalid_request, "the owner needs a password");
  NewUser owner = user;
  owner.role = UserRole::owner;
  const auto hash = hash_of(owner);
  if (!hash) return fail(hash.error());
  return put_user("the set-up", owner, *hash, true);
}

void Accounts::forget_setup_code() {
  const std::lock_guard lock(mutex_);
  setup_code_.clear();
  std::exchange(on_owner_, [] {})();
}

Result<User> Accounts::add_user(const Caller& by, const NewUser& user) {
  const auto hash = hash_of(user);
  if (!hash) return fail(hash.error());
  return put_user(who(by), user, *hash, false);
}

Result<std::string> Accounts::hash_of(const NewUser& user) {
  if (auto checked = check_new_user(user); !checked) return fail(checked.error());
  if (!user.password) return std::string();
  return passwords_.hash(*user.password, user.email);
}

Result<User> Accounts::put_user(const std::string& who, const NewUser& user, const std::string& hash, bool takes_over) {
  const std::int64_t now_ms = clock_();
  const auto put = [&](Transaction& t) -> Result<User> {
    const auto is_set_up = t.users().has_owner_with_password();
    if (!is_set_up) return fail(is_set_up.error());
    if (takes_over && *is_set_up) return fail(ErrorCode::conflict, "this server has an owner already");
    const bool is_first = user.role == UserRole::owner && !*is_set_up && !hash.empty();
    User row;
    row.id = random_id("u_");
    row.created_ms = now_ms;
    if (is_first) {
      auto owner = t.users().first_owner();
      if (!owner) return owner;
      row = std::move(*owner);
    }
    row.name = name_of(user);
    row.email = user.email;
    row.role = user.role;
    if (auto kept = is_first ? t.users().update(row) : t.users().add(row); !kept) return fail(kept.error());
    if (!hash.empty()) {
      if (auto set = t.users().set_password(row.id, hash, now_ms); !set) return fail(set.error());
    }
    const char* kind = is_first ? "owner_set_up" : "user_made";
    if (auto told = tell(t, now_ms, kind, row.id, std::string(to_string(row.role)) + " by " + who); !told) {
      return fail(told.error());
    }
    return row;
  };
  auto made = studio::in_write<User>(store_, put);
  if (!made) return made;
  if (auto forgotten = identity_.forget_callers(); !forgotten) return fail(forgotten.error());
  if (identity_.is_set_up()) forget_setup_code();
  return made;
}

Result<User> Accounts::change_user(const Caller& by, const std::string& id, const UserChange& change) {
  const std::int64_t now_ms = clock_();
  const auto update = [&](Transaction& t) -> Result<User> {
    auto user = t.users().find(id);
    const auto first = t.users().first_owner();
    if (!user) return user;
    if (!first) return first;
    const UserRole before = user->role;
    const int days_before = user->trash_days;
    if (change.email) user->email = *change.email;
    if (change.name) user->name = *change.name;
    if (change.role) user->role = *change.role;
    if (change.trash_days) user->trash_days = *change.trash_days;
    if (id == first->id && user->role != UserRole::owner) {
      return fail(ErrorCode::conflict, "the first owner stays one, for commands on the server's machine act for him");
    }
    if (auto kept = t.users().update(*user); !kept) return fail(kept.error());
    if (user->role != before) {
      const std::string text = std::string(to_string(before)) + " to " + std::string(to_string(user->role));
      if (auto told = tell(t, now_ms, "role_changed", id, text + " by " + who(by)); !told) return fail(told.error());
    }
    if (user->trash_days != days_before) {
      const std::string text = std::to_string(days_before) + " to " + std::to_string(user->trash_days) + " days";
      if (auto told = tell(t, now_ms, "retention_changed", id, text + " by " + who(by)); !told)
        return fail(told.error());
    }
    if (change.quota_bytes) {
      if (auto put = put_quota(t, now_ms, by, id, *change.quota_bytes); !put) return fail(put.error());
    }
    return user;
  };
  auto changed = studio::in_write<User>(store_, update);
  if (!changed) return changed;
  if (auto forgotten = identity_.forget_callers(); !forgotten) return fail(forgotten.error());
  return changed;
}

Status Accounts::check_removable(const std::string& id) {
  return store_.read([&](Transaction& t) -> Status {
    const auto first = t.users().first_owner();
    if (!first) return fail(first.error());
    if (first->id != id) return {};
    return fail(ErrorCode::conflict, "the first owner can't be deleted while he runs this server");
  });
}

Status Accounts::set_password(const Caller& by, const std::string& id, const std::string& password,
                              const std::optional<std::string>& current) {
  std::string old_hash;
  const auto user = studio::in_read<User>(store_, [&](Transaction& t) {
    old_hash = t.users().password(id).value_or("");
    return t.users().find(id);
  });
  if (!user) return fail(user.error());
  const bool must_show = by.by != Credential::control && (!by.owner || by.user == id);
  if (must_show) {
    if (auto shown = check_current(by, *user, old_hash, current.value_or("")); !shown) return shown;
  }
  const auto hash = passwords_.hash(password, user->email.value_or(""));
  if (!hash) return fail(hash.error());
  const std::int64_t now_ms = clock_();
  const Status kept = store_.write([&](Transaction& t) -> Status {
    if (auto set = t.users().set_password(id, *hash, now_ms); !set) return set;
    if (auto ended = t.sessions().remove_others(id, by.user == id ? by.session : ""); !ended) return ended;
    if (auto forgotten = t.sessions().forget_devices(id); !forgotten) return forgotten;
    return tell(t, now_ms, "password_changed", id, "by " + who(by));
  });
  return kept ? identity_.forget_callers() : kept;
}

Status Accounts::check_current(const Caller& by, const User& user, const std::string& hash,
                               const std::string& current) {
  // Counted by itself: a stolen session guesses as slowly as a stolen browser.
  const SignInTry attempt{user.id, "", by.session + by.key + " password"};
  if (const double wait = tries_.begin(attempt, clock_()); wait > 0) {
    return fail(ErrorCode::rate_limited, "too many tries; the next one may be made in " +
                                             std::to_string(1 + static_cast<int>(wait)) + " seconds");
  }
  if (!passwords_.verify(hash, current)) {
    count_failure(user.id);
    return fail(ErrorCode::forbidden, "\"current\" isn't the present password");
  }
  tries_.succeeded(attempt);
  return {};
}

}  // namespace souls::gateway
