#include "studio/upkeep.hpp"

#include <chrono>

#include "base/guarded.hpp"
#include "base/log.hpp"
#include "storage/result_table.hpp"
#include "storage/user_table.hpp"

namespace souls::studio {
namespace {

constexpr std::size_t kUsersAtATime = 100;
constexpr std::size_t kResultsAtATime = 500;
constexpr std::int64_t kDayMs = 24 * 3600 * 1000;

}  // namespace

Upkeep::Upkeep(storage::Store& store, storage::BlobStore& blobs, Library& library, storage::WallClock now,
               UpkeepOptions options)
    : store_(store),
      library_(library),
      now_(std::move(now)),
      options_(std::move(options)),
      collector_(store, blobs, storage::all_roots(), options_.collector),
      thread_([this] { serve(); }) {}

Upkeep::~Upkeep() {
  {
    const std::lock_guard lock(mutex_);
    is_ending_ = true;
  }
  ending_.notify_all();
  thread_.join();
}

void Upkeep::serve() {
  double wait_seconds = options_.first_after_seconds;
  std::unique_lock lock(mutex_);
  while (!ending_.wait_for(lock, std::chrono::duration<double>(wait_seconds), [this] { return is_ending_; })) {
    lock.unlock();
    const auto done = guarded("upkeep", [this] { return do_once(); });
    if (!done) {
      log(LogLevel::error, "upkeep", {{"error", done.error().message}, {"detail", done.error().detail}});
    } else {
      log(LogLevel::info, "upkeep",
          {{"songs_removed", static_cast<long long>(done->songs_removed)},
           {"results_forgotten", static_cast<long long>(done->results_forgotten)},
           {"blobs_removed", static_cast<long long>(done->collected.removed)}});
    }
    lock.lock();
    wait_seconds = options_.every_seconds;
  }
}

Result<UpkeepReport> Upkeep::do_once() {
  const std::lock_guard round(round_);
  const auto songs = library_.sweep();
  const auto results = forget_unused_results();
  Context context;
  context.should_stop = [this] {
    const std::lock_guard lock(mutex_);
    return is_ending_;
  };
  const auto collected = collector_.collect(context);
  if (!songs) return fail(songs.error());
  if (!results) return fail(results.error());
  if (!collected) return fail(collected.error());
  return UpkeepReport{*songs, *results, *collected};
}

Result<std::size_t> Upkeep::forget_unused_results() {
  const std::int64_t before_ms = now_() - options_.unused_result_days * kDayMs;
  std::size_t forgotten = 0;
  std::string after;
  while (true) {
    const auto users = in_read<std::vector<storage::User>>(
        store_, [&](storage::Transaction& t) { return t.users().list(after, kUsersAtATime); });
    if (!users) return fail(users.error());
    if (users->empty()) return forgotten;
    after = users->back().id;
    for (const storage::User& user : *users) {
      std::size_t at_a_time = kResultsAtATime;
      while (at_a_time == kResultsAtATime) {
        const auto some = in_write<std::size_t>(store_, [&](storage::Transaction& t) {
          return t.results().forget_unused(user.id, before_ms, kResultsAtATime);
        });
        if (!some) return some;
        at_a_time = *some;
        forgotten += at_a_time;
      }
    }
  }
}

}  // namespace souls::studio
