// What is told of packages and limits.
#include "gateway/contract_fixture.hpp"

namespace souls::gateway {
namespace {

using storage::Scopes;
using storage::UserRole;
using test::Contract;
using test::Shows;

TEST_F(Contract, TellsWhatPackagesAre) {
  EXPECT_EQ(told(Method::get, "/v1/packages", 200)["packages"], Json::array());
  const std::string card = "# Lyra\n<script>alert(1)</script>\n";
  std::ofstream(folder_ / "CARD.md") << card;
  models::Package lyra{"lyra",         "1.2.0", "lyrics", 1,       "llama",           "Apache-2.0",
                       "writes lines", {"en"},  {},       folder_, sha256("manifest")};
  lyra.files = {{"CARD.md", card.size(), sha256(card)}, {"words.txt", 1000, sha256("words")}};
  api_->makers.packages = {lyra};
  const Json told_of = told(Method::get, "/v1/packages", 200)["packages"].at(0);
  EXPECT_EQ(told_of["card"], card);
  EXPECT_EQ(told_of["bytes"], card.size() + 1000);
  EXPECT_EQ(told_of["digest"], sha256("manifest").hex);
  EXPECT_EQ(told_of["files"][1], Json({{"path", "words.txt"}, {"bytes", 1000}, {"digest", sha256("words").hex}}));
  std::ofstream(folder_ / "CARD.md") << "other words\n";
  EXPECT_EQ(ask(Method::get, "/v1/packages", test::kControlPeer).status, 500) << "a card that was changed";
}

TEST_F(Contract, TellsWhatAUserMayHaveAndHas) {
  api_->makers.quotas = {.songs_max = 9, .songs_at_once_max = 3, .songs_per_day_max = 7, .bytes_max = 1000};
  make_song("a river");
  const std::string owner = add_user("ada@example.org", UserRole::owner);
  const std::string other = add_user("bob@example.org", UserRole::member);
  const auto pair = [](int used, int allowed) { return Json({{"used", used}, {"allowed", allowed}}); };
  EXPECT_EQ(told(Method::get, "/v1/limits", 200), Json({{"songs", pair(1, 9)},
                                                        {"songs_at_once", pair(1, 3)},
                                                        {"songs_today", pair(1, 7)},
                                                        {"bytes", pair(0, 1000)}}));
  now_ms_ += 24 * 3600 * 1000;
  EXPECT_EQ(told(Method::get, "/v1/limits", 200)["songs_today"], pair(0, 7)) << "a new day";
  told(Method::patch, "/v1/users/" + other, 200, {{"quota_bytes", 50}});
  EXPECT_EQ(told(Method::get, "/v1/limits?user=" + other, 200)["bytes"], pair(0, 50));
  EXPECT_EQ(ask(Method::get, "/v1/limits?user=u_none", test::kControlPeer).status, 404);
  const Shows by_key{.key = key_of(other, Scopes().add(storage::Scope::songs_read)), .headers = {{"x-test", ""}}};
  EXPECT_EQ(told(Method::get, "/v1/limits?user=" + owner, 200, {}, by_key)["songs"], pair(0, 9)) << "his own";
  EXPECT_EQ(told(Method::get, "/v1/workers", 200)["own"], 0);
}

}  // namespace
}  // namespace souls::gateway
