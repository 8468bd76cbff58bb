// Closed by default: the set-up, and what each route asks.

#include <map>

#include "gateway/identity/identity_fixture.hpp"

namespace souls::gateway {
namespace {

using storage::Scope;
using storage::Scopes;
using storage::UserRole;
using test::Shows;

class SetUp : public test::IdentityTest {};

std::string set_up_body(const std::string& code, const std::string& password = test::kPassword) {
  return Json{{"code", code}, {"email", "ada@example.org"}, {"password", password}}.dump();
}

TEST_F(SetUp, IsAllThatIsServedUntilThereIsAnOwner) {
  for (const Route& route : router_.routes()) {
    const std::string path = route.name;
    if (path == "/healthz") continue;  // says nothing but that the process lives
    if (path == "/" || path.starts_with("/studio/")) continue;  // the same files for everyone
    const bool is_set_up = path.ends_with("/setup");
    const int here = status(route.method, path, test::kLoopback, {.headers = {{"content-type", "text/plain"}}});
    EXPECT_EQ(here == 503, !is_set_up) << path;
    EXPECT_EQ(status(route.method, path, test::kRemote), 503) << path << " from elsewhere";
  }
  EXPECT_EQ(status(Method::get, "/v1/me", test::kControlPeer), 200);
}

TEST_F(SetUp, NeedsTheCode) {
  EXPECT_EQ(status(Method::post, "/v1/setup", test::kLoopback, {}, set_up_body("")), 403) << "none was drawn yet";
  const std::string old = accounts_->draw_setup_code(), code = accounts_->draw_setup_code();
  for (const std::string& wrong : {std::string(), std::string("abcd-efgh-ijkl-mnop"), code.substr(1), old}) {
    EXPECT_EQ(status(Method::post, "/v1/setup", test::kLoopback, {}, set_up_body(wrong)), 403) << wrong;
  }
  EXPECT_EQ(status(Method::post, "/v1/setup", test::kRemote, {}, set_up_body(code)), 503) << "from elsewhere";
  EXPECT_EQ(status(Method::post, "/v1/setup", test::kLoopback, {}, set_up_body(code, "short")), 400);
  EXPECT_FALSE(identity_->is_set_up());
  EXPECT_EQ(status(Method::post, "/v1/setup", test::kLoopback, {}, set_up_body(code)), 201);
  EXPECT_TRUE(identity_->is_set_up());
}

TEST_F(SetUp, TheCodeExpires) {
  const std::string code = accounts_->draw_setup_code();
  now_ms_ += static_cast<std::int64_t>(limits::kSetupCodeSeconds * 1000);
  EXPECT_EQ(status(Method::post, "/v1/setup", test::kLoopback, {}, set_up_body(code)), 403);
}

TEST_F(SetUp, IsOverWhenThereIsAnOwner) {
  const std::string code = accounts_->draw_setup_code();
  ASSERT_EQ(status(Method::post, "/v1/setup", test::kLoopback, {}, set_up_body(code)), 201);
  EXPECT_EQ(status(Method::post, "/v1/setup", test::kLoopback, {}, set_up_body(code)), 404);
  EXPECT_EQ(status(Method::get, "/setup", test::kLoopback), 404);
  EXPECT_EQ(status(Method::get, "/v1/me", test::kLoopback), 401);
  EXPECT_EQ(accounts_->set_up(accounts_->draw_setup_code(), {"b@example.org", "", UserRole::owner, test::kPassword})
                .error()
                .code,
            ErrorCode::conflict);
}

TEST_F(SetUp, TheCodeIsForgottenWhoeverMakesTheOwner) {
  int forgotten = 0;
  const std::string code = accounts_->draw_setup_code([&] { ++forgotten; });
  const auto add = [&](const std::string& email, UserRole role) {
    return accounts_->add_user({}, {email, "", role, test::kPassword}).has_value();
  };
  EXPECT_TRUE(add("member@example.org", UserRole::member));
  EXPECT_EQ(forgotten, 0);
  EXPECT_TRUE(add("owner@example.org", UserRole::owner));
  EXPECT_TRUE(add("another@example.org", UserRole::owner));
  EXPECT_EQ(forgotten, 1);
  EXPECT_EQ(accounts_->set_up(code, {"b@example.org", "", UserRole::owner, test::kPassword}).error().code,
            ErrorCode::forbidden);
}

TEST_F(SetUp, IsNotDoneByAnotherSite) {
  const std::string code = accounts_->draw_setup_code();
  for (const Field& foreign : {Field{"origin", "http://evil.example"}, Field{"origin", "null"},
                               Field{"sec-fetch-site", "cross-site"}, Field{"sec-fetch-site", "same-site"}}) {
    EXPECT_EQ(status(Method::post, "/v1/setup", test::kLoopback, {.headers = {foreign}}, set_up_body(code)), 403);
  }
  const Shows own{.headers = {{"origin", "http://souls.example"}, {"sec-fetch-site", "same-origin"}}};
  EXPECT_EQ(status(Method::post, "/v1/setup", test::kLoopback, own, set_up_body(code)), 201);
}

TEST_F(SetUp, ThePageIsAFormWithoutScripts) {
  const std::string code = accounts_->draw_setup_code();
  const Response form = ask(Method::get, "/setup", test::kLoopback);
  EXPECT_EQ(form.content_type, "text/html; charset=utf-8");
  EXPECT_EQ(form.body.find("<script"), std::string::npos);
  const Response wrong =
      ask(Method::post, "/setup", test::kLoopback, {}, "code=x&email=%22%3E%3Cscript%3E&password=" + test::kPassword);
  EXPECT_EQ(wrong.status, 403);
  EXPECT_EQ(wrong.body.find("<script"), std::string::npos) << wrong.body;
  const Response done = ask(Method::post, "/setup", test::kLoopback, {},
                            "code=" + code + "&email=ada%40example.org&password=correct+horse+battery");
  EXPECT_EQ(done.status, 200) << done.body;
  EXPECT_TRUE(accounts_->sign_in({"ada@example.org", test::kPassword, "", "", test::kRemote}));
}

TEST_F(SetUp, TheFirstOwnerTakesOverTheOperatorsAccount) {
  const auto before = Json::parse(ask(Method::get, "/v1/me", test::kControlPeer).body);
  const std::string owner = add_user("ada@example.org", UserRole::owner);
  EXPECT_EQ(owner, before["id"]);
  EXPECT_EQ(Json::parse(ask(Method::get, "/v1/me", test::kControlPeer).body)["email"], "ada@example.org");
  EXPECT_NE(add_user("bob@example.org", UserRole::owner), owner);
  EXPECT_EQ(Json::parse(ask(Method::get, "/v1/me", test::kControlPeer).body)["id"], owner);
}

// ---- what each route asks

/// The least role and the scope, or "control", "nobody", "set-up".
const std::map<std::string, std::string> kRoutes = {
    {"GET /healthz", "nobody"},
    {"GET /", "nobody"},
    {"GET /studio/{page*}", "nobody"},
    {"GET /studio/assets/{name}", "nobody"},
    {"GET /readyz", "nobody"},
    {"GET /openapi.json", "nobody"},
    {"GET /docs", "nobody"},
    {"POST /v1/sessions", "nobody"},
    {"GET /v1/sessions/oidc", "nobody"},
    {"GET /v1/sessions/oidc/{provider}", "nobody"},
    {"GET /v1/sessions/oidc/{provider}/callback", "nobody"},
    {"GET /v1/webhooks", "listener admin"},
    {"POST /v1/webhooks", "listener admin"},
    {"GET /v1/webhooks/{id}", "listener admin"},
    {"DELETE /v1/webhooks/{id}", "listener admin"},
    {"POST /v1/webhooks/{id}/secret", "listener admin"},
    {"POST /v1/webhooks/{id}/enable", "listener admin"},
    {"POST /v1/webhooks/{id}/test", "listener admin"},
    {"GET /v1/webhooks/{id}/deliveries", "listener admin"},
    {"POST /v1/webhooks/{id}/deliveries/{delivery}/redeliver", "listener admin"},
    {"GET /s/{token}", "nobody"},
    {"GET /v1/shared/{token}", "nobody"},
    {"GET /v1/shared/{token}/artifacts/{name*}", "nobody"},
    {"GET /v1/songs/{id}/shares", "member songs:write"},
    {"POST /v1/songs/{id}/shares", "member songs:write"},
    {"DELETE /v1/songs/{id}/shares/{share}", "member songs:write"},
    {"GET /setup", "set-up"},
    {"POST /setup", "set-up"},
    {"POST /v1/setup", "set-up"},
    {"GET /v1/me", "listener"},
    {"PATCH /v1/me", "listener admin"},
    {"PUT /v1/me/password", "listener admin"},
    {"GET /v1/sessions", "listener admin"},
    {"DELETE /v1/sessions/{id}", "listener admin"},
    {"GET /v1/keys", "listener admin"},
    {"POST /v1/keys", "listener admin"},
    {"DELETE /v1/keys/{id}", "listener admin"},
    {"GET /v1/songs", "listener songs:read"},
    {"POST /v1/songs", "member songs:write"},
    {"GET /v1/songs/{id}", "listener songs:read"},
    {"PATCH /v1/songs/{id}", "member songs:write"},
    {"DELETE /v1/songs/{id}", "member songs:write"},
    {"POST /v1/songs/{id}/trash", "member songs:write"},
    {"POST /v1/songs/{id}/restore", "member songs:write"},
    {"POST /v1/songs/{id}/cancel", "member songs:write"},
    {"POST /v1/songs/{id}/retry", "member songs:write"},
    {"POST /v1/songs/{id}/edits", "member songs:write"},
    {"GET /v1/songs/{id}/revisions", "listener songs:read"},
    {"POST /v1/songs/{id}/revisions", "member songs:write"},
    {"GET /v1/songs/{id}/compare", "listener songs:read"},
    {"GET /v1/songs/{id}/artifacts/{name*}", "listener songs:read"},
    {"GET /v1/songs/{id}/bundle.zip", "listener songs:read"},
    {"GET /openai/v1/models", "listener songs:read"},
    {"GET /openai/v1/models/{model}", "listener songs:read"},
    {"POST /openai/v1/chat/completions", "member songs:write"},
    {"POST /openai/v1/audio/speech", "member songs:write"},
    {"POST /openai/v1/images/generations", "member songs:write"},
    {"POST /mcp", "listener"},
    {"GET /v1/tasks", "listener songs:read"},
    {"GET /v1/tasks/{id}", "listener songs:read"},
    {"POST /v1/tasks/{id}/cancel", "member songs:write"},
    {"POST /v1/tasks/{id}/retry", "member songs:write"},
    {"GET /v1/limits", "listener songs:read"},
    {"GET /v1/packages", "listener songs:read"},
    {"GET /v1/usage", "listener songs:read"},
    {"GET /v1/events", "listener songs:read"},
    {"GET /v1/workers", "owner admin"},
    {"POST /v1/workers/{worker}/drain", "owner admin"},
    {"POST /v1/workers", "owner worker"},
    {"DELETE /v1/workers/{worker}", "owner worker"},
    {"POST /v1/workers/{worker}/leases", "owner worker"},
    {"POST /v1/workers/{worker}/leases/{task}/{fence}/heartbeat", "owner worker"},
    {"POST /v1/workers/{worker}/leases/{task}/{fence}/complete", "owner worker"},
    {"POST /v1/workers/{worker}/leases/{task}/{fence}/fail", "owner worker"},
    {"GET /v1/workers/{worker}/leases/{task}/{fence}/inputs/{name*}", "owner worker"},
    {"PUT /v1/workers/{worker}/leases/{task}/{fence}/outputs/{name*}", "owner worker"},
    {"GET /v1/audit", "owner admin"},
    {"GET /v1/audit/artifacts/{digest}", "owner admin"},
    {"GET /v1/audit/verification", "owner admin"},
    {"GET /v1/users", "owner admin"},
    {"POST /v1/users", "owner admin"},
    {"PATCH /v1/users/{id}", "owner admin"},
    {"PUT /v1/users/{id}/password", "owner admin"},
    {"DELETE /v1/users/{id}", "owner admin"},
    {"POST /v1/users/{id}/export", "control"},
    {"GET /v1/doctor", "owner admin"},
    {"POST /v1/scrub", "owner admin"},
    {"GET /metrics", "owner admin"},
    {"GET /v1/backup", "owner admin"},
    {"POST /v1/backup", "control"},
    {"POST /v1/backup/now", "owner admin"},
    {"GET /v1/secrets", "control"},
    {"PUT /v1/secrets/{name*}", "control"},
    {"DELETE /v1/secrets/{name*}", "control"},
};

class Roles : public test::IdentityTest {
 protected:
  Roles() {
    owner_ = add_user("owner@example.org", UserRole::owner);
    member_ = add_user("member@example.org", UserRole::member);
    listener_ = add_user("listener@example.org", UserRole::listener);
  }
  /// 0: admitted.
  int refused(const Route& route, const Peer& peer, const Shows& shows) {
    const auto asked = request(route.method, route.name, peer, shows);
    const auto admitted = identity_->admit(route.access, asked, peer);
    return admitted ? 0 : status_of(admitted.error().code);
  }

  std::string owner_, member_, listener_;
};

TEST_F(Roles, EveryRouteIsInTheTable) {
  std::size_t found = 0;
  for (const Route& route : router_.routes()) {
    const std::string name = std::string(to_string(route.method)) + ' ' + route.name;
    EXPECT_TRUE(kRoutes.contains(name)) << name;
    ++found;
  }
  EXPECT_EQ(found, kRoutes.size());
}

TEST_F(Roles, EveryRouteAsksForWhatTheTableSays) {
  struct Who {
    std::string name;
    int rank;  // 2 owner, 1 member, 0 listener
    Shows shows;
    std::string scope;  // of a key; empty: a session
  };
  std::vector<Who> all = {{"owner", 2, {.session = session_of("owner@example.org")}, ""},
                          {"member", 1, {.session = session_of("member@example.org")}, ""},
                          {"listener", 0, {.session = session_of("listener@example.org")}, ""}};
  for (const Scope scope : storage::kScopes) {
    all.push_back({"owner's key", 2, {.key = key_of(owner_, Scopes().add(scope))}, std::string(to_string(scope))});
  }
  all.push_back({"listener's key", 0, {.key = key_of(listener_, Scopes().add(Scope::songs_read))}, "songs:read"});
  all.push_back({"member's key", 1, {.key = key_of(member_, Scopes().add(Scope::songs_write))}, "songs:write"});
  const std::map<std::string, int> ranks = {{"owner", 2}, {"member", 1}, {"listener", 0}};
  for (const Route& route : router_.routes()) {
    const std::string name = std::string(to_string(route.method)) + ' ' + route.name;
    const std::string asked = kRoutes.at(name);
    const std::string role = asked.substr(0, asked.find(' '));
    const std::string scope = asked.find(' ') == std::string::npos ? "" : asked.substr(asked.find(' ') + 1);
    EXPECT_EQ(refused(route, test::kControlPeer, {}), 0) << name;
    EXPECT_EQ(refused(route, test::kRemote, {}), asked == "nobody" ? 0 : asked == "set-up" ? 404 : 401) << name;
    for (const Who& who : all) {
      int expected = 0;
      if (asked == "set-up") expected = 404;
      if (asked == "control") expected = 403;
      if (ranks.contains(role) && who.rank < ranks.at(role)) expected = 403;
      if (ranks.contains(role) && !who.scope.empty() && !scope.empty() && who.scope != scope) expected = 403;
      EXPECT_EQ(refused(route, test::kRemote, who.shows), expected) << name << ": " << who.name << ' ' << who.scope;
    }
  }
}

TEST_F(Roles, ARoleThatIsTakenAwayIsGoneAtOnce) {
  const Shows session{.session = session_of("member@example.org")};
  const Shows key{.key = key_of(member_, Scopes().add(Scope::songs_write))};
  const std::string order = R"({"prompt":"a song"})";
  EXPECT_EQ(status(Method::post, "/v1/songs", test::kRemote, session, order), 202);
  EXPECT_EQ(status(Method::post, "/v1/songs", test::kRemote, key, order), 202);
  ASSERT_TRUE(accounts_->change_user(local_, member_, {{}, {}, UserRole::listener, {}}));
  EXPECT_EQ(status(Method::post, "/v1/songs", test::kRemote, session, order), 403);
  EXPECT_EQ(status(Method::post, "/v1/songs", test::kRemote, key, order), 403);
}

TEST_F(Roles, AUserWhoIsDeletedIsGoneAtOnce) {
  const Shows session{.session = session_of("member@example.org")};
  const Shows key{.key = key_of(member_, Scopes().add(Scope::songs_read))};
  EXPECT_EQ(status(Method::get, "/v1/me", test::kRemote, session), 200);
  EXPECT_EQ(status(Method::get, "/v1/me", test::kRemote, key), 200);
  EXPECT_EQ(status(Method::remove, "/v1/users/" + member_, test::kControlPeer), 204);
  EXPECT_EQ(status(Method::get, "/v1/me", test::kRemote, session), 401);
  EXPECT_EQ(status(Method::get, "/v1/me", test::kRemote, key), 401);
}

TEST_F(Roles, TheFirstOwnerStaysOne) {
  const std::string second = add_user("second@example.org", UserRole::owner);
  const Shows shows{.session = session_of("second@example.org")};
  EXPECT_EQ(status(Method::patch, "/v1/users/" + owner_, test::kRemote, shows, R"({"role":"member"})"), 409);
  EXPECT_EQ(status(Method::remove, "/v1/users/" + owner_, test::kRemote, shows), 409);
  EXPECT_EQ(status(Method::patch, "/v1/users/" + second, test::kRemote, shows, R"({"role":"member"})"), 200);
}

TEST_F(Roles, AnothersSongIsLikeNone) {
  const Shows owner{.session = session_of("owner@example.org")}, member{.session = session_of("member@example.org")};
  const auto made = ask(Method::post, "/v1/songs", test::kRemote, owner, R"({"prompt":"a song"})");
  ASSERT_EQ(made.status, 202);
  const std::string song = Json::parse(made.body)["id"];
  std::string missing = song;
  missing.back() = missing.back() == 'a' ? 'b' : 'a';
  int tried = 0;
  for (const Route& route : router_.routes()) {
    std::string path = route.name;
    if (!path.starts_with("/v1/songs/{id}")) continue;
    path = path.substr(14);
    if (const auto name = path.find("{name*}"); name != std::string::npos) path.replace(name, 7, "song.json");
    if (const auto share = path.find("{share}"); share != std::string::npos) path.replace(share, 7, "sh_a");
    const std::string body = path == "/edits" ? R"({"edits":[{"op":"set_tempo","tempo_bpm":90}]})"
                             : path == "/shares" ? "{}"
                             : path == "/revisions" && route.method == Method::post ? R"({"to":1})"
                                                                                    : R"({"title":"x"})";
    const Response his = ask(route.method, "/v1/songs/" + song + path, test::kRemote, member, body);
    const Response none = ask(route.method, "/v1/songs/" + missing + path, test::kRemote, member, body);
    if (route.method == Method::post && path == "/retry") continue;  // nothing is made in this test
    EXPECT_EQ(his.status, 404) << path << his.body;
    EXPECT_EQ(his.body, none.body) << path;
    ++tried;
  }
  EXPECT_GE(tried, 9);
}

// ---- keys

class Keys : public Roles {};

TEST_F(Keys, AMistypedOneIsRefusedWithoutALookUp) {
  const std::string key = key_of(owner_, Scopes::all());
  std::string typo = key;
  typo[10] = typo[10] == 'a' ? 'b' : 'a';
  const auto at_once = [&](const std::string& shown) {
    return identity_->admit_at_once(access::kCaller, request(Method::get, "/v1/me", test::kRemote, {.key = shown}),
                                    test::kRemote);
  };
  ASSERT_TRUE(at_once(typo).has_value());
  EXPECT_EQ(at_once(typo)->error().code, ErrorCode::unauthenticated);
  EXPECT_FALSE(at_once(key).has_value()) << "the first time the store is asked";
  EXPECT_EQ(status(Method::get, "/v1/me", test::kRemote, {.key = key}), 200);
  EXPECT_TRUE(at_once(key).has_value()) << "then it is remembered";
  EXPECT_EQ(status(Method::get, "/v1/me", test::kRemote, {.key = draw_key()}), 401);
}

TEST_F(Keys, AreShownOnceAndKeptAsDigests) {
  const Shows owner{.session = session_of("owner@example.org")};
  const auto made = ask(Method::post, "/v1/keys", test::kRemote, owner, R"({"scopes":["songs:read"],"name":"build"})");
  ASSERT_EQ(made.status, 201) << made.body;
  const Json told = Json::parse(made.body);
  const std::string key = told["key"];
  const auto listed = ask(Method::get, "/v1/keys", test::kRemote, owner);
  EXPECT_NE(listed.body.find(told["id"].get<std::string>()), std::string::npos);
  EXPECT_EQ(listed.body.find(key), std::string::npos);
  EXPECT_EQ(listed.body.find(sha256(key).hex), std::string::npos);
  const std::string kept = all_bytes();
  EXPECT_NE(kept.find("build"), std::string::npos);
  EXPECT_EQ(kept.find(key), std::string::npos);
  EXPECT_EQ(kept.find(key.substr(3, 32)), std::string::npos);
}

TEST_F(Keys, ExpireAndAreRevokedAtOnce) {
  const std::string brief = key_of(owner_, Scopes::all(), now_ms_ + 1000);
  const auto lasting = accounts_->make_key(local_, {owner_, "", Scopes::all(), {}}).value();
  EXPECT_EQ(status(Method::get, "/v1/me", test::kRemote, {.key = brief}), 200);
  EXPECT_EQ(status(Method::get, "/v1/me", test::kRemote, {.key = lasting.key}), 200);
  now_ms_ += 1000;
  EXPECT_EQ(status(Method::get, "/v1/me", test::kRemote, {.key = brief}), 401);
  const auto before = identity_->changes();
  bool was_woken = false;
  identity_->on_change([&] { was_woken = true; });
  EXPECT_EQ(status(Method::remove, "/v1/keys/" + lasting.kept.id, test::kRemote, {.key = lasting.key}), 204);
  EXPECT_EQ(status(Method::get, "/v1/me", test::kRemote, {.key = lasting.key}), 401);
  EXPECT_GT(identity_->changes(), before) << "streams ask again";
  EXPECT_TRUE(was_woken);
}

TEST_F(Keys, AreOfTheirUserAndNoStronger) {
  const Shows member{.session = session_of("member@example.org")},
      listener{.session = session_of("listener@example.org")};
  const auto make = [&](const Shows& shows, const std::string& body) {
    return status(Method::post, "/v1/keys", test::kRemote, shows, body);
  };
  EXPECT_EQ(make(member, R"({"scopes":["songs:read","songs:write","admin"]})"), 201);
  EXPECT_EQ(make(member, R"({"scopes":["worker"]})"), 403);
  EXPECT_EQ(make(listener, R"({"scopes":["songs:write"]})"), 403);
  EXPECT_EQ(make(member, R"({"scopes":["songs:read"],"user":"owner@example.org"})"), 403);
  EXPECT_EQ(make({.key = key_of(owner_, Scopes().add(Scope::admin))}, R"({"scopes":["songs:read"]})"), 403);
  EXPECT_EQ(make({.key = key_of(owner_, Scopes().add(Scope::admin))}, R"({"scopes":["admin"]})"), 201);
  for (const char* bad : {R"({"scopes":[]})", R"({"scopes":["all"]})", R"({})", R"({"scopes":["admin"],"more":1})",
                          R"({"scopes":[1]})"}) {
    EXPECT_EQ(make(member, bad), 400) << bad;
  }
  EXPECT_EQ(make(member, R"({"scopes":["admin"],"expires_ms":5})"), 422);
  const auto owners = accounts_->make_key(local_, {owner_, "", Scopes::all(), {}}).value();
  EXPECT_EQ(status(Method::remove, "/v1/keys/" + owners.kept.id, test::kRemote, member), 404);
  EXPECT_EQ(status(Method::remove, "/v1/keys/k_nothing", test::kRemote, member), 404);
  EXPECT_EQ(status(Method::get, "/v1/keys?user=owner%40example.org", test::kRemote, member), 403);
}

TEST_F(Keys, OfAnOwnerWithoutAdminSeeHisOwnAlone) {
  const auto of = [&](Scopes scopes) {
    const Shows shows{.key = key_of(owner_, scopes)};
    return identity_->admit(access::kCaller, request(Method::get, "/", test::kRemote, shows), test::kRemote)->owner;
  };
  EXPECT_FALSE(of(Scopes().add(Scope::songs_read)));
  EXPECT_TRUE(of(Scopes().add(Scope::songs_read).add(Scope::admin)));
}

TEST_F(Keys, TellWhenTheyWereLastUsedALittleLater) {
  const auto made = accounts_->make_key(local_, {owner_, "", Scopes::all(), {}}).value();
  const auto used_ms = [&] {
    const auto key =
        studio::in_read<storage::ApiKey>(*store_, [&](storage::Transaction& t) { return t.keys().find(made.kept.id); });
    return key->used_ms;
  };
  for (int i = 0; i < 5; ++i, ++now_ms_) status(Method::get, "/v1/me", test::kRemote, {.key = made.key});
  const auto commits = store_->commits();
  EXPECT_FALSE(used_ms());
  ASSERT_TRUE(accounts_->note());
  EXPECT_EQ(used_ms(), now_ms_ - 1);
  EXPECT_EQ(store_->commits(), commits + 1) << "five uses, one write";
  // Also when it was forgotten in between.
  status(Method::get, "/v1/me", test::kRemote, {.key = made.key});
  ASSERT_TRUE(identity_->forget_callers());
  ASSERT_TRUE(accounts_->note());
  EXPECT_EQ(used_ms(), now_ms_);
}

}  // namespace
}  // namespace souls::gateway
