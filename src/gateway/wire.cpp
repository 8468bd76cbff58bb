#include "gateway/wire.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/error.hpp>
#include <cerrno>
#include <exception>

#include "base/log.hpp"
#include "base/random.hpp"
#include "gateway/problem.hpp"
#include "gateway/target.hpp"

namespace souls::gateway {
namespace {

namespace http = boost::beast::http;

/// Headers that routes may read, as requests name them.
constexpr std::array<std::pair<http::field, std::string_view>, 15> kRead = {
    {{http::field::accept, "accept"},
     {http::field::authorization, "authorization"},
     {http::field::content_type, "content-type"},
     {http::field::cookie, "cookie"},
     {http::field::host, "host"},
     {http::field::if_match, "if-match"},
     {http::field::if_none_match, "if-none-match"},
     {http::field::origin, "origin"},
     {http::field::prefer, "prefer"},
     {http::field::range, "range"},
     {http::field::user_agent, "user-agent"},
     {http::field::unknown, "idempotency-key"},
     {http::field::unknown, "last-event-id"},
     {http::field::unknown, "sec-fetch-site"},
     {http::field::unknown, "x-csrf-token"}}};

/// Headers by which a caller is known, or a browser tells where it comes from: two of them could mean two callers.
constexpr std::array<std::string_view, 5> kOnce = {"Authorization", "Cookie", "Origin", "Sec-Fetch-Site",
                                                   "X-CSRF-Token"};

std::optional<Method> method_of(http::verb verb) {
  switch (verb) {
    case http::verb::get:
    case http::verb::head:
      return Method::get;
    case http::verb::post:
      return Method::post;
    case http::verb::put:
      return Method::put;
    case http::verb::patch:
      return Method::patch;
    case http::verb::delete_:
      return Method::remove;
    default:
      return std::nullopt;
  }
}

}  // namespace

std::optional<Wrong> wrong_with(error_code error) {
  if (error == http::error::header_limit || error == http::error::buffer_overflow) {
    return Wrong{431, "the header of the request is too large"};
  }
  if (error == http::error::body_limit) return Wrong{413, "the body of the request is too large"};
  if (error == http::error::end_of_stream || error == http::error::partial_message) return std::nullopt;
  if (error == http::error::bad_version) return Wrong{505, "this server speaks HTTP/1.1"};
  if (error.category() == http::make_error_code(http::error::bad_method).category()) {
    return Wrong{400, "this is no HTTP request"};
  }
  return std::nullopt;
}

std::optional<Wrong> check_header(const HttpRequest& header, std::size_t target_bytes_max) {
  if (header.target().size() > target_bytes_max) return Wrong{414, "the address of the request is too long"};
  if (header.version() >= 11 && header.count(http::field::host) != 1) {
    return Wrong{400, "the request needs one Host header"};
  }
  if (header.count(http::field::content_length) > 1 || header.count(http::field::transfer_encoding) > 1 ||
      (header.count(http::field::content_length) && header.count(http::field::transfer_encoding))) {
    return Wrong{400, "the request tells the length of its body more than once"};
  }
  const auto length = header[http::field::content_length];
  if (!std::all_of(length.begin(), length.end(), [](char c) { return c >= '0' && c <= '9'; })) {
    return Wrong{400, "the length of the body is no number"};
  }
  if (header.count(http::field::transfer_encoding) &&
      (header.version() < 11 || !boost::beast::iequals(header[http::field::transfer_encoding], "chunked"))) {
    return Wrong{501, "of all transfer encodings only \"chunked\" is read"};
  }
  if (header.count(http::field::content_encoding)) return Wrong{415, "compressed bodies aren't read"};
  if (header.count(http::field::expect) && !boost::beast::iequals(header[http::field::expect], "100-continue")) {
    return Wrong{417, "this expectation can't be met"};
  }
  for (const std::string_view name : kOnce) {
    if (header.count(name) > 1) return Wrong{400, "the request has more than one " + std::string(name) + " header"};
  }
  if (header.count(http::field::upgrade)) return Wrong{501, "this server speaks HTTP/1.1 only"};
  return std::nullopt;
}

std::optional<Wrong> read_header(const HttpRequest& header, Request& request) {
  const auto method = method_of(header.method());
  if (!method) return Wrong{501, "this method isn't known here"};
  request.method = *method;
  auto target = parse_target({header.target().data(), header.target().size()});
  if (!target) return Wrong{400, target.error().message};
  request.path = std::move(target->path);
  request.query = std::move(target->query);
  for (const auto& [field, name] : kRead) {
    const auto found = field == http::field::unknown ? header.find(name) : header.find(field);
    if (found != header.end()) request.headers.emplace_back(name, found->value());
  }
  return std::nullopt;
}

Response call(const Handler& handler, const Request& request) {
  Result<Response> answer = fail(ErrorCode::internal, "something went wrong here");
  try {
    answer = handler(request);
  } catch (const std::exception& fault) {
    answer.error().detail = fault.what();
  }
  if (answer) return std::move(*answer);
  if (!answer.error().detail.empty()) {
    log(LogLevel::warning, "problem",
        {{"request", request.id}, {"error", answer.error().message}, {"detail", answer.error().detail}});
  }
  return problem(answer.error(), request.id);
}

std::string header_text(const Response& response, std::uint64_t body_bytes, const std::string& request_id, bool keep) {
  std::string text = "HTTP/1.1 " + std::to_string(response.status) + ' ';
  text += reason_of(response.status);
  text += "\r\n";
  if (response.status != 204 && response.status != 304) {
    text += "Content-Type: " + response.content_type + "\r\nContent-Length: " + std::to_string(body_bytes) + "\r\n";
  }
  for (const auto& [name, value] : response.headers) text += name + ": " + value + "\r\n";
  text += "X-Request-Id: " + request_id + "\r\nX-Content-Type-Options: nosniff\r\nCache-Control: no-store\r\n";
  text += keep ? "\r\n" : "Connection: close\r\n\r\n";
  return text;
}

std::string event_header_text(const std::string& request_id) {
  return "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\nX-Request-Id: " +
         request_id + "\r\nConnection: close\r\n\r\n";
}

std::string allow_list(const std::vector<Method>& methods) {
  std::string list;
  for (const Method method : methods) {
    if (!list.empty()) list += ", ";
    list += to_string(method);
    if (method == Method::get) list += ", HEAD";
  }
  return list;
}

std::string request_id(std::uint64_t number) {
  static constexpr char kLetters[] = "abcdefghijklmnopqrstuvwxyz234567";
  static const Seed start = [] {
    Seed drawn = 0;
    if (::getentropy(&drawn, sizeof drawn) != 0) drawn = static_cast<Seed>(::getpid());
    return drawn;
  }();
  std::uint64_t value = Random(start ^ number).next();
  std::string id = "r_";
  for (int i = 0; i < 12; ++i, value >>= 5) id += kLetters[value & 31];
  return id;
}

bool read_block(int file, std::uint64_t at, std::size_t bytes, std::string& block) {
  block.resize(bytes);
  for (std::size_t done = 0; done < bytes;) {
    const ssize_t got = ::pread(file, block.data() + done, bytes - done, static_cast<off_t>(at + done));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    done += static_cast<std::size_t>(got);
  }
  return true;
}

}  // namespace souls::gateway
