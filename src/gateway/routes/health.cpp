// /healthz, /readyz
#include "gateway/answers.hpp"
#include "gateway/api.hpp"
#include "gateway/contract.hpp"
#include "gateway/idempotency.hpp"

namespace souls::gateway {

void add_health(Router& router, const Api& api) {
  router.add(
      Method::get, "/healthz", access::kAnyone,
      [](const Request&) -> Result<Response> {
        return answer({{"status", "ok"}});
      },
      Pace::at_once, 0);
  router.add(Method::get, "/readyz", access::kSignIn, [&api](const Request&) -> Result<Response> {
    if (!api.ready()) return fail(ErrorCode::unavailable, "the server is shutting down");
    if (auto read = api.store.read([](storage::Transaction&) { return Status(); }); !read) return fail(read.error());
    return answer({{"status", "ready"}});
  });
}

namespace {

/// All but those that call others.
Router own_routes(const Api& api) {
  Router router;
  add_health(router, api);
  add_songs(router, api);
  add_revisions(router, api);
  add_shares(router, api);
  add_webhooks(router, api);
  add_tasks(router, api);
  add_limits(router, api);
  add_packages(router, api);
  add_events(router, api);
  add_audit(router, api);
  add_users(router, api);
  add_me(router, api);
  add_sessions(router, api);
  add_oidc(router, api);
  add_keys(router, api);
  add_set_up(router, api);
  add_operations(router, api);
  add_secrets(router, api);
  add_metrics(router, api);
  add_workers(router, api);
  add_docs(router);
  add_studio(router);
  add_openai(router, api);
  return router;
}

void hold(Router& router, const Api& api) {
  answer_once(router, api);
  hold_to_contract(router);
}

}  // namespace

Router make_router(const Api& api) {
  const auto tools = std::make_shared<Router>(own_routes(api));
  hold(*tools, api);
  Router router = own_routes(api);
  add_mcp(router, tools);
  hold(router, api);
  return router;
}

}  // namespace souls::gateway
