#pragma once
// A connection that has become a stream of events. For connection.hpp.

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <memory>
#include <string>
#include <utility>

#include "base/log.hpp"
#include "gateway/live.hpp"
#include "gateway/message.hpp"

namespace souls::gateway {

/// What a stream is made of: who asked for it, and for what.
struct StreamOrder {
  const Access& access;
  std::uint64_t admitted_at = 0;  ///< what `Admission::changes` was then
  Request request;
  EventsBody body;
  std::uint64_t last = 0;  ///< the event that it goes on after
};

/// Sends what comes at once, so that a quiet stream is no more than this object: a coroutine runs only while something
/// is waited for (a peer that is slow, the store, the admission). Owned by `Shared::streams`. Used by the I/O thread
/// only.
template <class Transport>
class EventStream final : public Live, public std::enable_shared_from_this<EventStream<Transport>> {
 public:
  EventStream(Transport transport, std::unique_ptr<Presence> presence, Shared& shared, StreamOrder order)
      : transport_(std::move(transport)), presence_(std::move(presence)), shared_(shared), order_(std::move(order)) {
    stage_ = Stage::in_hand;
    presence_->hand_to(*this);
  }

  /// From now on it lives by itself, until either end closes.
  static void begin(std::shared_ptr<EventStream> stream) {
    EventStream& self = *stream;
    auto& streams = self.shared_.streams;
    self.place_ = streams.insert(streams.end(), std::move(stream));
    self.shared_.metrics.set_streams(streams.size());
    self.rest();
    self.wake();
  }

  void close() override {
    error_code ignored;
    transport_.socket().close(ignored);
  }
  void wake() override {
    if (!is_busy_ && !deliver_at_once()) take_time();
  }
  bool expire() override {
    if (is_busy_) {
      close();
      return true;
    }
    rest();
    if (!send_at_once(kSilence)) take_time();
    return false;
  }

 private:
  static constexpr std::size_t kCatchUpEvents = 256;
  static constexpr double kGoodbyeSeconds = 2;
  static constexpr std::string_view kSilence = ": \n\n";

  void rest() { allow(shared_.options.event_silence_seconds_max); }
  bool has_changed() const { return shared_.admission.changes() != order_.admitted_at; }

  /// False: the rest takes time.
  bool deliver_at_once() {
    for (;;) {
      if (shared_.draining || has_changed()) return false;
      const EventHub::Batch batch = shared_.hub->after(order_.last, order_.body);
      if (batch.behind) return false;
      if (batch.last == order_.last) return true;
      order_.last = batch.last;
      if (batch.text.empty()) continue;
      rest();
      if (!send_at_once(batch.text)) return false;
    }
  }

  /// Whether all of it went out; what didn't is kept.
  bool send_at_once(std::string_view text) {
    error_code error;
    const std::size_t written = transport_.write_at_once(asio::buffer(text), error);
    is_over_ = is_over_ || error;
    unsent_ = text.substr(written);
    return unsent_.empty() && !is_over_;
  }

  void take_time() {
    is_busy_ = true;
    asio::co_spawn(transport_.socket().get_executor(), go_on(this->shared_from_this()), asio::detached);
  }

  Awaitable<void> go_on([[maybe_unused]] std::shared_ptr<EventStream> self) {
    try {
      co_await deliver();
      if (is_over_) co_await say_goodbye();
    } catch (const std::exception& fault) {
      is_over_ = true;
      log(LogLevel::error, "a stream broke", {{"detail", fault.what()}});
    }
    is_busy_ = false;
    if (is_over_)
      end();
    else
      rest();
  }

  /// Until there is nothing more to send, or the stream is over.
  Awaitable<void> deliver() {
    for (;;) {
      co_await send_rest();
      co_await ask_again();
      is_over_ = is_over_ || shared_.draining || !transport_.socket().is_open();
      if (is_over_) co_return;
      EventHub::Batch batch = shared_.hub->after(order_.last, order_.body);
      if (batch.behind) batch = co_await on_pool(shared_.pool, [this] { return catch_up(); });
      if (batch.last == order_.last) co_return;
      order_.last = batch.last;
      unsent_ = std::move(batch.text);
    }
  }

  Awaitable<void> send_rest() {
    error_code error;
    for (std::string_view rest = unsent_; !rest.empty() && !error;) {
      allow(shared_.options.write_seconds_max);
      const std::size_t written = co_await transport_.write_some(asio::buffer(rest), error);
      rest.remove_prefix(written);
    }
    deadline_ = SteadyClock::time_point::max();
    is_over_ = is_over_ || error;
    unsent_ = {};
  }

  /// Whether the caller still may: he may have lost the right since.
  Awaitable<void> ask_again() {
    while (!is_over_ && has_changed()) {
      order_.admitted_at = shared_.admission.changes();
      const auto admitted = co_await on_pool(shared_.pool, [this] {
        return std::optional(shared_.admission.admit(order_.access, order_.request, order_.request.peer));
      });
      is_over_ = !admitted->has_value() || (*admitted)->owner != order_.request.caller.owner;
    }
  }

  /// Events that are no longer in memory, from the feed. Runs in the pool.
  EventHub::Batch catch_up() const {
    EventHub::Batch batch;
    batch.last = order_.last;
    const auto page = shared_.feed->after(order_.last, kCatchUpEvents);
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
      if (order_.body.wanted(event)) batch.text += to_stream_text(event);
    }
    // Numbers may be missing where later events replaced earlier ones: with none left, we are at the end.
    if (page->events.empty()) batch.last = page->newest;
    return batch;
  }

  Awaitable<void> say_goodbye() {
    error_code ignored;
    allow(kGoodbyeSeconds);
    if (transport_.socket().is_open()) co_await transport_.end(ignored);
    close();
  }

  void end() {
    presence_.reset();
    shared_.streams.erase(place_);
    shared_.metrics.set_streams(shared_.streams.size());
  }

  Transport transport_;
  std::unique_ptr<Presence> presence_;
  Shared& shared_;
  StreamOrder order_;
  std::string unsent_;
  std::list<std::shared_ptr<Live>>::iterator place_;
  bool is_busy_ = false;  ///< its coroutine runs, and looks for news before it ends
  bool is_over_ = false;
};

}  // namespace souls::gateway
