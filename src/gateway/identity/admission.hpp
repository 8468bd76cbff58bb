#pragma once
// The one who looks at each request before a route does.

#include <cstdint>
#include <functional>
#include <optional>

#include "base/result.hpp"
#include "gateway/identity/access.hpp"
#include "gateway/message.hpp"

namespace souls::gateway {

/// Tells who calls, from the request's headers (authorization, cookie, x-csrf-token, origin, sec-fetch-site, host) and
/// the other end, and whether he may call a route of that access. Errors: unauthenticated (401), forbidden (403),
/// unavailable (there is no owner yet). Safe to call from many threads.
class Admission {
 public:
  virtual ~Admission() = default;

  /// Without waiting, from what is in memory; empty when the store has to be asked, by `admit`.
  virtual std::optional<Result<Caller>> admit_at_once(const Access& access, const Request& request,
                                                      const Peer& peer) = 0;
  /// May wait for the store.
  virtual Result<Caller> admit(const Access& access, const Request& request, const Peer& peer) = 0;

  /// Grows whenever someone may have lost a right: whoever has admitted a stream asks again then.
  virtual std::uint64_t changes() const = 0;
  /// Called, from any thread, after `changes` has grown. Set once, before others call.
  virtual void on_change(std::function<void()> wake) = 0;
};

}  // namespace souls::gateway
