// /v1/backup, /v1/doctor, /v1/scrub: for owners.
#include "gateway/answers.hpp"
#include "gateway/api.hpp"

namespace souls::gateway {
namespace {

Result<Response> json_text(Result<std::string> text) {
  if (!text) return fail(text.error());
  Response response;
  response.body = std::move(*text);
  return response;
}

}  // namespace

void add_operations(Router& router, const Api& api) {
  if (api.operations.backup_state) {
    router.add(Method::get, "/v1/backup", access::kSystem,
               [&api](const Request&) { return json_text(api.operations.backup_state()); });
  }
  if (api.operations.begin_backup) {
    router.add(
        Method::post, "/v1/backup/now", access::kSystem,
        [&api](const Request&) {
          return json_text(api.operations.begin_backup()).map([](Response begun) {
            begun.status = 202;
            return begun;
          });
        },
        Pace::waits, cost::kWholeStore);
  }
  if (api.operations.backup) {
    router.add(Method::post, "/v1/backup", access::kControl, [&api](const Request& request) -> Result<Response> {
      return json_text(api.operations.backup(read_body(request).at("folder")));
    });
  }
  if (api.operations.doctor) {
    router.add(
        Method::get, "/v1/doctor", access::kSystem,
        [&api](const Request& request) { return json_text(api.operations.doctor(read_flag(request, "all"))); },
        Pace::waits, cost::kWholeStore);
  }
  if (api.operations.scrub) {
    router.add(
        Method::post, "/v1/scrub", access::kSystem,
        [&api](const Request&) -> Result<Response> { return json_text(api.operations.scrub()); }, Pace::waits,
        cost::kWholeStore);
  }
}

}  // namespace souls::gateway
