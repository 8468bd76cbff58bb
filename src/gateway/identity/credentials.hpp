#pragma once
// What a request shows of its caller, and whether a browser was led to send it.

#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "gateway/message.hpp"

namespace souls::gateway {

/// A key or a cookie, by its form.
struct Shown {
  Credential by = Credential::none;
  std::string text;
};

/// An Authorization header counts before a cookie. unauthenticated: what is there isn't of our form, or is there twice.
/// A cookie is looked for by the name that it has on such a connection, no other.
Result<Shown> shown_by(const Request& request, const Peer& peer);

/// The value of a cookie in a Cookie header (RFC 6265); empty where it isn't there. unauthenticated: there twice.
Result<std::optional<std::string_view>> cookie_value(std::string_view header, std::string_view name);

/// GET changes nothing.
bool is_unsafe(Method method);

/// forbidden where a browser says that another site made it send the request (Origin, Sec-Fetch-Site).
Status check_origin(const Request& request, const Peer& peer);
/// forbidden where a request that a cookie speaks for lacks the X-CSRF-Token that belongs to it.
Status check_csrf(const Request& request, std::string_view session_cookie);

/// "__Host-souls_session" over TLS, where browsers take it from this host and path alone; "souls_session" over plain
/// HTTP, where they refuse the first.
std::string session_cookie_name(const Peer& peer);
std::string device_cookie_name(const Peer& peer);

/// A Set-Cookie header's value that lasts that long; with no value and 0 seconds it removes the cookie.
std::string set_cookie(const std::string& name, std::string_view value, const Peer& peer, double seconds,
                       std::string_view same_site);

}  // namespace souls::gateway
