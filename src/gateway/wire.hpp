#pragma once
// Between HTTP's messages and ours: what is refused, what is read, how an answer's header is written.

#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <optional>
#include <string>
#include <vector>

#include "gateway/message.hpp"
#include "gateway/net.hpp"

namespace souls::gateway {

/// Why a request isn't taken.
struct Wrong {
  int status = 400;
  std::string sentence;
};

using HttpRequest = boost::beast::http::request<boost::beast::http::string_body>;

/// What a failed read means to the other end; empty when that is gone, and no one is left to tell.
std::optional<Wrong> wrong_with(error_code error);
/// Headers that two readers might understand differently, or that we don't serve.
std::optional<Wrong> check_header(const HttpRequest& header, std::size_t target_bytes_max);
/// Method, path, query and headers of `header` into `request`.
std::optional<Wrong> read_header(const HttpRequest& header, Request& request);

/// Calls the handler; what it throws (our fault) becomes `internal`, and errors become problems.
Response call(const Handler& handler, const Request& request);

/// Status line and headers, with the empty line.
std::string header_text(const Response& response, std::uint64_t body_bytes, const std::string& request_id, bool keep);
std::string event_header_text(const std::string& request_id);
/// "GET, DELETE"
std::string allow_list(const std::vector<Method>& methods);
/// Unique among all requests to all servers: "r_" and 12 letters and digits.
std::string request_id(std::uint64_t number);

/// Exactly that many bytes of the file, from that place.
bool read_block(int file, std::uint64_t at, std::size_t bytes, std::string& block);

}  // namespace souls::gateway
