#include "storage/songs_fixture_test.hpp"

namespace souls::storage::test {
namespace {

using UserTableConformance = SongsTest;

TEST_P(UserTableConformance, KeepsWhatItIsGiven) {
  const User user{.id = random_id("u_"), .name = "Cleo ☾", .email = "Cleo@Example.org", .role = UserRole::owner,
                  .created_ms = 1764031331000, .trash_days = 7};
  ASSERT_TRUE(write([&](Transaction& t) { return t.users().add(user); }));
  reopen();
  EXPECT_EQ(call([&](Transaction& t) { return t.users().find(user.id); }).value(), user);
  EXPECT_EQ(call([&](Transaction& t) { return t.users().find_by_email("cleo@example.ORG"); }).value(), user);
  EXPECT_EQ(call([&](Transaction& t) { return t.users().find(ada_); })->email, std::nullopt);
}

TEST_P(UserTableConformance, ChangesAndRemoves) {
  auto user = call([&](Transaction& t) { return t.users().find(ada_); }).value();
  user.email = "ada@example.org";
  user.role = UserRole::listener;
  user.trash_days = 0;
  ASSERT_TRUE(write([&](Transaction& t) { return t.users().update(user); }));
  EXPECT_EQ(call([&](Transaction& t) { return t.users().find(ada_); }).value(), user);
  ASSERT_TRUE(write([&](Transaction& t) { return t.users().remove(ada_); }));
  for (const Work& work : std::vector<Work>{[&](Transaction& t) { return t.users().remove(ada_); },
                                            [&](Transaction& t) { return t.users().update(user); }}) {
    EXPECT_EQ(write(work).error().code, ErrorCode::not_found);
  }
  EXPECT_EQ(call([&](Transaction& t) { return t.users().find(ada_); }).error().code, ErrorCode::not_found);
}

TEST_P(UserTableConformance, GivesAnAddressToOneUser) {
  const User cleo{.id = random_id("u_"), .name = "Cleo", .email = "c@example.org"};
  ASSERT_TRUE(write([&](Transaction& t) { return t.users().add(cleo); }));
  const User other{.id = random_id("u_"), .name = "Other", .email = "C@example.org"};
  EXPECT_EQ(write([&](Transaction& t) { return t.users().add(other); }).error().code, ErrorCode::conflict);
  EXPECT_EQ(write([&](Transaction& t) { return t.users().add(cleo); }).error().code, ErrorCode::conflict);
  const User ada{.id = ada_, .name = "Ada", .email = "c@EXAMPLE.org"};
  EXPECT_EQ(write([&](Transaction& t) { return t.users().update(ada); }).error().code, ErrorCode::conflict);
  EXPECT_TRUE(write([&](Transaction& t) { return t.users().update(cleo); }));
}

TEST_P(UserTableConformance, RefusesWhatIsOutOfBounds) {
  const User good{.id = random_id("u_"), .name = "Good"};
  std::vector<User> bad(8, good);
  bad[0].name = "";
  bad[1].name = std::string(limits::kUserNameLettersMax + 1, 'x');
  bad[2].name = "two\nlines";
  bad[3].email = "nowhere";
  bad[4].email = "two@at@example.org";
  bad[5].email = std::string(300, 'x') + "@example.org";
  bad[6].trash_days = limits::kTrashDaysMax + 1;
  bad[7].id = "";
  for (const User& user : bad) {
    EXPECT_EQ(write([&](Transaction& t) { return t.users().add(user); }).error().code, ErrorCode::invalid_request)
        << user.name << user.email.value_or("");
  }
}

TEST_P(UserTableConformance, ListsInPages) {
  std::vector<std::string> ids = {ada_, bob_};
  for (int i = 0; i < 5; ++i) {
    ids.push_back(random_id("u_"));
    ASSERT_TRUE(write([&](Transaction& t) { return t.users().add({.id = ids.back(), .name = "N"}); }));
  }
  std::sort(ids.begin(), ids.end());
  std::vector<std::string> seen;
  while (true) {
    const auto page = call([&](Transaction& t) { return t.users().list(seen.empty() ? "" : seen.back(), 3); });
    ASSERT_TRUE(page);
    if (page->empty()) break;
    for (const User& user : *page) seen.push_back(user.id);
  }
  EXPECT_EQ(seen, ids);
}

TEST_P(UserTableConformance, RemovesSongsWithTheirUser) {
  const auto song = add_song(ada_, "Gone");
  const auto kept = add_song(bob_, "Kept");
  ASSERT_TRUE(write([&](Transaction& t) { return t.songs().add_tag(ada_, song, "tag"); }));
  ASSERT_TRUE(write([&](Transaction& t) {
    return t.songs().put_artifact(ada_, song, 1, {"mix.wav", sha256("a"), 5, "audio/wav", ArtifactKind::file});
  }));
  ASSERT_TRUE(write([&](Transaction& t) { return t.users().remove(ada_); }));
  EXPECT_EQ(list(ada_), Texts{});
  EXPECT_EQ(search(ada_, "gone"), Texts{});
  EXPECT_EQ(list(bob_), Texts{"Kept"});
  EXPECT_EQ(call([](Transaction& t) { return t.songs().referenced({}, 10); }).value(), std::vector<Digest>{});
  EXPECT_EQ(call([](Transaction& t) { return t.songs().unfinished(10, 10); }).value(),
            (std::vector<RevisionName>{{bob_, kept, 1}}));
  EXPECT_EQ(call([&](Transaction& t) { return t.songs().usage(ada_); }).error().code, ErrorCode::not_found);
}

using SecretTableConformance = SongsTest;

TEST_P(SecretTableConformance, KeepsReplacesRemoves) {
  const auto put = [&](const SealedSecret& secret) {
    return write([&](Transaction& t) { return t.secrets().put(secret); });
  };
  ASSERT_TRUE(put({"b", "key1", "sealed b", 5}));
  ASSERT_TRUE(put({"a", "key1", "sealed a", 6}));
  ASSERT_TRUE(put({"b", "key2", "sealed anew", 7}));
  const auto found = call([](Transaction& t) { return t.secrets().find("b"); });
  ASSERT_TRUE(found);
  EXPECT_EQ(found->key_id, "key2");
  EXPECT_EQ(found->sealed, "sealed anew");
  EXPECT_EQ(found->updated_ms, 7);
  const auto all = call([](Transaction& t) { return t.secrets().list(); });
  ASSERT_EQ(all->size(), 2u);
  EXPECT_EQ(all->front().name, "a");
  ASSERT_TRUE(write([](Transaction& t) { return t.secrets().remove("a"); }));
  EXPECT_EQ(write([](Transaction& t) { return t.secrets().remove("a"); }).error().code, ErrorCode::not_found);
  EXPECT_EQ(call([](Transaction& t) { return t.secrets().find("a"); }).error().code, ErrorCode::not_found);
}

TEST_P(SecretTableConformance, RefusesNamesAndNumbersOutOfBounds) {
  for (const std::string& name : {std::string(), std::string(limits::kSecretNameBytesMax + 1, 'n')}) {
    EXPECT_EQ(write([&](Transaction& t) { return t.secrets().put({name, "k", "s", 1}); }).error().code,
              ErrorCode::invalid_request);
  }
  const auto fill = [](Transaction& t) -> Status {
    for (std::size_t i = 0; i < limits::kSecretsMax; ++i) {
      if (auto put = t.secrets().put({"n" + std::to_string(i), "k", "s", 1}); !put) return put;
    }
    return {};
  };
  ASSERT_TRUE(write(fill));
  EXPECT_EQ(write([](Transaction& t) { return t.secrets().put({"more", "k", "s", 1}); }).error().code,
            ErrorCode::invalid_request);
  EXPECT_TRUE(write([](Transaction& t) { return t.secrets().put({"n0", "k", "s", 2}); }));
}

INSTANTIATE_TEST_SUITE_P(, UserTableConformance, testing::ValuesIn(engines()), engine_name);
INSTANTIATE_TEST_SUITE_P(, SecretTableConformance, testing::ValuesIn(engines()), engine_name);

}  // namespace
}  // namespace souls::storage::test
