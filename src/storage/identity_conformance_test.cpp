// Passwords, sessions, known browsers, API keys.

#include "base/limits.hpp"
#include "storage/answer_table.hpp"
#include "storage/key_table.hpp"
#include "storage/session_table.hpp"
#include "storage/songs_fixture_test.hpp"

namespace souls::storage::test {
namespace {

class AnswerConformance : public SongsTest {};

TEST_P(AnswerConformance, KeepsOneForAKeyOfAUser) {
  const auto find = [&](const std::string& user) {
    return call([&](Transaction& t) { return t.answers().find(user, "k"); }).value();
  };
  const auto begin = [&](const std::string& user, const Digest& order, std::int64_t at_ms) {
    return write([&](Transaction& t) { return t.answers().begin(user, "k", order, at_ms); });
  };
  const auto finish = [&](const std::string& sealed) {
    return write([&](Transaction& t) { return t.answers().finish(ada_, "k", sealed, "key"); });
  };
  EXPECT_FALSE(find(ada_));
  ASSERT_TRUE(begin(ada_, sha256("order"), 5));
  EXPECT_EQ(find(ada_), (KeptAnswer{sha256("order"), 5}));
  EXPECT_FALSE(find(bob_)) << "another's key is another key";
  ASSERT_TRUE(finish("first"));
  ASSERT_TRUE(finish("second"));
  reopen();
  EXPECT_EQ(find(ada_), (KeptAnswer{sha256("order"), 5, "first", "key"}));
  ASSERT_TRUE(begin(ada_, sha256("other"), 9));
  EXPECT_EQ(find(ada_), (KeptAnswer{sha256("other"), 9}));
  ASSERT_TRUE(write([](Transaction& t) { return t.answers().forget_before(9); }));
  EXPECT_TRUE(find(ada_));
  ASSERT_TRUE(write([](Transaction& t) { return t.answers().forget_before(10); }));
  EXPECT_FALSE(find(ada_));
  ASSERT_TRUE(begin(ada_, sha256("order"), 5));
  ASSERT_TRUE(write([&](Transaction& t) { return t.answers().forget(ada_, "k"); }));
  EXPECT_FALSE(find(ada_));
  ASSERT_TRUE(begin(ada_, sha256("order"), 5));
  ASSERT_TRUE(write([&](Transaction& t) { return t.users().remove(ada_); }));
  EXPECT_FALSE(find(ada_));
}

TEST_P(AnswerConformance, AreBoundedForAUser) {
  ASSERT_TRUE(write([&](Transaction& t) -> Status {
    for (std::size_t i = 0; i < limits::kAnswersPerUserMax; ++i) {
      if (auto begun = t.answers().begin(ada_, std::to_string(i), sha256("order"), 5); !begun) return begun;
    }
    return {};
  }));
  const auto more = [&](const std::string& user) {
    return write([&](Transaction& t) { return t.answers().begin(user, "one more", sha256("order"), 5); });
  };
  EXPECT_EQ(more(ada_).error().code, ErrorCode::rate_limited);
  EXPECT_TRUE(more(bob_));
}

class PasswordConformance : public SongsTest {};

TEST_P(PasswordConformance, KeepsOneForAUser) {
  const auto password = [&] { return call([&](Transaction& t) { return t.users().password(ada_); }); };
  const auto set = [&](const std::string& user, const std::string& hash) {
    return write([&](Transaction& t) { return t.users().set_password(user, hash, 5); });
  };
  EXPECT_EQ(password().error().code, ErrorCode::not_found);
  ASSERT_TRUE(set(ada_, "$argon2id$one"));
  ASSERT_TRUE(set(ada_, "$argon2id$two"));
  EXPECT_EQ(password().value(), "$argon2id$two");
  EXPECT_EQ(set("u_nobody", "x").error().code, ErrorCode::not_found);
  ASSERT_TRUE(write([&](Transaction& t) { return t.users().remove(ada_); }));
  EXPECT_EQ(password().error().code, ErrorCode::not_found);
}

TEST_P(PasswordConformance, TellsWhetherAnOwnerCanSignIn) {
  const auto has = [&] { return call([](Transaction& t) { return t.users().has_owner_with_password(); }).value(); };
  const auto set = [&](const std::string& user) {
    return write([&](Transaction& t) { return t.users().set_password(user, "hash", 5); });
  };
  ASSERT_TRUE(set(ada_));  // a member
  EXPECT_FALSE(has());
  const User cleo{.id = random_id("u_"), .name = "Cleo", .role = UserRole::owner, .created_ms = 3};
  ASSERT_TRUE(write([&](Transaction& t) { return t.users().add(cleo); }));
  EXPECT_FALSE(has());
  ASSERT_TRUE(set(cleo.id));
  EXPECT_TRUE(has());
}

TEST_P(PasswordConformance, TheFirstOwnerStaysTheFirst) {
  const auto first = [&] { return call([](Transaction& t) { return t.users().first_owner(); }); };
  EXPECT_EQ(first().error().code, ErrorCode::not_found);
  // Ids are random: those added later come before and after.
  const auto add = [&](const std::string& id) {
    return write([&](Transaction& t) { return t.users().add({.id = id, .name = "N", .role = UserRole::owner}); });
  };
  for (const char* id : {"u_m", "u_z", "u_a"}) ASSERT_TRUE(add(id));
  EXPECT_EQ(first()->id, "u_m");
  ASSERT_TRUE(write([&](Transaction& t) { return t.users().remove("u_m"); }));
  EXPECT_EQ(first()->id, "u_z");
}

class SessionTableConformance : public SongsTest {
 protected:
  Session session(const std::string& user, const std::string& cookie, std::int64_t used_ms = 10) {
    return {random_id("ses_"), user, sha256(cookie), "Firefox", "192.0.2.7", 1, used_ms, 1000};
  }
  Status add(const Session& session) {
    return write([&](Transaction& t) { return t.sessions().add(session); });
  }
  std::vector<std::string> cookies(const std::string& user) {
    std::vector<std::string> found;
    const auto sessions = call([&](Transaction& t) { return t.sessions().list(user); });
    for (const auto& session : sessions.value()) found.push_back(session.digest.hex);
    std::sort(found.begin(), found.end());
    return found;
  }
};

TEST_P(SessionTableConformance, KeepsFindsRemoves) {
  const auto one = session(ada_, "one"), two = session(ada_, "two"), other = session(bob_, "other");
  for (const auto& each : {one, two, other}) ASSERT_TRUE(add(each));
  reopen();
  EXPECT_EQ(call([&](Transaction& t) { return t.sessions().find_by_digest(sha256("two")); }).value(), two);
  EXPECT_EQ(call([&](Transaction& t) { return t.sessions().find_by_digest(sha256("three")); }).error().code,
            ErrorCode::not_found);
  EXPECT_EQ(call([&](Transaction& t) { return t.sessions().list(ada_); })->size(), 2u);
  EXPECT_EQ(write([&](Transaction& t) { return t.sessions().remove(ada_, other.id); }).error().code,
            ErrorCode::not_found);
  ASSERT_TRUE(write([&](Transaction& t) { return t.sessions().remove_others(ada_, one.id); }));
  EXPECT_EQ(cookies(ada_), Texts{one.digest.hex});
  ASSERT_TRUE(write([&](Transaction& t) { return t.sessions().remove(ada_, one.id); }));
  EXPECT_EQ(cookies(ada_), Texts{});
  EXPECT_EQ(cookies(bob_), Texts{other.digest.hex});
  ASSERT_TRUE(write([&](Transaction& t) { return t.users().remove(bob_); }));
  EXPECT_EQ(cookies(bob_), Texts{});
}

TEST_P(SessionTableConformance, RefusesWhatIsTakenOrOutOfBounds) {
  const auto first = session(ada_, "one");
  ASSERT_TRUE(add(first));
  EXPECT_EQ(add(first).error().code, ErrorCode::conflict);
  EXPECT_EQ(add(session(bob_, "one")).error().code, ErrorCode::conflict);
  EXPECT_EQ(add(session("u_nobody", "two")).error().code, ErrorCode::not_found);
  auto talkative = session(ada_, "three");
  talkative.agent = std::string(limits::kSessionAgentBytesMax + 1, 'x');
  EXPECT_EQ(add(talkative).error().code, ErrorCode::invalid_request);
}

TEST_P(SessionTableConformance, TheOneUsedLongestAgoMakesRoom) {
  for (std::size_t i = 0; i < limits::kSessionsPerUserMax; ++i) {
    ASSERT_TRUE(add(session(ada_, std::to_string(i), static_cast<std::int64_t>(100 + i))));
  }
  const auto first = call([&](Transaction& t) { return t.sessions().find_by_digest(sha256("0")); }).value();
  ASSERT_TRUE(write([&](Transaction& t) { return t.sessions().note_use(first.id, 5000); }));
  ASSERT_TRUE(write([&](Transaction& t) { return t.sessions().note_use(first.id, 4000); }));
  EXPECT_EQ(call([&](Transaction& t) { return t.sessions().find_by_digest(sha256("0")); })->used_ms, 5000);
  ASSERT_TRUE(add(session(ada_, "new", 600)));
  EXPECT_EQ(cookies(ada_).size(), limits::kSessionsPerUserMax);
  EXPECT_FALSE(call([&](Transaction& t) { return t.sessions().find_by_digest(sha256("1")); }));
  EXPECT_TRUE(call([&](Transaction& t) { return t.sessions().find_by_digest(sha256("0")); }));
}

TEST_P(SessionTableConformance, ForgetsWhatHasExpiredOrIsUnused) {
  auto expired = session(ada_, "expired", 900), unused = session(ada_, "unused", 100),
       good = session(ada_, "good", 900);
  expired.expires_ms = 950;
  for (const auto& each : {expired, unused, good}) ASSERT_TRUE(add(each));
  ASSERT_TRUE(write([](Transaction& t) { return t.sessions().forget(950, 100); }));
  EXPECT_EQ(cookies(ada_), Texts{good.digest.hex});
}

TEST_P(SessionTableConformance, KnowsBrowsers) {
  const auto is_known = [&](const std::string& user, const std::string& device) {
    return call([&](Transaction& t) { return t.sessions().is_known_device(user, sha256(device)); }).value();
  };
  const auto know = [&](const std::string& device, std::int64_t now_ms) {
    return write([&](Transaction& t) { return t.sessions().know_device(ada_, sha256(device), now_ms); });
  };
  ASSERT_TRUE(know("laptop", 1));
  EXPECT_TRUE(is_known(ada_, "laptop"));
  EXPECT_FALSE(is_known(bob_, "laptop"));
  EXPECT_FALSE(is_known(ada_, "phone"));
  for (std::size_t i = 0; i < limits::kDevicesPerUserMax; ++i) {
    ASSERT_TRUE(know("laptop", static_cast<std::int64_t>(10 + 2 * i)));
    ASSERT_TRUE(know("d" + std::to_string(i), static_cast<std::int64_t>(11 + 2 * i)));
  }
  EXPECT_TRUE(is_known(ada_, "laptop"));
  EXPECT_FALSE(is_known(ada_, "d0"));
  EXPECT_TRUE(is_known(ada_, "d1"));
  ASSERT_TRUE(write([&](Transaction& t) { return t.sessions().forget_devices(ada_); }));
  EXPECT_FALSE(is_known(ada_, "laptop"));
}

class KeyTableConformance : public SongsTest {
 protected:
  ApiKey key(const std::string& user, const std::string& text) {
    return {.id = random_id("k_"),
            .user = user,
            .name = "build",
            .hint = "abcd",
            .digest = sha256(text),
            .scopes = Scopes().add(Scope::songs_read).add(Scope::worker),
            .created_ms = 7};
  }
  Status add(const ApiKey& key) {
    return write([&](Transaction& t) { return t.keys().add(key); });
  }
};

TEST_P(KeyTableConformance, KeepsFindsRemoves) {
  auto one = key(ada_, "one");
  one.expires_ms = 99;
  const auto two = key(bob_, "two");
  ASSERT_TRUE(add(one));
  ASSERT_TRUE(add(two));
  reopen();
  EXPECT_EQ(call([&](Transaction& t) { return t.keys().find_by_digest(sha256("one")); }).value(), one);
  EXPECT_EQ(call([&](Transaction& t) { return t.keys().find(two.id); }).value(), two);
  ASSERT_TRUE(write([&](Transaction& t) { return t.keys().note_use(one.id, 50); }));
  ASSERT_TRUE(write([&](Transaction& t) { return t.keys().note_use(one.id, 40); }));
  EXPECT_EQ(call([&](Transaction& t) { return t.keys().find(one.id); })->used_ms, 50);
  ASSERT_TRUE(write([&](Transaction& t) { return t.keys().remove(one.id); }));
  EXPECT_EQ(write([&](Transaction& t) { return t.keys().remove(one.id); }).error().code, ErrorCode::not_found);
  EXPECT_EQ(call([&](Transaction& t) { return t.keys().find_by_digest(sha256("one")); }).error().code,
            ErrorCode::not_found);
  ASSERT_TRUE(write([&](Transaction& t) { return t.users().remove(bob_); }));
  EXPECT_EQ(call([&](Transaction& t) { return t.keys().find(two.id); }).error().code, ErrorCode::not_found);
}

TEST_P(KeyTableConformance, RefusesWhatIsTakenOrOutOfBounds) {
  const auto good = key(ada_, "good");
  ASSERT_TRUE(add(good));
  EXPECT_EQ(add(good).error().code, ErrorCode::conflict);
  EXPECT_EQ(add(key(bob_, "good")).error().code, ErrorCode::conflict);
  EXPECT_EQ(add(key("u_nobody", "x")).error().code, ErrorCode::not_found);
  std::vector<ApiKey> bad(4, key(ada_, "bad"));
  bad[0].name = std::string(limits::kKeyNameLettersMax + 1, 'x');
  bad[1].name = "two\nlines";
  bad[2].scopes = {};
  bad[3].scopes = Scopes(16);
  for (const auto& each : bad) EXPECT_EQ(add(each).error().code, ErrorCode::invalid_request);
  for (std::size_t i = 1; i < limits::kKeysPerUserMax; ++i) ASSERT_TRUE(add(key(ada_, std::to_string(i))));
  EXPECT_EQ(add(key(ada_, "more")).error().code, ErrorCode::invalid_request);
}

TEST_P(KeyTableConformance, ListsInPages) {
  Texts hers, all;
  for (int i = 0; i < 5; ++i) {
    const auto each = key(i % 2 == 0 ? ada_ : bob_, std::to_string(i));
    ASSERT_TRUE(add(each));
    all.push_back(each.id);
    if (each.user == ada_) hers.push_back(each.id);
  }
  const auto seen = [&](const std::string& user) {
    Texts ids;
    while (true) {
      const auto page = call([&](Transaction& t) { return t.keys().list(user, ids.empty() ? "" : ids.back(), 2); });
      if (page->empty()) return ids;
      for (const auto& each : *page) ids.push_back(each.id);
    }
  };
  std::sort(hers.begin(), hers.end());
  std::sort(all.begin(), all.end());
  EXPECT_EQ(seen(ada_), hers);
  EXPECT_EQ(seen(""), all);
}

TEST(Scopes, AreReadAsTheyAreWritten) {
  for (const Scope scope : kScopes) EXPECT_EQ(parse_scope(to_string(scope)), scope);
  EXPECT_FALSE(parse_scope("songs"));
  EXPECT_TRUE(Scopes::all().has_all(Scopes().add(Scope::admin)));
  EXPECT_FALSE(Scopes().add(Scope::admin).has_all(Scopes::all()));
  EXPECT_FALSE(Scopes().add(Scope::songs_write).has(Scope::songs_read));
}

INSTANTIATE_TEST_SUITE_P(, AnswerConformance, testing::ValuesIn(engines()), engine_name);
INSTANTIATE_TEST_SUITE_P(, PasswordConformance, testing::ValuesIn(engines()), engine_name);
INSTANTIATE_TEST_SUITE_P(, SessionTableConformance, testing::ValuesIn(engines()), engine_name);
INSTANTIATE_TEST_SUITE_P(, KeyTableConformance, testing::ValuesIn(engines()), engine_name);

}  // namespace
}  // namespace souls::storage::test
