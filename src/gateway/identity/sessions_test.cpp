// Signing in, sessions, passwords, and what the audit log is told of them.

#include "gateway/identity/account_keeper.hpp"
#include "gateway/identity/identity_fixture.hpp"

namespace souls::gateway {
namespace {

using storage::Scopes;
using storage::UserRole;
using test::Shows;

class Sessions : public test::IdentityTest {
 protected:
  Sessions() {
    owner_ = add_user("owner@example.org", UserRole::owner);
    member_ = add_user("member@example.org", UserRole::member);
  }
  Response sign_in(const std::string& email, const std::string& password, const Peer& peer = test::kRemote,
                   const std::string& device = "") {
    Shows shows;
    if (!device.empty()) shows.headers.emplace_back("cookie", device_cookie_name(peer) + '=' + device);
    return ask(Method::post, "/v1/sessions", peer, shows, Json{{"email", email}, {"password", password}}.dump());
  }
  static std::string header(const Response& response, const std::string& name, const std::string& start = "") {
    for (const auto& [field, value] : response.headers) {
      if (field == name && value.starts_with(start)) return value;
    }
    return "";
  }
  static std::string value_of(const std::string& cookie) {
    const auto begin = cookie.find('=') + 1;
    return cookie.substr(begin, cookie.find(';') - begin);
  }
  std::string device_of(const Response& response) {
    return value_of(header(response, "Set-Cookie", "__Host-souls_device"));
  }
  int me(const Shows& shows, const Peer& peer = test::kRemote) { return status(Method::get, "/v1/me", peer, shows); }
  int rename(const Shows& shows, const Peer& peer = test::kRemote) {
    return status(Method::patch, "/v1/me", peer, shows, R"({"name":"New"})");
  }
  Response set_password(const Shows& shows, const std::string& current, const std::string& password) {
    return ask(Method::put, "/v1/me/password", test::kRemote, shows,
               Json{{"current", current}, {"password", password}}.dump());
  }

  std::string owner_, member_;
};

TEST_F(Sessions, BeginWithCookiesForThisHostAlone) {
  const Response in = sign_in("Member@Example.org", test::kPassword);
  ASSERT_EQ(in.status, 201) << in.body;
  const std::string cookie = header(in, "Set-Cookie", "__Host-souls_session=");
  EXPECT_EQ(cookie.substr(cookie.find(';')), "; Path=/; HttpOnly; SameSite=Lax; Max-Age=2592000; Secure");
  EXPECT_TRUE(header(in, "Set-Cookie", "__Host-souls_device=").ends_with("SameSite=Strict; Max-Age=31536000; Secure"));
  const Json body = Json::parse(in.body);
  EXPECT_EQ(body["user"]["id"], member_);
  EXPECT_EQ(body["secure"], true);
  EXPECT_EQ(body["csrf"], csrf_token(value_of(cookie)));
  EXPECT_EQ(in.body.find(value_of(cookie)), std::string::npos) << "the cookie isn't for scripts";
  const Response me = ask(Method::get, "/v1/me", test::kRemote, {.session = value_of(cookie)});
  EXPECT_EQ(me.status, 200);
  EXPECT_EQ(Json::parse(me.body)["csrf"], body["csrf"]);
}

TEST_F(Sessions, SayThatTheyAreNotSecureOverPlainHttp) {
  const Response in = sign_in("member@example.org", test::kPassword, test::kLoopback);
  const std::string cookie = header(in, "Set-Cookie", "souls_session=");
  ASSERT_NE(cookie, "");
  EXPECT_EQ(cookie.find("Secure"), std::string::npos);
  EXPECT_EQ(Json::parse(in.body)["secure"], false);
  EXPECT_TRUE(Json::parse(in.body).contains("note"));
  EXPECT_EQ(me({.session = value_of(cookie)}, test::kLoopback), 200);
}

TEST_F(Sessions, TakeNoCookieOfAnotherNameOrTwoOfOne) {
  const std::string cookie = session_of("member@example.org");
  const auto with = [&](const std::string& header, const Peer& peer) {
    return me({.headers = {{"cookie", header}}}, peer);
  };
  EXPECT_EQ(with("__Host-souls_session=" + cookie, test::kRemote), 200);
  EXPECT_EQ(with("a=b; __Host-souls_session=" + cookie + "; c=d", test::kRemote), 200);
  EXPECT_EQ(with("souls_session=" + cookie, test::kRemote), 401) << "any neighbour may set that one";
  EXPECT_EQ(with("__Host-souls_session=" + cookie, test::kLoopback), 401);
  EXPECT_EQ(with("__Host-souls_session=" + cookie + "; __Host-souls_session=x", test::kRemote), 401);
  EXPECT_EQ(with("__Host-souls_session=", test::kRemote), 401);
  EXPECT_EQ(with("__Host-souls_session=" + draw_cookie(), test::kRemote), 401);
}

TEST_F(Sessions, AreKeptAsDigests) {
  const Response in = sign_in("member@example.org", test::kPassword);
  const std::string kept = all_bytes();
  EXPECT_NE(kept.find("member@example.org"), std::string::npos);
  for (const auto& secret : {value_of(header(in, "Set-Cookie", "__Host-souls_session")), device_of(in),
                             Json::parse(in.body)["csrf"].get<std::string>(), test::kPassword}) {
    EXPECT_EQ(kept.find(secret), std::string::npos);
  }
}

TEST_F(Sessions, NeedTheirTokenForChanges) {
  const std::string mine = session_of("member@example.org"), other = session_of("member@example.org");
  EXPECT_EQ(rename({.session = mine}), 200);
  EXPECT_EQ(rename({.session = mine, .has_token = false}), 403);
  EXPECT_EQ(rename({.session = mine, .has_token = false, .headers = {{"x-csrf-token", csrf_token(other)}}}), 403);
  EXPECT_EQ(rename({.session = mine, .has_token = false, .headers = {{"x-csrf-token", ""}}}), 403);
  EXPECT_EQ(me({.session = mine, .has_token = false}), 200) << "reading changes nothing";
  EXPECT_EQ(rename({.key = key_of(member_, Scopes().add(storage::Scope::admin))}), 200)
      << "no browser sends a key by itself";
}

TEST_F(Sessions, ChangeNothingForOtherSites) {
  const std::string mine = session_of("member@example.org");
  const auto from = [&](const std::string& name, const std::string& value) {
    return rename({.session = mine, .headers = {{name, value}}});
  };
  EXPECT_EQ(from("origin", "https://souls.example"), 200);
  EXPECT_EQ(from("sec-fetch-site", "same-origin"), 200);
  EXPECT_EQ(from("origin", "https://evil.example"), 403);
  EXPECT_EQ(from("origin", "http://souls.example"), 403);
  EXPECT_EQ(from("origin", "https://souls.example:444"), 403);
  EXPECT_EQ(from("origin", "null"), 403);
  for (const char* site : {"cross-site", "same-site", "none"}) EXPECT_EQ(from("sec-fetch-site", site), 403) << site;
  const Shows foreign{.headers = {{"sec-fetch-site", "cross-site"}}};
  EXPECT_EQ(status(Method::post, "/v1/sessions", test::kRemote, foreign, "{}"), 403) << "nobody is signed in by others";
}

TEST_F(Sessions, EndWhenUnusedAndHoweverMuchTheyAreUsed) {
  const auto days = [](double count) { return static_cast<std::int64_t>(count * 24 * 3600 * 1000); };
  const std::string unused = session_of("member@example.org"), used = session_of("member@example.org");
  for (int day = 0; day < 29; ++day) {
    now_ms_ += days(1);
    EXPECT_EQ(me({.session = used}), 200) << day;
    ASSERT_TRUE(day != 3 || identity_->forget_callers());
    ASSERT_TRUE(accounts_->note());
    EXPECT_TRUE(day != 7 || me({.session = unused}) == 401);
  }
  now_ms_ += days(1);
  EXPECT_EQ(me({.session = used}), 401);
}

/// Also before anyone has swept them up, whether they are remembered or not.
TEST_F(Sessions, EndWhenUnusedAtOnce) {
  const std::string remembered = session_of("member@example.org"), other = session_of("member@example.org");
  EXPECT_EQ(me({.session = remembered}), 200);
  now_ms_ += static_cast<std::int64_t>(limits::kSessionIdleSecondsMax * 1000);
  EXPECT_EQ(me({.session = remembered}), 401);
  EXPECT_EQ(me({.session = other}), 401);
}

TEST_F(Sessions, AreListedAndEndedAtOnce) {
  const std::string here = session_of("member@example.org"), there = session_of("member@example.org");
  const std::string others = session_of("owner@example.org");
  const auto list = [&](const std::string& session) {
    return Json::parse(ask(Method::get, "/v1/sessions", test::kRemote, {.session = session}).body)["sessions"];
  };
  ASSERT_EQ(list(here).size(), 2u);
  std::string there_id;
  for (const auto& session : list(here)) {
    EXPECT_EQ(session["agent"], "Firefox");
    if (!session["current"]) there_id = session["id"];
  }
  const std::string owners_id = list(others)[0]["id"];
  const auto end = [&](const std::string& id) {
    return status(Method::remove, "/v1/sessions/" + id, test::kRemote, {.session = here});
  };
  EXPECT_EQ(me({.session = there}), 200);
  EXPECT_EQ(end(owners_id), 404);
  EXPECT_EQ(end("ses_nothing"), 404);
  EXPECT_EQ(end(there_id), 204);
  EXPECT_EQ(me({.session = there}), 401);
  const Response out = ask(Method::remove, "/v1/sessions/current", test::kRemote, {.session = here});
  EXPECT_EQ(out.status, 204);
  EXPECT_TRUE(header(out, "Set-Cookie").starts_with("__Host-souls_session=; Path=/;")) << header(out, "Set-Cookie");
  EXPECT_EQ(me({.session = here}), 401);
  EXPECT_EQ(me({.session = others}), 200);
}

TEST_F(Sessions, NothingTellsWhetherThereIsAUser) {
  const auto text = [](const Response& response) { return std::to_string(response.status) + response.body; };
  const Response wrong = sign_in("member@example.org", "not the password");
  EXPECT_EQ(wrong.status, 401);
  EXPECT_EQ(text(sign_in("nobody@example.org", test::kPassword)), text(wrong));
  EXPECT_EQ(text(sign_in("no address at all", test::kPassword)), text(wrong));
  // One who has no password is like nobody, too.
  ASSERT_TRUE(accounts_->add_user(local_, {"bare@example.org", "", UserRole::member, {}}));
  EXPECT_EQ(text(sign_in("bare@example.org", "")), text(wrong));
  for (int i = 0; i < limits::kSignInFreePerPlace; ++i) {
    sign_in("member@example.org", "wrong", {.address = "198.51.100.1", .is_secure = true});
    sign_in("nobody@example.org", "wrong", {.address = "198.51.100.2", .is_secure = true});
  }
  EXPECT_EQ(text(sign_in("member@example.org", "wrong", {.address = "198.51.100.1", .is_secure = true})),
            text(sign_in("nobody@example.org", "wrong", {.address = "198.51.100.2", .is_secure = true})));
}

TEST_F(Sessions, TriesAreSlowedDownAndLockNobodyOut) {
  const Response before = sign_in("owner@example.org", test::kPassword, {.address = "198.51.100.9", .is_secure = true});
  const Peer attacker{.address = "192.0.2.66", .is_secure = true};
  for (int i = 0; i < limits::kSignInFreePerPlace; ++i)
    EXPECT_EQ(sign_in("owner@example.org", "guess", attacker).status, 401);
  const Response slow = sign_in("owner@example.org", test::kPassword, attacker);
  EXPECT_EQ(slow.status, 429) << "even with the right one";
  EXPECT_EQ(header(slow, "Retry-After"), "1");
  EXPECT_EQ(sign_in("owner@example.org", test::kPassword).status, 201) << "from elsewhere";
  for (int i = 0; i < 2 * limits::kSignInFreePerAccount; ++i) {
    sign_in("owner@example.org", "guess", {.address = "10.1.2." + std::to_string(i), .is_secure = true});
  }
  const Peer cafe{.address = "203.0.113.77", .is_secure = true};
  EXPECT_EQ(sign_in("owner@example.org", test::kPassword, cafe).status, 429)
      << "many guess, and nobody knows this browser";
  EXPECT_EQ(sign_in("owner@example.org", test::kPassword, cafe, device_of(before)).status, 201) << "a known browser";
  EXPECT_EQ(sign_in("owner@example.org", test::kPassword, cafe, draw_cookie()).status, 429);
  EXPECT_EQ(status(Method::get, "/v1/me", test::kControlPeer), 200) << "the machine itself";
}

TEST_F(Sessions, ANewPasswordEndsTheOthers) {
  const Shows here{.session = session_of("member@example.org")}, there{.session = session_of("member@example.org")};
  EXPECT_EQ(set_password(here, "wrong one here", "a new long password").status, 403);
  EXPECT_EQ(set_password(here, test::kPassword, "short").status, 400);
  EXPECT_EQ(me(there), 200);
  EXPECT_EQ(set_password(here, test::kPassword, "a new long password").status, 204);
  EXPECT_EQ(me(here), 200);
  EXPECT_EQ(me(there), 401);
  EXPECT_EQ(sign_in("member@example.org", test::kPassword).status, 401);
  EXPECT_EQ(sign_in("member@example.org", "a new long password").status, 201);
}

TEST_F(Sessions, ThePresentPasswordIsNotGuessedByAStolenOne) {
  const Shows stolen{.session = session_of("member@example.org")};
  for (int i = 0; i < limits::kSignInFreePerPlace; ++i) {
    EXPECT_EQ(set_password(stolen, "a guess of it", "a new long password").status, 403);
  }
  EXPECT_EQ(set_password(stolen, test::kPassword, "a new long password").status, 429);
}

TEST_F(Sessions, TheControlSocketSetsAPasswordThatWasForgotten) {
  EXPECT_EQ(status(Method::put, "/v1/users/owner%40example.org/password", test::kControlPeer, {},
                   R"({"password":"a new long password"})"),
            204);
  EXPECT_EQ(sign_in("owner@example.org", "a new long password").status, 201);
  const Shows owner{.session = session_of("member@example.org")};
  EXPECT_EQ(status(Method::put, "/v1/users/" + owner_ + "/password", test::kRemote, owner,
                   R"({"password":"a new long password"})"),
            403);
}

TEST_F(Sessions, TheAuditLogIsToldByIdsAlone) {
  const std::string key = accounts_->make_key(local_, {member_, "", Scopes().add(storage::Scope::admin), {}})->kept.id;
  const std::string session = session_of("member@example.org");
  for (int i = 0; i < 3; ++i) sign_in("member@example.org", "wrong", {.address = "192.0.2.9"});
  sign_in("nobody@example.org", "wrong");
  ASSERT_TRUE(accounts_->change_user(local_, member_, {{}, {}, UserRole::listener, {}}));
  song::Request rain;
  rain.prompt = "rain";
  UserChange quota;
  quota.quota_bytes = 0;
  quota.trash_days = 7;
  ASSERT_TRUE(accounts_->change_user(local_, owner_, quota));
  EXPECT_NE(library_->submit(owner_, rain).error().message.find("of the 0 bytes that you may have"), std::string::npos);
  quota.quota_bytes.emplace();
  for (int i = 0; i < 2; ++i) ASSERT_TRUE(accounts_->change_user(local_, owner_, quota)) << "told where it changes";
  EXPECT_TRUE(library_->submit(owner_, rain));
  ASSERT_TRUE(accounts_->revoke_key(local_, key));
  { const AccountKeeper keeper(*accounts_); }  // writes when it ends
  status(Method::remove, "/v1/sessions/current", test::kRemote, {.session = session});
  std::vector<std::string> told;
  for (const auto& entry : audit()) {
    told.push_back(entry.kind + ' ' +
                   (entry.user == owner_    ? "owner"
                    : entry.user == member_ ? "member"
                                            : entry.user) +
                   (entry.api_key == key ? " key " : " ") + entry.text);
    const std::string bytes = storage::pack_entry(entry);
    for (const char* secret : {"example.org", "192.0.2.9", "correct horse", "ss_"}) {
      EXPECT_EQ(bytes.find(secret), std::string::npos) << entry.kind;
    }
  }
  ASSERT_EQ(told.size(), 12u);
  const std::string by = "by the control socket";
  EXPECT_EQ(told[0], "owner_set_up owner owner " + by);
  EXPECT_EQ(told[1], "user_made member member " + by);
  EXPECT_EQ(told[2], "key_made member key admin " + by);
  EXPECT_TRUE(told[3].starts_with("signed_in member session ses_")) << told[3];
  EXPECT_EQ(told[4], "role_changed member member to listener " + by);
  EXPECT_EQ(told[5], "retention_changed owner 30 to 7 days " + by);
  EXPECT_EQ(told[6], "quota_changed owner the server's own to 0 bytes " + by);
  EXPECT_EQ(told[7], "quota_changed owner 0 bytes to the server's own " + by);
  EXPECT_EQ(told[8], "key_revoked member key " + by);
  EXPECT_EQ(told[9], "sign_in_failed  1 try");
  EXPECT_EQ(told[10], "sign_in_failed member 3 tries");
  EXPECT_TRUE(told[11].starts_with("signed_out member session ses_")) << told[11];
}

}  // namespace
}  // namespace souls::gateway
