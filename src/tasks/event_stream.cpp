#include "tasks/event_stream.hpp"

#include "tasks/clock.hpp"

namespace souls::tasks {
namespace {

Result<EventBatch> read_events(storage::Store& store, const std::string& user, std::uint64_t after,
                               std::size_t count_max) {
  EventBatch batch;
  const Status read = store.read([&](storage::Transaction& transaction) -> Status {
    batch = {{}, after, false};
    auto events = transaction.events().after(user, after, count_max);
    if (!events && events.error().code != ErrorCode::not_found) return fail(events.error());
    if (events) {
      batch.events = std::move(*events);
      if (!batch.events.empty()) batch.last = batch.events.back().number;
      return {};
    }
    const auto last = transaction.events().last();
    if (!last) return fail(last.error());
    batch.last = *last;
    batch.reset = true;
    return {};
  });
  return read ? Result<EventBatch>(std::move(batch)) : fail(read.error());
}

}  // namespace

Result<EventBatch> follow_events(storage::Store& store, const std::string& user, std::uint64_t after,
                                 std::size_t count_max, double wait_seconds) {
  const Clock clock = steady_clock();
  const double deadline_s = clock() + wait_seconds;
  while (true) {
    // Counted before reading: what is committed in between ends the wait at once.
    const std::uint64_t seen = store.commits();
    auto batch = read_events(store, user, after, count_max);
    if (!batch || !batch->events.empty() || batch->reset) return batch;
    const double left_s = deadline_s - clock();
    if (left_s <= 0) return batch;
    (void)store.wait_for_commit(seen, left_s);
  }
}

}  // namespace souls::tasks
