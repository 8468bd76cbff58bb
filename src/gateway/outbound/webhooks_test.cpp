// Webhooks: who may have them, and how messages reach a real server.

#include <atomic>

#include "gateway/identity/identity_fixture.hpp"
#include "gateway/outbound/receiver_fixture.hpp"
#include "gateway/outbound/webhook_sender.hpp"
#include "gateway/outbound/webhook_signature.hpp"
#include "studio/happenings.hpp"

namespace souls::gateway {
namespace {

using storage::Scope;
using storage::Scopes;
using storage::UserRole;
using test::Receiver;
using test::Shows;

/// The vector of the specification's own libraries.
TEST(WebhookSignature, IsThatOfTheSpecification) {
  EXPECT_EQ(webhook_signature({"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330,
                              R"({"test": 2432232314})"),
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  const std::string one = draw_webhook_secret(), two = draw_webhook_secret();
  EXPECT_NE(one, two);
  EXPECT_EQ(one.size(), 6 + 44);
  const std::string both = webhook_signature({one, two}, "msg_1", 1, "{}");
  EXPECT_EQ(both, webhook_signature({one}, "msg_1", 1, "{}") + ' ' + webhook_signature({two}, "msg_1", 1, "{}"));
}

class Webhooks : public test::IdentityTest {
 protected:
  Webhooks() {
    api_->outbound = *OutboundRules::parse({"127.0.0.0/8"});
    api_->clock = clock_;
    ada_ = add_user("ada@example.org", UserRole::owner);
    key_ = key_of(ada_, Scopes().add(Scope::admin));
  }
  ~Webhooks() override { sender_.reset(); }

  Response as_ada(Method method, const std::string& path, const std::string& body = {}) {
    return ask(method, path, test::kRemote, {.key = key_}, body);
  }
  Json add(const std::string& url, const std::string& events = R"(["song.made"])") {
    const Response made = as_ada(Method::post, "/v1/webhooks", R"({"url": ")" + url + R"(", "events": )" + events + "}");
    EXPECT_EQ(made.status, 201) << made.body;
    return Json::parse(made.body, nullptr, false);
  }
  std::string at(const Json& webhook, const std::string& more = "") {
    return "/v1/webhooks/" + webhook["id"].get<std::string>() + more;
  }
  Json shown(const Json& webhook) { return Json::parse(as_ada(Method::get, at(webhook)).body); }
  Json deliveries(const Json& webhook) {
    return Json::parse(as_ada(Method::get, at(webhook, "/deliveries")).body)["deliveries"];
  }
  void happen(const std::string& kind = "song.made") {
    ASSERT_TRUE(store_->write([&](storage::Transaction& t) { return studio::tell(t, {kind, ada_, "s_river", 1}, time_ms_); }));
  }
  void start(WebhookOptions options = {}) {
    options.rules = rules_;
    sender_.reset();
    sender_.emplace(*store_, box_, clock_, options);
  }
  /// The newest message, once it is so.
  Json wait_for(const Json& webhook, const std::function<bool(const Json&)>& is_so) {
    Json newest;
    for (int i = 0; i < 500; ++i) {
      newest = deliveries(webhook).at(0);
      if (is_so(newest)) return newest;
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    ADD_FAILURE() << newest;
    return newest;
  }
  Json wait_for_state(const Json& webhook, const std::string& state) {
    return wait_for(webhook, [&](const Json& newest) { return newest["state"] == state; });
  }
  Json wait_for_tries(const Json& webhook, int tries) {
    return wait_for(webhook, [&](const Json& newest) { return newest["tries"] == tries && newest.value("tried_ms", 0LL) == time_ms_; });
  }

  std::atomic<std::int64_t> time_ms_ = 1'000'000'000'000;
  const storage::WallClock clock_ = [this] { return time_ms_.load(); };
  OutboundRules rules_ = *OutboundRules::parse({"127.0.0.0/8"});
  std::string ada_, key_;
  std::optional<WebhookSender> sender_;
};

std::string header_of(const std::string& request, const std::string& name) {
  const std::size_t begin = request.find("\r\n" + name + ": ");
  if (begin == std::string::npos) return {};
  const std::size_t value = begin + name.size() + 4;
  return request.substr(value, request.find("\r\n", value) - value);
}
std::string body_of(const std::string& request) { return request.substr(request.find("\r\n\r\n") + 4); }

TEST_F(Webhooks, AreToldSignedAndOnce) {
  Receiver receiver;
  const Json webhook = add(receiver.url());
  start();
  happen();
  happen("song.failed");
  const Json told = wait_for_state(webhook, "delivered");
  EXPECT_EQ(told["status"], 204);
  EXPECT_EQ(told["tries"], 1);
  ASSERT_EQ(receiver.requests(1).size(), 1);
  const std::string request = receiver.requests(1)[0];
  EXPECT_EQ(header_of(request, "webhook-id"), told["id"]);
  EXPECT_EQ(header_of(request, "webhook-timestamp"), std::to_string(time_ms_ / 1000));
  EXPECT_EQ(header_of(request, "webhook-signature"),
            webhook_signature({webhook["secret"]}, told["id"].get<std::string>(), time_ms_ / 1000, body_of(request)));
  EXPECT_EQ(Json::parse(body_of(request))["type"], "song.made");
}

TEST_F(Webhooks, OnlyOwnersAreToldOfTheAuditLog) {
  const std::string key = key_of(add_user("bob@example.org", UserRole::member), Scopes().add(Scope::admin));
  const std::string body = R"({"url": "https://example.org/", "events": ["audit.checkpoint"]})";
  EXPECT_EQ(as_ada(Method::post, "/v1/webhooks", body).status, 201);
  EXPECT_EQ(ask(Method::post, "/v1/webhooks", test::kRemote, {.key = key}, body).status, 422);
}

TEST_F(Webhooks, SecretsAreToldOnceAndKeptSealed) {
  const Json webhook = add("https://example.org/hook");
  const std::string secret = webhook["secret"];
  EXPECT_FALSE(shown(webhook).contains("secret"));
  EXPECT_EQ(all_bytes().find(secret.substr(6)), std::string::npos);
  for (const auto& entry : audit()) EXPECT_EQ(entry.text.find(secret), std::string::npos);
}

TEST_F(Webhooks, FailuresAreTriedAgainUnderTheSameIdWithBackOff) {
  std::atomic<int> asked = 0;
  Receiver receiver([&](const std::string&) { return Receiver::plain(++asked < 3 ? "503 Busy" : "200 OK"); });
  const Json webhook = add(receiver.url());
  start({.waits_seconds = {5, 300}, .jitter = 0.2});
  happen();
  Json failed = wait_for_tries(webhook, 1);
  EXPECT_EQ(failed["status"], 503);
  EXPECT_EQ(failed["error"], "it answered 503");
  EXPECT_GE(failed["next_ms"], time_ms_ + 4000);
  EXPECT_LE(failed["next_ms"], time_ms_ + 6000);
  EXPECT_TRUE(shown(webhook).contains("failing_since_ms"));
  time_ms_ += 6000;
  failed = wait_for_tries(webhook, 2);
  EXPECT_GE(failed["next_ms"], time_ms_ + 240'000);
  time_ms_ += 360'000;
  const Json told = wait_for_state(webhook, "delivered");
  const auto requests = receiver.requests(3);
  ASSERT_EQ(requests.size(), 3);
  for (const auto& request : requests) EXPECT_EQ(header_of(request, "webhook-id"), told["id"]);
  EXPECT_NE(header_of(requests[2], "webhook-timestamp"), header_of(requests[0], "webhook-timestamp"));
  EXPECT_FALSE(shown(webhook).contains("failing_since_ms"));
}

TEST_F(Webhooks, GiveUpAtLastAndAreSentAgainOnRequest) {
  std::atomic<bool> works = false;
  Receiver receiver([&](const std::string&) { return Receiver::plain(works ? "200 OK" : "500 Oh"); });
  const Json webhook = add(receiver.url());
  start({.waits_seconds = {}});
  happen();
  const Json lost = wait_for_state(webhook, "given_up");
  works = true;
  const std::string again = at(webhook, "/deliveries/" + lost["id"].get<std::string>() + "/redeliver");
  EXPECT_EQ(as_ada(Method::post, again).status, 202);
  EXPECT_EQ(wait_for_state(webhook, "delivered")["id"], lost["id"]);
  EXPECT_EQ(as_ada(Method::post, at(webhook, "/deliveries/msg_none/redeliver")).status, 404);
}

TEST_F(Webhooks, AreDisabledAfterDaysOfFailure) {
  Receiver receiver([&](const std::string&) { return Receiver::plain("500 Oh"); });
  const Json webhook = add(receiver.url());
  start({.waits_seconds = {5, 5, 5}, .failing_seconds_max = 3600});
  happen();
  wait_for_tries(webhook, 1);
  EXPECT_TRUE(shown(webhook)["enabled"].get<bool>());
  time_ms_ += 3'600'000;
  wait_for_state(webhook, "given_up");
  EXPECT_FALSE(shown(webhook)["enabled"].get<bool>());
  EXPECT_NE(shown(webhook)["disabled_reason"].get<std::string>().find("it answered 500"), std::string::npos);
  EXPECT_EQ(audit().back().kind, "webhook_disabled");
  happen();
  EXPECT_EQ(deliveries(webhook).size(), 1);
  EXPECT_EQ(as_ada(Method::post, at(webhook, "/test")).status, 409);
  EXPECT_EQ(as_ada(Method::post, at(webhook, "/enable")).status, 200);
  EXPECT_EQ(as_ada(Method::post, at(webhook, "/test")).status, 202);
}

TEST_F(Webhooks, AreDisabledAtOnceWhereTheReceiverIsGone) {
  Receiver receiver([&](const std::string&) { return Receiver::plain("410 Gone"); });
  const Json webhook = add(receiver.url());
  start();
  happen();
  wait_for_state(webhook, "given_up");
  EXPECT_NE(shown(webhook)["disabled_reason"].get<std::string>().find("410"), std::string::npos);
}

TEST_F(Webhooks, RotatedSecretsBothSignForADay) {
  Receiver receiver;
  const Json webhook = add(receiver.url());
  const Json rotated = Json::parse(as_ada(Method::post, at(webhook, "/secret")).body);
  EXPECT_NE(rotated["secret"], webhook["secret"]);
  start();
  const auto signature_of = [&](std::size_t number) {
    as_ada(Method::post, at(webhook, "/test"));
    return header_of(receiver.requests(number).at(number - 1), "webhook-signature");
  };
  const std::string both = signature_of(1);
  EXPECT_NE(both.find(' '), std::string::npos);
  wait_for_state(webhook, "delivered");
  time_ms_ += static_cast<std::int64_t>(limits::kWebhookOldSecretSeconds * 1000);
  EXPECT_EQ(signature_of(2).find(' '), std::string::npos);
}

TEST_F(Webhooks, ReachNoPrivateAddressByName) {
  Receiver receiver;
  rules_ = OutboundRules::parse({"10.0.0.0/8"}).value();
  const Json webhook = add(receiver.url("localhost"));
  start({.waits_seconds = {}});
  happen();
  const Json refused = wait_for_state(webhook, "given_up");
  EXPECT_NE(refused["error"].get<std::string>().find("public internet"), std::string::npos) << refused;
  EXPECT_TRUE(receiver.requests(0).empty());
  api_->outbound = {};
  for (const char* url : {"http://127.0.0.1/", "https://169.254.169.254/", "https://[::ffff:10.0.0.1]/",
                          "https://ada:x@example.org/", "http://example.org/hook"}) {
    const std::string body = Json{{"url", url}, {"events", {"song.made"}}}.dump();
    EXPECT_EQ(as_ada(Method::post, "/v1/webhooks", body).status, 422) << url;
  }
}

TEST_F(Webhooks, ASlowReceiverHoldsUpNoOther) {
  Receiver silent([](const std::string&) { return std::string(); }), good;
  const Json slow = add(silent.url()), quick = add(good.url());
  start({.seconds_max = 10});
  happen();
  happen();
  EXPECT_EQ(good.requests(2).size(), 2);
  wait_for_state(quick, "delivered");
  EXPECT_EQ(silent.requests(1).size(), 1) << "of each webhook one message at a time";
}

TEST_F(Webhooks, WhatTheEndOfAServerBrokeOffIsSentAgain) {
  std::atomic<bool> works = false;
  Receiver receiver([&](const std::string&) { return works ? Receiver::plain("200 OK") : std::string(); });
  const Json webhook = add(receiver.url());
  start();
  happen();
  ASSERT_EQ(receiver.requests(1).size(), 1);
  sender_.reset();
  works = true;
  start();
  wait_for_state(webhook, "delivered");
  const auto requests = receiver.requests(2);
  ASSERT_EQ(requests.size(), 2);
  EXPECT_EQ(header_of(requests[0], "webhook-id"), header_of(requests[1], "webhook-id"));
}

TEST_F(Webhooks, AreTheirUsersAlone) {
  const Json webhook = add("https://example.org/hook");
  const std::string bob = add_user("bob@example.org", UserRole::member);
  const Shows bobs{.key = key_of(bob, Scopes().add(Scope::admin))};
  for (const auto& [method, more] : std::vector<std::pair<Method, std::string>>{{Method::get, ""},
                                                                                {Method::remove, ""},
                                                                                {Method::post, "/secret"},
                                                                                {Method::post, "/enable"},
                                                                                {Method::post, "/test"},
                                                                                {Method::get, "/deliveries"},
                                                                                {Method::post, "/deliveries/msg_a/redeliver"}}) {
    EXPECT_EQ(status(method, at(webhook, more), test::kRemote, bobs), 404) << more;
    EXPECT_EQ(status(method, at(webhook, more), test::kRemote), 401) << more;
  }
  EXPECT_EQ(Json::parse(ask(Method::get, "/v1/webhooks", test::kRemote, bobs).body)["webhooks"].size(), 0);
  const Shows songs_only{.key = key_of(ada_, Scopes().add(Scope::songs_read).add(Scope::songs_write))};
  EXPECT_EQ(status(Method::get, "/v1/webhooks", test::kRemote, songs_only), 403);
  EXPECT_EQ(as_ada(Method::remove, at(webhook)).status, 204);
  EXPECT_EQ(as_ada(Method::get, at(webhook)).status, 404);
}

}  // namespace
}  // namespace souls::gateway
