#include "storage/trim.hpp"

#include <algorithm>
#include <map>
#include <vector>

#include "base/files.hpp"
#include "base/limits.hpp"
#include "storage/file_result_memory.hpp"

namespace souls::storage {
namespace {

namespace fs = std::filesystem;

struct Remembered {
  fs::path path;
  fs::file_time_type used;
  std::uint64_t bytes = 0;
  std::vector<Digest> blobs;
};

struct Blob {
  fs::path path;
  std::uint64_t bytes = 0;
  int named_by = 0;
};

/// Calls `visit(entry, name)` for each file FOLDER/ab/rest, with the name "abrest".
template <class Visit>
Status walk(const fs::path& folder, Visit visit) {
  std::error_code error;
  if (!fs::exists(folder, error)) return {};
  fs::recursive_directory_iterator entry(folder, error);
  for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
    if (entry->is_regular_file(error)) {
      visit(*entry, entry->path().parent_path().filename().string() + entry->path().stem().string());
    }
  }
  if (error) return fail(ErrorCode::unavailable, "can't read " + folder.string(), error.message());
  return {};
}

/// What lies in a folder, and what is taken out of it.
class Inventory {
 public:
  Status read(const Folder& folder) {
    auto listed = walk(folder.blobs(), [&](const fs::directory_entry& entry, const std::string& name) {
      std::error_code error;
      const std::uint64_t bytes = entry.file_size(error);
      blobs_[Digest{name}] = {entry.path(), error ? 0 : bytes};
    });
    if (!listed) return listed;
    return walk(folder.results(), [&](const fs::directory_entry& entry, const std::string& name) { add(entry, name); });
  }

  std::uint64_t bytes() const {
    std::uint64_t sum = 0;
    for (const auto& [digest, blob] : blobs_) sum += blob.bytes;
    for (const auto& result : results_) sum += result.bytes;
    return sum;
  }

  TrimReport trim(std::uint64_t bytes_max) {
    report_.bytes_before = bytes();
    report_.bytes_after = report_.bytes_before;
    for (const auto& path : unreadable_) fs::remove(path, error_);
    for (auto& [digest, blob] : blobs_) {
      if (blob.named_by == 0) remove(blob);
    }
    std::sort(results_.begin(), results_.end(), [](const Remembered& a, const Remembered& b) {
      return a.used != b.used ? a.used < b.used : a.path < b.path;
    });
    for (const auto& result : results_) {
      if (report_.bytes_after <= bytes_max) break;
      remove(result);
    }
    return report_;
  }

 private:
  void add(const fs::directory_entry& entry, const std::string& name) {
    const auto text = read_file(entry.path(), limits::kResultRecordBytesMax);
    const auto record = text ? parse_record(Digest{name}, *text) : std::nullopt;
    std::error_code error;
    const auto used = entry.last_write_time(error);
    Remembered result{entry.path(), used, text ? text->size() : 0, {}};
    bool whole = record.has_value();
    if (record) {
      for (const auto& output : record->outputs) whole = whole && blobs_.contains(output.digest);
    }
    if (!whole) {
      unreadable_.push_back(entry.path());
      return;
    }
    for (const auto& output : record->outputs) {
      result.blobs.push_back(output.digest);
      ++blobs_[output.digest].named_by;
    }
    results_.push_back(std::move(result));
  }

  void remove(const Blob& blob) {
    if (fs::remove(blob.path, error_)) {
      report_.bytes_after -= blob.bytes;
      ++report_.blobs_removed;
    }
  }

  /// The record goes before its blobs, so that a trim that is cut short leaves no record without them.
  void remove(const Remembered& result) {
    if (!fs::remove(result.path, error_)) return;
    report_.bytes_after -= result.bytes;
    ++report_.results_removed;
    for (const auto& digest : result.blobs) {
      Blob& blob = blobs_[digest];
      if (--blob.named_by == 0) remove(blob);
    }
  }

  std::map<Digest, Blob> blobs_;
  std::vector<Remembered> results_;
  std::vector<fs::path> unreadable_;
  TrimReport report_;
  std::error_code error_;
};

}  // namespace

Result<TrimReport> trim_results(const fs::path& root, std::uint64_t bytes_max) {
  const auto lock = FolderLock::alone(root);
  if (!lock) return fail(lock.error());
  const Folder folder{root};
  std::error_code error;
  fs::remove_all(folder.temporary(), error);
  Inventory inventory;
  if (auto read = inventory.read(folder); !read) return fail(read.error());
  return inventory.trim(bytes_max);
}

}  // namespace souls::storage
