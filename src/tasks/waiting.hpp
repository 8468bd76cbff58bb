#pragma once
// Who waits for something to happen to a queue, and is woken when it does.

#include <condition_variable>
#include <list>
#include <mutex>
#include <string>

#include "tasks/queue.hpp"

namespace souls::tasks {

bool is_warm(const LeaseRequest& request, const std::string& capability);
bool can_do(const LeaseRequest& request, const std::string& capability, int contract_version);

/// Workers without work. For each task that is queued one of them is called: one that is warm for it when there is one.
/// Safe to use from many threads.
class WaitingWorkers {
 public:
  struct Worker {
    const LeaseRequest* request = nullptr;
    bool is_called = false;
    bool left_something = false;  ///< to a worker that is better placed
    std::condition_variable bell;
  };
  using Place = std::list<Worker>::iterator;

  Place enter(const LeaseRequest& request);
  /// Those who left something to this worker are called.
  void leave(Place worker);
  /// From here on a call is heard by the next `wait`.
  void start_looking(Place worker);
  /// True when another one is warm for it and the worker itself isn't; it then counts as left to that one.
  bool leaves(Place worker, const std::string& capability, int contract_version);
  void wait(Place worker, double seconds);
  void call(const std::string& capability, int contract_version);

 private:
  std::mutex mutex_;  ///< guards those below
  std::list<Worker> workers_;
  int warm_ = 0;  ///< of them, those that are warm for something
  bool something_was_left_ = false;
};

/// Threads that follow a run's changes. Safe to use from many threads.
class Followers {
 public:
  struct Follower {
    std::string run;
    bool is_called = false;
    std::condition_variable bell;
  };
  using Place = std::list<Follower>::iterator;

  Place enter(const std::string& run);
  void leave(Place follower);
  void wait(Place follower, double seconds);
  void call(const std::string& run);

 private:
  std::mutex mutex_;
  std::list<Follower> followers_;
};

}  // namespace souls::tasks
