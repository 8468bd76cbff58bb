// /v1/me: the caller.
#include "gateway/answers.hpp"
#include "gateway/api.hpp"
#include "gateway/identity/json.hpp"

namespace souls::gateway {
namespace {

/// From memory alone.
Result<Response> show(const Request& request) {
  Response response;
  response.body = *request.caller.himself;
  return response;
}

Result<Response> change(const Api& api, const Request& request) {
  const Json body = read_body(request);
  UserChange wanted;
  wanted.name = text_field(body, "name");
  if (const auto days = number_field(body, "trash_days")) wanted.trash_days = static_cast<int>(*days);
  const auto user = api.accounts.change_user(request.caller, request.caller.user, wanted);
  if (!user) return fail(user.error());
  return answer(json_of(*user));
}

Result<Response> set_password(const Api& api, const Request& request) {
  const Json body = read_body(request);
  const Status set =
      api.accounts.set_password(request.caller, request.caller.user, body.at("password"), text_field(body, "current"));
  if (!set) return fail(set.error());
  return nothing();
}

}  // namespace

void add_me(Router& router, const Api& api) {
  const auto with = [&api](auto route) {
    return [&api, route](const Request& request) { return route(api, request); };
  };
  router.add(Method::get, "/v1/me", access::kCaller, show, Pace::at_once);
  router.add(Method::patch, "/v1/me", access::kAccount, with(change));
  router.add(Method::put, "/v1/me/password", access::kAccount, with(set_password), Pace::computes);
}

}  // namespace souls::gateway
