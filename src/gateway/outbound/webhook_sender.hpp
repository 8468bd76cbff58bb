#pragma once
// Sends the messages that wait for webhooks.

#include <condition_variable>
#include <cstdint>
#include <list>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "gateway/outbound/outbound.hpp"
#include "storage/secret_box.hpp"
#include "storage/store.hpp"
#include "storage/wall_clock.hpp"
#include "storage/webhook_table.hpp"

namespace souls::gateway {

struct WebhookOptions {
  OutboundRules rules = {};
  /// How long after each try that failed the next one comes, in seconds; when they are used up, the message is given up.
  /// As the specification proposes.
  std::vector<double> waits_seconds = {5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400};
  double jitter = 0.2;  ///< a wait is longer or shorter by up to this part of it
  double seconds_max = limits::kWebhookSecondsMax;
  double failing_seconds_max = limits::kWebhookFailingSecondsMax;
};

/// One thread looks for messages whose time has come, and a few others send them, of each webhook one at a time. What a
/// crash breaks off is sent again, under the same id: at least once. The store and the box outlive it.
class WebhookSender {
 public:
  WebhookSender(storage::Store& store, const storage::SecretBox& box, storage::WallClock clock, WebhookOptions options);
  /// Leaves what is on its way, to be sent at the next start. Within about a second.
  ~WebhookSender();
  WebhookSender(const WebhookSender&) = delete;
  WebhookSender& operator=(const WebhookSender&) = delete;

 private:
  struct Sending {
    std::string webhook;
    bool is_over = false;
    std::thread thread;
  };

  void look();
  bool is_stopped();
  void join_those_that_are_over(bool all);
  Result<std::vector<storage::DueDelivery>> take_due();
  void deliver(const storage::DueDelivery& due);
  Result<OutboundAnswer> send(const storage::DueDelivery& due, std::int64_t now_ms);
  Status note(const storage::DueDelivery& due, const Result<OutboundAnswer>& answer);
  std::int64_t next_ms(int tries, std::int64_t now_ms) const;

  storage::Store& store_;
  const storage::SecretBox& box_;
  const storage::WallClock clock_;
  const WebhookOptions options_;
  std::mutex mutex_;  ///< guards the two below
  bool stop_ = false;
  std::list<Sending> sendings_;
  std::condition_variable changed_;
  std::thread thread_;
};

}  // namespace souls::gateway
