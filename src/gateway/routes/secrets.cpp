// /v1/secrets: for owners. Secrets go in and never come out.
#include "gateway/answers.hpp"
#include "gateway/api.hpp"
#include "storage/secret_box.hpp"
#include "storage/secret_table.hpp"

namespace souls::gateway {
namespace {

Result<Response> list(const Api& api, const Request&) {
  const auto secrets = studio::in_read<std::vector<storage::SealedSecret>>(
      api.store, [](storage::Transaction& t) { return t.secrets().list(); });
  if (!secrets) return fail(secrets.error());
  Json body = {{"secrets", Json::array()}};
  for (const auto& secret : *secrets) {
    body["secrets"].push_back({{"name", secret.name}, {"key", secret.key_id}, {"updated_ms", secret.updated_ms}});
  }
  return answer(body);
}

Result<Response> put(const Api& api, const Request& request) {
  const Json body = read_body(request);
  const auto sealed = api.operations.seal(request.places[0], body.at("value").get_ref<const std::string&>());
  if (!sealed) return fail(sealed.error());
  const Status kept = api.store.write([&](storage::Transaction& t) { return t.secrets().put(*sealed); });
  if (!kept) return fail(kept.error());
  return nothing();
}

Result<Response> remove(const Api& api, const Request& request) {
  const Status removed =
      api.store.write([&](storage::Transaction& t) { return t.secrets().remove(request.places[0]); });
  if (!removed) return fail(removed.error());
  return nothing();
}

}  // namespace

void add_secrets(Router& router, const Api& api) {
  if (!api.operations.seal) return;
  const auto with = [&api](auto route) {
    return [&api, route](const Request& request) { return route(api, request); };
  };
  router.add(Method::get, "/v1/secrets", access::kControl, with(list));
  router.add(Method::put, "/v1/secrets/{name*}", access::kControl, with(put));
  router.add(Method::remove, "/v1/secrets/{name*}", access::kControl, with(remove));
}

}  // namespace souls::gateway
