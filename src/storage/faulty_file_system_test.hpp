#pragma once
// A disk that fails by a seed, and whose power can be cut.

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <mutex>
#include <set>
#include <string>

#include "storage/fault_plan_test.hpp"
#include "storage/file_system.hpp"

namespace souls::storage::test {

/// The system's files under ROOT, of which it knows what a power cut would leave: content that was synced, under names
/// whose folders were. What a failed sync was to write is lost even if a later sync succeeds, as Linux does it. Nothing
/// is really synced, so that hundreds of seeds take seconds.
class FaultyFileSystem final : public FileSystem {
 public:
  explicit FaultyFileSystem(FaultPlan& plan) : plan_(plan) {}

  int open(const char* path, int flags, mode_t mode) override {
    if ((flags & O_CREAT) != 0 && plan_.strikes(Fault::disk_full)) return failure(ENOSPC);
    const int file = FileSystem::open(path, flags, mode);
    if (file >= 0 && (flags & O_CREAT) != 0) {
      const std::lock_guard lock(mutex_);
      unsynced_.insert(inode(file));
      lost_.erase(inode(file));  // numbers are used again
    }
    return file;
  }

  ssize_t read(int file, void* bytes, std::size_t count) override {
    plan_.wait_where_slow();
    const ssize_t got = FileSystem::read(file, bytes, count);
    const std::lock_guard lock(mutex_);
    // Once in a while: bytes that are wrong again and again are no reading error.
    if (got > 0 && clean_reads_ == 0 && plan_.strikes(Fault::flipped_read)) {
      static_cast<char*>(bytes)[plan_.part_of(static_cast<std::size_t>(got)) - 1] ^= 4;
      clean_reads_ = 8;
    } else if (clean_reads_ > 0) {
      --clean_reads_;
    }
    return got;
  }

  ssize_t write(int file, const void* bytes, std::size_t count) override {
    plan_.wait_where_slow();
    if (plan_.strikes(Fault::disk_full)) {
      // As a real one: some of it still went in.
      (void)!FileSystem::write(file, bytes, plan_.part_of(count) / 2);
      return failure(ENOSPC);
    }
    if (count > 0 && plan_.strikes(Fault::short_write)) count = plan_.part_of(count);
    return FileSystem::write(file, bytes, count);
  }

  bool begin_write(int, const void*, std::size_t, off_t) override { return false; }

  int sync(int file) override {
    plan_.wait_where_slow();
    const bool fails = plan_.strikes(Fault::failed_sync);
    struct stat now {};
    ::fstat(file, &now);
    const std::lock_guard lock(mutex_);
    if (S_ISDIR(now.st_mode)) {
      sync_names(std::filesystem::read_symlink("/proc/self/fd/" + std::to_string(file)), fails);
    } else if (!fails) {
      unsynced_.erase(now.st_ino);
    }
    if (fails && !S_ISDIR(now.st_mode)) lost_.insert(now.st_ino);
    return fails ? failure(EIO) : 0;
  }

  int rename(const char* from, const char* to) override {
    const std::lock_guard lock(mutex_);
    lost_names_.erase(std::filesystem::absolute(to));
    return FileSystem::rename(from, to);
  }

  void start_writing(int, off_t, off_t) override {}

  /// What was opened is closed by then. Leaves under ROOT what the disk holds.
  void cut_power(const std::filesystem::path& blobs) {
    const std::lock_guard lock(mutex_);
    for (const auto& folder : std::filesystem::directory_iterator(blobs)) {
      if (!names_.contains(folder.path())) {
        std::filesystem::remove_all(folder.path());
        continue;
      }
      for (const auto& file : std::filesystem::directory_iterator(folder.path())) {
        struct stat now {};
        ::stat(file.path().c_str(), &now);
        if (!names_.contains(file.path())) {
          std::filesystem::remove(file.path());
        } else if (unsynced_.contains(now.st_ino) || lost_.contains(now.st_ino)) {
          ::chmod(file.path().c_str(), 0600);
          (void)!::truncate(file.path().c_str(), now.st_size / 2);
        }
      }
    }
    unsynced_.clear();
    lost_.clear();
  }

 private:
  static int failure(int number) {
    errno = number;
    return -1;
  }

  static ino_t inode(int file) {
    struct stat now {};
    ::fstat(file, &now);
    return now.st_ino;
  }

  void sync_names(const std::filesystem::path& folder, bool fails) {
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
      if (fails && !names_.contains(entry.path())) lost_names_.insert(entry.path());
      if (!fails && !lost_names_.contains(entry.path())) names_.insert(entry.path());
    }
  }

  FaultPlan& plan_;
  std::mutex mutex_;
  std::set<ino_t> unsynced_;                    ///< files with bytes that no sync has confirmed
  std::set<ino_t> lost_;                        ///< and that none can confirm any more
  std::set<std::filesystem::path> names_;       ///< that are on the disk
  std::set<std::filesystem::path> lost_names_;  ///< that a failed sync was to put there
  int clean_reads_ = 0;
};

}  // namespace souls::storage::test
