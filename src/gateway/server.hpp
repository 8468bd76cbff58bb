#pragma once
// An HTTP/1.1 server: sockets in, requests to the router, answers out.

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/limits.hpp"
#include "gateway/event_hub.hpp"
#include "gateway/identity/admission.hpp"
#include "gateway/ip_address.hpp"
#include "gateway/metrics.hpp"
#include "gateway/rate_rules.hpp"
#include "gateway/router.hpp"

namespace souls::gateway {

/// Every bound of a connection; operators set others, tests smaller ones.
struct ServerOptions {
  std::size_t header_bytes_max = limits::kRequestHeaderBytesMax;
  std::size_t headers_max = limits::kRequestHeadersMax;
  std::size_t target_bytes_max = limits::kRequestTargetBytesMax;
  std::size_t body_bytes_max = limits::kRequestBodyBytesMax;
  std::size_t bodies_bytes_max = limits::kRequestBodiesBytesMax;
  std::size_t connections_max = limits::kConnectionsMax;
  std::size_t connections_per_address_max = limits::kConnectionsPerAddressMax;
  std::size_t threads = limits::kGatewayThreadsMax;
  std::size_t computing_max = limits::kPasswordsWaitingMax;  ///< requests that are computed or wait for it
  double first_byte_seconds_max = limits::kFirstByteSecondsMax;
  double idle_seconds_max = limits::kIdleSecondsMax;
  double header_seconds_max = limits::kHeaderSecondsMax;
  double body_seconds_max = limits::kBodySecondsMax;
  double write_seconds_max = limits::kWriteSecondsMax;
  double event_silence_seconds_max = limits::kEventSilenceSecondsMax;
  std::size_t events_in_memory_max = limits::kEventsInMemoryMax;
  bool log_requests = true;
  std::vector<std::string> host_names = {};       ///< by which people reach the server; empty: any
  std::vector<std::string> trusted_proxies = {};  ///< networks
  RateOptions rates = {};
};

/// One thread moves bytes; handlers that may wait run on a few others. The router, the admission and the feed outlive
/// it; so does what the handlers use. Its methods are called from one thread.
class Server {
 public:
  /// `feed` may be null: then there are no event streams. Of `options`, the networks have been checked.
  Server(const Router& router, EventFeed* feed, Admission& admission, const ServerOptions& options = {});
  /// Closes everything at once.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Listens on a Unix socket with mode 0600 in a folder that is made with mode 0700; only the same user's processes
  /// are served (SO_PEERCRED). What a server that is gone left there is replaced; `conflict` when one answers.
  Status listen_local(const std::filesystem::path& path);
  /// From now on connections of TCP speak TLS, new ones with this certificate (PEM files). invalid_request with a
  /// sentence.
  Status use_tls(const std::string& certificate_file, const std::string& key_file);
  /// Listens for TCP; the port. unavailable when it can't be had.
  Result<std::uint16_t> listen_tcp(const ListenAddress& address);
  /// Starts to serve.
  Status start();
  /// Takes no more connections, lets requests end that have begun, ends event streams, and closes what is left after
  /// that time.
  void drain(double seconds_max = limits::kDrainSecondsMax);

  const Metrics& metrics() const;

 private:
  class Core;
  std::unique_ptr<Core> core_;
};

}  // namespace souls::gateway
