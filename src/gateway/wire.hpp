#pragma once
// Between HTTP's messages and ours: what is refused, what is read, how an answer's header is written.

#include <boost/beast/http/message.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/message.hpp"
#include "gateway/origin.hpp"
#include "gateway/text_body.hpp"

namespace souls::gateway {

/// Why a request isn't taken.
struct Wrong {
  int status = 400;
  std::string sentence;
};

using HttpRequest = boost::beast::http::request<TextBody>;

inline const Wrong kBodyTooLarge{413, "the body of the request is too large"};

/// What the parser doesn't take.
Wrong wrong_with(boost::system::error_code error);
/// Headers that two readers might understand differently, or that we don't serve.
std::optional<Wrong> check_header(const HttpRequest& header, std::size_t target_bytes_max);
/// Method, path, query and headers of `header` into `request`.
std::optional<Wrong> read_header(const HttpRequest& header, Request& request);
/// Who a request is from, and whom it counts for, by the word of proxies that are trusted.
void look_behind_proxies(const HttpRequest& header, const TrustedProxies& proxies, const Origin& origin, Peer& peer,
                         IpAddress& site);
/// Whether a Host header names this server. With no names given any does, but for requests from this machine: a page
/// elsewhere may have made its own name point here (DNS rebinding).
bool is_own_host(std::string_view host, const std::vector<std::string>& names, const Peer& peer);

/// Calls the handler; what it throws (our fault) becomes `internal`, and errors become problems.
Response call(const Handler& handler, const Request& request);
/// The same of the receiver. Never empty.
std::optional<Result<BodySink>> open_sink(const Receiver& receiver, const Request& request);
/// The same of an answer that is waited for; null as long as there is none.
std::shared_ptr<Response> look_for(const Pending& pending, bool is_last, const Request& request);
/// Another descriptor of the same file; -1 where there is none to be had.
int duplicate(const storage::Descriptor& file);

/// The line in the log that tells of a request. Where the route's template has a "{token}", it stands for the path: whoever
/// reads the log must not hear what is shared.
void log_request(const HttpRequest& header, const Request& request, std::string_view route, int status, double seconds,
                 std::uint64_t bytes);

/// How the other end learns where the body ends.
enum class BodyEnd { by_length, by_chunks, by_close };

/// What the lines of an answer's header depend on beside the answer.
struct AnswerLines {
  std::string_view request_id;
  std::string_view rate_lines;
  bool is_secure = false;
  bool keep = false;
  BodyEnd body_end = BodyEnd::by_length;
};
/// Status line and headers, with the empty line.
void append_header(std::string& text, const Response& response, std::uint64_t body_bytes, const AnswerLines& lines);
std::string event_header_text(const AnswerLines& lines);
/// "GET, DELETE"
std::string allow_list(const std::vector<Method>& methods);
/// Unique among all requests to all servers: "r_" and 12 letters and digits.
std::string request_id(std::uint64_t number);

/// What a chunk begins with, before its length is known (RFC 9112, section 7.1).
inline constexpr std::string_view kChunkHead = "00000000\r\n";
/// `text` is kChunkHead and `bytes` bytes, and becomes a chunk; after the last one comes the end of the body.
void frame_chunk(std::string& text, std::size_t bytes, bool is_last);

/// Whether the other end has closed its connection, or at least said that nothing more comes from it.
bool is_peer_gone(int socket);

/// Exactly that many bytes of the file, from that place.
bool read_block(int file, std::uint64_t at, std::size_t bytes, std::string& block);

}  // namespace souls::gateway
