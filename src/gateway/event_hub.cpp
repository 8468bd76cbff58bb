#include "gateway/event_hub.hpp"

#include <algorithm>

#include "base/log.hpp"

namespace souls::gateway {
namespace {

constexpr std::size_t kPageEventsMax = 512;
constexpr double kWaitSeconds = 0.2;  // how long the thread takes to notice that it is to end

}  // namespace

std::string to_stream_text(const StoredEvent& event) {
  return "id: " + std::to_string(event.number) + "\nevent: " + event.kind + "\ndata: " + event.data + "\n\n";
}

std::string reset_text(std::uint64_t newest) {
  const std::string number = std::to_string(newest);
  return "id: " + number + "\nevent: reset\ndata: {\"newest\":" + number + "}\n\n";
}

EventHub::EventHub(EventFeed& feed, Post post, std::function<void()> on_news, std::size_t kept_max)
    : feed_(feed), post_(std::move(post)), on_news_(std::move(on_news)), kept_max_(kept_max) {}

Status EventHub::start() {
  const auto page = feed_.after(0, 0);
  if (!page) return fail(page.error());
  newest_ = kept_after_ = read_ = page->newest;
  thread_ = std::thread([this] { follow(); });
  return {};
}

void EventHub::stop() {
  ending_ = true;
  if (thread_.joinable()) thread_.join();
}

void EventHub::follow() {
  std::uint64_t seen = 0;
  while (!ending_) {
    seen = feed_.wait(seen, kWaitSeconds);
    while (!ending_) {
      auto page = feed_.after(read_, kPageEventsMax);
      if (!page) {
        log(LogLevel::error, "events can't be read",
            {{"error", page.error().message}, {"detail", page.error().detail}});
        std::this_thread::sleep_for(std::chrono::duration<double>(kWaitSeconds));
        break;
      }
      // Events that are no longer kept when they are first read can't be sent: streams are told.
      if (!page->complete) page->events.clear();
      if (page->complete && page->events.empty()) break;
      const bool more = page->events.size() == kPageEventsMax;
      read_ = page->complete ? page->events.back().number : page->newest;
      post_([this, page = std::move(*page)]() mutable { take(std::move(page)); });
      if (!more) break;
    }
  }
}

void EventHub::take(EventPage page) {
  if (!page.complete) {
    kept_.clear();
    kept_after_ = newest_ = page.newest;
  }
  for (StoredEvent& event : page.events) {
    newest_ = event.number;
    std::string text = to_stream_text(event);
    kept_.push_back({std::move(event), std::move(text)});
    if (kept_.size() > kept_max_) {
      kept_after_ = kept_.front().event.number;
      kept_.pop_front();
    }
  }
  on_news_();
}

EventHub::Batch EventHub::after(std::uint64_t last, const EventsBody& stream) const {
  Batch batch;
  batch.last = last;
  if (last < kept_after_) {
    batch.behind = true;
    return batch;
  }
  auto next = std::upper_bound(kept_.begin(), kept_.end(), last,
                               [](std::uint64_t number, const Kept& kept) { return number < kept.event.number; });
  for (; next != kept_.end() && batch.text.size() < kBatchBytesMax; ++next) {
    batch.last = next->event.number;
    if (!stream.wanted || stream.wanted(next->event)) batch.text += next->text;
  }
  return batch;
}

}  // namespace souls::gateway
