#include "tasks/waiting.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace souls::tasks {

bool is_warm(const LeaseRequest& request, const std::string& capability) {
  return std::find(request.warm.begin(), request.warm.end(), capability) != request.warm.end();
}

bool can_do(const LeaseRequest& request, const std::string& capability, int contract_version) {
  return request.can.empty() || std::any_of(request.can.begin(), request.can.end(), [&](const Ability& ability) {
           return ability.capability == capability && ability.contract_version == contract_version;
         });
}

WaitingWorkers::Place WaitingWorkers::enter(const LeaseRequest& request) {
  const std::lock_guard lock(mutex_);
  const Place worker = workers_.emplace(workers_.end());
  worker->request = &request;
  if (!request.warm.empty()) ++warm_;
  return worker;
}

void WaitingWorkers::leave(Place worker) {
  const std::lock_guard lock(mutex_);
  if (!worker->request->warm.empty()) --warm_;
  workers_.erase(worker);
  if (!std::exchange(something_was_left_, false)) return;
  for (Worker& other : workers_) {
    if (!other.left_something) continue;
    something_was_left_ = true;
    other.is_called = true;
    other.bell.notify_one();
  }
}

void WaitingWorkers::start_looking(Place worker) {
  const std::lock_guard lock(mutex_);
  worker->is_called = worker->left_something = false;
}

bool WaitingWorkers::leaves(Place worker, const std::string& capability, int contract_version) {
  const std::lock_guard lock(mutex_);
  if (warm_ == 0 || is_warm(*worker->request, capability)) return false;
  const bool left = std::any_of(workers_.begin(), workers_.end(), [&](const Worker& other) {
    return is_warm(*other.request, capability) && can_do(*other.request, capability, contract_version);
  });
  worker->left_something |= left;
  something_was_left_ |= left;
  return left;
}

void WaitingWorkers::wait(Place worker, double seconds) {
  std::unique_lock lock(mutex_);
  worker->bell.wait_for(lock, std::chrono::duration<double>(seconds), [&] { return worker->is_called; });
}

void WaitingWorkers::call(const std::string& capability, int contract_version) {
  const std::lock_guard lock(mutex_);
  Worker* called = nullptr;
  for (Worker& worker : workers_) {
    if (worker.is_called || !can_do(*worker.request, capability, contract_version)) continue;
    const bool warm = is_warm(*worker.request, capability);
    if (called == nullptr || warm) called = &worker;
    if (warm) break;
  }
  if (called == nullptr) return;
  called->is_called = true;
  called->bell.notify_one();
}

Followers::Place Followers::enter(const std::string& run) {
  const std::lock_guard lock(mutex_);
  const Place follower = followers_.emplace(followers_.end());
  follower->run = run;
  return follower;
}

void Followers::leave(Place follower) {
  const std::lock_guard lock(mutex_);
  followers_.erase(follower);
}

void Followers::wait(Place follower, double seconds) {
  std::unique_lock lock(mutex_);
  follower->bell.wait_for(lock, std::chrono::duration<double>(seconds), [&] { return follower->is_called; });
  follower->is_called = false;
}

void Followers::call(const std::string& run) {
  const std::lock_guard lock(mutex_);
  for (Follower& follower : followers_) {
    if (follower.run != run) continue;
    follower.is_called = true;
    follower.bell.notify_one();
  }
}

}  // namespace souls::tasks
