#pragma once
// The newest events in memory, for all streams at once.

#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/limits.hpp"
#include "gateway/message.hpp"

namespace souls::gateway {

struct EventPage {
  std::vector<StoredEvent> events;  ///< in order
  std::uint64_t newest = 0;         ///< number of the last one that there is
  bool complete = true;  ///< false: some between what was asked for and the first of these are no longer kept
};

/// Where events are stored. Safe to use from many threads.
class EventFeed {
 public:
  virtual ~EventFeed() = default;
  /// Events after the one numbered `after`, at most `count_max`.
  virtual Result<EventPage> after(std::uint64_t number, std::size_t count_max) = 0;
  /// Returns when there may be news since the call that returned `seen`, or after `seconds`.
  virtual std::uint64_t wait(std::uint64_t seen, double seconds) = 0;
};

/// An event as streams carry it: "id: 7\nevent: finished\ndata: {…}\n\n".
std::string to_stream_text(const StoredEvent& event);
/// What tells a stream that it missed something: its reader reads the state anew, and goes on after `newest`.
std::string reset_text(std::uint64_t newest);

/// Reads the feed with a thread of its own, once for all streams, and hands what is new to one thread of the caller's,
/// where all else of this class is used.
class EventHub {
 public:
  using Post = std::function<void(std::function<void()>)>;

  /// `post` runs a function in the caller's thread; `on_news` is called there when there are new events.
  EventHub(EventFeed& feed, Post post, std::function<void()> on_news,
           std::size_t kept_max = limits::kEventsInMemoryMax);
  ~EventHub() { stop(); }
  EventHub(const EventHub&) = delete;
  EventHub& operator=(const EventHub&) = delete;

  /// Starts with what is newest; an error when the feed can't be read.
  Status start();
  /// Ends the thread. What it posted before may still run.
  void stop();

  std::uint64_t newest() const { return newest_; }

  struct Batch {
    std::string text;        ///< empty when there is nothing new for this stream
    std::uint64_t last = 0;  ///< where to go on
    bool behind = false;     ///< what is asked for is older than what is kept here: read the feed
  };
  /// What a stream that has all up to `last` is to be sent next, at most `kBatchBytesMax` (or one event).
  Batch after(std::uint64_t last, const EventsBody& stream) const;

  static constexpr std::size_t kBatchBytesMax = 64 * 1024;

 private:
  struct Kept {
    StoredEvent event;
    std::string text;
  };
  void follow();
  void take(EventPage page);

  EventFeed& feed_;
  Post post_;
  std::function<void()> on_news_;
  std::size_t kept_max_;
  std::deque<Kept> kept_;
  std::uint64_t kept_after_ = 0;  ///< all later ones are here
  std::uint64_t newest_ = 0;
  std::uint64_t read_ = 0;  ///< by the thread
  std::atomic<bool> ending_{false};
  std::thread thread_;
};

}  // namespace souls::gateway
