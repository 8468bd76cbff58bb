#include "storage/sqlite/webhook_table.hpp"

#include <algorithm>

#include "base/ids.hpp"
#include "base/limits.hpp"

#define SOULS_WEBHOOK_COLUMNS                                                                                        \
  "w.id, w.user, w.url, w.kinds, w.secret_key_id, w.secret, w.old_secret_key_id, w.old_secret, w.old_until_ms,"      \
  " w.created_ms, w.failing_since_ms, w.disabled_ms, w.disabled_reason"
#define SOULS_DELIVERY_COLUMNS                                                                                       \
  "d.number, d.id, d.webhook, d.kind, d.body, d.created_ms, d.state, d.tries, d.next_ms, d.tried_ms, d.status, d.error"

namespace souls::storage::sqlite {
namespace {

constexpr int kDeliveryColumns = 12;

std::string joined(const std::vector<std::string>& kinds) {
  std::string text;
  for (const auto& kind : kinds) text += (text.empty() ? "" : " ") + kind;
  return text;
}

std::vector<std::string> split(std::string_view joined) {
  std::vector<std::string> kinds;
  while (!joined.empty()) {
    const std::size_t end = std::min(joined.find(' '), joined.size());
    kinds.emplace_back(joined.substr(0, end));
    joined.remove_prefix(std::min(end + 1, joined.size()));
  }
  return kinds;
}

std::optional<std::int64_t> time_or_none(const Statement& row, int column) {
  return row.is_null(column) ? std::nullopt : std::optional(row.integer(column));
}

Webhook webhook_of(const Statement& row, int first = 0) {
  Webhook webhook;
  webhook.id = row.text(first);
  webhook.user = row.text(first + 1);
  webhook.url = row.text(first + 2);
  webhook.kinds = split(row.view(first + 3));
  const std::string name = "webhooks/" + webhook.id;
  webhook.secret = {name, row.text(first + 4), row.text(first + 5), 0};
  webhook.old_secret = {name, row.text(first + 6), row.text(first + 7), 0};
  webhook.old_until_ms = row.integer(first + 8);
  webhook.created_ms = row.integer(first + 9);
  webhook.failing_since_ms = time_or_none(row, first + 10);
  webhook.disabled_ms = time_or_none(row, first + 11);
  webhook.disabled_reason = row.text(first + 12);
  return webhook;
}

Delivery delivery_of(const Statement& row) {
  Delivery delivery;
  delivery.number = static_cast<std::uint64_t>(row.integer(0));
  delivery.id = row.text(1);
  delivery.webhook = row.text(2);
  delivery.kind = row.text(3);
  delivery.body = row.text(4);
  delivery.created_ms = row.integer(5);
  delivery.state = static_cast<DeliveryState>(row.integer(6));
  delivery.tries = static_cast<int>(row.integer(7));
  delivery.next_ms = row.integer(8);
  delivery.tried_ms = time_or_none(row, 9);
  delivery.status = static_cast<int>(row.integer(10));
  delivery.error = row.text(11);
  return delivery;
}

tl::unexpected<Error> no_webhook() { return fail(ErrorCode::not_found, "there is no such webhook"); }
tl::unexpected<Error> no_delivery() { return fail(ErrorCode::not_found, "there is no such message"); }

template <class Row, class Make>
Result<std::vector<Row>> all(Statement row, Make make) {
  std::vector<Row> rows;
  while (true) {
    const auto found = row.step();
    if (!found) return fail(found.error());
    if (!*found) return rows;
    rows.push_back(make(row));
  }
}

Result<std::vector<Webhook>> all_webhooks(Statement row) {
  return all<Webhook>(std::move(row), [](const Statement& each) { return webhook_of(each); });
}

}  // namespace

Status SqliteWebhookTable::add(const Webhook& webhook) {
  Statement known = connection_.query(
      "SELECT EXISTS (SELECT 1 FROM users WHERE id = ?1), (SELECT count(*) FROM webhooks WHERE user = ?1),"
      " EXISTS (SELECT 1 FROM webhooks WHERE id = ?2)",
      webhook.user, webhook.id);
  if (const auto stepped = known.step(); !stepped) return fail(stepped.error());
  if (known.integer(0) == 0) return fail(ErrorCode::not_found, "there is no such user");
  if (known.integer(1) >= static_cast<std::int64_t>(limits::kWebhooksPerUserMax)) {
    return fail(ErrorCode::unprocessable,
                "a user has at most " + std::to_string(limits::kWebhooksPerUserMax) + " webhooks; remove some first");
  }
  if (known.integer(2) != 0) return fail(ErrorCode::conflict, "there is such a webhook already");
  return connection_.run(
      "INSERT INTO webhooks (id, user, url, kinds, secret_key_id, secret, old_secret_key_id, old_secret, old_until_ms,"
      " created_ms, disabled_reason) VALUES (?, ?, ?, ?, ?, ?, '', '', 0, ?, '')",
      webhook.id, webhook.user, webhook.url, joined(webhook.kinds), webhook.secret.key_id, webhook.secret.sealed,
      webhook.created_ms);
}

Result<Webhook> SqliteWebhookTable::find(const std::string& user, const std::string& id) {
  auto found = all_webhooks(
      connection_.query("SELECT " SOULS_WEBHOOK_COLUMNS " FROM webhooks w WHERE w.id = ? AND w.user = ?", id, user));
  if (!found) return fail(found.error());
  if (found->empty()) return no_webhook();
  return std::move(found->front());
}

Result<std::vector<Webhook>> SqliteWebhookTable::list(const std::string& user) {
  return all_webhooks(connection_.query(
      "SELECT " SOULS_WEBHOOK_COLUMNS " FROM webhooks w WHERE w.user = ? ORDER BY w.created_ms, w.id", user));
}

Status SqliteWebhookTable::update(const Webhook& webhook) {
  const Status changed = connection_.run(
      "UPDATE webhooks SET secret_key_id = ?, secret = ?, old_secret_key_id = ?, old_secret = ?, old_until_ms = ?,"
      " failing_since_ms = ?, disabled_ms = ?, disabled_reason = ? WHERE id = ? AND user = ?",
      webhook.secret.key_id, webhook.secret.sealed, webhook.old_secret.key_id, webhook.old_secret.sealed,
      webhook.old_until_ms, webhook.failing_since_ms, webhook.disabled_ms, webhook.disabled_reason, webhook.id,
      webhook.user);
  if (!changed) return changed;
  return connection_.changes() == 1 ? Status{} : Status(no_webhook());
}

Status SqliteWebhookTable::remove(const std::string& user, const std::string& id) {
  if (auto gone = connection_.run("DELETE FROM webhooks WHERE id = ? AND user = ?", id, user); !gone) return gone;
  return connection_.changes() == 1 ? Status{} : Status(no_webhook());
}

Result<std::int64_t> SqliteWebhookTable::waiting(const std::string& webhook) {
  Statement count = connection_.query("SELECT count(*) FROM deliveries WHERE webhook = ? AND state = 0", webhook);
  if (const auto stepped = count.step(); !stepped) return fail(stepped.error());
  return count.integer(0);
}

Status SqliteWebhookTable::tell(const std::string& user, const std::string& kind, const std::string& body,
                                std::int64_t now_ms) {
  const auto webhooks = list(user);
  if (!webhooks) return fail(webhooks.error());
  for (const Webhook& webhook : *webhooks) {
    if (webhook.disabled_ms || std::ranges::find(webhook.kinds, kind) == webhook.kinds.end()) continue;
    const auto before = waiting(webhook.id);
    if (!before) return fail(before.error());
    Delivery delivery{.id = random_id("msg_"), .webhook = webhook.id, .kind = kind, .body = body, .created_ms = now_ms};
    delivery.next_ms = now_ms;
    if (*before >= static_cast<std::int64_t>(limits::kDeliveriesWaitingMax)) {
      delivery.state = DeliveryState::given_up;
      delivery.error = "too many messages wait for this webhook";
    }
    if (auto added = add_delivery(delivery); !added) return added;
  }
  return {};
}

Status SqliteWebhookTable::add_delivery(const Delivery& delivery) {
  return connection_.run(
      "INSERT INTO deliveries (id, webhook, kind, body, created_ms, state, tries, next_ms, status, error)"
      " VALUES (?, ?, ?, ?, ?, ?, 0, ?, 0, ?)",
      delivery.id, delivery.webhook, delivery.kind, delivery.body, delivery.created_ms,
      static_cast<std::int64_t>(delivery.state), delivery.next_ms, delivery.error);
}

Result<std::vector<Delivery>> SqliteWebhookTable::deliveries(const std::string& webhook,
                                                             std::optional<std::uint64_t> before, std::size_t count) {
  return all<Delivery>(
      connection_.query("SELECT " SOULS_DELIVERY_COLUMNS
                        " FROM deliveries d WHERE d.webhook = ? AND d.number < ? ORDER BY d.number DESC LIMIT ?",
                        webhook, before ? static_cast<std::int64_t>(*before) : INT64_MAX,
                        std::min(count, limits::kPageRowsMax)),
      delivery_of);
}

Result<Delivery> SqliteWebhookTable::find_delivery(const std::string& webhook, const std::string& id) {
  auto found = all<Delivery>(
      connection_.query("SELECT " SOULS_DELIVERY_COLUMNS " FROM deliveries d WHERE d.id = ? AND d.webhook = ?", id,
                        webhook),
      delivery_of);
  if (!found) return fail(found.error());
  if (found->empty()) return no_delivery();
  return std::move(found->front());
}

Status SqliteWebhookTable::redeliver(const std::string& webhook, const std::string& id, std::int64_t now_ms) {
  const Status changed = connection_.run(
      "UPDATE deliveries SET state = 0, tries = 0, next_ms = ?, error = '' WHERE id = ? AND webhook = ?", now_ms, id,
      webhook);
  if (!changed) return changed;
  return connection_.changes() == 1 ? Status{} : Status(no_delivery());
}

Result<std::vector<DueDelivery>> SqliteWebhookTable::due(std::int64_t now_ms, std::size_t count) {
  return all<DueDelivery>(
      connection_.query("SELECT " SOULS_DELIVERY_COLUMNS ", " SOULS_WEBHOOK_COLUMNS
                        " FROM webhooks w JOIN deliveries d ON d.number = (SELECT e.number FROM deliveries e"
                        " WHERE e.webhook = w.id AND e.state = 0 AND e.next_ms <= ?1 ORDER BY e.next_ms, e.number LIMIT 1)"
                        " WHERE w.disabled_ms IS NULL ORDER BY d.next_ms, d.number LIMIT ?2",
                        now_ms, count),
      [](const Statement& row) { return DueDelivery{delivery_of(row), webhook_of(row, kDeliveryColumns)}; });
}

Result<std::optional<std::int64_t>> SqliteWebhookTable::next_due_ms() {
  Statement row = connection_.query("SELECT min(next_ms) FROM deliveries WHERE state = 0");
  if (const auto stepped = row.step(); !stepped) return fail(stepped.error());
  return time_or_none(row, 0);
}

Status SqliteWebhookTable::begin(const std::string& id, std::int64_t next_ms) {
  return connection_.run("UPDATE deliveries SET tries = tries + 1, next_ms = ? WHERE id = ?", next_ms, id);
}

Status SqliteWebhookTable::note(const Attempt& attempt) {
  const Status noted = connection_.run(
      "UPDATE deliveries SET state = ?, tried_ms = ?, next_ms = ?, status = ?, error = ? WHERE id = ?",
      static_cast<std::int64_t>(attempt.state), attempt.tried_ms, attempt.next_ms, attempt.status, attempt.error,
      attempt.id);
  if (!noted || attempt.state == DeliveryState::waiting) return noted;
  return connection_.run(
      "DELETE FROM deliveries WHERE number IN (SELECT number FROM deliveries WHERE webhook ="
      " (SELECT webhook FROM deliveries WHERE id = ?) AND state <> 0 ORDER BY number DESC LIMIT -1 OFFSET ?)",
      attempt.id, limits::kDeliveriesPerWebhookMax);
}

Status SqliteWebhookTable::give_up(const std::string& webhook, const std::string& error) {
  return connection_.run("UPDATE deliveries SET state = 2, error = ? WHERE webhook = ? AND state = 0", error, webhook);
}

}  // namespace souls::storage::sqlite
