#include "gateway/wire.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/error.hpp>
#include <cerrno>
#include <charconv>
#include <exception>

#include "base/log.hpp"
#include "base/random.hpp"
#include "gateway/problem.hpp"
#include "gateway/target.hpp"
#include "gateway/trace.hpp"

namespace souls::gateway {
namespace {

namespace http = boost::beast::http;

/// Headers that routes may read, as requests name them.
constexpr std::array<std::pair<http::field, std::string_view>, 19> kRead = {
    {{http::field::accept, "accept"},
     {http::field::authorization, "authorization"},
     {http::field::content_type, "content-type"},
     {http::field::cookie, "cookie"},
     {http::field::host, "host"},
     {http::field::if_match, "if-match"},
     {http::field::if_none_match, "if-none-match"},
     {http::field::if_range, "if-range"},
     {http::field::origin, "origin"},
     {http::field::prefer, "prefer"},
     {http::field::range, "range"},
     {http::field::user_agent, "user-agent"},
     {http::field::unknown, "idempotency-key"},
     {http::field::unknown, "last-event-id"},
     {http::field::unknown, "mcp-method"},
     {http::field::unknown, "mcp-name"},
     {http::field::unknown, "mcp-protocol-version"},
     {http::field::unknown, "sec-fetch-site"},
     {http::field::unknown, "x-csrf-token"}}};

/// Headers by which a caller is known, or a browser tells where it comes from: two of them could mean two callers.
constexpr std::array<std::string_view, 5> kOnce = {"Authorization", "Cookie", "Origin", "Sec-Fetch-Site",
                                                   "X-CSRF-Token"};

/// Of answers that are no pages: nothing in them runs or loads, and nothing shows them in a frame.
constexpr std::string_view kPolicy = "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n";
constexpr std::string_view kSafety = "X-Content-Type-Options: nosniff\r\nCross-Origin-Resource-Policy: same-origin\r\n";
/// Where an answer names no other: of two a browser takes the last.
constexpr std::string_view kNoReferrer = "Referrer-Policy: no-referrer\r\n";
constexpr std::string_view kOnlyTls = "Strict-Transport-Security: max-age=31536000\r\n";

void append_number(std::string& text, std::uint64_t number) {
  std::array<char, 20> digits;
  text.append(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr);
}

void append_common(std::string& text, const AnswerLines& lines) {
  text += kSafety;
  if (lines.is_secure) text += kOnlyTls;
  text += lines.rate_lines;
  text += "X-Request-Id: ";
  text += lines.request_id;
  text += lines.keep ? "\r\n\r\n" : "\r\nConnection: close\r\n\r\n";
}

/// All lines of a header as one list, as RFC 9110 lets them be joined.
std::string joined(const HttpRequest& header, std::string_view name) {
  std::string list;
  const auto [first, last] = header.equal_range(name);
  for (auto line = first; line != last; ++line) {
    if (!list.empty()) list += ',';
    list += line->value();
  }
  return list;
}

std::string_view last_of(std::string_view list) {
  list = list.substr(list.rfind(',') + 1);  // npos + 1 is 0
  while (!list.empty() && list.front() == ' ') list.remove_prefix(1);
  while (!list.empty() && list.back() == ' ') list.remove_suffix(1);
  return list;
}

/// "Example.org:8787" is "Example.org", "[::1]:8787" is "::1".
std::string_view without_port(std::string_view host) {
  if (host.starts_with('[')) return host.substr(1, std::min(host.find(']'), host.size()) - 1);
  return host.substr(0, host.rfind(':'));
}

Method method_of(http::verb verb) {
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
      return Method::other;
  }
}

}  // namespace

Wrong wrong_with(boost::system::error_code error) {
  if (error == http::error::header_limit || error == http::error::buffer_overflow) {
    return {431, "the header of the request is too large"};
  }
  if (error == http::error::body_limit) return kBodyTooLarge;
  if (error == http::error::bad_version) return {505, "this server speaks HTTP/1.1"};
  return {400, "this is no HTTP request"};
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
  request.method = method_of(header.method());
  request.is_head = header.method() == http::verb::head;
  auto target = parse_target({header.target().data(), header.target().size()});
  if (!target) return Wrong{400, target.error().message};
  request.path = std::move(target->path);
  request.query = std::move(target->query);
  for (const auto& line : header) {
    const auto is_line = [&](const auto& read) {
      return line.name() == read.first &&
             (read.first != http::field::unknown || boost::beast::iequals(line.name_string(), read.second));
    };
    const auto read = std::ranges::find_if(kRead, is_line);
    if (read != kRead.end()) request.headers.emplace_back(read->second, line.value());
  }
  return std::nullopt;
}

void look_behind_proxies(const HttpRequest& header, const TrustedProxies& proxies, const Origin& origin, Peer& peer,
                         IpAddress& site) {
  const bool says_so =
      header.count("X-Forwarded-For") + header.count("X-Forwarded-Proto") + header.count("Forwarded") > 0;
  peer.is_forwarded = says_so || origin.is_trusted;
  if (!origin.is_trusted) return;
  const auto address = IpAddress::parse(origin.peer.address);
  const IpAddress client = proxies.client(*address, joined(header, "X-Forwarded-For"));
  peer.address = client.to_string();
  peer.is_secure = last_of(joined(header, "X-Forwarded-Proto")) == "https";
  site = client.site();
}

bool is_own_host(std::string_view host, const std::vector<std::string>& names, const Peer& peer) {
  if (peer.is_control || (names.empty() && !peer.is_loopback())) return true;
  const std::string_view name = without_port(host);
  const auto is_name = [&](const std::string& own) { return boost::beast::iequals(own, name); };
  return boost::beast::iequals(name, "localhost") || IpAddress::parse(name) || std::ranges::any_of(names, is_name);
}

namespace {

template <class Value, class Call>
Result<Value> guarded(const Call& call) {
  try {
    return call();
  } catch (const std::exception& fault) {
    return fail(ErrorCode::internal, "something went wrong here", fault.what());
  }
}

Response answer_of(Result<Response> answer, const Request& request) {
  if (answer) return std::move(*answer);
  if (!answer.error().detail.empty()) {
    log(LogLevel::warning, "problem",
        {{"request", request.id}, {"error", answer.error().message}, {"detail", answer.error().detail}});
  }
  return problem(answer.error(), request.id);
}

}  // namespace

Response call(const Handler& handler, const Request& request) {
  return answer_of(guarded<Response>([&] { return handler(request); }), request);
}

std::optional<Result<BodySink>> open_sink(const Receiver& receiver, const Request& request) {
  return guarded<BodySink>([&] { return receiver(request); });
}

std::shared_ptr<Response> look_for(const Pending& pending, bool is_last, const Request& request) {
  using Found = std::shared_ptr<Response>;
  auto found = guarded<Found>([&]() -> Result<Found> { return pending.look(is_last); });
  return found ? *found : std::make_shared<Response>(answer_of(fail(found.error()), request));
}

int duplicate(const storage::Descriptor& file) { return ::fcntl(file.number(), F_DUPFD_CLOEXEC, 0); }

void log_request(const HttpRequest& header, const Request& request, std::string_view route, int status, double seconds,
                 std::uint64_t bytes) {
  const std::string method(header.method_string());
  const auto whole = header.target();
  const bool has_token = route.find("{token}") != std::string_view::npos;
  const std::string target(has_token ? route : std::string_view(whole.substr(0, whole.find('?'))));
  log(status < 500 ? LogLevel::info : LogLevel::error, "request",
      {{"request", request.id},
       {"trace", request.trace.empty() ? std::string_view() : trace_id(request.trace)},
       {"address", request.peer.address},
       {"method", method},
       {"path", target},
       {"status", static_cast<long long>(status)},
       {"seconds", seconds},
       {"bytes", static_cast<long long>(bytes)},
       {"user", request.caller.user},
       {"key", request.caller.key}});
}

void append_header(std::string& text, const Response& response, std::uint64_t body_bytes, const AnswerLines& lines) {
  text += "HTTP/1.1 ";
  append_number(text, static_cast<std::uint64_t>(response.status));
  text += ' ';
  text += reason_of(response.status);
  text += "\r\n";
  if (response.status != 204 && response.status != 304) {
    text += "Content-Type: ";
    text += response.content_type;
    text += "\r\n";
    if (lines.body_end == BodyEnd::by_length) {
      text += "Content-Length: ";
      append_number(text, body_bytes);
      text += "\r\n";
    } else if (lines.body_end == BodyEnd::by_chunks) {
      text += "Transfer-Encoding: chunked\r\n";
    }
  }
  bool has_cache = false, has_policy = false, has_referrer = false;
  for (const auto& [name, value] : response.headers) {
    has_cache = has_cache || name == "Cache-Control";
    has_policy = has_policy || name == "Content-Security-Policy";
    has_referrer = has_referrer || name == "Referrer-Policy";
    text += name;
    text += ": ";
    text += value;
    text += "\r\n";
  }
  if (!has_cache) text += "Cache-Control: no-store\r\n";
  if (!has_policy) text += kPolicy;
  if (!has_referrer) text += kNoReferrer;
  append_common(text, lines);
}

std::string event_header_text(const AnswerLines& lines) {
  std::string text =
      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\nX-Accel-Buffering: no\r\n";
  text += kPolicy;
  text += kNoReferrer;
  append_common(text, lines);
  return text;
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

void frame_chunk(std::string& text, std::size_t bytes, bool is_last) {
  static constexpr char kDigits[] = "0123456789abcdef";
  if (bytes == 0) text.clear();  // a chunk of nothing would be the end
  for (std::size_t i = 0, rest = bytes; rest > 0; ++i, rest >>= 4) text[7 - i] = kDigits[rest & 15];
  if (bytes > 0) text += "\r\n";
  if (is_last) text += "0\r\n\r\n";
}

bool is_peer_gone(int socket) {
  pollfd seen{socket, POLLRDHUP, 0};
  return ::poll(&seen, 1, 0) > 0;
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
