// /v1/packages: what makes, and what its cards say.
#include "gateway/answers.hpp"
#include "gateway/api.hpp"

namespace souls::gateway {
namespace {

Json json_of(const models::PackageFile& file) {
  return {{"path", file.path}, {"bytes", file.size_bytes}, {"digest", file.digest.hex}};
}

Result<Json> json_of(const models::Package& package) {
  auto card = models::read_card(package);
  if (!card) return fail(card.error());
  Json files = Json::array();
  std::size_t bytes = 0;
  for (const auto& file : package.files) {
    bytes += file.size_bytes;
    files.push_back(json_of(file));
  }
  return Json{{"name", package.name},           {"version", package.version},
              {"digest", package.digest.hex},   {"capability", package.capability},
              {"contract", package.contract},   {"runtime", package.runtime},
              {"licence", package.licence},     {"summary", package.summary},
              {"languages", package.languages}, {"bytes", bytes},
              {"card", std::move(*card)},       {"files", std::move(files)}};
}

Result<Response> list(const Api& api) {
  Json body = {{"packages", Json::array()}};
  for (const auto& package : api.makers.packages) {
    auto json = json_of(package);
    if (!json) return fail(json.error());
    body["packages"].push_back(std::move(*json));
  }
  return answer(body);
}

}  // namespace

void add_packages(Router& router, const Api& api) {
  router.add(Method::get, "/v1/packages", access::kReadSongs, [&api](const Request&) { return list(api); });
}

}  // namespace souls::gateway
