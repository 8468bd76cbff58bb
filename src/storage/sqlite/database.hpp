#pragma once
// One SQLite file: a writer thread, readers, durability.

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "base/limits.hpp"
#include "storage/sqlite/gate.hpp"
#include "storage/sqlite/migrations.hpp"
#include "storage/sqlite/pending_syncs.hpp"
#include "storage/sqlite/statement.hpp"

namespace souls::storage::sqlite {

struct DatabaseOptions {
  std::string vfs;  ///< SQLite's file layer by name; empty: the system's
  std::uint64_t log_bytes_max = limits::kLogBytesMax;
  bool migrates = true;  ///< false: conflict where the tables aren't up to date, and they are left as they are
};

/// Called by the writer thread.
struct GroupHooks {
  std::function<Status(Connection&)> before_commit;
  std::function<void()> after_commit;
  std::function<void()> after_rollback;
};

/// Safe to use from many threads. Works that come while one group is written make up the next one, which is one
/// transaction and one sync, and is written while the group before is synced. A sync that failed makes the database
/// refuse all further writes: the system may have dropped what it couldn't write, so only reading the log again, by
/// opening anew, tells what is there.
class Database {
 public:
  using Work = std::function<Status(Connection&)>;

  /// Makes the file when it isn't there, readable by its owner alone, and brings its tables up to date.
  static Result<std::unique_ptr<Database>> open(const std::filesystem::path& path,
                                                std::span<const Migration> migrations,
                                                const DatabaseOptions& options = {}, GroupHooks hooks = {});
  /// Writes what was handed in before.
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  Status write(const Work& work);
  Status read(const Work& work);
  /// Runs `work` on the writer's connection, outside of a transaction, while nobody reads or writes.
  Status maintain(const Work& work);
  /// Writes a consistent copy, without what was deleted, to a file that isn't there yet; readable by its owner alone,
  /// and on the disk when this returns. Others read and write meanwhile, and the log stays bounded: the writer hands the
  /// pages on in portions, to a file beside the database that goes with the call.
  Status copy_to(const std::filesystem::path& path);
  std::uint64_t commits() const { return commits_.load(); }
  std::uint64_t wait_for_commit(std::uint64_t seen, double seconds);

 private:
  /// A work on the stack of the thread that waits for it.
  struct Waiting {
    const Work& work;
    Status result;
    enum class Place { in_group, without_readers, outside } place = Place::in_group;  ///< the last two: of no transaction
    std::shared_ptr<Gate> done = {};  ///< its group's, or its own when it is alone

    /// An exception ends this work alone: the thread is everybody's.
    Status run(Connection& writer) const;
  };

  Database(std::filesystem::path path, DatabaseOptions options, GroupHooks hooks)
      : path_(std::move(path)), options_(std::move(options)), hooks_(std::move(hooks)) {}

  Status open_writer(std::span<const Migration> migrations);
  Result<std::unique_ptr<Connection>> borrow_reader();
  void return_reader(std::unique_ptr<Connection> reader);

  Status wait_for(Waiting& waiting);
  Status copy_pages(const std::filesystem::path& path);

  void serve();
  void run_alone(Waiting& waiting);
  static void open(const Waiting& waiting);
  void lock_readers_out();
  void let_readers_in();
  void write_group(const std::vector<Waiting*>& group);
  Status run_group(const std::vector<Waiting*>& group);
  /// In one transaction. `hopeful`: without savepoints; false when a work fails after it has changed something, and
  /// all is to be done again with them.
  Result<bool> try_group(const std::vector<Waiting*>& group, bool hopeful);
  Status run_in_savepoint(const Waiting& waiting);
  /// Its sync is left for later when there is a group to write meanwhile.
  Status commit();
  bool has_more();
  void tell_of_commit();
  void note_failed_sync();
  Status wait_for_seen();
  tl::unexpected<Error> roll_back(const Error& error);
  void checkpoint();
  void give_up(const Error& error);

  const std::filesystem::path path_;
  const DatabaseOptions options_;
  const GroupHooks hooks_;

  std::unique_ptr<Connection> writer_;  ///< used by the writer thread alone, once it runs
  std::optional<Error> given_up_;       ///< of the writer thread
  std::uint64_t log_bytes_ = 0;         ///< of the writer thread
  std::uint64_t changes_ = 0;           ///< of the writer thread: commits that changed something
  sqlite3_file* unsynced_log_ = nullptr;  ///< of the writer thread: of the commit just made, when its sync was put off

  std::mutex queue_mutex_;  ///< guards the four below
  std::condition_variable queue_filled_;
  std::vector<Waiting*> queue_;
  std::shared_ptr<Gate> group_done_;  ///< of those in the queue that make up a group
  bool stop_ = false;

  std::mutex readers_mutex_;  ///< guards the four below
  std::condition_variable reader_returned_;
  std::vector<std::unique_ptr<Connection>> readers_;  ///< idle
  std::size_t readers_lent_ = 0;
  bool no_readers_ = false;  ///< while the log starts anew
  std::uint64_t restart_above_bytes_ = 0;  ///< of the log, once another process's reader kept it from starting anew

  std::mutex copying_;  ///< one copy at a time

  std::atomic<std::uint64_t> commits_{0};
  std::mutex commits_mutex_;
  std::condition_variable committed_;

  PendingSyncs syncs_;
  std::thread thread_;
};

}  // namespace souls::storage::sqlite
