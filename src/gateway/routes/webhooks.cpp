// /v1/webhooks: addresses that are told what happens, and what became of the messages to them.
#include <algorithm>

#include "base/ids.hpp"
#include "gateway/answers.hpp"
#include "gateway/api.hpp"
#include "gateway/identity/audit.hpp"
#include "gateway/outbound/webhook_signature.hpp"
#include "storage/webhook_table.hpp"
#include "studio/happenings.hpp"

namespace souls::gateway {
namespace {

using storage::Delivery;
using storage::Transaction;
using storage::Webhook;

constexpr const char* kTestKind = "webhook.test";

Json json_of(const Webhook& webhook, std::int64_t now_ms) {
  Json json = {{"id", webhook.id},
               {"url", webhook.url},
               {"events", webhook.kinds},
               {"enabled", !webhook.disabled_ms},
               {"created_ms", webhook.created_ms}};
  if (now_ms < webhook.old_until_ms) json["old_secret_until_ms"] = webhook.old_until_ms;
  if (webhook.failing_since_ms) json["failing_since_ms"] = *webhook.failing_since_ms;
  if (webhook.disabled_ms) json["disabled_ms"] = *webhook.disabled_ms;
  if (!webhook.disabled_reason.empty()) json["disabled_reason"] = webhook.disabled_reason;
  return json;
}

Json json_of(const Delivery& delivery) {
  Json json = {{"id", delivery.id},
               {"event", delivery.kind},
               {"state", storage::to_string(delivery.state)},
               {"created_ms", delivery.created_ms},
               {"tries", delivery.tries},
               {"body", delivery.body}};
  if (delivery.tried_ms) json["tried_ms"] = *delivery.tried_ms;
  if (delivery.state == storage::DeliveryState::waiting) json["next_ms"] = delivery.next_ms;
  if (delivery.status != 0) json["status"] = delivery.status;
  if (!delivery.error.empty()) json["error"] = delivery.error;
  return json;
}

Result<Webhook> find(const Api& api, const Request& request) {
  return studio::in_read<Webhook>(
      api.store, [&](Transaction& t) { return t.webhooks().find(request.caller.user, request.places[0]); });
}

Result<storage::SealedSecret> seal(const Api& api, const std::string& id, const std::string& secret) {
  return api.box->seal("webhooks/" + id, secret, api.clock());
}

Result<Response> make(const Api& api, const Request& request) {
  const Json body = read_body(request);
  const std::int64_t now_ms = api.clock();
  Webhook webhook;
  webhook.id = random_id("wh_");
  webhook.user = request.caller.user;
  webhook.url = body.at("url");
  webhook.created_ms = now_ms;
  for (const std::string& kind : body.at("events").get<std::vector<std::string>>()) {
    if (std::ranges::find(webhook.kinds, kind) == webhook.kinds.end()) webhook.kinds.push_back(kind);
  }
  if (request.caller.role != storage::UserRole::owner &&
      std::ranges::find(webhook.kinds, studio::happening::kAuditCheckpoint) != webhook.kinds.end()) {
    return fail(ErrorCode::unprocessable, "only an owner is told of the audit log");
  }
  if (auto checked = check_url(webhook.url, api.outbound); !checked) {
    return fail(ErrorCode::unprocessable, checked.error().message);
  }
  const std::string secret = draw_webhook_secret();
  auto sealed = seal(api, webhook.id, secret);
  if (!sealed) return fail(sealed.error());
  webhook.secret = std::move(*sealed);
  const Status kept = api.store.write([&](Transaction& t) -> Status {
    if (auto added = t.webhooks().add(webhook); !added) return added;
    return tell(t, now_ms, "webhook_made", webhook.user, webhook.id, request.caller.key);
  });
  if (!kept) return fail(kept.error());
  Json told = json_of(webhook, now_ms);
  told["secret"] = secret;
  Response response = answer(told, 201);
  response.headers.emplace_back("Location", "/v1/webhooks/" + webhook.id);
  return response;
}

Result<Response> list(const Api& api, const Request& request) {
  const auto webhooks = studio::in_read<std::vector<Webhook>>(
      api.store, [&](Transaction& t) { return t.webhooks().list(request.caller.user); });
  if (!webhooks) return fail(webhooks.error());
  Json body = {{"webhooks", Json::array()}};
  for (const Webhook& webhook : *webhooks) body["webhooks"].push_back(json_of(webhook, api.clock()));
  return answer(body);
}

Result<Response> show(const Api& api, const Request& request) {
  const auto webhook = find(api, request);
  if (!webhook) return fail(webhook.error());
  return answer(json_of(*webhook, api.clock()));
}

Result<Response> remove(const Api& api, const Request& request) {
  const Status removed = api.store.write([&](Transaction& t) -> Status {
    if (auto gone = t.webhooks().remove(request.caller.user, request.places[0]); !gone) return gone;
    return tell(t, api.clock(), "webhook_removed", request.caller.user, request.places[0], request.caller.key);
  });
  if (!removed) return fail(removed.error());
  return nothing();
}

/// Changes a webhook and tells the audit log.
Result<Webhook> change(const Api& api, const Request& request, const std::string& kind,
                       const std::function<void(Webhook&)>& changes) {
  return studio::in_write<Webhook>(api.store, [&](Transaction& t) -> Result<Webhook> {
    auto webhook = t.webhooks().find(request.caller.user, request.places[0]);
    if (!webhook) return webhook;
    changes(*webhook);
    if (auto kept = t.webhooks().update(*webhook); !kept) return fail(kept.error());
    if (auto told = tell(t, api.clock(), kind, webhook->user, webhook->id, request.caller.key); !told) {
      return fail(told.error());
    }
    return webhook;
  });
}

/// The old secret signs along for a while, so that receivers take the new one when they can.
Result<Response> rotate(const Api& api, const Request& request) {
  const std::string secret = draw_webhook_secret();
  const auto sealed = seal(api, request.places[0], secret);
  if (!sealed) return fail(sealed.error());
  const auto until_ms = api.clock() + static_cast<std::int64_t>(limits::kWebhookOldSecretSeconds * 1000);
  const auto changed = change(api, request, "webhook_secret_changed", [&](Webhook& webhook) {
    webhook.old_secret = std::exchange(webhook.secret, *sealed);
    webhook.old_until_ms = until_ms;
  });
  if (!changed) return fail(changed.error());
  Json told = json_of(*changed, api.clock());
  told["secret"] = secret;
  return answer(told);
}

Result<Response> enable(const Api& api, const Request& request) {
  const auto changed = change(api, request, "webhook_enabled", [](Webhook& webhook) {
    webhook.failing_since_ms.reset();
    webhook.disabled_ms.reset();
    webhook.disabled_reason.clear();
  });
  if (!changed) return fail(changed.error());
  return answer(json_of(*changed, api.clock()));
}

Status check_enabled(const Webhook& webhook) {
  if (!webhook.disabled_ms) return {};
  return fail(ErrorCode::conflict, "the webhook is disabled: " + webhook.disabled_reason + "; enable it first");
}

Result<Response> test(const Api& api, const Request& request) {
  const std::int64_t now_ms = api.clock();
  Delivery delivery{.id = random_id("msg_"), .webhook = request.places[0], .kind = kTestKind, .created_ms = now_ms};
  delivery.body = studio::message_text({kTestKind, request.caller.user}, now_ms);
  delivery.next_ms = now_ms;
  const Status added = api.store.write([&](Transaction& t) -> Status {
    const auto webhook = t.webhooks().find(request.caller.user, request.places[0]);
    if (!webhook) return fail(webhook.error());
    if (auto enabled = check_enabled(*webhook); !enabled) return enabled;
    return t.webhooks().add_delivery(delivery);
  });
  if (!added) return fail(added.error());
  return answer(json_of(delivery), 202);
}

Result<Response> list_deliveries(const Api& api, const Request& request) {
  const std::size_t limit = read_limit(request, 50);
  const auto before = read_number(request, "cursor");
  if (!before) return fail(before.error());
  std::optional<std::uint64_t> first;
  if (*before) first = static_cast<std::uint64_t>(**before);
  const auto page = studio::in_read<std::vector<Delivery>>(
      api.store, [&](Transaction& t) -> Result<std::vector<Delivery>> {
        const auto webhook = t.webhooks().find(request.caller.user, request.places[0]);
        if (!webhook) return fail(webhook.error());
        return t.webhooks().deliveries(webhook->id, first, limit);
      });
  if (!page) return fail(page.error());
  Json body = {{"deliveries", Json::array()}};
  for (const Delivery& delivery : *page) body["deliveries"].push_back(json_of(delivery));
  if (page->size() == limit) body["next"] = std::to_string(page->back().number);
  return answer(body);
}

Result<Response> redeliver(const Api& api, const Request& request) {
  const auto delivery = studio::in_write<Delivery>(api.store, [&](Transaction& t) -> Result<Delivery> {
    const auto webhook = t.webhooks().find(request.caller.user, request.places[0]);
    if (!webhook) return fail(webhook.error());
    if (auto enabled = check_enabled(*webhook); !enabled) return fail(enabled.error());
    if (auto again = t.webhooks().redeliver(webhook->id, request.places[1], api.clock()); !again) {
      return fail(again.error());
    }
    return t.webhooks().find_delivery(webhook->id, request.places[1]);
  });
  if (!delivery) return fail(delivery.error());
  return answer(json_of(*delivery), 202);
}

}  // namespace

void add_webhooks(Router& router, const Api& api) {
  if (!api.box) return;
  const auto with = [&api](auto route) {
    return [&api, route](const Request& request) { return route(api, request); };
  };
  const std::string one = "/v1/webhooks/{id}";
  router.add(Method::post, "/v1/webhooks", access::kAccount, with(make));
  router.add(Method::get, "/v1/webhooks", access::kAccount, with(list));
  router.add(Method::get, one, access::kAccount, with(show));
  router.add(Method::remove, one, access::kAccount, with(remove));
  router.add(Method::post, one + "/secret", access::kAccount, with(rotate));
  router.add(Method::post, one + "/enable", access::kAccount, with(enable));
  router.add(Method::post, one + "/test", access::kAccount, with(test), Pace::waits, cost::kOrder);
  router.add(Method::get, one + "/deliveries", access::kAccount, with(list_deliveries));
  router.add(Method::post, one + "/deliveries/{delivery}/redeliver", access::kAccount, with(redeliver), Pace::waits,
             cost::kOrder);
}

}  // namespace souls::gateway
