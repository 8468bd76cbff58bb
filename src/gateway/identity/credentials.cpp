#include "gateway/identity/credentials.hpp"

#include <strings.h>

#include "gateway/header_value.hpp"
#include "gateway/identity/tokens.hpp"

namespace souls::gateway {
namespace {

constexpr std::string_view kScheme = "Bearer ";

std::string name_on(const Peer& peer, std::string_view name) {
  return (peer.is_secure ? "__Host-" : "") + std::string(name);
}

Result<Shown> shown_key(std::string_view header) {
  if (header.size() < kScheme.size() || ::strncasecmp(header.data(), kScheme.data(), kScheme.size()) != 0) {
    return fail(ErrorCode::unauthenticated, "an API key is sent as \"Authorization: Bearer KEY\"");
  }
  const std::string_view key = trimmed(header.substr(kScheme.size()));
  if (!is_key(key)) {
    return fail(ErrorCode::unauthenticated, "this is no API key of ours: it is mistyped, or a part is missing");
  }
  return Shown{Credential::key, std::string(key)};
}

}  // namespace

Result<Shown> shown_by(const Request& request, const Peer& peer) {
  if (const auto* header = request.header("authorization")) return shown_key(*header);
  const auto* header = request.header("cookie");
  if (!header) return Shown{};
  const auto cookie = cookie_value(*header, session_cookie_name(peer));
  if (!cookie) return fail(cookie.error());
  if (!*cookie) return Shown{};
  if (!is_cookie(**cookie)) return fail(ErrorCode::unauthenticated, "the session isn't one of ours; sign in again");
  return Shown{Credential::session, std::string(**cookie)};
}

Result<std::optional<std::string_view>> cookie_value(std::string_view header, std::string_view name) {
  std::optional<std::string_view> found;
  while (!header.empty()) {
    const std::size_t end = std::min(header.find(';'), header.size());
    const std::string_view pair = trimmed(header.substr(0, end));
    header.remove_prefix(std::min(end + 1, header.size()));
    const std::size_t equals = pair.find('=');
    if (equals == std::string_view::npos || trimmed(pair.substr(0, equals)) != name) continue;
    if (found) return fail(ErrorCode::unauthenticated, "the cookie " + std::string(name) + " is there twice");
    found = trimmed(pair.substr(equals + 1));
  }
  return found;
}

bool is_unsafe(Method method) { return method != Method::get; }

Status check_origin(const Request& request, const Peer& peer) {
  const auto foreign = [] {
    return fail(ErrorCode::forbidden, "the browser says that another site asks for this, and it isn't done then");
  };
  const auto* site = request.header("sec-fetch-site");
  if (site && *site != "same-origin") return foreign();
  const auto* origin = request.header("origin");
  const auto* host = request.header("host");
  if (!origin) return {};
  if (!host || *origin != (peer.is_secure ? "https://" : "http://") + *host) return foreign();
  return {};
}

Status check_csrf(const Request& request, std::string_view session_cookie) {
  const auto* token = request.header("x-csrf-token");
  if (token && is_same(*token, csrf_token(session_cookie))) return {};
  return fail(ErrorCode::forbidden,
              "with a session, a request that changes something needs the header X-CSRF-Token; GET /v1/me tells it");
}

std::string session_cookie_name(const Peer& peer) { return name_on(peer, "souls_session"); }
std::string device_cookie_name(const Peer& peer) { return name_on(peer, "souls_device"); }

std::string set_cookie(const std::string& name, std::string_view value, const Peer& peer, double seconds,
                       std::string_view same_site) {
  std::string text = name + '=' + std::string(value) + "; Path=/; HttpOnly; SameSite=" + std::string(same_site) +
                     "; Max-Age=" + std::to_string(static_cast<long long>(seconds));
  if (peer.is_secure) text += "; Secure";
  return text;
}

}  // namespace souls::gateway
