#include "worker/pool.hpp"

#include <unistd.h>

#include <algorithm>
#include <chrono>

#include "worker/backoff.hpp"

namespace souls::worker {
namespace {

using Seconds = std::chrono::duration<double>;

/// How long an idle thread takes to notice that its pool ends.
constexpr double kIdleSeconds = 0.1;
/// How long the exit of a child is waited for that has hung up or was told to go.
constexpr double kExitSeconds = 1;

}  // namespace

Pool::Pool(tasks::Queue& queue, storage::BlobStore& blobs, const PoolOptions& options)
    : queue_(queue), blobs_(blobs), options_(options) {
  std::size_t count = options.workers != 0 ? options.workers : std::thread::hardware_concurrency();
  serving_ = std::clamp(count, std::size_t{1}, limits::kWorkersMax);
  for (std::size_t i = 0, all = serving_; i < all; ++i) {
    const std::string name = "local." + std::to_string(::getpid()) + "." + std::to_string(i);
    threads_.emplace_back([this, name, i] { serve(name, i); });
  }
}

Pool::~Pool() {
  stage_ = Stage::ending;
  for (auto& thread : threads_) thread.join();
}

bool Pool::drain(double seconds) {
  stage_ = Stage::draining;
  bool all_left = false;
  {
    std::unique_lock lock(mutex_);
    all_left = left_.wait_for(lock, Seconds(seconds), [this] { return serving_ == 0; });
    stage_ = Stage::ending;
    left_.wait(lock, [this] { return serving_ == 0; });
  }
  return all_left;
}

void Pool::serve(const std::string& name, std::uint64_t salt) {
  Backoff backoff(salt);
  while (stage_ == Stage::serving) {
    // A child is started for a step, not for nothing.
    auto lease = queue_.lease({name, {}, options_.lease_seconds, kIdleSeconds});
    // A queue that can't be reached is asked again, not hammered.
    if (!lease) pause(kIdleSeconds);
    if (!lease || !*lease) continue;
    if (run_child(name, std::move(**lease)) > 0) backoff.reset();
    pause(backoff.next_seconds());
  }
  const std::lock_guard lock(mutex_);
  --serving_;
  left_.notify_all();
}

int Pool::run_child(const std::string& name, tasks::Lease lease) {
  const auto process = Process::start(options_.program);
  if (!process) {
    (void)queue_.fail(lease.task, lease.fence, {tasks::FailureKind::error, process.error()});
    return 0;
  }
  Conversation conversation((*process)->channel(), queue_, blobs_, stage_,
                            {.name = name,
                             .lease_seconds = options_.lease_seconds,
                             .step_seconds_max = options_.step_seconds_max,
                             .patience_seconds = options_.patience_seconds,
                             .roster = options_.roster});
  conversation.hold(std::move(lease));
  Ended ended = conversation.serve();
  const std::string how = (*process)->end(ended.hung_up ? kExitSeconds : 0);
  if (ended.hung_up) ended.failure.error.message = how;
  conversation.give_up(ended.failure);
  return conversation.steps();
}

void Pool::pause(double seconds) const {
  const auto start = std::chrono::steady_clock::now();
  while (stage_ == Stage::serving) {
    const double left_s = seconds - Seconds(std::chrono::steady_clock::now() - start).count();
    if (left_s <= 0) return;
    std::this_thread::sleep_for(Seconds(std::min(left_s, kIdleSeconds)));
  }
}

}  // namespace souls::worker
