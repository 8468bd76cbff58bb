#include "gateway/client.hpp"

#include <poll.h>

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/file_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <charconv>

#include "base/limits.hpp"
#include "gateway/problem.hpp"

namespace souls::gateway {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using boost::system::error_code;

tl::unexpected<Error> server_gone(error_code error) {
  return fail(ErrorCode::unavailable, "the server went away before it had answered", error.message());
}

http::verb verb_of(Method method) {
  switch (method) {
    case Method::get:
      return http::verb::get;
    case Method::post:
      return http::verb::post;
    case Method::put:
      return http::verb::put;
    case Method::patch:
      return http::verb::patch;
    case Method::remove:
      return http::verb::delete_;
    case Method::other:
      break;
  }
  return http::verb::get;
}

/// A request on its way, and its answer.
class Exchange {
 public:
  Status open(const std::filesystem::path& path) {
    error_code error;
    socket_.connect(asio::local::stream_protocol::endpoint(path.string()), error);
    if (!error) return {};
    if (error == asio::error::access_denied) {
      return fail(ErrorCode::unavailable, "the server here belongs to another user", path.string());
    }
    return fail(ErrorCode::unavailable, "no server is running here; start one with `souls serve`",
                path.string() + ": " + error.message());
  }

  Status send(Method method, const std::string& target, std::string_view body,
              std::optional<std::uint64_t> last_event) {
    http::request<http::string_body> request(verb_of(method), target, 11);
    request.set(http::field::host, "localhost");
    request.set(http::field::connection, "close");
    if (last_event) request.set("Last-Event-ID", std::to_string(*last_event));
    if (!body.empty()) request.set(http::field::content_type, "application/json");
    request.body() = body;
    if (!body.empty() || method != Method::get) request.prepare_payload();
    error_code error;
    http::write(socket_, request, error);
    // A server that refuses a request may do so before it has read all of it: the answer counts.
    const error_code sent = error;
    header_.body_limit(boost::none);
    http::read_header(socket_, buffer_, header_, error);
    if (error) return server_gone(sent ? sent : error);
    return {};
  }

  int status() const { return static_cast<int>(header_.get().result_int()); }
  asio::local::stream_protocol::socket& socket() { return socket_; }
  beast::flat_buffer& buffer() { return buffer_; }

  Result<std::string> text() {
    http::response_parser<http::string_body> parser(std::move(header_));
    parser.body_limit(limits::kAnswerBytesMax);
    error_code error;
    http::read(socket_, buffer_, parser, error);
    if (error) return server_gone(error);
    return std::move(parser.get().body());
  }

  Status file(const std::filesystem::path& path) {
    http::response_parser<http::file_body> parser(std::move(header_));
    parser.body_limit(limits::kBlobBytesMax);
    error_code error;
    parser.get().body().open(path.c_str(), beast::file_mode::write_new, error);
    if (error) return fail(ErrorCode::invalid_request, path.string() + " can't be written: " + error.message());
    http::read(socket_, buffer_, parser, error);
    if (error == boost::system::errc::no_space_on_device) {
      return fail(ErrorCode::unavailable, path.string() + " can't be written: the disk is full");
    }
    if (error) return server_gone(error);
    return {};
  }

 private:
  asio::io_context io_{1};
  asio::local::stream_protocol::socket socket_{io_};
  beast::flat_buffer buffer_;
  http::response_parser<http::empty_body> header_;
};

/// The answer's error, when it is one.
Status check(Exchange& exchange) {
  if (exchange.status() < 400) return {};
  const auto body = exchange.text();
  if (!body) return fail(body.error());
  return fail(error_of_problem(exchange.status(), *body));
}

}  // namespace

Result<bool> StreamReader::take(std::string_view piece, const OnEvent& on_event) {
  while (!piece.empty()) {
    const std::size_t end = std::min(piece.find('\n'), piece.size());
    line_ += piece.substr(0, end);
    if (line_.size() + event_.data.size() > limits::kMessageBytesMax) {
      return fail(ErrorCode::corrupt, "the server's events can't be read");
    }
    if (end == piece.size()) break;
    piece.remove_prefix(end + 1);
    if (!end_line(on_event)) return false;
  }
  return true;
}

bool StreamReader::end_line(const OnEvent& on_event) {
  std::string line = std::move(line_);
  line_.clear();
  if (line.ends_with('\r')) line.pop_back();
  if (line.empty()) {
    StreamEvent event = std::exchange(event_, {});
    return event.data.empty() || on_event(event);
  }
  const std::size_t colon = std::min(line.find(':'), line.size());
  const std::string_view field = std::string_view(line).substr(0, colon);
  std::string_view value = std::string_view(line).substr(std::min(colon + 1, line.size()));
  if (value.starts_with(' ')) value.remove_prefix(1);
  if (field == "event") {
    event_.kind = value;
  } else if (field == "data") {
    if (!event_.data.empty()) event_.data += '\n';
    event_.data += value;
  } else if (field == "id") {
    std::uint64_t id = 0;
    const auto [last, error] = std::from_chars(value.data(), value.data() + value.size(), id);
    if (error == std::errc() && last == value.data() + value.size()) event_.id = id;
  }
  return true;
}

Result<std::string> Client::call(Method method, const std::string& target, std::string_view body) const {
  Exchange exchange;
  if (auto opened = exchange.open(socket_); !opened) return fail(opened.error());
  if (auto sent = exchange.send(method, target, body, {}); !sent) return fail(sent.error());
  if (auto fine = check(exchange); !fine) return fail(fine.error());
  return exchange.text();
}

Status Client::download(const std::string& target, const std::filesystem::path& file) const {
  Exchange exchange;
  if (auto opened = exchange.open(socket_); !opened) return opened;
  if (auto sent = exchange.send(Method::get, target, {}, {}); !sent) return sent;
  if (auto fine = check(exchange); !fine) return fine;
  return exchange.file(file);
}

Result<bool> Client::follow(const std::string& target, std::optional<std::uint64_t> after, double tick_seconds,
                            const std::function<bool(const StreamEvent*)>& on_event) const {
  Exchange exchange;
  if (auto opened = exchange.open(socket_); !opened) return fail(opened.error());
  if (auto sent = exchange.send(Method::get, target, {}, after); !sent) return fail(sent.error());
  if (auto fine = check(exchange); !fine) return fail(fine.error());
  StreamReader reader;
  const auto pass = [&](const StreamEvent& event) { return on_event(&event); };
  const auto first = exchange.buffer().data();
  auto go_on = reader.take({static_cast<const char*>(first.data()), first.size()}, pass);
  std::array<char, 16 * 1024> piece;
  while (go_on && *go_on) {
    pollfd ready{exchange.socket().native_handle(), POLLIN, 0};
    if (::poll(&ready, 1, static_cast<int>(tick_seconds * 1000)) == 0) {
      if (!on_event(nullptr)) return true;
      continue;
    }
    error_code error;
    const std::size_t got = exchange.socket().read_some(asio::buffer(piece), error);
    if (error || got == 0) return false;
    go_on = reader.take({piece.data(), got}, pass);
  }
  if (!go_on) return fail(go_on.error());
  return true;
}

}  // namespace souls::gateway
