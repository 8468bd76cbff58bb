#include "gateway/foreign_error.hpp"

#include <nlohmann/json.hpp>

#include "gateway/problem.hpp"

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

Json openai_error(int status, const Json& told, const std::string& detail) {
  return {{"error",
           {{"message", detail}, {"type", type_of(status)}, {"param", param_of(detail)}, {"code", told.value("code", "")}}}};
}

/// Its codes tell apart what isn't JSON, what is no request, and what is our fault.
Json json_rpc_error(int status, const std::string& body, const std::string& detail) {
  enum Code { kParseError = -32700, kInvalidRequest = -32600, kInternalError = -32603 };
  const Code code = status >= 500 ? kInternalError : Json::accept(body) ? kInvalidRequest : kParseError;
  return {{"jsonrpc", "2.0"}, {"error", {{"code", code}, {"message", detail}}}};
}

}  // namespace

Response in_form_of(const Request& request, Response response) {
  const auto asks = [&](std::string_view name) { return !request.path.empty() && request.path.front() == name; };
  if (response.content_type != kProblemType || (!asks("openai") && !asks("mcp"))) return response;
  Json told = Json::parse(response.body, nullptr, false);
  if (!told.is_object()) told = Json::object();
  const std::string detail = told.value("detail", "");
  const Json error = asks("mcp") ? json_rpc_error(response.status, request.body, detail)
                                 : openai_error(response.status, told, detail);
  response.content_type = "application/json";
  response.body = error.dump(-1, ' ', false, Json::error_handler_t::replace);
  return response;
}

}  // namespace souls::gateway
