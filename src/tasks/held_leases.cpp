#include "tasks/held_leases.hpp"

#include <algorithm>
#include <limits>

namespace souls::tasks {
namespace {

/// A stop that came after its task was reported stays so long at most.
constexpr double kStaySeconds = 60;

}  // namespace

void HeldLeases::hold(TaskId task, Fence fence, double now_s, double ends_s,
                      std::shared_ptr<const storage::TaskRow> row) {
  const std::lock_guard lock(mutex_);
  Held& held = held_[fence];
  held.task = task;
  held.since_s = now_s;
  held.ends_s = ends_s;
  held.row = std::move(row);
  end_no_later(ends_s);
}

void HeldLeases::end_no_later(double ends_s) {
  if (ends_s < first_end_s_.load(std::memory_order_relaxed)) first_end_s_ = ends_s;
}

std::shared_ptr<const storage::TaskRow> HeldLeases::row_of(Fence fence) const {
  const std::lock_guard lock(mutex_);
  const auto held = held_.find(fence);
  return held == held_.end() ? nullptr : held->second.row;
}

void HeldLeases::release(Fence fence) {
  const std::lock_guard lock(mutex_);
  const auto held = held_.find(fence);
  if (held == held_.end()) return;
  if (held->second.untold) --untold_;
  held_.erase(held);
}

void HeldLeases::stop(TaskId task, Fence fence, double now_s) {
  const std::lock_guard lock(mutex_);
  const auto [held, is_new] = held_.try_emplace(fence);
  held->second.stop = true;
  if (!is_new) return;
  held->second.task = task;
  held->second.ends_s = now_s + kStaySeconds;
  end_no_later(held->second.ends_s);
}

std::optional<bool> HeldLeases::beat(TaskId task, Fence fence, const std::optional<Progress>& progress,
                                     double ends_s) {
  const std::lock_guard lock(mutex_);
  const auto found = held_.find(fence);
  if (found == held_.end() || found->second.task != task) return std::nullopt;
  Held& held = found->second;
  held.ends_s = ends_s;
  end_no_later(ends_s);
  if (progress) {
    if (!held.untold) ++untold_;
    held.untold = progress;
    first_untold_s_ = std::min(first_untold_s_, std::max(held.told_s, held.since_s));
  }
  return held.stop;
}

std::vector<HeldLeases::Told> HeldLeases::take_told(double now_s, double spacing_s, bool patient) {
  const std::lock_guard lock(mutex_);
  std::vector<Told> told;
  if (untold_ == 0 || (patient && now_s - first_untold_s_ < spacing_s)) return told;
  first_untold_s_ = std::numeric_limits<double>::infinity();
  for (auto& [fence, held] : held_) {
    if (!held.untold) continue;
    const double last_s = std::max(held.told_s, held.since_s);
    if (now_s - (patient ? last_s : held.told_s) < spacing_s) {
      first_untold_s_ = std::min(first_untold_s_, last_s);
      continue;
    }
    told.push_back({held.task, fence, *std::exchange(held.untold, std::nullopt)});
    held.told_s = now_s;
    --untold_;
  }
  return told;
}

std::vector<HeldLeases::Told> HeldLeases::take_told_of(Fence fence) {
  const std::lock_guard lock(mutex_);
  const auto held = held_.find(fence);
  if (held == held_.end() || !held->second.untold) return {};
  --untold_;
  return {{held->second.task, fence, *std::exchange(held->second.untold, std::nullopt)}};
}

void HeldLeases::put_back(std::vector<Told> told) {
  const std::lock_guard lock(mutex_);
  for (Told& one : told) {
    const auto held = held_.find(one.fence);
    if (held == held_.end() || held->second.untold) continue;
    held->second.untold = std::move(one.progress);
    first_untold_s_ = -1e9;
    ++untold_;
  }
}

std::vector<HeldLeases::Lost> HeldLeases::take_lost(double now_s) {
  std::vector<Lost> lost;
  if (now_s < first_end_s_.load(std::memory_order_relaxed)) return lost;
  const std::lock_guard lock(mutex_);
  double first_s = std::numeric_limits<double>::infinity();
  for (auto held = held_.begin(); held != held_.end();) {
    if (held->second.ends_s > now_s) {
      first_s = std::min(first_s, held->second.ends_s);
      ++held;
      continue;
    }
    lost.push_back({held->second.task, held->first});
    if (held->second.untold) --untold_;
    held = held_.erase(held);
  }
  first_end_s_ = first_s;
  return lost;
}

double HeldLeases::first_end_s() const {
  const std::lock_guard lock(mutex_);
  double first = std::numeric_limits<double>::infinity();
  for (const auto& [fence, held] : held_) first = std::min(first, held.ends_s);
  return first;
}

}  // namespace souls::tasks
