#pragma once
// Makes what waits: the revisions of all users, several at a time.

#include <atomic>
#include <functional>
#include <list>
#include <mutex>
#include <thread>

#include "base/limits.hpp"
#include "models/registry.hpp"
#include "storage/blob_store.hpp"
#include "storage/song_table.hpp"
#include "storage/store.hpp"
#include "storage/wall_clock.hpp"
#include "studio/revisions.hpp"
#include "tasks/stored_queue.hpp"

namespace souls::studio {

/// What a conductor works with. All of it outlives the conductor.
struct Orchestra {
  storage::Store& store;
  storage::BlobStore& blobs;
  tasks::Queue& queue;
  const models::Registry& packages;
  storage::WallClock now;
};

/// For StoredQueueOptions::on_success: a step's success, and that its user remembers the result and how it came to be,
/// are one transaction.
std::function<Status(storage::Transaction&, const storage::RunRow&, const tasks::Step&,
                     const std::vector<storage::NamedDigest>&, const tasks::Outcome&)>
remember_result(storage::BlobStore& blobs, storage::WallClock now);

/// To the system: what was freed and not used again yet.
void give_memory_back();

struct ConductorOptions {
  /// A song that is being made is a thread that sleeps until one of its steps is done; the work is the workers'.
  std::size_t songs_at_once = limits::kSongsMadeAtOnceMax;
  std::size_t songs_at_once_per_user = limits::kSongsMadeAtOncePerUser;
  double deadline_seconds = limits::kSongSecondsMax;
  /// When the last song that was being made is over; by default gives memory back, so that an idle server is small.
  std::function<void()> on_idle = give_memory_back;
};

/// Takes revisions that wait, oldest first within a user and no user's before all others', and makes each: its steps go
/// through the queue, its files and previews into the library. A revision whose making is broken off by the end of the
/// process is gone on with by the next conductor: its steps keep their results. Safe to use from many threads.
class Conductor {
 public:
  explicit Conductor(Orchestra orchestra, ConductorOptions options = {});
  /// Leaves what is being made as it stands. Within a second.
  ~Conductor();
  Conductor(const Conductor&) = delete;
  Conductor& operator=(const Conductor&) = delete;

  /// waiting or making → cancelled, durably; its steps stop within a second. not_found; conflict once it is final.
  Status cancel(const std::string& user, const std::string& song, int revision);

  /// failed or cancelled → waiting, and its steps that were given up with it. not_found; conflict in all other states.
  Status retry(const std::string& user, const std::string& song, int revision);

 private:
  struct Making {
    storage::RevisionName name;
    std::atomic<bool> is_cancelled{false};
    bool is_over = false;  ///< guarded by mutex_
    std::thread thread;
  };

  void dispatch();
  void start_more();
  void join_those_that_are_over();
  bool may_start(const storage::RevisionName& name) const;
  void make(Making& making);
  Result<MadeSong> make_song(Making& making, Order order);
  void show_previews(const storage::RevisionName& name, const tasks::Event& event);
  std::vector<storage::ChosenPackage> chosen_packages() const;
  Result<std::vector<tasks::TaskId>> given_up(const std::string& user, const std::string& song, int revision);

  Orchestra orchestra_;
  const ConductorOptions options_;
  Revisions revisions_;
  std::atomic<bool> is_ending_{false};

  std::mutex mutex_;  ///< guards the list below
  std::list<Making> makings_;

  std::thread dispatcher_;
};

}  // namespace souls::studio
