#include "cli/backups.hpp"

#include <algorithm>
#include <chrono>

#include "base/guarded.hpp"
#include "base/log.hpp"
#include "storage/wall_clock.hpp"

namespace souls::cli {
namespace {

using json = nlohmann::json;

constexpr double kHour = 3600;
/// A start isn't slowed down by one.
constexpr double kFirstAfterSeconds = 60;
constexpr double kAgainAfterSeconds = kHour;

}  // namespace

Backups::Backups(Kept kept, BackupPlan plan)
    : kept_(std::move(kept)), plan_(std::move(plan)), thread_([this] { serve(); }) {}

Backups::~Backups() {
  {
    const std::lock_guard lock(mutex_);
    is_ending_ = true;
  }
  called_.notify_all();
  thread_.join();
}

Status Backups::begin() {
  if (plan_.folder.empty()) {
    return fail(ErrorCode::unprocessable,
                "the settings name no folder for backups; set backup.folder, or run `souls backup FOLDER` on the server");
  }
  {
    const std::lock_guard lock(mutex_);
    if (!is_making_) is_asked_ = true;
  }
  called_.notify_all();
  return {};
}

Result<json> Backups::back_up_to(const std::filesystem::path& folder, const Context& context) {
  const std::lock_guard lock(making_);
  return back_up(kept_, folder, context);
}

Result<json> Backups::state() const {
  auto told = last_backup(kept_);
  if (!told) return told;
  (*told)["folder"] = plan_.folder;
  (*told)["every_hours"] = plan_.every_hours;
  const std::lock_guard lock(mutex_);
  (*told)["is_running"] = is_asked_ || is_making_;
  (*told)["progress"] = is_making_ ? fraction_.load() : 0;
  if (!failure_.empty()) (*told)["failure"] = failure_;
  return told;
}

void Backups::serve() {
  double wait_seconds = std::min(kFirstAfterSeconds, plan_.every_hours * kHour);
  std::unique_lock lock(mutex_);
  while (!is_ending_) {
    const auto is_called = [this] { return is_ending_ || is_asked_; };
    if (plan_.folder.empty() || plan_.every_hours <= 0) {
      called_.wait(lock, is_called);
    } else {
      called_.wait_for(lock, std::chrono::duration<double>(wait_seconds), is_called);
    }
    if (is_ending_) return;
    wait_seconds = is_asked_ ? 0 : seconds_until_due();
    if (wait_seconds > 0) continue;
    is_making_ = true;
    is_asked_ = false;
    lock.unlock();
    make();
    lock.lock();
    is_making_ = false;
    wait_seconds = failure_.empty() ? seconds_until_due() : kAgainAfterSeconds;
  }
}

/// Due is also what is elsewhere, gone, or of the future. At most an hour, for clocks are set.
double Backups::seconds_until_due() const {
  const auto known = last_backup(kept_);
  const json last = known ? known->value("last", json()) : json();
  if (last.is_null() || last.at("folder") != plan_.folder || !last.at("is_there")) return 0;
  const double age_seconds =
      static_cast<double>(storage::system_wall_clock()() - last.at("made_ms").get<std::int64_t>()) / 1000;
  return age_seconds < 0 ? 0 : std::clamp(plan_.every_hours * kHour - age_seconds, 0.0, kHour);
}

void Backups::make() {
  fraction_ = 0;
  Context context;
  context.should_stop = [this] { return is_ending_.load(); };
  context.report = [this](double fraction, std::string_view) { fraction_ = fraction; };
  const auto made = guarded("the backup", [&] { return back_up_to(plan_.folder, context); });
  const std::lock_guard lock(mutex_);
  failure_ = made || is_ending_ ? "" : made.error().message;
  if (made) {
    log(LogLevel::info, "backup", {{"folder", plan_.folder}, {"copied_bytes", made->at("copied_bytes").get<long long>()}});
  } else if (!is_ending_) {
    log(LogLevel::error, "no backup was made", {{"error", made.error().message}, {"detail", made.error().detail}});
  }
}

}  // namespace souls::cli
