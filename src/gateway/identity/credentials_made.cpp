// Sessions and keys: made, and taken away.
#include <cctype>

#include "base/ids.hpp"
#include "base/text.hpp"
#include "gateway/identity/accounts.hpp"
#include "gateway/identity/audit.hpp"
#include "gateway/identity/tokens.hpp"
#include "storage/user_table.hpp"
#include "studio/library.hpp"

namespace souls::gateway {
namespace {

using storage::Scope;
using storage::Scopes;
using storage::Transaction;
using storage::User;
using storage::UserRole;

constexpr std::size_t kHintLetters = 4;
constexpr std::int64_t kForgetEveryMs = 3600 * 1000;

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

/// As much of a browser's name as is kept.
std::string agent_text(const std::string& agent) {
  return is_line(agent) ? std::string(cut_utf8(agent, limits::kSessionAgentBytesMax)) : std::string();
}

Scopes scopes_of(UserRole role) {
  if (role == UserRole::owner) return Scopes::all();
  Scopes scopes = Scopes().add(Scope::songs_read).add(Scope::admin);
  if (role == UserRole::member) scopes.add(Scope::songs_write);
  return scopes;
}

std::string text_of(Scopes scopes) {
  std::string text;
  for (const Scope scope : storage::kScopes) {
    if (scopes.has(scope)) text += (text.empty() ? "" : " ") + std::string(to_string(scope));
  }
  return text;
}

Status check_new_key(const Caller& by, const NewKey& key, const User& user, std::int64_t now_ms) {
  if (!scopes_of(user.role).has_all(key.scopes)) {
    return fail(ErrorCode::forbidden, "a " + std::string(to_string(user.role)) + " can't have a key of these scopes");
  }
  if (!by.scopes.has_all(key.scopes)) {
    return fail(ErrorCode::forbidden, "a key makes no key that may do more than itself");
  }
  if (key.expires_ms && *key.expires_ms <= now_ms) {
    return fail(ErrorCode::unprocessable, "a key can't have expired before it is made");
  }
  return {};
}

}  // namespace

// The same is asked of the store and the same is hashed, whether or not there is such a user.
Result<Accounts::Found> Accounts::find_account(const std::string& email, const std::string& device) {
  return studio::in_read<Found>(store_, [&](Transaction& t) -> Result<Found> {
    Found found;
    auto user = t.users().find_by_email(email);
    if (!user && user.error().code != ErrorCode::not_found) return fail(user.error());
    const std::string id = user ? user->id : "";
    auto hash = t.users().password(id);
    if (!hash && hash.error().code != ErrorCode::not_found) return fail(hash.error());
    const auto is_known = t.sessions().is_known_device(id, sha256(device));
    if (!is_known) return fail(is_known.error());
    if (user) found.user = std::move(*user);
    if (hash) found.hash = std::move(*hash);
    found.knows_device = *is_known && is_cookie(device);
    return found;
  });
}

Result<SignedIn> Accounts::sign_in(const SignInRequest& request) {
  const std::int64_t now_ms = clock_();
  const auto found = find_account(request.email, request.device);
  if (!found) return fail(found.error());
  const SignInTry attempt{lower(std::string(cut_letters(request.email, limits::kEmailLettersMax))), request.peer.address,
                          found->knows_device ? request.device : ""};
  SignedIn in;
  in.wait_seconds = tries_.begin(attempt, now_ms);
  if (in.wait_seconds > 0) return in;
  const std::string password = request.password.substr(0, limits::kPasswordBytesMax + 1);
  if (!passwords_.verify(found->hash, password)) {
    count_failure(found->user ? found->user->id : "");
    return fail(ErrorCode::unauthenticated, "there is no such user, or this isn't the password");
  }
  tries_.succeeded(attempt);
  in = new_session(*found->user, found->knows_device ? request.device : "", request.agent, request.peer, now_ms);
  const auto better = passwords_.is_outdated(found->hash) ? passwords_.hash(password, "") : found->hash;
  const Status kept = store_.write([&](Transaction& t) -> Status {
    if (auto added = t.sessions().add(in.kept); !added) return added;
    if (auto known = t.sessions().know_device(in.user.id, sha256(in.device), now_ms); !known) return known;
    if (better && *better != found->hash) {
      if (auto set = t.users().set_password(in.user.id, *better, now_ms); !set) return set;
    }
    return tell(t, now_ms, "signed_in", in.user.id, "session " + in.kept.id);
  });
  if (!kept) return fail(kept.error());
  return in;
}

SignedIn Accounts::new_session(const User& user, const std::string& device, const std::string& agent, const Peer& peer,
                               std::int64_t now_ms) const {
  SignedIn in;
  in.user = user;
  in.session = draw_cookie();
  in.device = device.empty() ? draw_cookie() : device;
  in.kept = {random_id("ses_"),
             user.id,
             sha256(in.session),
             agent_text(agent),
             peer.address,
             now_ms,
             now_ms,
             now_ms + static_cast<std::int64_t>(limits::kSessionSecondsMax * 1000)};
  return in;
}

void Accounts::count_failure(const std::string& user) {
  const std::lock_guard lock(mutex_);
  ++failures_[user];
}

Status Accounts::end_session(const Caller& by, const std::string& id) {
  const std::int64_t now_ms = clock_();
  const Status ended = store_.write([&](Transaction& t) -> Status {
    if (auto removed = t.sessions().remove(by.user, id); !removed) return removed;
    return tell(t, now_ms, id == by.session ? "signed_out" : "session_ended", by.user, "session " + id);
  });
  return ended ? identity_.forget_callers() : ended;
}

Result<MadeKey> Accounts::make_key(const Caller& by, const NewKey& wanted) {
  const std::int64_t now_ms = clock_();
  MadeKey made;
  made.key = draw_key();
  made.kept = {.id = random_id("k_"),
               .user = wanted.user,
               .name = wanted.name,
               .hint = made.key.substr(made.key.size() - kHintLetters),
               .digest = sha256(made.key),
               .scopes = wanted.scopes,
               .created_ms = now_ms,
               .expires_ms = wanted.expires_ms};
  const Status kept = store_.write([&](Transaction& t) -> Status {
    const auto user = t.users().find(wanted.user);
    if (!user) return fail(user.error());
    if (auto checked = check_new_key(by, wanted, *user, now_ms); !checked) return checked;
    if (auto added = t.keys().add(made.kept); !added) return added;
    return tell(t, now_ms, "key_made", wanted.user, text_of(wanted.scopes) + " by " + who(by), made.kept.id);
  });
  if (!kept) return fail(kept.error());
  return made;
}

Status Accounts::revoke_key(const Caller& by, const std::string& id) {
  const std::int64_t now_ms = clock_();
  const Status revoked = store_.write([&](Transaction& t) -> Status {
    const auto key = t.keys().find(id);
    if (!key) return fail(key.error());
    if (key->user != by.user && !by.owner) return fail(ErrorCode::not_found, "there is no such key");
    if (auto removed = t.keys().remove(id); !removed) return removed;
    return tell(t, now_ms, "key_revoked", key->user, "by " + who(by), id);
  });
  return revoked ? identity_.forget_callers() : revoked;
}

Status Accounts::note() {
  std::map<std::string, std::int64_t> failures;
  {
    const std::lock_guard lock(mutex_);
    failures.swap(failures_);
  }
  if (auto noted = identity_.note_uses(); !noted) return noted;
  const std::int64_t now_ms = clock_();
  const auto unused_ms = now_ms - static_cast<std::int64_t>(limits::kSessionIdleSecondsMax * 1000);
  if (now_ms >= forget_ms_) {
    const Status forgotten = store_.write([&](Transaction& t) { return t.sessions().forget(now_ms, unused_ms); });
    if (!forgotten) return forgotten;
    forget_ms_ = now_ms + kForgetEveryMs;
  }
  if (failures.empty()) return {};
  const Status told = store_.write([&](Transaction& t) -> Status {
    for (const auto& [user, count] : failures) {
      const std::string text = std::to_string(count) + (count == 1 ? " try" : " tries");
      if (auto entry = tell(t, now_ms, "sign_in_failed", user, text); !entry) return entry;
    }
    return {};
  });
  if (told) return {};
  const std::lock_guard lock(mutex_);
  for (const auto& [user, count] : failures) failures_[user] += count;
  return told;
}

}  // namespace souls::gateway
