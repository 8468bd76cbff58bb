#include "gateway/identity/identity.hpp"

#include <limits>

#include "base/ids.hpp"
#include "base/limits.hpp"
#include "gateway/identity/json.hpp"
#include "gateway/identity/tokens.hpp"
#include "storage/key_table.hpp"
#include "storage/session_table.hpp"
#include "storage/user_table.hpp"
#include "studio/library.hpp"

namespace souls::gateway {
namespace {

constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();

std::int64_t after(std::int64_t from_ms, double seconds) { return from_ms + static_cast<std::int64_t>(seconds * 1000); }

Status make_first_owner(storage::Store& store, const std::string& name, std::int64_t now_ms) {
  return store.write([&](storage::Transaction& t) -> Status {
    const auto owner = t.users().first_owner();
    if (owner) return {};
    if (owner.error().code != ErrorCode::not_found) return fail(owner.error());
    return t.users().add({.id = random_id("u_"), .name = name, .role = storage::UserRole::owner, .created_ms = now_ms});
  });
}

tl::unexpected<Error> not_set_up() {
  return fail(ErrorCode::unavailable,
              "this server has no owner yet: open /setup on its own machine, or run `souls users add` there");
}

/// Nobody by that name any more, or never.
Error unknown(const Error& error, const char* message) {
  return error.code == ErrorCode::not_found ? Error{ErrorCode::unauthenticated, message, {}} : error;
}

Caller caller_of(const storage::User& user, Credential by) {
  Caller caller;
  caller.user = user.id;
  caller.role = user.role;
  caller.by = by;
  caller.owner = user.role == storage::UserRole::owner;
  return caller;
}

/// `cookie`: of the session that he came by.
void show_himself(Caller& caller, const storage::User& user, std::string_view cookie = {}) {
  Json shown = json_of(user);
  if (!caller.key.empty()) shown["key"] = caller.key;
  if (!caller.session.empty()) shown["session"] = caller.session;
  if (!cookie.empty()) shown["csrf"] = csrf_token(cookie);
  caller.himself = std::make_shared<const std::string>(answer(shown).body);
}

}  // namespace

Result<std::unique_ptr<Identity>> Identity::open(storage::Store& store, const std::string& operator_name,
                                                 storage::WallClock clock) {
  if (auto made = make_first_owner(store, operator_name, clock()); !made) return fail(made.error());
  std::unique_ptr<Identity> identity(new Identity(store, std::move(clock)));
  if (auto read = identity->forget_callers(); !read) return fail(read.error());
  return identity;
}

std::optional<Result<Caller>> Identity::admit_at_once(const Access& access, const Request& request, const Peer& peer) {
  if (auto decided = at_the_door(access, request, peer)) return decided;
  const auto shown = shown_by(request, peer);
  if (!shown) return fail(shown.error());
  if (shown->by == Credential::none) return fail(check_access(access, Caller()).error());
  const auto known = recall(sha256(shown->text));
  if (!known) return std::nullopt;
  return let_in(access, request, peer, *shown, *known);
}

Result<Caller> Identity::admit(const Access& access, const Request& request, const Peer& peer) {
  if (auto decided = at_the_door(access, request, peer)) return std::move(*decided);
  const auto shown = shown_by(request, peer);
  if (!shown) return fail(shown.error());
  if (shown->by == Credential::none) return fail(check_access(access, Caller()).error());
  const auto known = look_up(*shown, sha256(shown->text));
  if (!known) return fail(known.error());
  return let_in(access, request, peer, *shown, **known);
}

std::optional<Result<Caller>> Identity::at_the_door(const Access& access, const Request& request,
                                                    const Peer& peer) const {
  using Door = Access::Door;
  if (peer.is_control) {
    const std::shared_lock lock(mutex_);
    return operator_;
  }
  if (access.door == Door::anyone) return Caller();
  if (!is_set_up_ && (access.door != Door::set_up || !peer.is_loopback())) return not_set_up();
  if (is_set_up_ && access.door == Door::set_up) {
    return fail(ErrorCode::not_found, "this server has an owner, and its set-up is over");
  }
  if (access.door != Door::set_up && access.door != Door::sign_in) return std::nullopt;
  if (is_unsafe(request.method)) {
    if (auto ours = check_origin(request, peer); !ours) return fail(ours.error());
  }
  return Caller();
}

Identity::KnownPtr Identity::recall(const Digest& digest) const {
  const std::shared_lock lock(mutex_);
  const auto found = known_.find(digest);
  return found == known_.end() ? nullptr : found->second;
}

Result<Identity::KnownPtr> Identity::look_up(const Shown& shown, const Digest& digest) {
  if (auto known = recall(digest)) return known;
  const std::uint64_t before = changes_;
  auto known = read(shown, digest);
  if (!known) return known;
  const std::lock_guard lock(mutex_);
  // What was read before a right was taken away isn't kept.
  if (changes_ != before) return known;
  if (known_.size() >= limits::kCallersRememberedMax) forget_all(lock);
  known_[digest] = *known;
  return known;
}

Result<Identity::KnownPtr> Identity::read(const Shown& shown, const Digest& digest) {
  auto known = std::make_shared<Known>();
  const auto read_key = [&](storage::Transaction& t) -> Status {
    const auto key = t.keys().find_by_digest(digest);
    if (!key) return fail(unknown(key.error(), "there is no such API key; it may have been revoked"));
    const auto user = t.users().find(key->user);
    if (!user) return fail(user.error());
    known->caller = caller_of(*user, Credential::key);
    known->caller.key = key->id;
    show_himself(known->caller, *user);
    known->caller.scopes = key->scopes;
    known->caller.owner = known->caller.owner && key->scopes.has(storage::Scope::admin);
    known->expires_ms = key->expires_ms.value_or(kNever);
    return {};
  };
  const auto read_session = [&](storage::Transaction& t) -> Status {
    const auto session = t.sessions().find_by_digest(digest);
    if (!session) return fail(unknown(session.error(), "the session has ended; sign in again"));
    const auto user = t.users().find(session->user);
    if (!user) return fail(user.error());
    known->caller = caller_of(*user, Credential::session);
    known->caller.session = session->id;
    show_himself(known->caller, *user, shown.text);
    known->expires_ms = session->expires_ms;
    known->used_ms = session->used_ms;
    return {};
  };
  const Status done = shown.by == Credential::key ? store_.read(read_key) : store_.read(read_session);
  if (!done) return fail(done.error());
  return known;
}

Result<Caller> Identity::let_in(const Access& access, const Request& request, const Peer& peer, const Shown& shown,
                                Known& known) const {
  const std::int64_t now_ms = clock_();
  const bool is_session = shown.by == Credential::session;
  const bool is_idle = is_session && now_ms >= after(known.used_ms, limits::kSessionIdleSecondsMax);
  if (now_ms >= known.expires_ms || is_idle) {
    return fail(ErrorCode::unauthenticated,
                is_session ? "the session has ended; sign in again" : "the API key has expired");
  }
  if (is_session && is_unsafe(request.method)) {
    if (auto ours = check_origin(request, peer); !ours) return fail(ours.error());
    if (auto ours = check_csrf(request, shown.text); !ours) return fail(ours.error());
  }
  known.used_ms = now_ms;
  known.is_noted = false;
  if (auto may = check_access(access, known.caller); !may) return fail(may.error());
  return known.caller;
}

void Identity::on_change(std::function<void()> wake) {
  const std::lock_guard lock(wake_mutex_);
  wake_ = std::move(wake);
}

Status Identity::forget_callers() {
  const Status read = store_.read([&](storage::Transaction& t) -> Status {
    const auto owner = t.users().first_owner();
    const auto is_set_up = t.users().has_owner_with_password();
    if (!owner) return fail(owner.error());
    if (!is_set_up) return fail(is_set_up.error());
    const std::lock_guard lock(mutex_);
    operator_ = caller_of(*owner, Credential::control);
    show_himself(operator_, *owner);
    is_set_up_ = *is_set_up;
    return {};
  });
  {
    const std::lock_guard lock(mutex_);
    forget_all(lock);
    ++changes_;
  }
  const std::lock_guard lock(wake_mutex_);
  if (wake_) wake_();
  return read;
}

void Identity::forget_all(const std::lock_guard<std::shared_mutex>&) {
  for (const auto& [digest, known] : known_) {
    if (known->is_noted) continue;
    const bool is_key = known->caller.by == Credential::key;
    uses_.push_back({is_key, is_key ? known->caller.key : known->caller.session, known->used_ms});
  }
  known_.clear();
}

Status Identity::note_uses() {
  std::vector<Use> uses;
  {
    const std::lock_guard lock(mutex_);
    uses.swap(uses_);
    for (const auto& [digest, known] : known_) {
      if (known->is_noted.exchange(true)) continue;
      const bool is_key = known->caller.by == Credential::key;
      uses.push_back({is_key, is_key ? known->caller.key : known->caller.session, known->used_ms});
    }
  }
  if (uses.empty()) return {};
  return store_.write([&](storage::Transaction& t) -> Status {
    for (const Use& use : uses) {
      const Status noted =
          use.is_key ? t.keys().note_use(use.id, use.used_ms) : t.sessions().note_use(use.id, use.used_ms);
      if (!noted) return noted;
    }
    return {};
  });
}

}  // namespace souls::gateway
