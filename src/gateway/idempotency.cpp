#include "gateway/idempotency.hpp"

#include <algorithm>
#include <array>

#include "base/limits.hpp"
#include "base/log.hpp"
#include "gateway/answers.hpp"
#include "gateway/contract.hpp"
#include "storage/answer_table.hpp"
#include "storage/wall_clock.hpp"

namespace souls::gateway {
namespace {

constexpr std::int64_t kKeptMs = std::int64_t{limits::kIdempotencyHours} * 3600 * 1000;

/// The library keeps their keys in the transaction that accepts them.
constexpr std::array<std::string_view, 2> kCountOnce = {"make_song", "edit_song"};

struct Order {
  std::string user, key;
  Digest asked;
  bool counts_once = false;

  std::string secret_name() const { return "answers/" + sha256(user + '\n' + key).hex; }
};

Order order_of(const Request& request, bool counts_once) {
  Json asked = {to_string(request.method), request.path, request.query};
  if (!request.body.empty()) asked.push_back(read_body(request));
  return {request.caller.user, idempotency_key(request), sha256(asked.dump()), counts_once};
}

std::string text_of(const Response& response) {
  return Json{{"status", response.status}, {"headers", response.headers}, {"body", response.body}}.dump();
}

Result<Response> response_of(const std::string& text) {
  const Json kept = Json::parse(text, nullptr, false);
  if (!kept.is_object()) return fail(ErrorCode::corrupt, "what this order was answered can't be read any more");
  Response response;
  response.status = kept.at("status");
  response.headers = kept.at("headers").get<std::vector<Field>>();
  response.body = kept.at("body");
  return response;
}

/// The answer that was kept; empty: there is none, and the order has begun.
Result<std::optional<Response>> begin(const Api& api, const Order& order) {
  const std::int64_t now_ms = storage::system_wall_clock()();
  const auto known = studio::in_write<std::optional<storage::KeptAnswer>>(
      api.store, [&](storage::Transaction& t) -> Result<std::optional<storage::KeptAnswer>> {
        auto kept = t.answers().find(order.user, order.key);
        if (!kept) return fail(kept.error());
        if (*kept && (*kept)->created_ms >= now_ms - kKeptMs) return kept;
        if (auto begun = t.answers().begin(order.user, order.key, order.asked, now_ms); !begun)
          return fail(begun.error());
        return std::nullopt;
      });
  if (!known) return fail(known.error());
  if (!*known) return std::nullopt;
  if ((*known)->order != order.asked) {
    return fail(ErrorCode::unprocessable, "this idempotency key came with another order before; use a new one");
  }
  if (!(*known)->sealed) {
    if (order.counts_once) return std::nullopt;
    return fail(ErrorCode::conflict,
                "this order was begun and isn't answered yet, or its answer is lost; look what it came to");
  }
  const auto text =
      api.operations.unseal({order.secret_name(), (*known)->key_id, *(*known)->sealed, (*known)->created_ms});
  if (!text) return fail(text.error());
  auto response = response_of(*text);
  if (!response) return fail(response.error());
  return std::move(*response);
}

/// What can't be kept is told to the operator; the order itself stands.
void keep(const Api& api, const Order& order, const Response& response) {
  const auto sealed = api.operations.seal(order.secret_name(), text_of(response));
  Status kept = sealed ? Status{} : Status(fail(sealed.error()));
  if (sealed) {
    kept = api.store.write([&](storage::Transaction& t) {
      return t.answers().finish(order.user, order.key, sealed->sealed, sealed->key_id);
    });
  }
  if (!kept) log(LogLevel::warning, "an answer isn't kept", {{"error", kept.error().message}});
}

void forget(const Api& api, const Order& order) {
  const Status gone =
      api.store.write([&](storage::Transaction& t) { return t.answers().forget(order.user, order.key); });
  if (!gone) log(LogLevel::warning, "an order isn't forgotten", {{"error", gone.error().message}});
}

void keep_when_there(const Api& api, const Order& order, Pending& pending) {
  pending.look = [&api, order, look = pending.look](bool is_last) {
    auto found = look(is_last);
    if (found) keep(api, order, *found);
    return found;
  };
}

Result<Response> answer_order(const Api& api, const Order& order, const Handler& handler, const Request& request) {
  auto known = begin(api, order);
  if (!known) return fail(known.error());
  if (*known) return std::move(**known);
  auto response = handler(request);
  if (!response || response->status >= 400)
    forget(api, order);
  else if (response->pending)
    keep_when_there(api, order, *response->pending);
  else
    keep(api, order, *response);
  return response;
}

}  // namespace

void answer_once(Router& router, const Api& api) {
  if (!api.operations.seal || !api.operations.unseal) return;
  router.wrap([&api](const Route& route) -> Handler {
    const Operation* operation = find_operation(route);
    if (!operation || !operation->takes_header("idempotency-key")) return route.handler;
    const bool counts_once = std::ranges::find(kCountOnce, operation->id()) != kCountOnce.end();
    return [&api, counts_once, handler = route.handler](const Request& request) -> Result<Response> {
      const bool changes_nothing = read_flag(request, "dry_run");
      if (idempotency_key(request).empty() || changes_nothing) return handler(request);
      return answer_order(api, order_of(request, counts_once), handler, request);
    };
  });
}

}  // namespace souls::gateway
