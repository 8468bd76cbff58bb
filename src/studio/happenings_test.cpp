#include "studio/happenings.hpp"

#include <nlohmann/json.hpp>

#include "storage/event_table.hpp"
#include "storage/webhook_table.hpp"
#include "studio/stored_songs_test.hpp"

namespace souls::studio {
namespace {

class HappeningsTest : public test::StoredSongsTest {
 protected:
  HappeningsTest() {
    hook_.id = random_id("wh_");
    hook_.user = ada_;
    for (const auto kind : kHappenings) hook_.kinds.emplace_back(kind);
    EXPECT_TRUE(store_->write([&](storage::Transaction& t) { return t.webhooks().add(hook_); }));
  }
  /// What the webhook is told, the oldest first.
  std::vector<nlohmann::json> messages() {
    std::vector<nlohmann::json> all;
    const auto deliveries = in_read<std::vector<storage::Delivery>>(
        *store_, [&](storage::Transaction& t) { return t.webhooks().deliveries(hook_.id, {}, 100); });
    for (const auto& each : *deliveries) all.insert(all.begin(), nlohmann::json::parse(each.body));
    return all;
  }
  std::vector<std::string> events(const std::string& user) {
    std::vector<std::string> kinds;
    const auto rows = in_read<std::vector<storage::EventRow>>(
        *store_, [&](storage::Transaction& t) { return t.events().after(user, 0, 100); });
    for (const auto& row : *rows) kinds.push_back(row.kind);
    return kinds;
  }

  storage::Webhook hook_;
};

TEST_F(HappeningsTest, AreToldInTheTransactionThatMakesThem) {
  const auto song = submit(ada_);
  make(ada_, song, 1);
  ASSERT_TRUE(library().edit(ada_, song, 1, {song::SetTempo{90}}));
  ASSERT_TRUE(revisions().begin(ada_, song, 2, {}));
  ASSERT_TRUE(revisions().end(ada_, song, 2, {ErrorCode::internal, "the singer lost her voice", {}}));
  ASSERT_TRUE(revisions().end(ada_, song, 2, {ErrorCode::internal, "told twice", {}}));
  ASSERT_TRUE(revisions().retry(ada_, song, 2));
  ASSERT_TRUE(revisions().end(ada_, song, 2, {ErrorCode::cancelled, "stopped", {}}));
  ASSERT_TRUE(library().go_back(ada_, song, 2, 1));
  const std::vector<std::string> kinds = {"song.made", "edit.failed", "edit.cancelled", "edit.made"};
  EXPECT_EQ(events(ada_), kinds);
  const auto told = messages();
  ASSERT_EQ(told.size(), kinds.size());
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    EXPECT_EQ(told[i]["type"], kinds[i]);
    EXPECT_EQ(told[i]["data"]["song"], song);
  }
  EXPECT_EQ(told[1]["data"], (nlohmann::json{{"song", song}, {"revision", 2}, {"error", "the singer lost her voice"}}));
  EXPECT_EQ(told[3]["data"]["revision"], 3);
}

TEST_F(HappeningsTest, AreToldToTheirUserAlone) {
  make(bob_, submit(bob_), 1);
  EXPECT_EQ(events(ada_), std::vector<std::string>{});
  EXPECT_TRUE(messages().empty());
  EXPECT_EQ(events(bob_), std::vector<std::string>{"song.made"});
}

TEST_F(HappeningsTest, OfTheAuditLogAreToldToOwners) {
  const auto tell = [&] {
    ASSERT_TRUE(store_->write([](storage::Transaction& t) { return tell_of_checkpoint(t, "31 5 0123 4567", 7); }));
  };
  tell();
  EXPECT_TRUE(messages().empty()) << "a member's webhook isn't told";
  ASSERT_TRUE(store_->write([&](storage::Transaction& t) {
    return t.users().update({.id = ada_, .name = "Ada", .role = storage::UserRole::owner});
  }));
  tell();
  ASSERT_EQ(messages().size(), 1u);
  EXPECT_EQ(messages()[0]["type"], "audit.checkpoint");
  EXPECT_EQ(messages()[0]["data"], (nlohmann::json{{"line", "31 5 0123 4567"}}));
}

TEST(MessageText, TellsTheTimeAsRfc3339) {
  EXPECT_EQ(message_text({"song.shared", "u_a", "s_b", 0, "", "sh_c"}, 1'767'225'600'007),
            R"({"type":"song.shared","timestamp":"2026-01-01T00:00:00.007Z","data":{"song":"s_b","share":"sh_c"}})");
}

}  // namespace
}  // namespace souls::studio
