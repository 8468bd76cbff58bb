#pragma once
// How often each may ask, and how answers tell it (draft-ietf-httpapi-ratelimit-headers-10).

#include <array>
#include <string>
#include <string_view>

#include "gateway/ip_address.hpp"
#include "gateway/message.hpp"
#include "gateway/rate_limiter.hpp"

namespace souls::gateway {

/// In requests of cost 1; dearer routes take more.
struct RateOptions {
  double requests_per_second = limits::kRequestsPerSecond;                 ///< of a key or a session
  double requests_per_second_user = limits::kRequestsPerSecondUser;        ///< with all keys and sessions together
  double requests_per_second_address = limits::kRequestsPerSecondAddress;  ///< IPv6: of a network of 64 bits
  double burst_seconds = limits::kRateBurstSeconds;        ///< so many seconds' requests may come at once after a pause
  double sign_ins_per_minute = limits::kSignInsPerMinute;  ///< of an address, and as many at once
};

/// What the rules say to a request.
struct RateDecision {
  Verdict verdict;
  std::string_view policy;  ///< the name of the one that decided; empty: the request isn't limited
};

/// Safe to use from many threads; the limiter outlives it.
class RateRules {
 public:
  RateRules(RateLimiter& limiter, const RateOptions& options);

  bool waits() const { return limiter_.waits(); }
  /// Before anyone knows who asks. `tries_password`: at a route where one is tried.
  RateDecision take_address(const IpAddress& site, bool tries_password, double cost = 1);
  /// `key`: the id of the key or the session.
  RateDecision take_caller(std::string_view user, std::string_view key, double cost);

  /// The header's lines, each with its line end; empty when the request isn't limited.
  std::string header_lines(const RateDecision& decision) const;
  /// 429, with what to wait for.
  Response refusal(const RateDecision& decision, std::string_view request_id) const;

 private:
  RateLimiter& limiter_;
  const Rate key_, user_, address_, sign_in_;
  const std::string policies_;
};

}  // namespace souls::gateway
