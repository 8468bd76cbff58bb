#include "gateway/identity/sign_in_tries.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace souls::gateway {
namespace {

/// A way of counting: under which name, how many failures are free, and how long a wait gets at most.
struct Count {
  std::string name;
  int free = 0;
  double wait_seconds_max = 0;
};

std::vector<Count> counts_of(const SignInTry& attempt) {
  using namespace limits;
  if (!attempt.device.empty()) {
    return {{"device " + attempt.account + ' ' + attempt.device, kSignInFreePerPlace, kSignInWaitSecondsMax}};
  }
  const std::string network = network_of(attempt.address);
  return {{"place " + attempt.account + ' ' + network, kSignInFreePerPlace, kSignInWaitSecondsMax},
          {"network " + network, kSignInFreePerNetwork, kSignInWaitSecondsMax},
          {"account " + attempt.account, kSignInFreePerAccount, kSignInAccountWaitSecondsMax}};
}

double wait_seconds(const Count& count, int failures, std::int64_t since_ms) {
  if (failures < count.free) return 0;
  const double wait = std::min(count.wait_seconds_max, std::exp2(std::min(failures - count.free, 30)));
  return std::max(0.0, wait - static_cast<double>(since_ms) / 1000);
}

bool is_forgotten(std::int64_t last_ms, std::int64_t now_ms) {
  return static_cast<double>(now_ms - last_ms) >= limits::kSignInMemorySeconds * 1000;
}

}  // namespace

std::string network_of(const std::string& address) {
  in6_addr six{};
  if (::inet_pton(AF_INET6, address.c_str(), &six) != 1) return address;
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (IN6_IS_ADDR_V4MAPPED(&six)) {
    ::inet_ntop(AF_INET, &six.s6_addr[12], text.data(), text.size());
    return text.data();
  }
  std::fill(six.s6_addr + 8, six.s6_addr + 16, std::uint8_t{0});
  ::inet_ntop(AF_INET6, &six, text.data(), text.size());
  return std::string(text.data()) + "/64";
}

double SignInTries::begin(const SignInTry& attempt, std::int64_t now_ms) {
  const auto counts = counts_of(attempt);
  const std::lock_guard lock(mutex_);
  double wait = 0;
  for (const Count& count : counts) {
    const auto found = tallies_.find(count.name);
    if (found == tallies_.end()) continue;
    if (is_forgotten(found->second.last_ms, now_ms)) {
      tallies_.erase(found);
      continue;
    }
    wait = std::max(wait, wait_seconds(count, found->second.failures, now_ms - found->second.last_ms));
  }
  if (wait > 0) return wait;
  for (const Count& count : counts) {
    if (tallies_.size() >= limits::kSignInTalliesMax && !tallies_.contains(count.name)) make_room(now_ms);
    Tally& tally = tallies_[count.name];
    ++tally.failures;
    tally.last_ms = now_ms;
  }
  return 0;
}

void SignInTries::succeeded(const SignInTry& attempt) {
  const std::lock_guard lock(mutex_);
  const auto counts = counts_of(attempt);
  tallies_.erase(counts.front().name);
  for (std::size_t i = 1; i < counts.size(); ++i) {
    const auto found = tallies_.find(counts[i].name);
    if (found != tallies_.end() && --found->second.failures <= 0) tallies_.erase(found);
  }
}

void SignInTries::make_room(std::int64_t now_ms) {
  std::erase_if(tallies_, [&](const auto& each) { return is_forgotten(each.second.last_ms, now_ms); });
  if (tallies_.size() < limits::kSignInTalliesMax) return;
  // A quarter goes: those with the fewest failures, the oldest first. Whoever spreads his tries can't push out what was
  // counted long.
  const auto rank = [](const Tally& tally) { return std::pair(tally.failures, tally.last_ms); };
  std::vector<std::pair<int, std::int64_t>> ranks;
  for (const auto& [name, tally] : tallies_) ranks.push_back(rank(tally));
  const auto quarter = ranks.begin() + static_cast<std::ptrdiff_t>(ranks.size() / 4);
  std::ranges::nth_element(ranks, quarter);
  std::erase_if(tallies_, [&](const auto& each) { return rank(each.second) <= *quarter; });
}

}  // namespace souls::gateway
