#include "storage/sqlite/database.hpp"

#include <fcntl.h>
#include <malloc.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <iterator>

#include "base/guarded.hpp"
#include "storage/descriptor.hpp"
#include "storage/folder.hpp"
#include "storage/sqlite/checked_pages.hpp"
#include "storage/sqlite/joined_log.hpp"

namespace souls::storage::sqlite {
namespace {

constexpr int kBusyMilliseconds = 5000;
/// How long the writer waits for another process's readers.
constexpr int kRestartMilliseconds = 100;
constexpr int kPageBytes = 4096;
/// Of a copy, handed on between two groups.
constexpr int kCopyPages = 256;
/// Without a write, and the connections keep no pages in memory.
constexpr std::chrono::seconds kIdleTime{2};
/// What the writer takes small pieces of memory from.
constexpr int kPieceBytes = 1280, kPieces = 400;

/// Set on every connection. Readers never checkpoint, neither while they read nor when they close.
Status prepare_connection(Connection& connection, const std::string& pragmas) {
  sqlite3_busy_timeout(connection.handle(), kBusyMilliseconds);
  return connection.script("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                           "PRAGMA wal_autocheckpoint=0; PRAGMA temp_store=MEMORY; PRAGMA trusted_schema=OFF;" +
                           pragmas);
}

void keep_log_when_closed(Connection& connection) {
  sqlite3_db_config(connection.handle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
}

/// What a database of ours calls itself (PRAGMA application_id), and how its pages are kept.
constexpr int kFormat = 0x534F5531;  // "SOU1"

/// Of a new database; an older one's pages are written anew, with room for checksums and without what was deleted.
Status prepare_pages(Connection& connection) {
  const auto number = [&](const char* pragma) -> Result<std::int64_t> {
    Statement value = connection.query(pragma);
    if (const auto read = value.step(); !read) return fail(read.error());
    return value.integer(0);
  };
  const auto pages = number("PRAGMA page_count"), format = number("PRAGMA application_id");
  if (!pages || !format) return fail(pages ? format.error() : pages.error());
  if (*format == kFormat) return {};
  int bytes = kChecksumBytes;
  (void)sqlite3_file_control(connection.handle(), "main", SQLITE_FCNTL_RESERVE_BYTES, &bytes);
  if (*pages > 0) {
    if (auto rewritten = connection.run("VACUUM"); !rewritten) return rewritten;
  }
  return connection.script("PRAGMA application_id=" + std::to_string(kFormat));
}

/// They are read again when they are needed.
void forget_pages(Connection& connection) { (void)sqlite3_db_release_memory(connection.handle()); }

/// The file and, by SQLite's rule, its log and index are its owner's alone.
Status make_private(const std::filesystem::path& path) {
  const Descriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!file || ::fchmod(file.number(), 0600) != 0) return system_failure("open the database", path, errno);
  return {};
}

std::filesystem::path copy_beside(const std::filesystem::path& path) { return path.string() + "-copy"; }

/// A database's file, its log and index.
void remove_files(const std::filesystem::path& path) {
  std::error_code ignored;
  for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(path.string() + suffix, ignored);
}

/// `from`, a database that nobody changes, without unused parts.
Status write_compact(const std::filesystem::path& from, const std::filesystem::path& path, const std::string& vfs) {
  auto connection = Connection::open(from, vfs);
  if (!connection) return fail(connection.error());
  if (auto copied = (*connection)->run("VACUUM INTO ?", path.string()); !copied) return copied;
  const Descriptor file(::open(path.c_str(), O_RDWR | O_CLOEXEC));
  return file && ::fsync(file.number()) == 0 ? Status{} : Status(system_failure("can't sync", path, errno));
}

/// Gives a new file its first page, by which those after it get their checksums.
Status prepare_copy(Connection& copy) {
  int bytes = kChecksumBytes;
  (void)sqlite3_file_control(copy.handle(), "main", SQLITE_FCNTL_RESERVE_BYTES, &bytes);
  return copy.script("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; CREATE TABLE first_page (number INTEGER)");
}

Error failed_disk(const Error& error) {
  return {error.code == ErrorCode::corrupt ? ErrorCode::corrupt : ErrorCode::unavailable,
          "the disk failed while the database was written; look at the disk, then restart", error.detail};
}

bool is_failed_disk(const Error& error, sqlite3* database) {
  const int code = sqlite3_extended_errcode(database);
  return error.code == ErrorCode::corrupt || (code & 0xff) == SQLITE_IOERR;
}

}  // namespace

Result<std::unique_ptr<Database>> Database::open(const std::filesystem::path& path,
                                                 std::span<const Migration> migrations,
                                                 const DatabaseOptions& options, GroupHooks hooks) {
  std::unique_ptr<Database> database(new Database(path, options, std::move(hooks)));
  if (auto made = make_private(path); !made) return fail(made.error());
  remove_files(copy_beside(path));  // of a copy that a crash broke off
  if (auto opened = database->open_writer(migrations); !opened) return fail(opened.error());
  database->thread_ = std::thread([d = database.get()] { d->serve(); });
  return database;
}

Status Database::open_writer(std::span<const Migration> migrations) {
  const auto files = join_log_writes(options_.vfs);
  if (!files) return fail(files.error());
  auto connection = Connection::open(path_, *files);
  if (!connection) return fail(connection.error());
  writer_ = std::move(*connection);
  sqlite3_db_config(writer_->handle(), SQLITE_DBCONFIG_LOOKASIDE, nullptr, kPieceBytes, kPieces);
  if (auto prepared = prepare_pages(*writer_); !prepared) return prepared;
  const std::string limits = "PRAGMA journal_size_limit=" + std::to_string(options_.log_bytes_max) +
                             "; PRAGMA max_page_count=" + std::to_string(kPagesMax);
  if (auto set = prepare_connection(*writer_, "PRAGMA cache_size=-16384; PRAGMA secure_delete=ON;" + limits); !set) return set;
  sqlite3_wal_hook(
      writer_->handle(),
      [](void* bytes, sqlite3*, const char*, int pages) {
        *static_cast<std::uint64_t*>(bytes) = static_cast<std::uint64_t>(pages) * kPageBytes;
        return SQLITE_OK;
      },
      &log_bytes_);
  if (hooks_.after_rollback) {
    sqlite3_rollback_hook(
        writer_->handle(), [](void* hooks) { static_cast<const GroupHooks*>(hooks)->after_rollback(); },
        const_cast<GroupHooks*>(&hooks_));
  }
  return options_.migrates ? migrate(*writer_, migrations) : check_is_migrated(*writer_, migrations);
}

Database::~Database() {
  {
    const std::lock_guard lock(queue_mutex_);
    stop_ = true;
  }
  queue_filled_.notify_all();
  if (thread_.joinable()) thread_.join();
  readers_.clear();
}

Status Database::write(const Work& work) {
  Waiting waiting{work, {}};
  return wait_for(waiting);
}

Status Database::maintain(const Work& work) {
  Waiting waiting{work, {}, Waiting::Place::without_readers};
  return wait_for(waiting);
}

Status Database::wait_for(Waiting& waiting) {
  if (std::this_thread::get_id() == thread_.get_id()) {
    return fail(ErrorCode::internal, "the store was used wrongly", "a write inside of a write");
  }
  {
    const std::lock_guard lock(queue_mutex_);
    std::shared_ptr<Gate> own;
    std::shared_ptr<Gate>& done = waiting.place == Waiting::Place::in_group ? group_done_ : own;
    if (!done) done = std::make_shared<Gate>();
    waiting.done = done;
    queue_.push_back(&waiting);
    if (queue_.size() == 1) queue_filled_.notify_one();
  }
  waiting.done->wait();
  return std::move(waiting.result);
}

Status Database::Waiting::run(Connection& writer) const {
  return guarded("the store", [&] { return work(writer); });
}

void Database::serve() {
  std::vector<Waiting*> group, alone;
  while (true) {
    {
      std::unique_lock lock(queue_mutex_);
      const auto is_called = [&] { return stop_ || !queue_.empty(); };
      if (!queue_filled_.wait_for(lock, kIdleTime, is_called)) {
        lock.unlock();
        forget_pages(*writer_);
        {
          const std::lock_guard readers_lock(readers_mutex_);
          for (const auto& reader : readers_) forget_pages(*reader);
        }
        ::malloc_trim(0);
        lock.lock();
        queue_filled_.wait(lock, is_called);
      }
      if (queue_.empty()) return;
      group.swap(queue_);
      group_done_.reset();
    }
    const auto is_alone = [](const Waiting* waiting) { return waiting->place != Waiting::Place::in_group; };
    std::ranges::copy_if(group, std::back_inserter(alone), is_alone);
    std::erase_if(group, is_alone);
    if (!group.empty()) write_group(group);
    if (!alone.empty()) syncs_.drain();
    for (Waiting* const waiting : alone) run_alone(*waiting);
    group.clear();
    alone.clear();
    if (log_bytes_ < options_.log_bytes_max / 2) continue;
    syncs_.drain();
    note_failed_sync();
    if (!given_up_) checkpoint();
  }
}

void Database::write_group(const std::vector<Waiting*>& group) {
  note_failed_sync();
  unsynced_log_ = nullptr;
  const std::uint64_t changes_before = changes_;
  const Status written = given_up_ ? Status(fail(*given_up_)) : run_group(group);
  const bool has_changed = written && changes_ != changes_before;
  const auto end = [this, group, has_changed](const Status& done) {
    for (Waiting* const waiting : group) {
      if (!done && waiting->result) waiting->result = done;
    }
    if (done && has_changed) tell_of_commit();
    open(*group.front());
  };
  if (unsynced_log_ == nullptr) return end(written);
  syncs_.add(unsynced_log_, [end](const Status& synced) { end(synced ? synced : Status(fail(failed_disk(synced.error())))); });
}

void Database::tell_of_commit() {
  {
    const std::lock_guard lock(commits_mutex_);
    ++commits_;
  }
  committed_.notify_all();
}

void Database::note_failed_sync() {
  if (given_up_) return;
  if (const auto failure = syncs_.failure()) give_up(*failure);
}

/// What waits may be gone as soon as its gate opens.
void Database::open(const Waiting& waiting) {
  const std::shared_ptr<Gate> done = waiting.done;
  done->open();
}

void Database::run_alone(Waiting& waiting) {
  if (waiting.place == Waiting::Place::outside) {
    waiting.result = waiting.run(*writer_);
    return open(waiting);
  }
  if (given_up_) {
    waiting.result = fail(*given_up_);
    return open(waiting);
  }
  lock_readers_out();
  waiting.result = waiting.run(*writer_);
  if (!waiting.result && is_failed_disk(waiting.result.error(), writer_->handle())) give_up(waiting.result.error());
  let_readers_in();
  open(waiting);
}

void Database::lock_readers_out() {
  std::unique_lock lock(readers_mutex_);
  no_readers_ = true;
  reader_returned_.wait(lock, [&] { return readers_lent_ == 0; });
}

void Database::let_readers_in() {
  {
    const std::lock_guard lock(readers_mutex_);
    no_readers_ = false;
  }
  reader_returned_.notify_all();
}

tl::unexpected<Error> Database::roll_back(const Error& error) {
  if (is_failed_disk(error, writer_->handle())) give_up(error);
  if (sqlite3_get_autocommit(writer_->handle()) == 0) (void)writer_->run("ROLLBACK");
  return fail(given_up_ ? *given_up_ : error);
}

Status Database::run_group(const std::vector<Waiting*>& group) {
  const auto hopeful = try_group(group, true);
  if (!hopeful) return fail(hopeful.error());
  if (*hopeful) return {};
  const auto careful = try_group(group, false);
  return careful ? Status{} : Status(fail(careful.error()));
}

Result<bool> Database::try_group(const std::vector<Waiting*>& group, bool hopeful) {
  sqlite3* const handle = writer_->handle();
  if (auto begun = writer_->run("BEGIN IMMEDIATE"); !begun) return roll_back(begun.error());
  const sqlite3_int64 changes_before_all = sqlite3_total_changes64(handle);
  for (Waiting* const waiting : group) {
    const sqlite3_int64 changes_before = sqlite3_total_changes64(handle);
    waiting->result = hopeful ? waiting->run(*writer_) : run_in_savepoint(*waiting);
    // A full or failing disk ends the whole transaction.
    if (sqlite3_get_autocommit(handle) != 0) {
      if (!waiting->result) return roll_back(waiting->result.error());
      return roll_back({ErrorCode::unavailable, "the disk that holds the database failed", {}});
    }
    if (hopeful && !waiting->result && sqlite3_total_changes64(handle) != changes_before) {
      const Status undone = writer_->run("ROLLBACK");
      if (!undone) return roll_back(undone.error());
      return false;
    }
  }
  if (hooks_.before_commit) {
    if (auto prepared = hooks_.before_commit(*writer_); !prepared) return roll_back(prepared.error());
  }
  const bool has_changed = sqlite3_total_changes64(handle) != changes_before_all;
  const Status committed = has_changed ? commit() : writer_->run("COMMIT");
  if (!committed) return roll_back(committed.error());
  if (hooks_.after_commit) hooks_.after_commit();
  if (has_changed) ++changes_;
  return true;
}

Status Database::commit() {
  sqlite3_file* const log = syncs_.any() || has_more() ? joined_log_of(writer_->handle()) : nullptr;
  syncs_.expect();
  if (log != nullptr) put_off_syncs(log, true);
  Status committed = writer_->run("COMMIT");
  if (log != nullptr) put_off_syncs(log, false);
  if (committed && log != nullptr) {
    unsynced_log_ = log;
    return committed;
  }
  syncs_.settle();
  return committed;
}

bool Database::has_more() {
  const std::lock_guard lock(queue_mutex_);
  return !queue_.empty();
}

Status Database::run_in_savepoint(const Waiting& waiting) {
  if (auto begun = writer_->run("SAVEPOINT work"); !begun) return begun;
  const Status done = waiting.run(*writer_);
  if (!done && sqlite3_get_autocommit(writer_->handle()) == 0) {
    if (auto undone = writer_->run("ROLLBACK TO work"); !undone) return undone;
  }
  if (sqlite3_get_autocommit(writer_->handle()) != 0) return done;
  const Status released = writer_->run("RELEASE work");
  return done ? released : done;
}

void Database::checkpoint() {
  int pages = 0, pages_moved = 0;
  const auto run = [&](int mode) {
    const int code = sqlite3_wal_checkpoint_v2(writer_->handle(), nullptr, mode, &pages, &pages_moved);
    if (code == SQLITE_OK || (code & 0xff) == SQLITE_BUSY) return code == SQLITE_OK;
    const Error error = error_of(code, writer_->handle());
    if (is_failed_disk(error, writer_->handle())) give_up(error);
    return false;
  };
  if (log_bytes_ < std::max(options_.log_bytes_max, restart_above_bytes_)) {
    run(SQLITE_CHECKPOINT_PASSIVE);
    return;
  }
  lock_readers_out();
  // Another process that reads, as `souls doctor` does, isn't waited for at every commit, nor for long.
  sqlite3_busy_timeout(writer_->handle(), kRestartMilliseconds);
  restart_above_bytes_ = run(SQLITE_CHECKPOINT_RESTART) ? 0 : log_bytes_ + options_.log_bytes_max / 4;
  sqlite3_busy_timeout(writer_->handle(), kBusyMilliseconds);
  let_readers_in();
}

void Database::give_up(const Error& error) {
  given_up_ = failed_disk(error);
  // What the log holds is looked at anew by who opens the file next.
  keep_log_when_closed(*writer_);
}

Status Database::read(const Work& work) {
  auto reader = borrow_reader();
  if (!reader) return fail(reader.error());
  Status done = (*reader)->run("BEGIN");
  if (done) done = work(**reader);
  if (sqlite3_get_autocommit((*reader)->handle()) == 0) {
    const Status ended = (*reader)->run("ROLLBACK");
    if (done && !ended) done = ended;
  }
  return_reader(std::move(*reader));
  if (auto seen = wait_for_seen(); done && !seen) return seen;
  return done;
}

/// What was read counts once it is on the disk.
Status Database::wait_for_seen() {
  const Status seen = syncs_.wait_for_seen();
  return seen ? seen : Status(fail(failed_disk(seen.error())));
}

Status Database::copy_to(const std::filesystem::path& path) {
  std::error_code error;
  if (std::filesystem::exists(path, error)) {
    return fail(ErrorCode::invalid_request, path.string() + " is there already");
  }
  const std::lock_guard lock(copying_);
  const std::filesystem::path pages = copy_beside(path_);
  remove_files(pages);
  if (auto made = make_private(path); !made) return made;
  Status copied = copy_pages(pages);
  if (copied) copied = write_compact(pages, path, options_.vfs);
  remove_files(pages);
  if (!copied) std::filesystem::remove(path, error);
  return copied;
}

/// By SQLite's backup, which follows what its own connection changes meanwhile: hence on the writer's.
Status Database::copy_pages(const std::filesystem::path& path) {
  if (auto made = make_private(path); !made) return made;
  const auto copy = Connection::open(path, options_.vfs);
  if (!copy) return fail(copy.error());
  if (auto prepared = prepare_copy(**copy); !prepared) return prepared;
  sqlite3_backup* backup = nullptr;
  int code = SQLITE_OK;
  const Work portion = [&](Connection& writer) -> Status {
    if (backup == nullptr) backup = sqlite3_backup_init((*copy)->handle(), "main", writer.handle(), "main");
    code = backup == nullptr ? sqlite3_errcode((*copy)->handle()) : sqlite3_backup_step(backup, kCopyPages);
    if (code == SQLITE_OK) return {};
    const int finished = sqlite3_backup_finish(backup);
    if (code == SQLITE_DONE) code = finished == SQLITE_OK ? SQLITE_DONE : finished;
    return {};
  };
  while (code == SQLITE_OK) {
    Waiting waiting{portion, {}, Waiting::Place::outside};
    if (auto done = wait_for(waiting); !done) return done;
  }
  return code == SQLITE_DONE ? wait_for_seen() : Status(fail(error_of(code, (*copy)->handle())));
}

Result<std::unique_ptr<Connection>> Database::borrow_reader() {
  {
    std::unique_lock lock(readers_mutex_);
    reader_returned_.wait(lock, [&] { return !no_readers_ && readers_lent_ < limits::kStoreReadersMax; });
    ++readers_lent_;
    if (!readers_.empty()) {
      auto reader = std::move(readers_.back());
      readers_.pop_back();
      return reader;
    }
  }
  auto reader = Connection::open(path_, options_.vfs);
  const Status opened = reader ? prepare_connection(**reader, "PRAGMA query_only=ON") : Status(fail(reader.error()));
  if (opened) {
    keep_log_when_closed(**reader);
    return reader;
  }
  return_reader(nullptr);
  return fail(opened.error());
}

void Database::return_reader(std::unique_ptr<Connection> reader) {
  {
    const std::lock_guard lock(readers_mutex_);
    --readers_lent_;
    if (reader) readers_.push_back(std::move(reader));
  }
  reader_returned_.notify_all();
}

std::uint64_t Database::wait_for_commit(std::uint64_t seen, double seconds) {
  std::unique_lock lock(commits_mutex_);
  committed_.wait_for(lock, std::chrono::duration<double>(seconds), [&] { return commits_ > seen; });
  return commits_;
}

}  // namespace souls::storage::sqlite
