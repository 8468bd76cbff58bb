#include "storage/sqlite/group_notes.hpp"

namespace souls::storage::sqlite {
namespace {

Status write_usage(Connection& connection, const UsageRow& u) {
  return connection.run(
      "INSERT INTO usage (user, capability, package, steps, remembered, cpu_seconds, bytes)"
      " VALUES (?, ?, ?, ?, ?, ?, ?)"
      " ON CONFLICT (user, capability, package) DO UPDATE SET steps = steps + excluded.steps,"
      " remembered = remembered + excluded.remembered, cpu_seconds = cpu_seconds + excluded.cpu_seconds,"
      " bytes = bytes + excluded.bytes",
      u.user, u.capability, u.package, u.steps, u.remembered, u.cpu_seconds, u.bytes);
}

Status write_step_times(Connection& connection, const StepTimesRow& t) {
  return connection.run(
      "INSERT INTO step_times (capability, package, version, steps, seconds) VALUES (?, ?, ?, ?, ?)"
      " ON CONFLICT (capability, package, version) DO UPDATE SET steps = steps + excluded.steps,"
      " seconds = seconds + excluded.seconds",
      t.capability, t.package, t.version, t.steps, t.seconds);
}

}  // namespace

void Sums::add(const UsageRow& usage) {
  const auto [sum, is_new] = usage_.try_emplace({usage.user, usage.capability, usage.package}, usage);
  if (is_new) return;
  sum->second.steps += usage.steps;
  sum->second.remembered += usage.remembered;
  sum->second.cpu_seconds += usage.cpu_seconds;
  sum->second.bytes += usage.bytes;
}

void Sums::add(const StepTimesRow& times) {
  const auto [sum, is_new] = step_times_.try_emplace({times.capability, times.package, times.version}, times);
  if (is_new) return;
  sum->second.steps += times.steps;
  sum->second.seconds += times.seconds;
}

void Sums::add(const Sums& others) {
  for (const auto& [names, usage] : others.usage_) add(usage);
  for (const auto& [names, times] : others.step_times_) add(times);
}

void Sums::clear() {
  usage_.clear();
  step_times_.clear();
}

Status Sums::write(Connection& connection) {
  for (const auto& [names, usage] : usage_) {
    if (auto written = write_usage(connection, usage); !written) return written;
  }
  for (const auto& [names, times] : step_times_) {
    if (auto written = write_step_times(connection, times); !written) return written;
  }
  clear();
  return {};
}

void GroupNotes::forget() {
  sums.clear();
  audit_head.reset();
  line.take_back(0);
}

}  // namespace souls::storage::sqlite
