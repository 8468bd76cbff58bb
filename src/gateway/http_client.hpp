#pragma once
// Requests to a server elsewhere, over TCP or TLS.

#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "gateway/message.hpp"

struct ssl_ctx_st;

namespace souls::gateway {

/// "https://souls.example:8787" in parts.
struct ServerUrl {
  bool is_secure = true;
  std::string host;  ///< a name, or an address without brackets
  std::string port;

  /// invalid_request with a sentence.
  static Result<ServerUrl> parse(std::string_view url);
  bool is_loopback() const;
};

struct HttpClientOptions {
  std::string ca_file = {};  ///< PEM; empty: the system's
  std::vector<Field> headers = {};
  double connect_seconds_max = 10;
  double silence_seconds_max = 60;  ///< of the other end
  /// A signal that ends a wait is followed by a look at this; true: `cancelled`.
  std::function<bool()> should_stop = [] { return false; };
};

struct HttpAnswer {
  int status = 0;
  std::string body;
};

/// Waits for each answer. A few connections are kept and used again. Safe to use from many threads. Errors: unavailable
/// (no such host, no one there, no certificate that can be trusted, the connection broke), corrupt (no HTTP),
/// cancelled.
class HttpClient {
 public:
  /// invalid_request: there are no such certificates.
  static Result<std::unique_ptr<HttpClient>> open(const ServerUrl& url, const HttpClientOptions& options);
  ~HttpClient();

  struct AskOptions {
    std::string_view content_type = "application/json";
    bool may_stop = false;  ///< `should_stop` counts
  };
  Result<HttpAnswer> ask(Method method, const std::string& target, std::string_view body, const AskOptions& how);
  /// Writes the body of a success to the file, at most so many bytes.
  Result<HttpAnswer> fetch(const std::string& target, int file, std::uint64_t bytes_max);

 private:
  class Connection;
  HttpClient(const ServerUrl& url, const HttpClientOptions& options, ssl_ctx_st* tls);
  Result<HttpAnswer> exchange(const std::string& head, std::string_view body, int file, std::uint64_t bytes_max,
                              bool may_stop);
  std::string head(Method method, const std::string& target) const;
  Result<std::unique_ptr<Connection>> connect();

  const ServerUrl url_;
  const HttpClientOptions options_;
  ssl_ctx_st* const tls_;  ///< owned; null without TLS
  std::mutex mutex_;       ///< guards those below
  std::list<std::unique_ptr<Connection>> idle_;
};

}  // namespace souls::gateway
