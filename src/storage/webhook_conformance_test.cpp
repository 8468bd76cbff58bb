#include "storage/webhook_table.hpp"

#include "storage/songs_fixture_test.hpp"

namespace souls::storage::test {
namespace {

class WebhookConformance : public SongsTest {
 protected:
  Webhook webhook(const std::string& user, std::vector<std::string> kinds = {"song.made"}) {
    Webhook made;
    made.id = random_id("wh_");
    made.user = user;
    made.url = "https://example.org/hook";
    made.kinds = std::move(kinds);
    made.secret = {"webhooks/" + made.id, "key", "sealed", 0};
    made.created_ms = 7;
    return made;
  }
  Webhook add(const std::string& user, std::vector<std::string> kinds = {"song.made"}) {
    const Webhook made = webhook(user, std::move(kinds));
    EXPECT_TRUE(write([&](Transaction& t) { return t.webhooks().add(made); }));
    return made;
  }
  Status tell(const std::string& user, const std::string& kind, std::int64_t now_ms) {
    return write([&](Transaction& t) { return t.webhooks().tell(user, kind, "{}", now_ms); });
  }
  std::vector<Delivery> deliveries(const Webhook& webhook) {
    return call([&](Transaction& t) { return t.webhooks().deliveries(webhook.id, {}, 200); }).value();
  }
  std::vector<DueDelivery> due(std::int64_t now_ms) {
    return call([&](Transaction& t) { return t.webhooks().due(now_ms, 10); }).value();
  }
  Status note(const Attempt& attempt) {
    return write([&](Transaction& t) { return t.webhooks().note(attempt); });
  }
};

TEST_P(WebhookConformance, KeepsFindsChangesRemoves) {
  Webhook hook = add(ada_, {"song.made", "song.failed"});
  reopen();
  const auto find = [&](const std::string& user) {
    return call([&](Transaction& t) { return t.webhooks().find(user, hook.id); });
  };
  EXPECT_EQ(find(bob_).error().code, ErrorCode::not_found);
  ASSERT_TRUE(find(ada_));
  EXPECT_EQ(find(ada_)->kinds, hook.kinds);
  EXPECT_EQ(find(ada_)->secret.sealed, "sealed");
  hook.old_secret = std::exchange(hook.secret, {hook.secret.name, "key", "new", 0});
  hook.old_until_ms = 99;
  hook.failing_since_ms = 5;
  hook.disabled_ms = 6;
  hook.disabled_reason = "it failed for days";
  ASSERT_TRUE(write([&](Transaction& t) { return t.webhooks().update(hook); }));
  const Webhook kept = find(ada_).value();
  EXPECT_EQ(kept.old_secret.sealed, "sealed");
  EXPECT_EQ(kept.secret.sealed, "new");
  EXPECT_EQ(kept.failing_since_ms, 5);
  EXPECT_EQ(kept.disabled_reason, hook.disabled_reason);
  EXPECT_EQ(write([&](Transaction& t) { return t.webhooks().remove(bob_, hook.id); }).error().code,
            ErrorCode::not_found);
  ASSERT_TRUE(write([&](Transaction& t) { return t.webhooks().remove(ada_, hook.id); }));
  EXPECT_EQ(find(ada_).error().code, ErrorCode::not_found);
  for (std::size_t i = 0; i < limits::kWebhooksPerUserMax; ++i) add(ada_);
  EXPECT_EQ(write([&](Transaction& t) { return t.webhooks().add(webhook(ada_)); }).error().code,
            ErrorCode::unprocessable);
}

TEST_P(WebhookConformance, TellsThoseThatWantTheKind) {
  const Webhook both = add(ada_, {"song.made", "song.failed"}), made = add(ada_), bobs = add(bob_);
  Webhook off = add(ada_);
  off.disabled_ms = 1;
  ASSERT_TRUE(write([&](Transaction& t) { return t.webhooks().update(off); }));
  ASSERT_TRUE(tell(ada_, "song.made", 100));
  ASSERT_TRUE(tell(ada_, "song.failed", 200));
  EXPECT_EQ(deliveries(both).size(), 2);
  EXPECT_EQ(deliveries(made).size(), 1);
  EXPECT_TRUE(deliveries(bobs).empty());
  EXPECT_TRUE(deliveries(off).empty());
  EXPECT_EQ(deliveries(both)[0].kind, "song.failed") << "the newest first";
  EXPECT_NE(deliveries(both)[1].id, deliveries(made)[0].id);
}

TEST_P(WebhookConformance, HandsOutOneOfEachWhenItsTimeHasCome) {
  const Webhook one = add(ada_), two = add(bob_);
  EXPECT_FALSE(call([](Transaction& t) { return t.webhooks().next_due_ms(); }).value());
  ASSERT_TRUE(tell(ada_, "song.made", 100));
  ASSERT_TRUE(tell(ada_, "song.made", 150));
  ASSERT_TRUE(tell(bob_, "song.made", 120));
  EXPECT_EQ(call([](Transaction& t) { return t.webhooks().next_due_ms(); }).value(), 100);
  EXPECT_TRUE(due(99).empty());
  const auto first = due(1000);
  ASSERT_EQ(first.size(), 2);
  EXPECT_EQ(first[0].webhook.id, one.id);
  EXPECT_EQ(first[0].delivery.created_ms, 100);
  EXPECT_EQ(first[1].webhook.id, two.id);
  const std::string id = first[0].delivery.id;
  ASSERT_TRUE(write([&](Transaction& t) { return t.webhooks().begin(id, 5000); }));
  reopen();  // what was on its way when the process ended is tried again, under the same id
  EXPECT_EQ(due(4999)[0].delivery.created_ms, 120);
  EXPECT_EQ(call([&](Transaction& t) { return t.webhooks().find_delivery(one.id, id); })->tries, 1);
  ASSERT_TRUE(note({id, DeliveryState::delivered, 300, 0, 204, ""}));
  const auto kept = call([&](Transaction& t) { return t.webhooks().find_delivery(one.id, id); }).value();
  EXPECT_EQ(kept.state, DeliveryState::delivered);
  EXPECT_EQ(kept.status, 204);
  EXPECT_EQ(due(9999)[0].delivery.created_ms, 120);
  ASSERT_TRUE(write([&](Transaction& t) { return t.webhooks().redeliver(one.id, id, 90); }));
  EXPECT_EQ(due(9999)[0].delivery.id, id);
  EXPECT_EQ(write([&](Transaction& t) { return t.webhooks().redeliver(two.id, id, 90); }).error().code,
            ErrorCode::not_found);
  ASSERT_TRUE(write([&](Transaction& t) { return t.webhooks().give_up(one.id, "disabled"); }));
  EXPECT_EQ(due(9999).size(), 1);
  EXPECT_EQ(deliveries(one)[0].error, "disabled");
}

TEST_P(WebhookConformance, KeepsABoundedLog) {
  const Webhook hook = add(ada_), other = add(bob_);
  ASSERT_TRUE(tell(bob_, "song.made", 1));
  ASSERT_TRUE(write([&](Transaction& t) -> Status {
    for (std::size_t i = 0; i < limits::kDeliveriesPerWebhookMax + 2; ++i) {
      Delivery each{.id = random_id("msg_"), .webhook = hook.id, .kind = "song.made", .body = "{}"};
      if (auto added = t.webhooks().add_delivery(each); !added) return added;
      if (auto over = t.webhooks().note({each.id, DeliveryState::delivered, 1, 0, 200, ""}); !over) return over;
    }
    return {};
  }));
  const auto newest = deliveries(hook);
  std::size_t count = 0;
  for (auto page = newest; !page.empty();) {
    count += page.size();
    page = call([&](Transaction& t) { return t.webhooks().deliveries(hook.id, page.back().number, 200); }).value();
  }
  EXPECT_EQ(count, limits::kDeliveriesPerWebhookMax);
  EXPECT_EQ(deliveries(other).size(), 1);
}

INSTANTIATE_TEST_SUITE_P(, WebhookConformance, testing::ValuesIn(engines()), engine_name);

}  // namespace
}  // namespace souls::storage::test
