#pragma once
// A file layer for tests whose disk fails when told to.

#include <sqlite3.h>

#include <atomic>
#include <cstring>
#include <list>
#include <mutex>

namespace souls::storage::sqlite::test {

/// SQLite's own files, but for syncs and writes that fail while told to.
struct FaultyFiles {
  static constexpr const char* kName = "faulty";
  static inline std::atomic<bool> fail_syncs{false};
  static inline std::atomic<bool> disk_full{false};

  static void install() {
    static sqlite3_vfs layer = [] {
      sqlite3_vfs copy = *sqlite3_vfs_find(nullptr);
      copy.zName = kName;
      copy.pNext = nullptr;
      copy.xOpen = open;
      return copy;
    }();
    fail_syncs = disk_full = false;
    sqlite3_vfs_register(&layer, 0);
  }

 private:
  struct Hooked : sqlite3_io_methods {
    const sqlite3_io_methods* real = nullptr;
  };

  static const sqlite3_io_methods* real(sqlite3_file* file) { return static_cast<const Hooked*>(file->pMethods)->real; }

  static int open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out_flags) {
    sqlite3_vfs* const system = sqlite3_vfs_find(nullptr);
    const int code = system->xOpen(system, name, file, flags, out_flags);
    if (code != SQLITE_OK || file->pMethods == nullptr) return code;
    file->pMethods = hook(file->pMethods);
    return code;
  }

  static const Hooked* hook(const sqlite3_io_methods* methods) {
    static std::mutex mutex;
    static std::list<Hooked> hooked;
    const std::lock_guard lock(mutex);
    for (const Hooked& known : hooked) {
      if (known.real == methods) return &known;
    }
    Hooked& made = hooked.emplace_back();
    static_cast<sqlite3_io_methods&>(made) = *methods;
    made.real = methods;
    made.xSync = [](sqlite3_file* f, int flags) {
      return fail_syncs ? SQLITE_IOERR_FSYNC : real(f)->xSync(f, flags);
    };
    made.xWrite = [](sqlite3_file* f, const void* bytes, int size, sqlite3_int64 at) {
      return disk_full ? SQLITE_FULL : real(f)->xWrite(f, bytes, size, at);
    };
    return &made;
  }
};

}  // namespace souls::storage::sqlite::test
