#include "gateway/rate_limiter.hpp"

#include <sodium.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace souls::gateway {
namespace {

constexpr std::size_t kWays = 8;  // slots that a bucket may stand in
constexpr double kSecondNs = 1e9;

using Nanoseconds = MemoryRateLimiter::Nanoseconds;

double unit_ns(const Rate& rate) { return kSecondNs / rate.per_second; }
double cost_ns(const Charge& charge) { return std::min(charge.cost, charge.rate.burst) * unit_ns(charge.rate); }

Nanoseconds full_after(const Charge& charge, Nanoseconds full_ns, Nanoseconds now) {
  return std::max(full_ns, now) + std::llround(cost_ns(charge));
}

/// What a bucket that will be full at `full_ns` says to a charge.
Verdict ask(const Charge& charge, Nanoseconds full_ns, Nanoseconds now) {
  const double after_ns = static_cast<double>(full_after(charge, full_ns, now) - now);
  const double over_ns = after_ns - charge.rate.burst * unit_ns(charge.rate);
  Verdict verdict;
  verdict.allowed = over_ns < 1;
  verdict.retry_seconds = verdict.allowed ? 0 : over_ns / kSecondNs;
  verdict.full_seconds = (verdict.allowed ? after_ns : after_ns - cost_ns(charge)) / kSecondNs;
  verdict.remaining = std::max(0.0, charge.rate.burst - verdict.full_seconds * charge.rate.per_second);
  return verdict;
}

}  // namespace

MemoryRateLimiter::MemoryRateLimiter(std::function<Nanoseconds()> now, std::size_t buckets_max)
    : now_(std::move(now)), slots_(std::max<std::size_t>(buckets_max / kWays, 1) * kWays) {
  randombytes_buf(key_.data(), key_.size());
}

MemoryRateLimiter::Slot& MemoryRateLimiter::slot_of(std::string_view bucket) {
  std::array<std::uint64_t, 2> tag;
  static_assert(sizeof tag == crypto_shorthash_siphashx24_BYTES);
  crypto_shorthash_siphashx24(reinterpret_cast<unsigned char*>(tag.data()),
                              reinterpret_cast<const unsigned char*>(bucket.data()), bucket.size(), key_.data());
  const auto first = slots_.begin() + static_cast<std::ptrdiff_t>(tag[0] % (slots_.size() / kWays) * kWays);
  const auto last = first + kWays;
  const auto known = std::find_if(first, last, [&](const Slot& slot) { return slot.tag == tag; });
  if (known != last) return *known;
  const auto fullest =
      std::min_element(first, last, [](const Slot& a, const Slot& b) { return a.full_ns < b.full_ns; });
  *fullest = Slot{tag, 0};
  return *fullest;
}

Verdict MemoryRateLimiter::take(std::span<const Charge> charges) {
  const std::lock_guard lock(mutex_);
  const Nanoseconds now = now_();
  Verdict worst;
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < charges.size(); ++i) {
    Verdict verdict = ask(charges[i], slot_of(charges[i].bucket).full_ns, now);
    verdict.charge = i;
    // Of those that refuse the one that does so for longest, else the one with the smallest share left.
    const double room = verdict.allowed ? verdict.remaining / charges[i].rate.burst : -verdict.retry_seconds;
    if (room < least) worst = verdict;
    least = std::min(least, room);
  }
  if (!worst.allowed) return worst;
  for (const Charge& charge : charges) {
    Slot& slot = slot_of(charge.bucket);
    slot.full_ns = full_after(charge, slot.full_ns, now);
  }
  return worst;
}

}  // namespace souls::gateway
