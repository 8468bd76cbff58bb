#pragma once
// What routes that sign in share: what the browser brings, and what it keeps.

#include <string>

#include "gateway/identity/accounts.hpp"
#include "gateway/message.hpp"

namespace souls::gateway {

/// The cookie of a browser that signed in before; empty where there is none.
std::string device_of(const Request& request);
/// What the browser says that it is.
std::string agent_of(const Request& request);
/// The cookies of the session and the browser.
void add_cookies(Response& response, const Request& request, const SignedIn& in);

}  // namespace souls::gateway
