#include "storage/sqlite/pending_syncs.hpp"

#include "storage/sqlite/joined_log.hpp"
#include "storage/sqlite/statement.hpp"

namespace souls::storage::sqlite {

PendingSyncs::PendingSyncs() : thread_([this] { serve(); }) {}

PendingSyncs::~PendingSyncs() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  filled_.notify_one();
  thread_.join();
}

void PendingSyncs::add(sqlite3_file* log, Done done) {
  {
    const std::lock_guard lock(mutex_);
    pending_.push_back({expected_, log, std::move(done)});
  }
  filled_.notify_one();
}

void PendingSyncs::settle() {
  {
    std::unique_lock lock(mutex_);
    moved_.wait(lock, [&] { return settled_ + 1 >= expected_ || failure_; });
    if (!failure_) settled_ = expected_.load();
  }
  moved_.notify_all();
}

void PendingSyncs::drain() {
  std::unique_lock lock(mutex_);
  moved_.wait(lock, [&] { return !any() || failure_; });
}

Status PendingSyncs::wait_for_seen() {
  const std::uint64_t seen = expected_;
  if (settled_ >= seen) return {};
  std::unique_lock lock(mutex_);
  moved_.wait(lock, [&] { return settled_ >= seen || failure_; });
  return settled_ >= seen ? Status{} : Status(fail(*failure_));
}

std::optional<Error> PendingSyncs::failure() const {
  if (!has_failed_) return std::nullopt;
  const std::lock_guard lock(mutex_);
  return failure_;
}

Status PendingSyncs::sync(sqlite3_file* log) {
  if (auto failed = failure()) return fail(std::move(*failed));
  const int code = sync_log(log);
  return code == SQLITE_OK ? Status{} : Status(fail(error_of(code, nullptr)));
}

void PendingSyncs::serve() {
  std::vector<Pending> synced;
  while (true) {
    {
      std::unique_lock lock(mutex_);
      filled_.wait(lock, [&] { return stop_ || !pending_.empty(); });
      if (pending_.empty()) return;
      synced.swap(pending_);
    }
    const Status done = sync(synced.back().log);
    {
      const std::lock_guard lock(mutex_);
      if (done) settled_ = synced.back().number;
      if (!done) failure_ = done.error();
      has_failed_ = failure_.has_value();
    }
    moved_.notify_all();
    for (const Pending& pending : synced) pending.done(done);
    synced.clear();
  }
}

}  // namespace souls::storage::sqlite
