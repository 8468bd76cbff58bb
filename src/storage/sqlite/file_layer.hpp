#pragma once
// Layers over SQLite's files: what a layer doesn't do itself, the one below it does.

#include <sqlite3.h>

#include <list>
#include <mutex>
#include <new>
#include <string>

#include "base/result.hpp"
#include "storage/sqlite/statement.hpp"

namespace souls::storage::sqlite {

struct FileLayer : sqlite3_vfs {
  sqlite3_vfs* below = nullptr;
  std::string name;
};

/// Of an open file of a layer, which is a `File : sqlite3_file` with a member `below`: the lower layer's own file lies
/// that much behind it.
template <class File>
constexpr int kFileBytes = (sizeof(File) + 15) / 16 * 16;

template <class File>
sqlite3_file* below(sqlite3_file* file) {
  return static_cast<File*>(file)->below;
}

template <class File, auto Method, class... Values>
auto passed_on(sqlite3_file* file, Values... values) {
  return (below<File>(file)->pMethods->*Method)(below<File>(file), values...);
}

/// A layer's xOpen: files opened with the flag get its methods, all others are the lower layer's.
template <class File, int Flag, const sqlite3_io_methods& (*Methods)()>
int open_layered(sqlite3_vfs* vfs, const char* name, sqlite3_file* handle, int flags, int* out_flags) {
  sqlite3_vfs* const lower = static_cast<FileLayer*>(vfs)->below;
  if ((flags & Flag) == 0) return lower->xOpen(lower, name, handle, flags, out_flags);
  File* const file = new (handle) File;
  file->below = reinterpret_cast<sqlite3_file*>(reinterpret_cast<char*>(handle) + kFileBytes<File>);
  file->below->pMethods = nullptr;
  file->pMethods = &Methods();
  const int code = lower->xOpen(lower, name, file->below, flags, out_flags);
  if (code == SQLITE_OK) return code;
  if (file->below->pMethods != nullptr) file->below->pMethods->xClose(file->below);
  file->~File();
  handle->pMethods = nullptr;
  return code;
}

/// The name of such a layer over the one named `vfs` (empty: the system's), made when it isn't there yet. internal: there
/// is no layer `vfs`.
template <class File, int Flag, const sqlite3_io_methods& (*Methods)()>
Result<std::string> add_layer(const std::string& vfs, const char* suffix) {
  static std::mutex mutex;
  static std::list<FileLayer> layers;
  const std::lock_guard lock(mutex);
  set_up_sqlite();
  sqlite3_vfs* const lower = sqlite3_vfs_find(vfs.empty() ? nullptr : vfs.c_str());
  if (lower == nullptr) return fail(ErrorCode::internal, "the database was used wrongly", "no file layer " + vfs);
  for (const FileLayer& known : layers) {
    if (known.below == lower) return known.name;
  }
  FileLayer& layer = layers.emplace_back();
  static_cast<sqlite3_vfs&>(layer) = *lower;
  layer.below = lower;
  layer.name = std::string(lower->zName) + suffix;
  layer.zName = layer.name.c_str();
  layer.pNext = nullptr;
  layer.szOsFile = kFileBytes<File> + lower->szOsFile;
  layer.xOpen = open_layered<File, Flag, Methods>;
  sqlite3_vfs_register(&layer, 0);
  return layer.name;
}

}  // namespace souls::storage::sqlite
