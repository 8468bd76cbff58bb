#pragma once
// Where workers that others have started come in.

#include <filesystem>
#include <list>
#include <memory>
#include <thread>

#include "worker/conversation.hpp"

namespace souls::worker {

struct DoorOptions {
  std::filesystem::path socket;  ///< made with the mode 0600; a path of at most 107 bytes
  double lease_seconds = 30;
  double step_seconds_max = limits::kStepSecondsMax;
  Roster* roster = nullptr;  ///< outlives the door
};

/// Listens on a Unix socket for workers of the same user, at most kWorkersMax at a time, and leases through the queue on
/// behalf of each. The queue and the store outlive it; closing it gives what is in hand back to the queue and removes
/// the socket.
class Door {
 public:
  /// conflict: someone else listens there. A socket that no one listens on any more is replaced.
  static Result<std::unique_ptr<Door>> open(tasks::Queue& queue, storage::BlobStore& blobs, const DoorOptions& options);
  ~Door();
  Door(const Door&) = delete;
  Door& operator=(const Door&) = delete;

  /// No more steps and no more workers; steps in hand may be finished. What isn't in that time is given back to the
  /// queue. True: all were finished. Once; from one thread.
  bool drain(double seconds);

 private:
  struct Guest {
    std::thread thread;
    std::atomic<bool> has_left{false};
  };

  Door(tasks::Queue& queue, storage::BlobStore& blobs, const DoorOptions& options, storage::Descriptor listener);
  void listen();
  void close();
  void let_in(storage::Descriptor socket);
  void talk(storage::Descriptor socket, std::uint64_t number);

  tasks::Queue& queue_;
  storage::BlobStore& blobs_;
  const DoorOptions options_;
  storage::Descriptor listener_;
  std::atomic<Stage> stage_{Stage::serving};
  std::list<Guest> guests_;  ///< the listening thread's; after it, the owner's
  std::uint64_t last_number_ = 0;
  std::thread thread_;
};

}  // namespace souls::worker
