// Signing in by the word of a provider.
#include <algorithm>
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

using storage::Transaction;
using storage::User;

bool is_domain_of(std::string_view email, std::string_view domain) {
  const std::string_view its = email.substr(std::min(email.find('@') + 1, email.size()));
  return std::ranges::equal(its, domain, [](unsigned char a, unsigned char b) { return std::tolower(a) == std::tolower(b); });
}

bool may_join(const OidcSubject& subject, const OidcOptions& provider) {
  return std::ranges::any_of(provider.allow_domains,
                             [&](const std::string& domain) { return is_domain_of(subject.email, domain); });
}

User new_member(const OidcSubject& subject, std::int64_t now_ms) {
  const bool is_name = !subject.name.empty() && is_line(subject.name) &&
                       count_letters(subject.name) <= limits::kUserNameLettersMax;
  User user;
  user.id = random_id("u_");
  user.name = is_name ? subject.name : subject.email.substr(0, subject.email.find('@'));
  user.email = subject.email;
  user.role = storage::UserRole::member;
  user.created_ms = now_ms;
  return user;
}

tl::unexpected<Error> nobody_here() {
  return fail(ErrorCode::forbidden, "nobody here has the e-mail address that the provider has verified; ask an owner to add you");
}

}  // namespace

bool Accounts::use_once(const std::string& text, std::int64_t expires_ms) {
  const std::int64_t now_ms = clock_();
  const std::lock_guard lock(mutex_);
  std::erase_if(used_, [&](const auto& each) { return each.second <= now_ms; });
  if (used_.size() >= limits::kOidcFlowsMax) return false;
  return used_.emplace(text, expires_ms).second;
}

Result<User> Accounts::find_subject(Transaction& t, const OidcSubject& subject, const OidcOptions& provider,
                                    std::int64_t now_ms) {
  auto user = t.users().find_by_subject(subject.issuer, subject.subject);
  if (user || user.error().code != ErrorCode::not_found) return user;
  if (subject.email.empty() || !subject.is_email_verified) return nobody_here();
  user = t.users().find_by_email(subject.email);
  if (!user && user.error().code != ErrorCode::not_found) return user;
  if (!user) {
    if (!may_join(subject, provider)) return nobody_here();
    user = new_member(subject, now_ms);
    if (auto added = t.users().add(*user); !added) return fail(added.error());
    if (auto told = tell(t, now_ms, "user_made", user->id, "member by " + provider.name); !told) return fail(told.error());
  }
  if (auto linked = t.users().link_subject(subject.issuer, subject.subject, user->id, now_ms); !linked) {
    return fail(linked.error());
  }
  if (auto told = tell(t, now_ms, "sign_in_linked", user->id, "by " + provider.name); !told) return fail(told.error());
  return user;
}

Result<SignedIn> Accounts::sign_in_by(const OidcSubject& subject, const OidcOptions& provider,
                                      const std::string& device, const std::string& agent, const Peer& peer) {
  const std::int64_t now_ms = clock_();
  return studio::in_write<SignedIn>(store_, [&](Transaction& t) -> Result<SignedIn> {
    const auto user = find_subject(t, subject, provider, now_ms);
    if (!user) return fail(user.error());
    const auto is_known = t.sessions().is_known_device(user->id, sha256(device));
    if (!is_known) return fail(is_known.error());
    SignedIn in = new_session(*user, *is_known && is_cookie(device) ? device : "", agent, peer, now_ms);
    if (auto added = t.sessions().add(in.kept); !added) return fail(added.error());
    if (auto known = t.sessions().know_device(user->id, sha256(in.device), now_ms); !known) return fail(known.error());
    if (auto told = tell(t, now_ms, "signed_in", user->id, "session " + in.kept.id + " by " + provider.name); !told) {
      return fail(told.error());
    }
    return in;
  });
}

}  // namespace souls::gateway
