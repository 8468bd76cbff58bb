// /healthz, /readyz
#include "gateway/answers.hpp"
#include "gateway/api.hpp"
#include "gateway/contract.hpp"

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

Router make_router(const Api& api) {
  Router router;
  add_health(router, api);
  add_songs(router, api);
  add_revisions(router, api);
  add_shares(router, api);
  add_webhooks(router, api);
  add_tasks(router, api);
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
  hold_to_contract(router);
  return router;
}

}  // namespace souls::gateway
