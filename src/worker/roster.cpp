#include "worker/roster.hpp"

#include <chrono>

namespace souls::worker {
namespace {

std::int64_t now_ms() {
  using namespace std::chrono;
  return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

}  // namespace

std::string_view to_string(Origin origin) {
  return origin == Origin::local ? "local" : origin == Origin::socket ? "socket" : "remote";
}

Roster::Line::Line(Roster& roster, Presence presence) : roster_(roster) {
  presence.since_ms = now_ms();
  const std::lock_guard lock(roster_.mutex_);
  place_ = roster_.lines_.insert(roster_.lines_.end(), std::move(presence));
}

Roster::Line::~Line() {
  const std::lock_guard lock(roster_.mutex_);
  roster_.lines_.erase(place_);
}

void Roster::Line::take_up(const tasks::Lease& lease) {
  const std::lock_guard lock(roster_.mutex_);
  place_->making = {lease.task, lease.step.id, lease.step.capability, now_ms()};
}

void Roster::Line::let_go(bool reported) {
  const std::lock_guard lock(roster_.mutex_);
  place_->making.reset();
  place_->steps += reported;
}

std::vector<Presence> Roster::list() const {
  const std::lock_guard lock(mutex_);
  return {lines_.begin(), lines_.end()};
}

}  // namespace souls::worker
