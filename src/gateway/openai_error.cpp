#include "gateway/openai_error.hpp"

#include <nlohmann/json.hpp>

namespace souls::gateway {
namespace {

using Json = nlohmann::json;

std::string_view type_of(int status) {
  switch (status) {
    case 401:
      return "authentication_error";
    case 403:
      return "permission_error";
    case 404:
      return "not_found_error";
    case 429:
      return "rate_limit_error";
    default:
      return status >= 500 ? "server_error" : "invalid_request_error";
  }
}

/// The field that a refusal of the contract names by its pointer: `"/voice" must be …`; null when it names none.
Json param_of(const std::string& detail) {
  const std::size_t begin = detail.find("\"/");
  const std::size_t end = begin == std::string::npos ? begin : detail.find_first_of("/\"", begin + 2);
  return end == std::string::npos ? Json() : Json(detail.substr(begin + 2, end - begin - 2));
}

}  // namespace

bool is_openai(const std::vector<std::string>& path) { return !path.empty() && path.front() == "openai"; }

Response as_openai_error(Response problem) {
  const Json told = Json::parse(problem.body, nullptr, false);
  const std::string detail = told.is_object() ? told.value("detail", "") : "";
  const Json error = {{"message", detail},
                      {"type", type_of(problem.status)},
                      {"param", param_of(detail)},
                      {"code", told.is_object() ? told.value("code", "") : ""}};
  problem.content_type = "application/json";
  problem.body = Json{{"error", error}}.dump(-1, ' ', false, Json::error_handler_t::replace);
  return problem;
}

}  // namespace souls::gateway
