#include "gateway/rate_rules.hpp"

#include <cmath>
#include <nlohmann/json.hpp>

#include "gateway/problem.hpp"

namespace souls::gateway {
namespace {

Rate rate_of(double per_second, double burst_seconds) {
  return {per_second, std::max(1.0, std::floor(per_second * burst_seconds))};
}

std::string whole(double number) { return std::to_string(std::llround(number)); }
std::string seconds_up(double seconds) { return std::to_string(static_cast<long long>(std::ceil(seconds))); }

std::string policy(std::string_view name, const Rate& rate) {
  return '"' + std::string(name) + "\";q=" + whole(rate.burst) + ";w=" + seconds_up(rate.burst / rate.per_second);
}

}  // namespace

RateRules::RateRules(RateLimiter& limiter, const RateOptions& options)
    : limiter_(limiter),
      key_(rate_of(options.requests_per_second, options.burst_seconds)),
      user_(rate_of(options.requests_per_second_user, options.burst_seconds)),
      address_(rate_of(options.requests_per_second_address, options.burst_seconds)),
      sign_in_{options.sign_ins_per_minute / 60, std::max(1.0, std::floor(options.sign_ins_per_minute))},
      policies_("RateLimit-Policy: " + policy("key", key_) + ", " + policy("user", user_) + ", " +
                policy("address", address_) + ", " + policy("sign-in", sign_in_) + "\r\n") {}

RateDecision RateRules::take_address(const IpAddress& site, bool tries_password, double cost) {
  const std::string bytes(site.bytes().begin(), site.bytes().end());
  const std::string all = "address:" + bytes;
  const std::string tries = "sign-in:" + bytes;
  const std::array<Charge, 2> charges{Charge{all, address_, cost}, Charge{tries, sign_in_, 1}};
  const Verdict verdict = limiter_.take({charges.data(), tries_password ? 2U : 1U});
  return {verdict, verdict.charge == 0 ? "address" : "sign-in"};
}

RateDecision RateRules::take_caller(std::string_view user, std::string_view key, double cost) {
  const std::string of_key = "key:" + std::string(key);
  const std::string of_user = "user:" + std::string(user);
  const std::array<Charge, 2> charges{Charge{of_key, key_, cost}, Charge{of_user, user_, cost}};
  const Verdict verdict = limiter_.take(charges);
  return {verdict, verdict.charge == 0 ? "key" : "user"};
}

std::string RateRules::header_lines(const RateDecision& decision) const {
  if (decision.policy.empty()) return {};
  std::string lines = policies_;
  lines += "RateLimit: \"";
  lines += decision.policy;
  lines += "\";r=" + std::to_string(static_cast<long long>(decision.verdict.remaining)) +
           ";t=" + seconds_up(decision.verdict.full_seconds) + "\r\n";
  return lines;
}

Response RateRules::refusal(const RateDecision& decision, std::string_view request_id) const {
  const std::string wait = seconds_up(decision.verdict.retry_seconds);
  Response response =
      problem({ErrorCode::rate_limited, "too many requests; try again in " + wait + " s", {}}, request_id);
  auto document = nlohmann::json::parse(response.body);
  document["type"] = "https://iana.org/assignments/http-problem-types#quota-exceeded";
  document["violated-policies"] = {decision.policy};
  response.body = document.dump();
  response.headers.emplace_back("Retry-After", wait);
  return response;
}

}  // namespace souls::gateway
