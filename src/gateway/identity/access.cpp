#include "gateway/identity/access.hpp"

namespace souls::gateway {
namespace {

Status check_control(const Caller& caller) {
  if (caller.by == Credential::control) return {};
  return fail(ErrorCode::forbidden, "this is done on the server's own machine, with the souls command");
}

}  // namespace

Status check_access(const Access& access, const Caller& caller) {
  using Door = Access::Door;
  if (access.door == Door::anyone || access.door == Door::sign_in || access.door == Door::set_up) return {};
  if (caller.by == Credential::none) {
    return fail(ErrorCode::unauthenticated, "sign in, or send an API key as \"Authorization: Bearer KEY\"");
  }
  if (access.door == Door::control) return check_control(caller);
  if (access.scope && !caller.scopes.has(*access.scope)) {
    return fail(ErrorCode::forbidden, "the API key lacks the scope " + std::string(storage::to_string(*access.scope)));
  }
  if (caller.role > access.role) {
    return fail(ErrorCode::forbidden,
                "this is for a user with the role " + std::string(storage::to_string(access.role)) + " or above");
  }
  return {};
}

}  // namespace souls::gateway
