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
  if (api.operations.backup) {
    router.add(Method::post, "/v1/backup", access::kControl, [&api](const Request& request) -> Result<Response> {
      const auto body = read_object(request, {"folder"});
      if (!body) return fail(body.error());
      if (!body->contains("folder") || !body->at("folder").is_string()) {
        return fail(ErrorCode::invalid_request, "\"folder\" must be a path");
      }
      return json_text(api.operations.backup(body->at("folder").get<std::string>()));
    });
  }
  if (api.operations.doctor) {
    router.add(
        Method::get, "/v1/doctor", access::kSystem,
        [&api](const Request& request) -> Result<Response> {
          if (auto known = check_query(request, {"all"}); !known) return fail(known.error());
          return json_text(api.operations.doctor(read_flag(request, "all")));
        },
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
