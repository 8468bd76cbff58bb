#pragma once
// All backups that a server makes, one at a time.

#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>

#include "cli/care.hpp"

namespace souls::cli {

struct BackupPlan {
  std::string folder;       ///< of the settings; empty: none is made
  double every_hours = 24;  ///< 0: only when asked
};

/// Backs up into the plan's folder when asked, and when the last backup there is old. What fails is told, logged, and
/// tried again after an hour. All that `kept` names outlives it.
class Backups {
 public:
  Backups(Kept kept, BackupPlan plan);
  /// A backup that is being made is given up; the one before stands.
  ~Backups();
  Backups(const Backups&) = delete;
  Backups& operator=(const Backups&) = delete;

  /// Begins one, unless one is being made. unprocessable: the settings name no folder.
  Status begin();

  /// Makes one into another folder, and waits for it; what was copied, as JSON.
  Result<nlohmann::json> back_up_to(const std::filesystem::path& folder, const Context& context);

  /// The last backup as `last_backup` tells it, and what is planned, being made, or has failed; as JSON.
  Result<nlohmann::json> state() const;

 private:
  void serve();
  double seconds_until_due() const;
  void make();

  const Kept kept_;
  const BackupPlan plan_;
  std::atomic<bool> is_ending_{false};
  std::atomic<double> fraction_{0};  ///< of the one that is being made
  std::mutex making_;                ///< held while one is made

  mutable std::mutex mutex_;  ///< guards those below
  std::condition_variable called_;
  bool is_asked_ = false;
  bool is_making_ = false;
  std::string failure_;  ///< of the last try; empty: it went well
  std::thread thread_;
};

}  // namespace souls::cli
