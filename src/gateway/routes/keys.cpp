// /v1/keys: API keys.
#include "gateway/answers.hpp"
#include "gateway/api.hpp"
#include "gateway/identity/json.hpp"

namespace souls::gateway {
namespace {

/// Whose keys are meant: the caller's, or, for an owner, those of the user who is named by id or e-mail address.
Result<std::string> whose(const Api& api, const Request& request, const std::string& named) {
  if (named.empty() || named == request.caller.user) return request.caller.user;
  if (!request.caller.owner) return fail(ErrorCode::forbidden, "only owners make and see keys of others");
  const auto user = studio::in_read<storage::User>(api.store, [&](storage::Transaction& t) {
    return named.find('@') == std::string::npos ? t.users().find(named) : t.users().find_by_email(named);
  });
  if (!user) return fail(user.error());
  return user->id;
}

Result<Response> make(const Api& api, const Request& request) {
  const Json body = read_body(request);
  const auto user = whose(api, request, text_field(body, "user").value_or(""));
  if (!user) return fail(user.error());
  const auto made = api.accounts.make_key(
      request.caller,
      {*user, text_field(body, "name").value_or(""), read_scopes(body.at("scopes")), number_field(body, "expires_ms")});
  if (!made) return fail(made.error());
  Json told = json_of(made->kept);
  told["key"] = made->key;
  Response response = answer(told, 201);
  response.headers.emplace_back("Location", "/v1/keys/" + made->kept.id);
  return response;
}

/// An owner who names nobody sees his own; "*" is everybody's.
Result<Response> list(const Api& api, const Request& request) {
  const std::size_t limit = read_limit(request, 100);
  const std::string named = read_text(request, "user");
  const bool is_all = named == "*" && request.caller.owner;
  const Result<std::string> user = is_all ? std::string() : whose(api, request, named);
  if (!user) return fail(user.error());
  const auto keys = studio::in_read<std::vector<storage::ApiKey>>(
      api.store, [&](storage::Transaction& t) { return t.keys().list(*user, read_text(request, "cursor"), limit); });
  if (!keys) return fail(keys.error());
  Json body = {{"keys", Json::array()}};
  for (const auto& key : *keys) body["keys"].push_back(json_of(key));
  if (keys->size() == limit) body["next"] = keys->back().id;
  return answer(body);
}

Result<Response> revoke(const Api& api, const Request& request) {
  if (auto revoked = api.accounts.revoke_key(request.caller, request.places[0]); !revoked) return fail(revoked.error());
  if (api.reception) api.reception->dismiss(request.places[0]);
  return nothing();
}

}  // namespace

void add_keys(Router& router, const Api& api) {
  const auto with = [&api](auto route) {
    return [&api, route](const Request& request) { return route(api, request); };
  };
  router.add(Method::post, "/v1/keys", access::kAccount, with(make));
  router.add(Method::get, "/v1/keys", access::kAccount, with(list));
  router.add(Method::remove, "/v1/keys/{id}", access::kAccount, with(revoke));
}

}  // namespace souls::gateway
