#include "gateway/http_client.hpp"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>

#include <array>
#include <boost/beast/http/parser.hpp>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <optional>

#include "base/limits.hpp"
#include "gateway/ip_address.hpp"
#include "gateway/text_body.hpp"
#include "storage/temporary_file.hpp"

namespace souls::gateway {
namespace {

namespace http = boost::beast::http;
using boost::system::error_code;

constexpr std::size_t kIdleMax = 4;
constexpr std::size_t kHeaderBytesMax = 64 * 1024;
constexpr std::size_t kBlockBytes = 64 * 1024;

tl::unexpected<Error> unreachable(const ServerUrl& url, const std::string& why) {
  return fail(ErrorCode::unavailable, "the server " + url.host + ", port " + url.port + ", can't be reached: " + why);
}

void limit_waits(int socket, double seconds_max) {
  const timeval limit{static_cast<time_t>(std::ceil(seconds_max)), 0};
  ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  ::setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
}

std::string_view verb_of(Method method) {
  return method == Method::post ? "POST" : method == Method::put ? "PUT" : method == Method::remove ? "DELETE" : "GET";
}

bool is_address(const std::string& host) { return IpAddress::parse(host).has_value(); }

/// The reason of OpenSSL's last failure.
std::string tls_reason(SSL* ssl) {
  const long verified = SSL_get_verify_result(ssl);
  if (verified != X509_V_OK)
    return std::string("its certificate isn't trusted: ") + X509_verify_cert_error_string(verified);
  const unsigned long error = ERR_get_error();
  return error == 0                       ? "it doesn't speak TLS"
         : ERR_reason_error_string(error) ? ERR_reason_error_string(error)
                                          : "TLS failed";
}

}  // namespace

Result<ServerUrl> ServerUrl::parse(std::string_view url) {
  const auto wrong = [&] {
    return fail(ErrorCode::invalid_request,
                "a server's address is such as https://souls.example:8787, and not " + std::string(url.substr(0, 200)));
  };
  ServerUrl read;
  if (url.starts_with("https://"))
    url.remove_prefix(8);
  else if (url.starts_with("http://"))
    url.remove_prefix(7), read.is_secure = false;
  else
    return wrong();
  if (url.ends_with('/')) url.remove_suffix(1);
  const bool is_bracketed = url.starts_with('[');
  const std::size_t end = is_bracketed ? url.find(']') : std::min(url.find(':'), url.size());
  if (end == std::string_view::npos) return wrong();
  read.host = url.substr(is_bracketed, end - is_bracketed);
  url.remove_prefix(end + is_bracketed);
  read.port = url.empty() ? (read.is_secure ? "443" : "80") : url.substr(1);
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const auto is_of_host = [&](char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '-' || c == '_' ||
           (is_bracketed && c == ':');
  };
  if (read.host.empty() || read.host.size() > 253 || !std::ranges::all_of(read.host, is_of_host)) return wrong();
  if (!url.empty() && url[0] != ':') return wrong();
  if (read.port.empty() || read.port.size() > 5 || !std::ranges::all_of(read.port, is_digit)) return wrong();
  return read;
}

bool ServerUrl::is_loopback() const {
  const auto address = IpAddress::parse(host);
  return host == "localhost" || (address && address->is_loopback());
}

/// A socket, with TLS where that is wanted. Used by one thread at a time.
class HttpClient::Connection {
 public:
  explicit Connection(const HttpClient& client) : client_(client) {}
  ~Connection() {
    if (ssl_ != nullptr) SSL_free(ssl_);
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  Status open() {
    const ServerUrl& url = client_.url_;
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (const int code = ::getaddrinfo(url.host.c_str(), url.port.c_str(), &hints, &found); code != 0) {
      return unreachable(url, ::gai_strerror(code));
    }
    const std::unique_ptr<addrinfo, void (*)(addrinfo*)> all(found, ::freeaddrinfo);
    int error = 0;
    for (const addrinfo* at = found; at != nullptr && !socket_; at = at->ai_next) {
      socket_ = storage::Descriptor(::socket(at->ai_family, at->ai_socktype | SOCK_CLOEXEC, at->ai_protocol));
      limit_waits(socket_.number(), client_.options_.connect_seconds_max);
      if (::connect(socket_.number(), at->ai_addr, at->ai_addrlen) == 0) break;
      error = errno;
      socket_.reset();
    }
    if (!socket_) return unreachable(url, error == EINPROGRESS ? "it doesn't answer" : std::strerror(error));
    const int on = 1;
    ::setsockopt(socket_.number(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (url.is_secure) {
      if (auto begun = begin_tls(); !begun) return begun;
    }
    limit_waits(socket_.number(), client_.options_.silence_seconds_max);
    return {};
  }

  Status send(std::string_view bytes) {
    while (!bytes.empty()) {
      const long sent = ssl_ != nullptr ? SSL_write(ssl_, bytes.data(),
                                                    static_cast<int>(std::min<std::size_t>(bytes.size(), 1 << 30)))
                                        : ::send(socket_.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent > 0) {
        bytes.remove_prefix(static_cast<std::size_t>(sent));
      } else if (auto again = look_again(static_cast<int>(sent)); !again) {
        return again;
      }
    }
    return {};
  }

  /// The answer to what was sent; its body to the file where there is one and the answer is a success.
  Result<HttpAnswer> receive(int file, std::uint64_t bytes_max) {
    parser_.emplace();
    parser_->header_limit(kHeaderBytesMax);
    parser_->body_limit(std::max<std::uint64_t>(bytes_max, limits::kAnswerBytesMax));
    parser_->eager(true);
    std::uint64_t written = 0;
    while (!parser_->is_done()) {
      error_code error;
      const std::size_t used = parser_->put(boost::asio::buffer(bytes_), error);
      bytes_.erase(0, used);
      if (error && error != http::error::need_more) return no_http(error.message());
      std::string& body = parser_->get().body();
      const bool to_file = file >= 0 && parser_->is_header_done() && parser_->get().result_int() < 300;
      if (to_file && !body.empty()) {
        written += body.size();
        if (written > bytes_max) return no_http("it is too long");
        if (auto kept = storage::write_all(file, body, "an input"); !kept) return fail(kept.error());
        body.clear();
      }
      if (!to_file && body.size() > limits::kAnswerBytesMax) return no_http("it is too long");
      if (parser_->is_done()) break;
      if (auto more = read_more(); !more) return fail(more.error());
    }
    has_answered_ = true;
    keep_ = parser_->get().keep_alive();
    return HttpAnswer{static_cast<int>(parser_->get().result_int()), std::move(parser_->get().body())};
  }

  bool keeps() const { return keep_; }
  /// Whether it has carried a question and its answer before.
  bool has_answered() const { return has_answered_; }
  /// Whether something of the answer has come.
  bool is_answering() const { return is_answering_; }
  void begin_exchange(bool may_stop) {
    is_answering_ = false;
    may_stop_ = may_stop;
  }

 private:
  Status begin_tls() {
    const std::string& host = client_.url_.host;
    ssl_ = SSL_new(client_.tls_);
    SSL_set_fd(ssl_, socket_.number());
    X509_VERIFY_PARAM* wanted = SSL_get0_param(ssl_);
    if (is_address(host)) {
      X509_VERIFY_PARAM_set1_ip_asc(wanted, host.c_str());
    } else {
      X509_VERIFY_PARAM_set_hostflags(wanted, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
      X509_VERIFY_PARAM_set1_host(wanted, host.c_str(), 0);
      SSL_set_tlsext_host_name(ssl_, host.c_str());
    }
    ERR_clear_error();
    if (SSL_connect(ssl_) == 1) return {};
    return unreachable(client_.url_, tls_reason(ssl_));
  }

  /// After a call that moved nothing: whether to try again.
  Status look_again(int result) {
    const int number = errno;
    const int why = ssl_ != nullptr ? SSL_get_error(ssl_, result) : SSL_ERROR_SYSCALL;
    if (may_stop_ && client_.options_.should_stop()) return fail(ErrorCode::cancelled, "stopped on request");
    const bool is_interrupted = number == EINTR && result < 0;
    if (is_interrupted) return {};
    const bool is_silent = why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE || number == EAGAIN;
    return unreachable(client_.url_, result == 0   ? "it hung up"
                                     : is_silent   ? "it doesn't answer"
                                     : number != 0 ? std::strerror(number)
                                                   : "the connection broke");
  }

  Status read_more() {
    std::array<char, kBlockBytes> block;
    for (;;) {
      errno = 0;
      const long got = ssl_ != nullptr ? SSL_read(ssl_, block.data(), block.size())
                                       : ::recv(socket_.number(), block.data(), block.size(), 0);
      if (got > 0) {
        is_answering_ = true;
        bytes_.append(block.data(), static_cast<std::size_t>(got));
        return {};
      }
      if (auto again = look_again(static_cast<int>(got)); !again) return again;
    }
  }

  tl::unexpected<Error> no_http(const std::string& detail) {
    return fail(
        ErrorCode::corrupt,
        "what answers at " + client_.url_.host + ", port " + client_.url_.port + ", isn't a server of this kind",
        detail);
  }

  const HttpClient& client_;
  storage::Descriptor socket_;
  SSL* ssl_ = nullptr;
  std::string bytes_;
  std::optional<http::response_parser<TextBody>> parser_;
  bool keep_ = false, has_answered_ = false, is_answering_ = false, may_stop_ = false;
};

Result<std::unique_ptr<HttpClient>> HttpClient::open(const ServerUrl& url, const HttpClientOptions& options) {
  if (!url.is_secure) return std::unique_ptr<HttpClient>(new HttpClient(url, options, nullptr));
  SSL_CTX* tls = SSL_CTX_new(TLS_client_method());
  auto client = std::unique_ptr<HttpClient>(new HttpClient(url, options, tls));
  SSL_CTX_set_min_proto_version(tls, TLS1_2_VERSION);
  SSL_CTX_set_verify(tls, SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_mode(tls, SSL_MODE_ENABLE_PARTIAL_WRITE);
  const bool is_read = options.ca_file.empty() ? SSL_CTX_set_default_verify_paths(tls) == 1
                                               : SSL_CTX_load_verify_file(tls, options.ca_file.c_str()) == 1;
  if (!is_read) {
    return fail(ErrorCode::invalid_request, "the certificates to be trusted can't be read from " +
                                                (options.ca_file.empty() ? "the system" : options.ca_file));
  }
  return client;
}

HttpClient::HttpClient(const ServerUrl& url, const HttpClientOptions& options, ssl_ctx_st* tls)
    : url_(url), options_(options), tls_(tls) {}

HttpClient::~HttpClient() {
  idle_.clear();
  if (tls_ != nullptr) SSL_CTX_free(tls_);
}

std::string HttpClient::head(Method method, const std::string& target) const {
  const bool is_v6 = url_.host.find(':') != std::string::npos;
  std::string text(verb_of(method));
  text += ' ' + target + " HTTP/1.1\r\nHost: " + (is_v6 ? '[' + url_.host + ']' : url_.host) + ':' + url_.port + "\r\n";
  for (const auto& [name, value] : options_.headers) text.append(name).append(": ").append(value).append("\r\n");
  return text;
}

Result<HttpAnswer> HttpClient::ask(Method method, const std::string& target, std::string_view body,
                                   const AskOptions& how) {
  std::string text = head(method, target);
  if (method != Method::get) {
    text.append("Content-Type: ").append(how.content_type);
    text.append("\r\nContent-Length: ").append(std::to_string(body.size())).append("\r\n");
  }
  return exchange(text + "\r\n", body, -1, 0, how.may_stop);
}

Result<HttpAnswer> HttpClient::fetch(const std::string& target, int file, std::uint64_t bytes_max) {
  return exchange(head(Method::get, target) + "\r\n", {}, file, bytes_max, false);
}

Result<std::unique_ptr<HttpClient::Connection>> HttpClient::connect() {
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      auto connection = std::move(idle_.back());
      idle_.pop_back();
      return connection;
    }
  }
  auto connection = std::make_unique<Connection>(*this);
  if (auto opened = connection->open(); !opened) return fail(opened.error());
  return connection;
}

Result<HttpAnswer> HttpClient::exchange(const std::string& head, std::string_view body, int file,
                                        std::uint64_t bytes_max, bool may_stop) {
  for (;;) {
    auto connection = connect();
    if (!connection) return fail(connection.error());
    Connection& by = **connection;
    by.begin_exchange(may_stop);
    Status sent = by.send(head);
    if (sent) sent = by.send(body);
    // A server that refuses a request may do so before it has read all of it: the answer counts.
    Result<HttpAnswer> answer = by.receive(file, bytes_max);
    if (!answer) {
      // One that was kept may have been closed meanwhile.
      if (by.has_answered() && !by.is_answering() && answer.error().code == ErrorCode::unavailable) continue;
      return sent ? std::move(answer) : fail(sent.error());
    }
    if (sent && by.keeps()) {
      const std::lock_guard lock(mutex_);
      if (idle_.size() < kIdleMax) idle_.push_back(std::move(*connection));
    }
    return answer;
  }
}

}  // namespace souls::gateway
