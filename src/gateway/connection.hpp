#pragma once
// One connection: reads a request, has it answered, writes the answer, until either end closes. For server.cpp.

#include <boost/asio/posix/basic_stream_descriptor.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <optional>

#include "base/log.hpp"
#include "gateway/event_stream.hpp"
#include "gateway/header_scan.hpp"
#include "gateway/live.hpp"
#include "gateway/foreign_error.hpp"
#include "gateway/problem.hpp"
#include "gateway/text_body.hpp"
#include "gateway/trace.hpp"
#include "gateway/transport.hpp"
#include "gateway/wire.hpp"
#include "storage/temporary_file.hpp"

namespace souls::gateway {

namespace beast = boost::beast;
namespace http = beast::http;

template <class Transport>
class Connection final : public Live {
 public:
  Connection(Transport transport, const Origin& origin, Shared& shared)
      : transport_(std::move(transport)),
        timer_(transport_.socket().get_executor()),
        origin_(origin),
        shared_(shared),
        presence_(std::make_unique<Presence>(shared, origin, *this)),
        buffer_(shared.options.header_bytes_max + kReadBytes) {}
  ~Connection() override { give_back(); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Returns when the connection has ended.
  Awaitable<void> serve() {
    error_code error;
    allow(shared_.options.header_seconds_max);
    co_await transport_.begin(error);
    double patience = shared_.options.first_byte_seconds_max;
    bool keep = !error;
    while (keep) {
      keep = co_await begin_request(patience);
      if (keep) keep = co_await exchange();
      patience = shared_.options.idle_seconds_max;
    }
    if (!error && transport_.socket().is_open()) co_await linger();
    close();
  }

  void close() override {
    error_code ignored;
    transport_.socket().close(ignored);
    timer_.cancel();
  }
  void wake() override { timer_.cancel(); }
  bool expire() override {
    close();
    return stage_ != Stage::idle;
  }

 private:
  using Parser = http::request_parser<TextBody>;
  static constexpr std::size_t kReadBytes = 16 * 1024;
  static constexpr std::size_t kFirstReadBytes = 1024;
  static constexpr std::size_t kBlockBytes = 256 * 1024;  // for which a peer has the time to write
  static constexpr std::size_t kOutKeptBytes = 4096;
  static constexpr double kLingerSeconds = 2;
  static constexpr double kPeerLookSeconds = 0.5;  // how late it is seen that nobody waits any more
  static constexpr double kLookAgainSeconds = 1;   // without news: not all that ends is told by an event

  // ---- a request

  /// Waits for the first byte of the next request.
  Awaitable<bool> begin_request(double patience) {
    stage_ = Stage::idle;
    if (shared_.draining) co_return false;
    if (buffer_.size() == 0) {
      forget();
      allow(patience);
      error_code error;
      co_await transport_.wait(error);
      if (error) co_return false;
      buffer_.commit(transport_.read_at_once(buffer_.prepare(kFirstReadBytes), error));
      if (error) co_return false;
      const bool more = buffer_.size() > 0 || co_await read_more(kFirstReadBytes);
      if (!more) co_return false;
    }
    stage_ = Stage::header;
    started_ = SteadyClock::now();
    co_return true;
  }

  /// What the last request took up: an idle connection is small.
  void forget() {
    parser_.reset();
    buffer_.shrink_to_fit();
    request_ = {};
    response_ = {};
    sink_.reset();
    if (out_.capacity() > kOutKeptBytes) out_ = {};
  }

  /// More bytes into the buffer. False: the other end is gone.
  Awaitable<bool> read_more(std::size_t bytes) {
    error_code error;
    const std::size_t room = std::min(bytes, buffer_.max_size() - buffer_.size());
    const std::size_t got = co_await transport_.read_some(buffer_.prepare(room), error);
    buffer_.commit(got);
    co_return !error && got > 0;
  }

  /// One request and its answer. False: the connection is to be closed.
  Awaitable<bool> exchange() {
    begin_message();
    co_await receive_header();
    if (gone_) co_return false;
    stage_ = Stage::in_hand;
    if (!is_answered()) co_await enter();
    if (!is_answered() && route_->receiver) co_await receive_file();
    if (!is_answered()) co_await receive_body();
    if (gone_) {
      give_back();
      co_return false;
    }
    if (!is_answered()) co_await answer();
    if (response_.pending) co_await wait_for_answer();
    if (gone_) co_return false;
    head_ = request_.is_head;
    if (response_.content_type == kProblemType) response_ = in_form_of(request_, std::move(response_));
    if (response_.stream) body_end_ = parser_->get().version() >= 11 ? BodyEnd::by_chunks : BodyEnd::by_close;
    const bool keep = parser_->is_done() && !broken_ && parser_->get().version() >= 11 && parser_->get().keep_alive() &&
                      !shared_.draining && !response_.events;
    bool sent = false;
    if (response_.events && !head_)
      sent = co_await begin_events();
    else if (response_.stream && !head_)
      sent = co_await send_stream(keep);
    else
      sent = co_await send(keep);
    give_back();
    tell();
    if (sent && streams_after_) become_stream();
    co_return sent&& keep;
  }

  void begin_message() {
    parser_.emplace();
    parser_->header_limit(static_cast<std::uint32_t>(shared_.options.header_bytes_max));
    parser_->body_limit(limits::kBlobBytesMax);  // how much of it a route takes is looked at with the route
    request_ = {};
    request_.id = request_id(++shared_.requests);
    request_.peer = origin_.peer;
    response_ = {};
    response_.status = 0;  // not yet answered
    pending_.reset();
    streams_after_.reset();
    route_ = nullptr;
    rate_lines_.clear();
    broken_ = false;
    body_end_ = BodyEnd::by_length;
    sent_bytes_ = 0;
  }
  bool is_answered() const { return response_.status != 0; }

  std::string_view buffered() const {
    const auto data = buffer_.data();
    return {static_cast<const char*>(data.data()), data.size()};
  }

  Awaitable<void> receive_header() {
    HeaderScan scan;
    allow(shared_.options.header_seconds_max);
    for (;;) {
      scan.look(buffered());
      const bool too_long = scan.end() > shared_.options.header_bytes_max ||
                            (scan.end() == 0 && buffer_.size() >= shared_.options.header_bytes_max);
      if (scan.wrong()) co_return refuse({400, "this is no HTTP request"});
      if (too_long || scan.fields() > shared_.options.headers_max)
        co_return refuse({431, "the header of the request is too large"});
      if (scan.end() > 0) break;
      const bool more = co_await read_more(kReadBytes);
      gone_ = !more;
      if (gone_) co_return;
    }
    error_code error;
    buffer_.consume(parser_->put(buffer_.data(), error));
    if (error) co_return refuse(wrong_with(error));
    read_request();
  }

  void read_request() {
    const auto& header = parser_->get();
    auto wrong = check_header(header, shared_.options.target_bytes_max);
    if (!wrong) wrong = read_header(header, request_);
    if (wrong) return refuse(*wrong);
    site_ = origin_.site;
    if (!origin_.peer.is_control) look_behind_proxies(header, shared_.proxies, origin_, request_.peer, site_);
    request_.trace = continue_trace(header["traceparent"]);
    if (!is_own_host(request_.header("host") ? *request_.header("host") : std::string_view(),
                     shared_.options.host_names, request_.peer)) {
      refuse({421, "this server goes by another name; see server.host_names"});
    }
  }

  /// The request is answered with what is wrong with it, and can't be followed by another.
  void refuse(const Wrong& wrong) {
    response_ = problem(wrong.status, ErrorCode::invalid_request, wrong.sentence, request_.id);
    broken_ = true;
    shared_.metrics.count(wrong.status == 413 || wrong.status == 431 ? TurnedAway::too_large : TurnedAway::malformed);
  }

  // ---- who may

  /// Finds the route, and whether the caller may use it, now. Where not, the request is answered.
  Awaitable<void> enter() {
    deadline_ = SteadyClock::time_point::max();  // what takes us long is not the other end's fault
    find_route();
    const bool is_limited = !request_.peer.is_control && (!route_ || route_->cost > cost::kNothing);
    const bool tries_password = route_ && route_->pace == Pace::computes && route_->access.door != Access::Door::known;
    if (is_limited) {
      const double cost = route_ ? std::min(route_->cost, 1.0) : 1;
      const RateDecision decision = co_await charge(
          [this, tries_password, cost] { return shared_.rules.take_address(site_, tries_password, cost); });
      if (!accept(decision)) co_return;
    }
    if (!route_) co_return;
    co_await admit();
    if (!is_limited || is_answered() || request_.caller.user.empty()) co_return;
    const RateDecision decision = co_await charge([this] {
      const Caller& caller = request_.caller;
      return shared_.rules.take_caller(caller.user, caller.key.empty() ? caller.session : caller.key, route_->cost);
    });
    accept(decision);
  }

  /// Null when the request is answered: there is none.
  void find_route() {
    auto match = shared_.router.find(request_.method, request_.path);
    request_.places = std::move(match.places);
    route_ = match.route;
    if (route_) return;
    if (match.allowed.empty()) {
      response_ = problem({ErrorCode::not_found, "there is nothing at this address", {}}, request_.id);
    } else {
      response_ = problem(405, ErrorCode::invalid_request, "this address takes other methods", request_.id);
      response_.headers.emplace_back("Allow", allow_list(match.allowed));
    }
  }

  template <class Take>
  Awaitable<RateDecision> charge(Take take) {
    if (!shared_.rules.waits()) co_return take();
    co_return co_await on_pool(shared_.pool, std::move(take));
  }

  bool accept(const RateDecision& decision) {
    rate_lines_ = shared_.rules.header_lines(decision);
    if (decision.verdict.allowed) return true;
    response_ = shared_.rules.refusal(decision, request_.id);
    shared_.metrics.count(TurnedAway::rate_limited);
    return false;
  }

  Awaitable<void> admit() {
    admitted_at_ = shared_.admission.changes();
    auto admitted = shared_.admission.admit_at_once(route_->access, request_, request_.peer);
    if (!admitted) {
      admitted = co_await on_pool(shared_.pool, [this] {
        return std::optional(shared_.admission.admit(route_->access, request_, request_.peer));
      });
    }
    if (admitted->has_value())
      request_.caller = std::move(**admitted);
    else
      response_ = problem(admitted->error(), request_.id);
  }

  // ---- the body

  /// How large it may be: little, as long as nobody is known.
  std::size_t body_bytes_max() const {
    const std::size_t all = shared_.options.body_bytes_max;
    return request_.caller.user.empty() ? std::min(all, limits::kAnonymousBodyBytesMax) : all;
  }

  Awaitable<void> receive_body() {
    if (parser_->is_done()) co_return;
    const auto announced = parser_->content_length();
    if (announced && *announced > body_bytes_max()) co_return refuse(kBodyTooLarge);
    co_await go_on_reading();
    parser_->eager(true);
    while (!gone_ && !is_answered() && !parser_->is_done()) {
      error_code error;
      buffer_.consume(parser_->put(buffer_.data(), error));
      if (error && error != http::error::need_more) co_return refuse(wrong_with(error));
      take_room();
      if (is_answered() || parser_->is_done()) break;
      if (buffer_.size() == buffer_.max_size()) co_return refuse({400, "a chunk of the body can't be read"});
      const bool more = co_await read_more(kReadBytes);
      gone_ = !more;
    }
    request_.body = std::move(parser_->get().body());
  }

  /// The body into the file that the route names, block by block.
  Awaitable<void> receive_file() {
    sink_ = co_await on_pool(shared_.pool, [this] { return open_sink(route_->receiver, request_); });
    if (!sink_->has_value()) {
      response_ = problem(sink_->error(), request_.id);
      co_return;
    }
    const auto announced = parser_->content_length();
    if (announced && *announced > (*sink_)->bytes_max) co_return refuse(kBodyTooLarge);
    co_await go_on_reading();
    parser_->eager(true);
    for (;;) {
      error_code error;
      if (!parser_->is_done()) buffer_.consume(parser_->put(buffer_.data(), error));
      if (error && error != http::error::need_more) co_return refuse(wrong_with(error));
      if (parser_->is_done() || parser_->get().body().size() >= kBlockBytes) co_await write_to_sink();
      if (is_answered() || parser_->is_done()) break;
      if (buffer_.size() == buffer_.max_size()) co_return refuse({400, "a chunk of the body can't be read"});
      const bool more = co_await read_more(kReadBytes);
      gone_ = !more;
      if (gone_) co_return;
    }
  }

  /// Moves what has come of the body to its file; the other end has the time for another block.
  Awaitable<void> write_to_sink() {
    deadline_ = SteadyClock::time_point::max();
    std::string& block = parser_->get().body();
    request_.received += block.size();
    if (request_.received > (*sink_)->bytes_max) co_return refuse(kBodyTooLarge);
    const Status written = co_await on_pool(shared_.pool, [this, &block] {
      return storage::write_all((*sink_)->file.number(), block, "an upload");
    });
    block.clear();
    if (!written) response_ = problem(written.error(), request_.id);
    allow(shared_.options.body_seconds_max);
  }

  /// Lets the other end send the body, where it waits for a word.
  Awaitable<void> go_on_reading() {
    allow(shared_.options.body_seconds_max);
    if (!beast::iequals(parser_->get()[http::field::expect], "100-continue") || buffer_.size() != 0) co_return;
    const bool sent = co_await write("HTTP/1.1 100 Continue\r\n\r\n");
    gone_ = !sent;
    allow(shared_.options.body_seconds_max);
  }

  /// Counts what the body takes up by now against all bodies, those of the same address, and its own bound.
  void take_room() {
    const std::size_t bytes = parser_->get().body().size();
    if (bytes > body_bytes_max()) return refuse(kBodyTooLarge);
    const std::size_t more = bytes - held_bytes_;
    if (shared_.bodies.take(site_, more)) {
      held_bytes_ = bytes;
    } else {
      response_ =
          problem({ErrorCode::unavailable, "too much is being sent at once; try again shortly", {}}, request_.id);
      broken_ = true;
    }
  }
  void give_back() {
    if (held_bytes_ > 0) shared_.bodies.give_back(site_, held_bytes_);
    held_bytes_ = 0;
  }

  // ---- the answer

  Awaitable<void> answer() {
    deadline_ = SteadyClock::time_point::max();
    if (route_->pace == Pace::at_once) {
      response_ = call(route_->handler, request_);
      co_return;
    }
    const bool computes = route_->pace == Pace::computes;
    if (computes && shared_.to_compute >= shared_.options.computing_max) {
      response_ =
          problem({ErrorCode::unavailable, "too many ask for this at once; try again shortly", {}}, request_.id);
      co_return;
    }
    asio::thread_pool& pool = computes ? shared_.computing : shared_.pool;
    shared_.to_compute += computes;
    response_ = co_await on_pool(pool, [this] { return call(route_->handler, request_); });
    shared_.to_compute -= computes;
  }

  Awaitable<bool> send(bool keep);

  AnswerLines answer_lines(bool keep) const {
    return {request_.id, rate_lines_, request_.peer.is_secure, keep, body_end_};
  }

  /// Block by block, as they are made: one of them is in memory at a time.
  Awaitable<bool> send_stream(bool keep);

  enum class Made { more, last, broken };
  bool is_chunked() const { return body_end_ == BodyEnd::by_chunks; }

  /// The next block of the stream after what is in `out_`, as a chunk where it is to be one. Runs in the pool.
  Made next_block();

  // ---- an answer that isn't there yet

  /// Until it is there, its time is over, or, where that matters, the other end has gone.
  Awaitable<void> wait_for_answer();

  /// Until it is to be looked for again.
  Awaitable<void> wait_for_news(std::uint64_t& seen, SteadyClock::time_point end);
  Awaitable<void> wait_until_readable();

  /// Whether something that is waited for has happened after `seen`, which moves on.
  bool has_news(std::uint64_t& seen) const;

  /// Mostly the whole text goes out at once, without waiting.
  Awaitable<bool> write(std::string_view text);

  /// The header of a stream of events, and from where it goes on.
  Awaitable<bool> begin_events();
  /// Hands all that the stream needs to it.
  void become_stream();

  /// Closes our direction and drops what still comes, so that the other end reads our last answer before it learns that
  /// its own bytes weren't wanted.
  Awaitable<void> linger();

  void tell() const {
    const double took = std::chrono::duration<double>(SteadyClock::now() - started_).count();
    const int status = response_.status;
    const std::string_view route = route_ ? std::string_view(route_->name) : "none";
    shared_.metrics.count_request(route_ ? to_string(route_->method) : "none", route, status, took, sent_bytes_);
    const bool is_told = shared_.options.log_requests && (status >= 400 || !route_ || route_->tells_success);
    if (!is_told && status < 500) return;
    log_request(parser_->get(), request_, route, status, took, sent_bytes_);
  }

  Transport transport_;
  Timer timer_;
  const Origin origin_;
  Shared& shared_;
  std::unique_ptr<Presence> presence_;
  beast::flat_buffer buffer_;
  std::optional<Parser> parser_;  // kept here, not in a coroutine's frame: what GCC 12 lays out there is fragile
  Request request_;
  Response response_;
  std::optional<Result<BodySink>> sink_;
  std::shared_ptr<Pending> pending_;
  std::optional<std::uint64_t> streams_after_;  ///< the last event that a stream's caller has
  const Route* route_ = nullptr;
  IpAddress site_;  ///< whom this request counts for
  std::string rate_lines_, out_;
  std::uint64_t admitted_at_ = 0;  ///< what `changes` was then
  SteadyClock::time_point started_;
  std::uint64_t sent_bytes_ = 0;
  std::size_t held_bytes_ = 0;  ///< of `shared_.bodies`
  bool gone_ = false;
  bool broken_ = false;
  bool head_ = false;
  BodyEnd body_end_ = BodyEnd::by_length;
};

}  // namespace souls::gateway

#include "gateway/connection_answers.hpp"
