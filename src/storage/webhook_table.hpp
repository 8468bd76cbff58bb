#pragma once
// Addresses that are told what happens, and the messages to them.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "storage/secret_table.hpp"

namespace souls::storage {

/// Times are milliseconds since the epoch.
struct Webhook {
  std::string id;  ///< random_id("wh_")
  std::string user;
  std::string url;
  std::vector<std::string> kinds;  ///< of events that it is told: "song.made"
  SealedSecret secret;             ///< that signs
  SealedSecret old_secret;         ///< that signs too, until `old_until_ms`; empty for none
  std::int64_t old_until_ms = 0;
  std::int64_t created_ms = 0;
  std::optional<std::int64_t> failing_since_ms = {};  ///< no message has come through since
  std::optional<std::int64_t> disabled_ms = {};       ///< since when it is told nothing
  std::string disabled_reason = {};
};

enum class DeliveryState { waiting, delivered, given_up };
std::string_view to_string(DeliveryState state);

/// A message and what became of it.
struct Delivery {
  std::uint64_t number = 0;  ///< given by the table; newer ones have greater numbers
  std::string id = {};       ///< random_id("msg_"); the same at each try
  std::string webhook = {};
  std::string kind = {};
  std::string body = {};
  std::int64_t created_ms = 0;
  DeliveryState state = DeliveryState::waiting;
  int tries = 0;
  std::int64_t next_ms = 0;                   ///< when a waiting one is tried, or tried again should this process end
  std::optional<std::int64_t> tried_ms = {};  ///< the last time
  int status = 0;                             ///< of the last answer; 0: there was none
  std::string error = {};                     ///< why the last try failed, one sentence
};

/// What is known after a try.
struct Attempt {
  std::string id;
  DeliveryState state = DeliveryState::waiting;
  std::int64_t tried_ms = 0;
  std::int64_t next_ms = 0;
  int status = 0;
  std::string error = {};
};

/// A message whose time has come, and where it goes.
struct DueDelivery {
  Delivery delivery;
  Webhook webhook;
};

/// Every function that takes a user answers not_found alike for what isn't there and for what is another's.
class WebhookTable {
 public:
  virtual ~WebhookTable() = default;

  /// not_found: no such user. unprocessable: limits::kWebhooksPerUserMax already. conflict: the id is taken.
  virtual Status add(const Webhook& webhook) = 0;
  virtual Result<Webhook> find(const std::string& user, const std::string& id) = 0;
  virtual Result<std::vector<Webhook>> list(const std::string& user) = 0;
  /// Secrets, and since when it fails or is disabled.
  virtual Status update(const Webhook& webhook) = 0;
  /// With its messages.
  virtual Status remove(const std::string& user, const std::string& id) = 0;

  // ---- messages
  /// Adds a message to each of the user's webhooks that is told of the kind and isn't disabled. One for which
  /// limits::kDeliveriesWaitingMax wait already is given up at once.
  virtual Status tell(const std::string& user, const std::string& kind, const std::string& body,
                      std::int64_t now_ms) = 0;
  /// A message to one webhook.
  virtual Status add_delivery(const Delivery& delivery) = 0;
  /// Newest first; those before a number when it is given; at most `count`.
  virtual Result<std::vector<Delivery>> deliveries(const std::string& webhook, std::optional<std::uint64_t> before,
                                                   std::size_t count) = 0;
  virtual Result<Delivery> find_delivery(const std::string& webhook, const std::string& id) = 0;
  /// It waits again, to be tried now.
  virtual Status redeliver(const std::string& webhook, const std::string& id, std::int64_t now_ms) = 0;

  // ---- for the one who sends
  /// Of each webhook that isn't disabled the first message whose time has come; at most `count`.
  virtual Result<std::vector<DueDelivery>> due(std::int64_t now_ms, std::size_t count) = 0;
  /// When the next one's time comes; empty when none waits.
  virtual Result<std::optional<std::int64_t>> next_due_ms() = 0;
  /// A try begins: it counts, and should this process end before it is over, the next one is at `next_ms`.
  virtual Status begin(const std::string& id, std::int64_t next_ms) = 0;
  /// A try is over. Of what is over, limits::kDeliveriesPerWebhookMax of a webhook are kept.
  virtual Status note(const Attempt& attempt) = 0;
  /// All that wait for a webhook are given up.
  virtual Status give_up(const std::string& webhook, const std::string& error) = 0;
};

}  // namespace souls::storage
