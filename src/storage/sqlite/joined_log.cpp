#include "storage/sqlite/joined_log.hpp"

#include <sqlite3.h>


#include "storage/sqlite/file_layer.hpp"

namespace souls::storage::sqlite {
namespace {

/// SQLite on Unix writes fewer than 128 KiB at once.
constexpr std::size_t kJoinedBytesMax = 120 * 1024;

/// An open log.
struct Log : sqlite3_file {
  sqlite3_file* below = nullptr;
  sqlite3_int64 start = 0;
  std::string kept;
  bool puts_off = false;
  bool has_new_header = false;  ///< not yet synced
};

Log& log_of(sqlite3_file* file) { return *static_cast<Log*>(file); }

int hand_on(Log& log) {
  if (log.kept.empty()) return SQLITE_OK;
  const int size = static_cast<int>(log.kept.size());
  const int code = log.below->pMethods->xWrite(log.below, log.kept.data(), size, log.start);
  log.kept.clear();
  return code;
}

int write(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 at) {
  Log& log = log_of(file);
  log.has_new_header = log.has_new_header || at == 0;
  const bool follows = at == log.start + static_cast<sqlite3_int64>(log.kept.size());
  if (!follows || log.kept.size() + static_cast<std::size_t>(size) > kJoinedBytesMax) {
    if (const int code = hand_on(log); code != SQLITE_OK) return code;
    log.start = at;
  }
  log.kept.append(static_cast<const char*>(bytes), static_cast<std::size_t>(size));
  return SQLITE_OK;
}

/// First what is kept, then the lower layer's own.
template <auto Method, class... Values>
int handed_on(sqlite3_file* file, Values... values) {
  if (const int code = hand_on(log_of(file)); code != SQLITE_OK) return code;
  return passed_on<Log, Method>(file, values...);
}

/// A header may not come after its frames: the frames of the log before would count under the old one.
int sync(sqlite3_file* file, int flags) {
  Log& log = log_of(file);
  if (const int code = hand_on(log); code != SQLITE_OK) return code;
  if (log.puts_off && !log.has_new_header) return SQLITE_OK;
  const int code = log.below->pMethods->xSync(log.below, flags);
  if (code == SQLITE_OK) log.has_new_header = false;
  return code;
}

int close(sqlite3_file* file) {
  Log& log = log_of(file);
  const int written = hand_on(log);
  const int closed = log.below->pMethods->xClose(log.below);
  log.~Log();
  return written == SQLITE_OK ? closed : written;
}

/// A log is neither mapped nor shared: that is the database's part.
sqlite3_io_methods log_methods() {
  sqlite3_io_methods methods{};
  methods.iVersion = 1;
  methods.xClose = close;
  methods.xRead = handed_on<&sqlite3_io_methods::xRead>;
  methods.xWrite = write;
  methods.xTruncate = handed_on<&sqlite3_io_methods::xTruncate>;
  methods.xSync = sync;
  methods.xFileSize = handed_on<&sqlite3_io_methods::xFileSize>;
  methods.xLock = passed_on<Log, &sqlite3_io_methods::xLock>;
  methods.xUnlock = passed_on<Log, &sqlite3_io_methods::xUnlock>;
  methods.xCheckReservedLock = passed_on<Log, &sqlite3_io_methods::xCheckReservedLock>;
  methods.xFileControl = passed_on<Log, &sqlite3_io_methods::xFileControl>;
  methods.xSectorSize = passed_on<Log, &sqlite3_io_methods::xSectorSize>;
  methods.xDeviceCharacteristics = passed_on<Log, &sqlite3_io_methods::xDeviceCharacteristics>;
  return methods;
}

const sqlite3_io_methods& methods() {
  static const sqlite3_io_methods methods = log_methods();
  return methods;
}

}  // namespace

Result<std::string> join_log_writes(const std::string& vfs) {
  return add_layer<Log, SQLITE_OPEN_WAL, methods>(vfs, "+joined");
}

sqlite3_file* joined_log_of(sqlite3* database) {
  sqlite3_file* file = nullptr;
  const int code = sqlite3_file_control(database, "main", SQLITE_FCNTL_JOURNAL_POINTER, &file);
  return code == SQLITE_OK && file != nullptr && file->pMethods == &methods() ? file : nullptr;
}

void put_off_syncs(sqlite3_file* log, bool puts_off) { log_of(log).puts_off = puts_off; }

int sync_log(sqlite3_file* log) { return passed_on<Log, &sqlite3_io_methods::xSync>(log, SQLITE_SYNC_NORMAL); }

}  // namespace souls::storage::sqlite
