#pragma once
// Slows down those who guess passwords, without letting them lock anyone out.

#include <cstdint>
#include <mutex>
#include <string>
#include <unordered_map>

#include "base/limits.hpp"

namespace souls::gateway {

/// Who tries to sign in as whom, from where.
struct SignInTry {
  std::string account;  ///< an e-mail address in small letters, whether or not there is such a user
  std::string address;
  std::string device;  ///< of a browser that has signed in to this account before; empty for others
};

/// Failures are counted three ways: of an account from one place (a network, or a known browser), of a network over all
/// accounts, and of an account over all networks. Each has some for free; then each next try waits twice as long, up to
/// a bound. A known browser is counted by itself alone, so that whatever others do, who has signed in before gets in;
/// docs/decisions/0005-sign-in.md says why this can't lock an owner out. Safe to call from many threads.
class SignInTries {
 public:
  /// Seconds until this try may be made; 0: now, and it counts as failed until `succeeded` says otherwise.
  double begin(const SignInTry& attempt, std::int64_t now_ms);
  /// The place has shown that it belongs to the account: its failures are forgotten. What others did stays counted.
  void succeeded(const SignInTry& attempt);

 private:
  struct Tally {
    int failures = 0;
    std::int64_t last_ms = 0;
  };

  void make_room(std::int64_t now_ms);

  std::mutex mutex_;
  std::unordered_map<std::string, Tally> tallies_;  ///< at most limits::kSignInTalliesMax
};

/// What of an address its owner can't change at will: an IPv4 address, the first 64 bits of an IPv6 one.
std::string network_of(const std::string& address);

}  // namespace souls::gateway
