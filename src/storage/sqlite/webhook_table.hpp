#pragma once
// Webhooks in SQLite.

#include "storage/sqlite/statement.hpp"
#include "storage/webhook_table.hpp"

namespace souls::storage::sqlite {

/// Lives as long as one transaction of its connection.
class SqliteWebhookTable final : public WebhookTable {
 public:
  explicit SqliteWebhookTable(Connection& connection) : connection_(connection) {}

  Status add(const Webhook& webhook) override;
  Result<Webhook> find(const std::string& user, const std::string& id) override;
  Result<std::vector<Webhook>> list(const std::string& user) override;
  Status update(const Webhook& webhook) override;
  Status remove(const std::string& user, const std::string& id) override;
  Status tell(const std::string& user, const std::string& kind, const std::string& body, std::int64_t now_ms) override;
  Status add_delivery(const Delivery& delivery) override;
  Result<std::vector<Delivery>> deliveries(const std::string& webhook, std::optional<std::uint64_t> before,
                                           std::size_t count) override;
  Result<Delivery> find_delivery(const std::string& webhook, const std::string& id) override;
  Status redeliver(const std::string& webhook, const std::string& id, std::int64_t now_ms) override;
  Result<std::vector<DueDelivery>> due(std::int64_t now_ms, std::size_t count) override;
  Result<std::optional<std::int64_t>> next_due_ms() override;
  Status begin(const std::string& id, std::int64_t next_ms) override;
  Status note(const Attempt& attempt) override;
  Status give_up(const std::string& webhook, const std::string& error) override;

 private:
  Result<std::int64_t> waiting(const std::string& webhook);

  Connection& connection_;
};

}  // namespace souls::storage::sqlite
