#pragma once
// One connection: reads a request, has it answered, writes the answer, until either end closes. For server.cpp.

#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <list>
#include <memory>

#include "base/log.hpp"
#include "gateway/identity/admission.hpp"
#include "gateway/net.hpp"
#include "gateway/problem.hpp"
#include "gateway/server.hpp"
#include "gateway/wire.hpp"

namespace souls::gateway {

namespace beast = boost::beast;
namespace http = beast::http;

/// What all connections share. Used by the I/O thread only.
struct Shared {
  const Router& router;
  const ServerOptions& options;
  asio::thread_pool& pool;
  asio::thread_pool& computing;  ///< for handlers that take a processor for long
  Admission& admission;
  EventFeed* feed;
  EventHub* hub;
  bool draining = false;
  std::size_t to_compute = 0;  ///< requests that are computed or wait for it
  std::size_t body_bytes = 0;  ///< that bodies which are being received may take up
  std::uint64_t requests = 0;
};

/// A connection as the server sees it.
class Live {
 public:
  virtual ~Live() = default;
  virtual void close() = 0;
  /// New events, or the server drains.
  virtual void wake() = 0;

  bool overdue(SteadyClock::time_point now) const { return now > deadline_; }
  bool idle() const { return idle_; }

 protected:
  void allow(double count) { deadline_ = SteadyClock::now() + seconds(count); }
  SteadyClock::time_point deadline_ = SteadyClock::time_point::max();
  bool idle_ = true;  ///< no request has begun
};

template <class Protocol>
class Connection final : public Live {
 public:
  Connection(Socket<Protocol> socket, Peer peer, Shared& shared)
      : socket_(std::move(socket)),
        timer_(socket_.get_executor()),
        peer_(std::move(peer)),
        shared_(shared),
        buffer_(shared.options.header_bytes_max + kReadBytes) {
    socket_.non_blocking(true);
  }

  /// Returns when the connection has ended.
  Awaitable<void> serve() {
    while (co_await begin_request()) {
      const bool keep = co_await exchange();
      if (!keep) break;
    }
    if (socket_.is_open()) co_await linger();
    close();
  }

  void close() override {
    error_code ignored;
    socket_.close(ignored);
    timer_.cancel();
  }
  void wake() override { timer_.cancel(); }

 private:
  using Parser = http::request_parser<http::string_body>;
  static constexpr std::size_t kReadBytes = 64 * 1024;
  static constexpr std::size_t kFileBlockBytes = 256 * 1024;
  static constexpr double kLingerSeconds = 2;

  /// Waits for the first byte of the next request.
  Awaitable<bool> begin_request() {
    idle_ = true;
    if (shared_.draining) co_return false;
    if (buffer_.size() == 0) {
      buffer_.shrink_to_fit();
      allow(shared_.options.idle_seconds_max);
      error_code error;
      const std::size_t got = co_await socket_.async_read_some(buffer_.prepare(kFirstReadBytes), waiting(error));
      if (error || got == 0) co_return false;
      buffer_.commit(got);
    }
    idle_ = false;
    started_ = SteadyClock::now();
    co_return true;
  }

  /// One request and its answer. False: the connection is to be closed.
  Awaitable<bool> exchange() {
    begin_message();
    co_await receive();
    if (!socket_.is_open() || gone_) co_return false;
    const bool refused = response_.status != 0;
    if (!refused) co_await answer();
    head_ = parser_->get().method() == http::verb::head;
    const bool keep = !refused && parser_->get().keep_alive() && !shared_.draining && !response_.events;
    bool sent = false;
    if (response_.events && !head_)
      sent = co_await send_events();
    else
      sent = co_await send(keep);
    tell();
    co_return sent&& keep;
  }

  void begin_message() {
    parser_.emplace();
    parser_->header_limit(static_cast<std::uint32_t>(shared_.options.header_bytes_max));
    parser_->body_limit(shared_.options.body_bytes_max);
    request_ = {};
    request_.id = request_id(++shared_.requests);
    request_.peer = peer_;
    response_ = {};
    response_.status = 0;  // not yet answered
  }

  /// Reads the request into `request_`. One that is refused is answered; when the other end is gone, sets `gone_`.
  Awaitable<void> receive() {
    error_code error;
    allow(shared_.options.header_seconds_max);
    co_await http::async_read_header(socket_, buffer_, *parser_, waiting(error));
    if (error) {
      refuse(error);
      co_return;
    }
    const std::size_t bytes = look_at_header();
    if (response_.status != 0 || parser_->is_done()) co_return;
    shared_.body_bytes += bytes;
    co_await receive_body(error);
    shared_.body_bytes -= bytes;
    if (error) refuse(error);
    request_.body = std::move(parser_->get().body());
  }

  /// Memory that is to be set aside for the body before it comes.
  std::size_t look_at_header() {
    auto wrong = check_header(parser_->get(), shared_.options.target_bytes_max);
    if (!wrong) wrong = read_header(parser_->get(), request_);
    const auto announced = parser_->content_length();
    const std::size_t bytes = announced ? static_cast<std::size_t>(*announced) : shared_.options.body_bytes_max;
    if (wrong) {
      response_ = problem(wrong->status, ErrorCode::invalid_request, wrong->sentence, request_.id);
    } else if (bytes > shared_.options.body_bytes_max) {
      refuse(http::error::body_limit);
    } else if (!parser_->is_done() && shared_.body_bytes + bytes > shared_.options.bodies_bytes_max) {
      response_ =
          problem({ErrorCode::unavailable, "too much is being sent at once; try again shortly", {}}, request_.id);
    }
    return bytes;
  }

  Awaitable<void> receive_body(error_code& error) {
    const bool asks = beast::iequals(parser_->get()[http::field::expect], "100-continue");
    if (asks) {
      out_ = "HTTP/1.1 100 Continue\r\n\r\n";
      const bool sent = co_await write(out_);
      if (!sent) error = asio::error::broken_pipe;
    }
    if (error) co_return;
    allow(shared_.options.body_seconds_max);
    co_await http::async_read(socket_, buffer_, *parser_, waiting(error));
  }

  void refuse(error_code error) {
    const auto wrong = wrong_with(error);
    if (wrong)
      response_ = problem(wrong->status, ErrorCode::invalid_request, wrong->sentence, request_.id);
    else
      gone_ = true;
  }

  Awaitable<void> answer() {
    deadline_ = SteadyClock::time_point::max();  // what a handler takes is not the other end's fault
    const Route* route = find_route();
    if (!route) co_return;
    access_ = route->access;
    const bool is_in = co_await enter();
    if (!is_in) co_return;
    if (route->pace == Pace::at_once) {
      response_ = call(route->handler, request_);
      co_return;
    }
    const bool computes = route->pace == Pace::computes;
    if (computes && shared_.to_compute >= shared_.options.computing_max) {
      response_ =
          problem({ErrorCode::unavailable, "too many ask for this at once; try again shortly", {}}, request_.id);
      co_return;
    }
    asio::thread_pool& pool = computes ? shared_.computing : shared_.pool;
    shared_.to_compute += computes;
    response_ = co_await on_pool(pool, [this, route] { return call(route->handler, request_); });
    shared_.to_compute -= computes;
  }

  /// Whether the caller may. When he may not, the request is answered.
  Awaitable<bool> enter() {
    admitted_at_ = shared_.admission.changes();
    auto admitted = shared_.admission.admit_at_once(access_, request_, request_.peer);
    if (!admitted) {
      admitted = co_await on_pool(
          shared_.pool, [this] { return std::optional(shared_.admission.admit(access_, request_, request_.peer)); });
    }
    const bool is_in = admitted->has_value();
    if (is_in)
      request_.caller = std::move(**admitted);
    else
      response_ = problem(admitted->error(), request_.id);
    co_return is_in;
  }

  /// Whether the caller of a stream still may: he may have lost the right since.
  Awaitable<bool> still_may() {
    if (shared_.admission.changes() == admitted_at_) co_return true;
    const Caller before = request_.caller;
    admitted_at_ = shared_.admission.changes();
    const auto admitted = co_await on_pool(
        shared_.pool, [this] { return std::optional(shared_.admission.admit(access_, request_, request_.peer)); });
    co_return admitted->has_value() && (*admitted)->owner == before.owner;
  }

  /// Null when the request is answered: there is none.
  const Route* find_route() {
    auto match = shared_.router.find(request_.method, request_.path);
    request_.places = std::move(match.places);
    if (match.route) return match.route;
    if (match.allowed.empty()) {
      response_ = problem({ErrorCode::not_found, "there is nothing at this address", {}}, request_.id);
    } else {
      response_ = problem(405, ErrorCode::invalid_request, "this address takes other methods", request_.id);
      response_.headers.emplace_back("Allow", allow_list(match.allowed));
    }
    return nullptr;
  }

  Awaitable<bool> send(bool keep) {
    const std::uint64_t bytes = response_.file ? response_.file->bytes : response_.body.size();
    const bool has_file = response_.file && !head_;
    out_ = header_text(response_, bytes, request_.id, keep);
    if (!head_ && !has_file) out_ += response_.body;
    sent_bytes_ = head_ ? 0 : bytes;
    bool sent = co_await write(out_);
    for (std::uint64_t at = 0; has_file && sent && at < bytes;) {
      const std::size_t wanted = static_cast<std::size_t>(std::min<std::uint64_t>(kFileBlockBytes, bytes - at));
      sent = co_await on_pool(
          shared_.pool, [this, at, wanted] { return read_block(response_.file->file.number(), at, wanted, out_); });
      // A file that ends early can't be told in this answer any more: the connection breaks off.
      if (sent) sent = co_await write(out_);
      at += wanted;
    }
    if (!sent) close();
    co_return sent;
  }

  /// Mostly the whole text goes out at once, without waiting.
  Awaitable<bool> write(const std::string& text) {
    allow(shared_.options.write_seconds_max);
    error_code error;
    std::size_t written = socket_.write_some(asio::buffer(text), error);
    if (error == asio::error::would_block) {
      written = 0;
      error = {};
    }
    while (!error && written < text.size()) {
      allow(shared_.options.write_seconds_max);
      written +=
          co_await socket_.async_write_some(asio::buffer(text.data() + written, text.size() - written), waiting(error));
    }
    co_return !error;
  }

  Awaitable<bool> send_events() {
    if (!shared_.hub) {
      response_ = problem({ErrorCode::unavailable, "there are no events here", {}}, request_.id);
      co_return co_await send(false);
    }
    const EventHub& hub = *shared_.hub;
    out_ = event_header_text(request_.id);
    std::uint64_t last = response_.events->after.value_or(hub.newest());
    if (last > hub.newest()) {  // of another life of this database
      last = hub.newest();
      out_ += reset_text(last);
    }
    bool sent = co_await write(out_);
    while (sent && !shared_.draining && socket_.is_open()) {
      const bool may = co_await still_may();
      if (!may) break;
      EventHub::Batch batch = hub.after(last, *response_.events);
      if (batch.behind) batch = co_await on_pool(shared_.pool, [this, last] { return catch_up(last); });
      const bool news = batch.last != last;
      last = batch.last;
      if (!batch.text.empty()) sent = co_await write(batch.text);
      if (!sent || news) continue;
      deadline_ = SteadyClock::time_point::max();
      timer_.expires_after(seconds(shared_.options.event_silence_seconds_max));
      error_code error;
      co_await timer_.async_wait(waiting(error));
      if (!error) sent = co_await write(kSilence);  // else someone woke us
    }
    co_return sent;
  }

  /// Events that are no longer in memory, from the feed. Runs in the pool.
  EventHub::Batch catch_up(std::uint64_t last) const {
    EventHub::Batch batch;
    batch.last = last;
    const auto page = shared_.feed->after(last, kCatchUpEvents);
    if (!page) {
      log(LogLevel::error, "events can't be read", {{"error", page.error().message}, {"detail", page.error().detail}});
      return batch;
    }
    if (!page->complete) {
      batch.last = page->newest;
      batch.text = reset_text(page->newest);
      return batch;
    }
    for (const StoredEvent& event : page->events) {
      batch.last = event.number;
      if (response_.events->wanted(event)) batch.text += to_stream_text(event);
    }
    // Numbers may be missing where later events replaced earlier ones: with none left, we are at the end.
    if (page->events.empty()) batch.last = page->newest;
    return batch;
  }

  /// Closes our direction and drops what still comes, so that the other end reads our last answer before it learns that
  /// its own bytes weren't wanted.
  Awaitable<void> linger() {
    error_code error;
    socket_.shutdown(asio::socket_base::shutdown_send, error);
    allow(kLingerSeconds);
    buffer_.clear();
    while (!error) {
      co_await socket_.async_read_some(buffer_.prepare(kReadBytes), waiting(error));
    }
  }

  void tell() const {
    const double took = std::chrono::duration<double>(SteadyClock::now() - started_).count();
    const std::string method(parser_->get().method_string());
    const auto whole = parser_->get().target();
    const std::string target(whole.substr(0, whole.find('?')));
    const int status = response_.status;
    log(status < 500 ? LogLevel::info : LogLevel::error, "request",
        {{"request", request_.id},
         {"method", method},
         {"path", target},
         {"status", static_cast<long long>(status)},
         {"seconds", took},
         {"bytes", static_cast<long long>(sent_bytes_)},
         {"user", request_.caller.user}});
  }

  static constexpr std::size_t kFirstReadBytes = 2048;
  static constexpr std::size_t kCatchUpEvents = 256;
  inline static const std::string kSilence = ": \n\n";

  Socket<Protocol> socket_;
  Timer timer_;
  Peer peer_;
  Shared& shared_;
  beast::flat_buffer buffer_;
  std::optional<Parser> parser_;  // kept here, not in a coroutine's frame: what GCC 12 lays out there is fragile
  Request request_;
  Response response_;
  Access access_;
  std::uint64_t admitted_at_ = 0;  ///< what `changes` was then
  std::string out_;
  SteadyClock::time_point started_;
  std::uint64_t sent_bytes_ = 0;
  bool gone_ = false;
  bool head_ = false;
};

}  // namespace souls::gateway
