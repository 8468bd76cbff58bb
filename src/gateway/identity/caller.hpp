#pragma once
// Who asks, and what he may.

#include <memory>
#include <string>
#include <string_view>

#include "storage/key_table.hpp"
#include "storage/user_table.hpp"

namespace souls::gateway {

/// How a caller showed who he is.
enum class Credential {
  none,     ///< not at all
  control,  ///< by the kernel's word on his user, at the control socket
  session,  ///< by a cookie
  key,      ///< by an API key
};

struct Caller {
  std::string user = {};  ///< pseudonymous id; empty: nobody
  std::string key = {};   ///< id of the API key, when he came by one
  bool owner = false;     ///< sees and changes what belongs to others too
  storage::UserRole role = storage::UserRole::listener;
  Credential by = Credential::none;
  std::string session = {};                                ///< id of the session, when he came by one
  storage::Scopes scopes = storage::Scopes::all();       ///< of his key; sessions and the control socket have all
  std::shared_ptr<const std::string> himself = nullptr;  ///< as /v1/me shows him, in JSON, since he was looked up; null: nobody
};

/// The other end of a connection. Behind a trusted proxy: what that says of it.
struct Peer {
  std::string address = {};  ///< without the port; empty at the control socket
  bool is_control = false;   ///< the control socket, and the same user (SO_PEERCRED)
  bool is_secure = false;    ///< by TLS
  bool is_forwarded = false;  ///< by a proxy, or so it says

  /// A program on this machine, with no proxy between.
  bool is_loopback() const { return !is_forwarded && (address.starts_with("127.") || address == "::1"); }
};

}  // namespace souls::gateway
