#pragma once
// Orders that come with an idempotency key count once, and are answered alike each time.

#include "gateway/api.hpp"

namespace souls::gateway {

/// From now on operations whose contract knows the header Idempotency-Key keep their answer for
/// limits::kIdempotencyHours: the same order under the same key gets it again, another one is unprocessable. An order
/// that was begun and whose answer is lost (a crash) is conflict, but for those that count once by themselves. Answers
/// are kept sealed; an order that failed isn't kept. `api` outlives the router.
void answer_once(Router& router, const Api& api);

}  // namespace souls::gateway
