#pragma once
// What a connection reads from and writes to: a socket as it is, or TLS over one. For server.cpp and connection.hpp.

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <memory>

#include "gateway/net.hpp"

namespace souls::gateway {

using Tcp = asio::ip::tcp;

template <class Protocol>
class PlainTransport {
 public:
  explicit PlainTransport(Socket<Protocol> socket) : socket_(std::move(socket)) { socket_.non_blocking(true); }

  Socket<Protocol>& socket() { return socket_; }
  /// Before the first byte.
  Awaitable<void> begin(error_code&) { co_return; }
  /// After the last one.
  Awaitable<void> end(error_code& error) {
    socket_.shutdown(asio::socket_base::shutdown_send, error);
    co_return;
  }
  /// Until there is something to read, perhaps: no buffer is needed meanwhile.
  auto wait(error_code& error) { return socket_.async_wait(asio::socket_base::wait_read, waiting(error)); }
  auto read_some(asio::mutable_buffer buffer, error_code& error) {
    return socket_.async_read_some(buffer, waiting(error));
  }
  /// What is there already; 0 where nothing is.
  std::size_t read_at_once(asio::mutable_buffer buffer, error_code& error) {
    const std::size_t got = socket_.read_some(buffer, error);
    if (error != asio::error::would_block) return got;
    error = {};
    return 0;
  }
  auto write_some(asio::const_buffer buffer, error_code& error) {
    return socket_.async_write_some(buffer, waiting(error));
  }
  /// What goes out without waiting; 0 where nothing does.
  std::size_t write_at_once(asio::const_buffer buffer, error_code& error) {
    const std::size_t written = socket_.write_some(buffer, error);
    if (error != asio::error::would_block) return written;
    error = {};
    return 0;
  }

 private:
  Socket<Protocol> socket_;
};

class TlsTransport {
 public:
  TlsTransport(Socket<Tcp> socket, std::shared_ptr<asio::ssl::context> context)
      : context_(std::move(context)), stream_(std::move(socket), *context_) {}

  Socket<Tcp>& socket() { return stream_.next_layer(); }
  auto begin(error_code& error) { return stream_.async_handshake(asio::ssl::stream_base::server, waiting(error)); }
  /// Waits for the other end to say the same, or to close.
  auto end(error_code& error) { return stream_.async_shutdown(waiting(error)); }
  Awaitable<void> wait(error_code&) { co_return; }
  auto read_some(asio::mutable_buffer buffer, error_code& error) {
    return stream_.async_read_some(buffer, waiting(error));
  }
  std::size_t read_at_once(asio::mutable_buffer, error_code&) { return 0; }
  auto write_some(asio::const_buffer buffer, error_code& error) {
    return stream_.async_write_some(buffer, waiting(error));
  }
  /// Never: half a record can't be taken back.
  std::size_t write_at_once(asio::const_buffer, error_code&) { return 0; }

 private:
  std::shared_ptr<asio::ssl::context> context_;
  asio::ssl::stream<Socket<Tcp>> stream_;
};

}  // namespace souls::gateway
