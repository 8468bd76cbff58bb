#pragma once
// How a connection sends its answers: at once, piece by piece, as things happen, when they are there. For
// connection.hpp.

#include "gateway/connection.hpp"

namespace souls::gateway {

template <class Transport>
Awaitable<bool> Connection<Transport>::send(bool keep) {
  const std::uint64_t bytes = response_.file ? response_.file->bytes : response_.body.size();
  const bool has_file = response_.file && !head_;
  out_.clear();
  append_header(out_, response_, bytes, answer_lines(keep));
  if (!head_ && !has_file) out_ += response_.body;
  sent_bytes_ = head_ ? 0 : bytes;
  bool sent = co_await write(out_);
  for (std::uint64_t at = 0; has_file && sent && at < bytes;) {
    const std::size_t wanted = static_cast<std::size_t>(std::min<std::uint64_t>(kBlockBytes, bytes - at));
    sent = co_await on_pool(shared_.pool, [this, at, wanted] {
      return read_block(response_.file->file.number(), response_.file->first + at, wanted, out_);
    });
    // A file that ends early can't be told in this answer any more: the connection breaks off.
    if (sent) sent = co_await write(out_);
    at += wanted;
  }
  if (!sent) close();
  co_return sent;
}

template <class Transport>
Awaitable<bool> Connection<Transport>::write(std::string_view text) {
  allow(shared_.options.write_seconds_max);
  error_code error;
  std::size_t written = transport_.write_at_once(asio::buffer(text), error);
  for (std::size_t allowed = kBlockBytes; !error && written < text.size();) {
    if (written >= allowed) {
      allow(shared_.options.write_seconds_max);
      allowed = written + kBlockBytes;
    }
    written += co_await transport_.write_some(asio::buffer(text.substr(written)), error);
  }
  co_return !error;
}

template <class Transport>
Awaitable<bool> Connection<Transport>::send_stream(bool keep) {
  out_.clear();
  append_header(out_, response_, 0, answer_lines(keep));
  bool sent = co_await write(out_);
  bool more = true;
  while (sent && more) {
    out_.assign(is_chunked() ? kChunkHead : std::string_view());
    const auto made = co_await on_pool(shared_.pool, [this] { return next_block(); });
    more = made == Made::more;
    sent = made != Made::broken;
    if (sent) sent = co_await write(out_);
  }
  // One that breaks off is told by a connection that ends before its end was told.
  if (!sent) close();
  co_return sent;
}

template <class Transport>
typename Connection<Transport>::Made Connection<Transport>::next_block() {
  const std::size_t head = out_.size();
  const auto more = response_.stream(out_);
  if (!more) {
    log(LogLevel::error, "an answer breaks off",
        {{"request", request_.id}, {"error", more.error().message}, {"detail", more.error().detail}});
    return Made::broken;
  }
  const std::size_t bytes = out_.size() - head;
  sent_bytes_ += bytes;
  if (is_chunked()) frame_chunk(out_, bytes, !*more);
  return *more ? Made::more : Made::last;
}

template <class Transport>
Awaitable<void> Connection<Transport>::wait_for_answer() {
  pending_ = response_.pending;
  const Waiting waits(shared_, *this);
  const auto end = SteadyClock::now() + seconds(pending_->seconds_max);
  const bool is_bounded = !pending_->readable;
  std::uint64_t seen = shared_.hub ? shared_.hub->newest() : 0;
  give_back();  // the body has been read
  while (!gone_) {
    const bool is_last = is_bounded && (shared_.draining || SteadyClock::now() >= end);
    const auto found =
        co_await on_pool(shared_.pool, [this, is_last] { return look_for(*pending_, is_last, request_); });
    if (found) {
      response_ = std::move(*found);
      co_return;
    }
    if (is_bounded)
      co_await wait_for_news(seen, end);
    else
      co_await wait_until_readable();
  }
}

template <class Transport>
Awaitable<void> Connection<Transport>::wait_for_news(std::uint64_t& seen, SteadyClock::time_point end) {
  const auto look_again = std::min(end, SteadyClock::now() + seconds(kLookAgainSeconds));
  while (!has_news(seen) && !shared_.draining && SteadyClock::now() < look_again) {
    if (pending_->gone && is_peer_gone(transport_.socket().native_handle())) {
      co_await on_pool(shared_.pool, [this] {
        pending_->gone();
        return true;
      });
      gone_ = true;
      co_return;
    }
    timer_.expires_at(std::min(look_again, SteadyClock::now() + seconds(kPeerLookSeconds)));
    error_code woken;
    co_await timer_.async_wait(waiting(woken));
  }
}

template <class Transport>
Awaitable<void> Connection<Transport>::wait_until_readable() {
  asio::posix::basic_stream_descriptor<Executor> readable(timer_.get_executor(), duplicate(pending_->readable));
  error_code ignored;
  co_await readable.async_wait(asio::posix::descriptor_base::wait_read, waiting(ignored));
}

template <class Transport>
bool Connection<Transport>::has_news(std::uint64_t& seen) const {
  if (!shared_.hub) return false;
  const EventHub::Batch batch = shared_.hub->after(seen, {std::nullopt, pending_->is_news});
  seen = batch.behind ? shared_.hub->newest() : batch.last;
  return batch.behind || !batch.text.empty();
}

template <class Transport>
Awaitable<bool> Connection<Transport>::begin_events() {
  if (!shared_.hub) {
    response_ = problem({ErrorCode::unavailable, "there are no events here", {}}, request_.id);
    co_return co_await send(false);
  }
  const std::uint64_t newest = shared_.hub->newest();
  out_ = event_header_text(answer_lines(false));
  streams_after_ = response_.events->after.value_or(newest);
  if (*streams_after_ > newest) {  // of another life of this database
    streams_after_ = newest;
    out_ += reset_text(newest);
  }
  co_return co_await write(out_);
}

template <class Transport>
void Connection<Transport>::become_stream() {
  StreamOrder order{route_->access, admitted_at_, std::move(request_), std::move(*response_.events), *streams_after_};
  using Stream = EventStream<Transport>;
  Stream::begin(std::make_shared<Stream>(std::move(transport_), std::move(presence_), shared_, std::move(order)));
}

template <class Transport>
Awaitable<void> Connection<Transport>::linger() {
  error_code error;
  stage_ = Stage::idle;
  allow(kLingerSeconds);
  forget();
  buffer_.clear();
  co_await transport_.end(error);
  error = {};
  while (!error) {
    co_await transport_.socket().async_read_some(buffer_.prepare(kReadBytes), waiting(error));
  }
}

}  // namespace souls::gateway
