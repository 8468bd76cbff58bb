// /healthz, /readyz, /v1/me
#include "gateway/answers.hpp"
#include "gateway/api.hpp"
#include "storage/user_table.hpp"

namespace souls::gateway {

void add_health(Router& router, const Api& api) {
  router.add(
      Method::get, "/healthz",
      [](const Request&) -> Result<Response> {
        return answer({{"status", "ok"}});
      },
      Pace::at_once);
  router.add(Method::get, "/readyz", [&api](const Request&) -> Result<Response> {
    if (!api.ready()) return fail(ErrorCode::unavailable, "the server is shutting down");
    if (auto read = api.store.read([](storage::Transaction&) { return Status(); }); !read) return fail(read.error());
    return answer({{"status", "ready"}});
  });
  router.add(Method::get, "/v1/me", [&api](const Request& request) -> Result<Response> {
    const auto user = studio::in_read<storage::User>(
        api.store, [&](storage::Transaction& t) { return t.users().find(request.caller.user); });
    if (!user) return fail(user.error());
    return answer({{"id", user->id}, {"name", user->name}, {"role", storage::to_string(user->role)}});
  });
}

Router make_router(const Api& api) {
  Router router;
  add_health(router, api);
  add_songs(router, api);
  add_revisions(router, api);
  add_tasks(router, api);
  add_events(router, api);
  add_audit(router, api);
  add_users(router, api);
  add_operations(router, api);
  add_secrets(router, api);
  return router;
}

}  // namespace souls::gateway
