#include "gateway/problem.hpp"

#include <array>
#include <nlohmann/json.hpp>

namespace souls::gateway {
namespace {

struct Kind {
  ErrorCode code;
  std::string_view name;
  int status;
};

constexpr std::array<Kind, 13> kKinds = {{{ErrorCode::invalid_request, "invalid_request", 400},
                                          {ErrorCode::not_found, "not_found", 404},
                                          {ErrorCode::conflict, "conflict", 409},
                                          {ErrorCode::cancelled, "cancelled", 409},
                                          {ErrorCode::deadline, "deadline", 504},
                                          {ErrorCode::unavailable, "unavailable", 503},
                                          {ErrorCode::corrupt, "corrupt", 500},
                                          {ErrorCode::unauthenticated, "unauthenticated", 401},
                                          {ErrorCode::forbidden, "forbidden", 403},
                                          {ErrorCode::rate_limited, "rate_limited", 429},
                                          {ErrorCode::lost_race, "lost_race", 412},
                                          {ErrorCode::unprocessable, "unprocessable", 422},
                                          {ErrorCode::internal, "internal", 500}}};

const Kind& kind_of(ErrorCode code) {
  for (const Kind& kind : kKinds) {
    if (kind.code == code) return kind;
  }
  return kKinds.back();
}

}  // namespace

int status_of(ErrorCode code) { return kind_of(code).status; }
std::string_view to_string(ErrorCode code) { return kind_of(code).name; }

std::string_view reason_of(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 206:
      return "Partial Content";
    case 303:
      return "See Other";
    case 304:
      return "Not Modified";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 412:
      return "Precondition Failed";
    case 413:
      return "Content Too Large";
    case 414:
      return "URI Too Long";
    case 415:
      return "Unsupported Media Type";
    case 416:
      return "Range Not Satisfiable";
    case 417:
      return "Expectation Failed";
    case 421:
      return "Misdirected Request";
    case 422:
      return "Unprocessable Content";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 503:
      return "Service Unavailable";
    case 504:
      return "Gateway Timeout";
    case 505:
      return "HTTP Version Not Supported";
    default:
      return "";
  }
}

Response problem(int status, ErrorCode code, std::string_view sentence, std::string_view request_id) {
  const nlohmann::json document = {{"type", "about:blank"}, {"title", reason_of(status)}, {"status", status},
                                   {"detail", sentence},    {"code", to_string(code)},    {"request", request_id}};
  Response response;
  response.status = status;
  response.content_type = kProblemType;
  response.body = document.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  if (status == 401) response.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"souls\"");
  if (status == 503) response.headers.emplace_back("Retry-After", "1");
  return response;
}

Response problem(const Error& error, std::string_view request_id) {
  return problem(status_of(error.code), error.code, error.message, request_id);
}

Error error_of_problem(int status, std::string_view body) {
  const auto document = nlohmann::json::parse(body, nullptr, false);
  Error error{ErrorCode::internal, "the server answered with status " + std::to_string(status), {}};
  if (!document.is_object() || !document.contains("detail") || !document["detail"].is_string()) return error;
  error.message = document["detail"];
  const auto code = document.find("code");
  for (const Kind& kind : kKinds) {
    if (code != document.end() && *code == kind.name) error.code = kind.code;
  }
  return error;
}

}  // namespace souls::gateway
