#include "worker/pool.hpp"

#include <unistd.h>

#include <algorithm>
#include <chrono>

namespace souls::worker {
namespace {

/// How long an idle worker takes to notice that its pool ends.
constexpr double kIdleSeconds = 0.1;

}  // namespace

Pool::Pool(tasks::Queue& queue, storage::BlobStore& blobs, const PoolOptions& options)
    : queue_(queue), blobs_(blobs), options_(options) {
  std::size_t count = options.workers != 0 ? options.workers : std::thread::hardware_concurrency();
  count = std::clamp(count, std::size_t{1}, limits::kWorkersMax);
  for (std::size_t i = 0; i < count; ++i) {
    const std::string name = "local." + std::to_string(::getpid()) + "." + std::to_string(i);
    threads_.emplace_back([this, name] { serve(name); });
  }
}

Pool::~Pool() {
  ending_ = true;
  for (auto& thread : threads_) thread.join();
}

void Pool::serve(const std::string& name) {
  LocalWorker worker(options_.program, blobs_, options_.step_seconds_max);
  while (!ending_) {
    const auto lease = queue_.lease({name, worker.warm(), options_.lease_seconds, kIdleSeconds});
    if (lease && *lease) run(worker, **lease);
    // A queue that can't be reached is asked again, not hammered.
    if (!lease) std::this_thread::sleep_for(std::chrono::duration<double>(kIdleSeconds));
  }
}

void Pool::run(LocalWorker& worker, const tasks::Lease& lease) {
  auto made = worker.run(lease, [&](const std::optional<tasks::Progress>& progress) {
    const auto go_on = queue_.heartbeat(lease.task, lease.fence, progress, options_.lease_seconds);
    return go_on && *go_on && !ending_;
  });
  if (!made && ending_ && made.error().error.code == ErrorCode::cancelled) {
    made =
        tl::unexpected(tasks::Failure{tasks::FailureKind::worker_died, {ErrorCode::unavailable, "was shut down", {}}});
  }
  // A report that the queue refuses is late: someone else has the step, or no one wants it any more.
  if (made) {
    (void)queue_.complete(lease.task, lease.fence, *made);
  } else {
    (void)queue_.fail(lease.task, lease.fence, made.error());
  }
}

}  // namespace souls::worker
