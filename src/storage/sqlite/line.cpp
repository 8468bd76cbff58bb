#include "storage/sqlite/line.hpp"

#include <algorithm>

namespace souls::storage::sqlite {
namespace {

/// So many users who are no longer queued are remembered before they are looked through.
constexpr std::size_t kIdleSharesMax = 1024;

}  // namespace

Status Line::know(Connection& connection) {
  if (is_known_) return {};
  static const std::string sql =
      std::string("SELECT t.share, t.priority, t.id, t.capability, t.contract_version").append(kFromQueued);
  Statement rows = connection.query(sql);
  while (true) {
    const auto row = rows.step();
    if (!row) return fail(row.error());
    if (!*row) break;
    put(share_of(rows.integer(0)), {rows.real(1), static_cast<std::uint64_t>(rows.integer(2))},
        need_of(rows.text(3), static_cast<int>(rows.integer(4))));
  }
  is_known_ = true;
  return {};
}

void Line::join(const TaskRow& task) {
  Share& share = share_of(task.share);
  const Rank rank{task.priority, task.id};
  const Need need = need_of(task.capability, task.contract_version);
  changes_.push_back({share.number, rank, need, true, share.turn, clock_});
  const bool is_new = share.turn.order <= 0 || share.turn.clock < clock_;
  if (share.places.empty() && is_new) set_turn(share, {std::max(share.turn.clock, clock_), -++comings_});
  put(share, rank, need);
}

bool Line::leave(const TaskRow& task) {
  Share& share = share_of(task.share);
  const auto place = share.places.find({task.priority, task.id});
  if (place == share.places.end()) return false;
  const auto [rank, need] = *place;
  changes_.push_back({share.number, rank, need, false, share.turn, clock_});
  take(share, rank);
  return true;
}

void Line::serve(const TaskRow& task) {
  if (!leave(task)) return;
  Share& share = share_of(task.share);
  clock_ = std::max(clock_, share.turn.clock);
  set_turn(share, {share.turn.clock + task.cost_seconds, ++comings_});
}

std::optional<std::uint64_t> Line::next(const std::function<bool(const QueuedPlace&)>& may) const {
  for (const auto& [turn, number] : turns_) {
    for (const auto& [rank, need] : shares_.at(number).places) {
      if (may({rank.task, *need.capability, need.contract_version})) return rank.task;
    }
  }
  return std::nullopt;
}

void Line::take_back(std::size_t left) {
  for (; changes_.size() > left; changes_.pop_back()) {
    const Change& change = changes_.back();
    Share& share = share_of(change.share);
    if (change.is_join) {
      take(share, change.rank);
    } else {
      put(share, change.rank, change.need);
    }
    set_turn(share, change.turn);
    clock_ = change.clock;
  }
}

void Line::keep() {
  changes_.clear();
  if (shares_.size() <= turns_.size() + kIdleSharesMax) return;
  // Who comes again stands where the line does, as who was never there.
  std::erase_if(shares_, [this](const auto& share) { return share.second.places.empty() && share.second.turn.clock <= clock_; });
}

Line::Share& Line::share_of(std::int64_t number) {
  Share& share = shares_[number];
  share.number = number;
  return share;
}

Line::Need Line::need_of(const std::string& capability, int contract_version) {
  return {&*capabilities_.insert(capability).first, contract_version};
}

void Line::put(Share& share, const Rank& rank, const Need& need) {
  if (share.places.empty()) turns_.insert({share.turn, share.number});
  share.places.emplace(rank, need);
}

void Line::take(Share& share, const Rank& rank) {
  share.places.erase(rank);
  if (share.places.empty()) turns_.erase({share.turn, share.number});
}

void Line::set_turn(Share& share, const Turn& turn) {
  if (!share.places.empty()) {
    turns_.erase({share.turn, share.number});
    turns_.insert({turn, share.number});
  }
  share.turn = turn;
}

}  // namespace souls::storage::sqlite
