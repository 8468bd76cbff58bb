#pragma once
// Asio with its types spelled out, so that nothing is erased on the way of a request. For this folder's sources.

#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>

namespace souls::gateway {

namespace asio = boost::asio;
using boost::system::error_code;

using SteadyClock = std::chrono::steady_clock;
using Executor = asio::io_context::executor_type;
template <class T>
using Awaitable = asio::awaitable<T, Executor>;
inline constexpr asio::use_awaitable_t<Executor> use_awaitable{};
/// A completion token that waits and leaves what went wrong in `error`.
inline auto waiting(error_code& error) { return asio::redirect_error(use_awaitable, error); }

using Timer = asio::basic_waitable_timer<SteadyClock, asio::wait_traits<SteadyClock>, Executor>;
using Local = asio::local::stream_protocol;
template <class Protocol>
using Socket = asio::basic_stream_socket<Protocol, Executor>;
template <class Protocol>
using Acceptor = asio::basic_socket_acceptor<Protocol, Executor>;

inline SteadyClock::duration seconds(double count) {
  return std::chrono::duration_cast<SteadyClock::duration>(std::chrono::duration<double>(count));
}

/// Runs `work` on the pool and waits for what it returns; the caller goes on in its own thread.
template <class Work>
auto on_pool(asio::thread_pool& pool, Work work) -> Awaitable<decltype(work())> {
  using Value = decltype(work());
  return asio::async_initiate<const asio::use_awaitable_t<Executor>, void(Value)>(
      [&pool](auto handler, Work todo) {
        asio::post(pool, [handler = std::move(handler), todo = std::move(todo)]() mutable {
          auto home = asio::get_associated_executor(handler);
          asio::post(
              home, [handler = std::move(handler), value = todo()]() mutable { std::move(handler)(std::move(value)); });
        });
      },
      use_awaitable, std::move(work));
}

}  // namespace souls::gateway
