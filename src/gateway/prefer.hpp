#pragma once
// The preference to wait for what was asked for (RFC 7240).

#include <functional>
#include <optional>
#include <string>

#include "gateway/message.hpp"

namespace souls::gateway {

/// The seconds of `wait` in the request's Prefer headers, at most limits::kWaitSecondsMax; empty where there are none.
std::optional<int> preferred_wait(const Request& request);

/// What is waited for, as it stands.
struct Standing {
  bool is_final = false;
  Response response;
};

/// An answer that waits until what `look` tells is final or the request's `wait` is over; at once where it prefers
/// none. `is_news` tells the events after which it may be. The answer says which preference was applied.
Result<Response> answer_when_final(const Request& request, std::function<Result<Standing>()> look,
                                   std::function<bool(const StoredEvent&)> is_news);

}  // namespace souls::gateway
