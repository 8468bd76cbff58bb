#pragma once
// SQLite's file layer over a disk that fails by a seed, and whose power can be cut.

#include <sqlite3.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>
#include <new>
#include <string>
#include <vector>

#include "storage/fault_plan_test.hpp"

namespace souls::storage::sqlite::test {

using storage::test::Fault;
using storage::test::FaultPlan;

/// The system's files, of which it knows what a power cut would leave: what syncs have confirmed. What a failed sync was
/// to write is lost even if a later sync succeeds. Nothing is really synced. One plan for all: tests run one by one.
class SeededFiles {
 public:
  static constexpr const char* kName = "seeded";

  /// Makes the layer known, with an empty disk.
  static FaultPlan& install() {
    static sqlite3_vfs layer = [] {
      sqlite3_vfs copy = *sqlite3_vfs_find(nullptr);
      copy.zName = kName;
      copy.pNext = nullptr;
      copy.szOsFile += static_cast<int>(sizeof(Place));
      copy.xOpen = open;
      return copy;
    }();
    sqlite3_vfs_register(&layer, 0);
    disk().clear();
    return plan();
  }

  /// Whoever had the files open has ended. Leaves in each file what the disk holds of it.
  static void cut_power() {
    const std::lock_guard lock(mutex());
    for (auto& [path, file] : disk()) {
      file.waiting.clear();
      if (std::filesystem::exists(path)) std::ofstream(path, std::ios::binary) << file.synced;
    }
  }

 private:
  struct Change {
    sqlite3_int64 at = 0;
    std::string bytes;
    bool truncates = false;
  };
  struct OnDisk {
    std::string synced;
    std::vector<Change> waiting;
  };
  /// Behind SQLite's own part of an open file.
  struct Place {
    const sqlite3_io_methods* real = nullptr;
    OnDisk* file = nullptr;
  };

  static FaultPlan& plan() {
    static FaultPlan plan;
    return plan;
  }
  static std::map<std::string, OnDisk>& disk() {
    static std::map<std::string, OnDisk> files;
    return files;
  }
  static std::mutex& mutex() {
    static std::mutex mutex;
    return mutex;
  }
  static Place& place(sqlite3_file* file) {
    static const int offset = sqlite3_vfs_find(nullptr)->szOsFile;
    return *reinterpret_cast<Place*>(reinterpret_cast<char*>(file) + offset);
  }

  static int open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out_flags) {
    sqlite3_vfs* const system = sqlite3_vfs_find(nullptr);
    const std::lock_guard lock(mutex());
    if (name != nullptr && !std::filesystem::exists(name)) disk()[name] = {};
    const int code = system->xOpen(system, name, file, flags, out_flags);
    if (code != SQLITE_OK || file->pMethods == nullptr) return code;
    new (&place(file)) Place{file->pMethods, name == nullptr ? nullptr : &disk()[name]};
    file->pMethods = methods(file->pMethods);
    return SQLITE_OK;
  }

  /// Files of one kind (a database, a log, a journal) share theirs. Under the lock.
  static const sqlite3_io_methods* methods(const sqlite3_io_methods* real) {
    static std::map<const sqlite3_io_methods*, sqlite3_io_methods> hooked;
    const auto known = hooked.find(real);
    if (known != hooked.end()) return &known->second;
    sqlite3_io_methods& made = hooked[real] = *real;
    made.xWrite = write;
    made.xSync = sync;
    made.xTruncate = truncate;
    made.xRead = [](sqlite3_file* f, void* bytes, int count, sqlite3_int64 at) {
      plan().wait_where_slow();
      return place(f).real->xRead(f, bytes, count, at);
    };
    return &made;
  }

  static int write(sqlite3_file* file, const void* bytes, int count, sqlite3_int64 at) {
    plan().wait_where_slow();
    if (plan().strikes(Fault::disk_full)) return SQLITE_FULL;
    if (plan().strikes(Fault::short_write)) {
      // As a full disk in the middle of a page: part of it went in.
      (void)put(file, bytes, static_cast<int>(plan().part_of(static_cast<std::size_t>(count))) / 2, at);
      return SQLITE_IOERR_WRITE;
    }
    return put(file, bytes, count, at);
  }

  static int put(sqlite3_file* file, const void* bytes, int count, sqlite3_int64 at) {
    if (count == 0) return SQLITE_OK;
    if (OnDisk* const on_disk = place(file).file) {
      const std::lock_guard lock(mutex());
      on_disk->waiting.push_back({at, std::string(static_cast<const char*>(bytes), static_cast<std::size_t>(count))});
    }
    return place(file).real->xWrite(file, bytes, count, at);
  }

  static int truncate(sqlite3_file* file, sqlite3_int64 bytes) {
    if (OnDisk* const on_disk = place(file).file) {
      const std::lock_guard lock(mutex());
      on_disk->waiting.push_back({bytes, {}, true});
    }
    return place(file).real->xTruncate(file, bytes);
  }

  static int sync(sqlite3_file* file, int) {
    plan().wait_where_slow();
    const bool fails = plan().strikes(Fault::failed_sync);
    OnDisk* const on_disk = place(file).file;
    if (on_disk == nullptr) return fails ? SQLITE_IOERR_FSYNC : SQLITE_OK;
    const std::lock_guard lock(mutex());
    for (const Change& change : on_disk->waiting) {
      if (fails) break;
      const auto at = static_cast<std::size_t>(change.at);
      if (change.truncates) on_disk->synced.resize(at);
      if (change.truncates) continue;
      if (on_disk->synced.size() < at + change.bytes.size()) on_disk->synced.resize(at + change.bytes.size());
      on_disk->synced.replace(at, change.bytes.size(), change.bytes);
    }
    on_disk->waiting.clear();
    return fails ? SQLITE_IOERR_FSYNC : SQLITE_OK;
  }
};

}  // namespace souls::storage::sqlite::test
