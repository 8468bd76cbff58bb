#include "gateway/outbound/webhook_sender.hpp"

#include <sodium.h>

#include <algorithm>
#include <chrono>

#include "base/log.hpp"
#include "gateway/identity/audit.hpp"
#include "gateway/outbound/webhook_signature.hpp"
#include "studio/library.hpp"

namespace souls::gateway {
namespace {

using storage::DeliveryState;
using storage::DueDelivery;
using storage::Transaction;
using storage::Webhook;

constexpr auto kLookEvery = std::chrono::milliseconds(200);
constexpr int kGone = 410;

bool is_taken(const Result<OutboundAnswer>& answer) { return answer && answer->status / 100 == 2; }

std::int64_t milliseconds(double seconds) { return static_cast<std::int64_t>(seconds * 1000); }

std::string failure_of(const Result<OutboundAnswer>& answer) {
  return answer ? "it answered " + std::to_string(answer->status) : answer.error().message;
}

}  // namespace

WebhookSender::WebhookSender(storage::Store& store, const storage::SecretBox& box, storage::WallClock clock,
                             WebhookOptions options)
    : store_(store), box_(box), clock_(std::move(clock)), options_(std::move(options)), thread_([this] { look(); }) {}

WebhookSender::~WebhookSender() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

bool WebhookSender::is_stopped() {
  const std::lock_guard lock(mutex_);
  return stop_;
}

void WebhookSender::look() {
  std::uint64_t seen = 0;
  std::optional<std::int64_t> next;
  bool is_first = true;
  while (!is_stopped()) {
    join_those_that_are_over(false);
    const std::uint64_t commits = store_.commits();
    if (is_first || commits != seen || (next && *next <= clock_())) {
      is_first = false;
      seen = commits;
      const auto due = take_due();
      if (!due) log(LogLevel::warning, "webhooks can't be told", {{"error", due.error().message}});
      for (const DueDelivery& each : due.value_or(std::vector<DueDelivery>{})) {
        const std::lock_guard lock(mutex_);
        Sending& sending = sendings_.emplace_back();
        sending.webhook = each.webhook.id;
        sending.thread = std::thread([this, each, &sending] {
          deliver(each);
          const std::lock_guard over(mutex_);
          sending.is_over = true;
        });
      }
      const auto coming = studio::in_read<std::optional<std::int64_t>>(
          store_, [](Transaction& t) { return t.webhooks().next_due_ms(); });
      next = coming.value_or(std::nullopt);
    }
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, kLookEvery, [this] { return stop_; });
  }
  join_those_that_are_over(true);
}

void WebhookSender::join_those_that_are_over(bool all) {
  std::list<Sending> over;
  {
    const std::lock_guard lock(mutex_);
    for (auto each = sendings_.begin(); each != sendings_.end();) {
      const auto next = std::next(each);
      if (all || each->is_over) over.splice(over.end(), sendings_, each);
      each = next;
    }
  }
  for (Sending& each : over) each.thread.join();
}

/// Those that are begun now. Should this process end before they are over, they are due again when their time is up.
Result<std::vector<DueDelivery>> WebhookSender::take_due() {
  std::set<std::string> busy;
  {
    const std::lock_guard lock(mutex_);
    for (const Sending& each : sendings_) busy.insert(each.webhook);
  }
  if (busy.size() >= limits::kWebhooksAtOnceMax) return std::vector<DueDelivery>{};
  const std::int64_t now_ms = clock_();
  auto due = studio::in_read<std::vector<DueDelivery>>(
      store_, [&](Transaction& t) { return t.webhooks().due(now_ms, limits::kWebhooksAtOnceMax); });
  if (!due) return due;
  std::erase_if(*due, [&](const DueDelivery& each) { return busy.contains(each.webhook.id); });
  due->resize(std::min(due->size(), limits::kWebhooksAtOnceMax - busy.size()));
  if (due->empty()) return due;
  const std::int64_t again_ms = now_ms + milliseconds(2 * options_.seconds_max);
  const Status begun = store_.write([&](Transaction& t) -> Status {
    for (const DueDelivery& each : *due) {
      if (auto counted = t.webhooks().begin(each.delivery.id, again_ms); !counted) return counted;
    }
    return {};
  });
  if (!begun) return fail(begun.error());
  for (DueDelivery& each : *due) ++each.delivery.tries;
  return due;
}

void WebhookSender::deliver(const DueDelivery& due) {
  const auto answer = send(due, clock_());
  if (const Status noted = note(due, answer); !noted) {
    log(LogLevel::warning, "what became of a message can't be kept; it is sent again",
        {{"webhook", due.webhook.id}, {"message", due.delivery.id}, {"error", noted.error().message}});
  }
}

Result<OutboundAnswer> WebhookSender::send(const DueDelivery& due, std::int64_t now_ms) {
  std::vector<std::string> secrets;
  const auto secret = box_.open(due.webhook.secret);
  if (!secret) return fail(secret.error());
  secrets.push_back(*secret);
  if (now_ms < due.webhook.old_until_ms) {
    if (auto old = box_.open(due.webhook.old_secret)) secrets.push_back(std::move(*old));
  }
  const std::string& body = due.delivery.body;
  const std::int64_t time_s = now_ms / 1000;
  OutboundRequest request;
  request.url = due.webhook.url;
  request.body = body;
  request.headers = {"Content-Type: application/json", "User-Agent: synthetic-souls",
                     "webhook-id: " + due.delivery.id, "webhook-timestamp: " + std::to_string(time_s),
                     "webhook-signature: " + webhook_signature(secrets, due.delivery.id, time_s, body)};
  request.seconds_max = options_.seconds_max;
  request.should_stop = [this] { return is_stopped(); };
  return gateway::send(request, options_.rules);
}

Status WebhookSender::note(const DueDelivery& due, const Result<OutboundAnswer>& answer) {
  const std::int64_t now_ms = clock_();
  storage::Attempt attempt{due.delivery.id, DeliveryState::delivered, now_ms, now_ms, answer ? answer->status : 0, ""};
  const bool is_broken_off = !answer && answer.error().code == ErrorCode::cancelled;
  if (!is_taken(answer)) {
    const bool is_last = static_cast<std::size_t>(due.delivery.tries) > options_.waits_seconds.size();
    attempt.state = is_last && !is_broken_off ? DeliveryState::given_up : DeliveryState::waiting;
    attempt.error = failure_of(answer);
    if (!is_broken_off && !is_last) attempt.next_ms = next_ms(due.delivery.tries, now_ms);
  }
  return store_.write([&](Transaction& t) -> Status {
    if (auto noted = t.webhooks().note(attempt); !noted || is_broken_off) return noted;
    auto webhook = t.webhooks().find(due.webhook.user, due.webhook.id);
    if (!webhook) return webhook.error().code == ErrorCode::not_found ? Status() : Status(fail(webhook.error()));
    if (is_taken(answer)) {
      if (!webhook->failing_since_ms) return {};
      webhook->failing_since_ms.reset();
      return t.webhooks().update(*webhook);
    }
    if (webhook->disabled_ms) return {};
    webhook->failing_since_ms = webhook->failing_since_ms.value_or(now_ms);
    const bool is_gone = answer && answer->status == kGone;
    if (is_gone || now_ms - *webhook->failing_since_ms >= milliseconds(options_.failing_seconds_max)) {
      webhook->disabled_ms = now_ms;
      webhook->disabled_reason = is_gone ? "the receiver says that it is gone (410)"
                                         : "no message came through for too long; at last, " + attempt.error;
      if (auto left = t.webhooks().give_up(webhook->id, "the webhook was disabled"); !left) return left;
      const std::string text = webhook->id + ": " + webhook->disabled_reason;
      if (auto told = tell(t, now_ms, "webhook_disabled", webhook->user, text); !told) return told;
    }
    return t.webhooks().update(*webhook);
  });
}

std::int64_t WebhookSender::next_ms(int tries, std::int64_t now_ms) const {
  const double wait = options_.waits_seconds[static_cast<std::size_t>(tries) - 1];
  const double drawn = static_cast<double>(randombytes_random()) / 4294967296.0;  // from 0 to 1
  return now_ms + milliseconds(wait * (1 + options_.jitter * (2 * drawn - 1)));
}

}  // namespace souls::gateway
