// Links that share songs, and subjects of providers that mean users.

#include "storage/share_link_table.hpp"
#include "storage/songs_fixture_test.hpp"

namespace souls::storage::test {
namespace {

class ShareLinkConformance : public SongsTest {
 protected:
  ShareLink link(const std::string& song, std::int64_t created_ms = 10, std::int64_t expires_ms = 1000) {
    return {random_id("sh_"), ada_, song, ShareAllows::stems, created_ms, expires_ms};
  }
  Status add(const ShareLink& link) {
    return write([&](Transaction& t) { return t.share_links().add(link); });
  }
  ErrorCode miss(const std::string& id) {
    const auto found = call([&](Transaction& t) { return t.share_links().find(id); });
    return found ? ErrorCode::internal : found.error().code;
  }
};

TEST_P(ShareLinkConformance, KeepsFindsRemoves) {
  const std::string song = add_song(ada_, "River");
  const auto one = link(song, 10), two = link(song, 20);
  ASSERT_TRUE(add(one));
  ASSERT_TRUE(add(two));
  reopen();
  EXPECT_EQ(call([&](Transaction& t) { return t.share_links().find(one.id); }).value(), one);
  EXPECT_EQ(call([&](Transaction& t) { return t.share_links().list(ada_, song); }).value(),
            (std::vector<ShareLink>{two, one}));
  EXPECT_EQ(call([&](Transaction& t) { return t.share_links().list(bob_, song); }).error().code, ErrorCode::not_found);
  const auto remove = [&](const std::string& user, const std::string& of) {
    return write([&](Transaction& t) { return t.share_links().remove(user, of, one.id); });
  };
  EXPECT_EQ(remove(bob_, song).error().code, ErrorCode::not_found);
  EXPECT_EQ(remove(ada_, add_song(ada_, "Sea")).error().code, ErrorCode::not_found);
  ASSERT_TRUE(remove(ada_, song));
  EXPECT_EQ(miss(one.id), ErrorCode::not_found);
  ASSERT_TRUE(write([&](Transaction& t) { return t.songs().remove(ada_, song); }));
  EXPECT_EQ(miss(two.id), ErrorCode::not_found);
}

TEST_P(ShareLinkConformance, RefusesAnothersSongAndTooMany) {
  const std::string song = add_song(bob_, "Hers");
  EXPECT_EQ(add(link(song)).error().code, ErrorCode::not_found);
  const std::string own = add_song(ada_, "River");
  const auto first = link(own);
  ASSERT_TRUE(add(first));
  EXPECT_EQ(add(first).error().code, ErrorCode::conflict);
  for (std::size_t i = 1; i < limits::kSharesPerSongMax; ++i) ASSERT_TRUE(add(link(own)));
  EXPECT_EQ(add(link(own)).error().code, ErrorCode::unprocessable);
}

TEST_P(ShareLinkConformance, ForgetsWhatHasExpired) {
  const std::string song = add_song(ada_, "River");
  const auto old = link(song, 10, 500), good = link(song, 10, 501);
  ASSERT_TRUE(add(old));
  ASSERT_TRUE(add(good));
  ASSERT_TRUE(write([](Transaction& t) { return t.share_links().forget(500); }));
  EXPECT_EQ(miss(old.id), ErrorCode::not_found);
  EXPECT_EQ(miss(good.id), ErrorCode::internal);
  ASSERT_TRUE(write([&](Transaction& t) { return t.users().remove(ada_); }));
  EXPECT_EQ(miss(good.id), ErrorCode::not_found);
}

class SubjectConformance : public SongsTest {};

TEST_P(SubjectConformance, MeansOneUserOfItsIssuer) {
  const auto find = [&](const std::string& issuer, const std::string& subject) {
    return call([&](Transaction& t) { return t.users().find_by_subject(issuer, subject); });
  };
  const auto link = [&](const std::string& issuer, const std::string& user) {
    return write([&](Transaction& t) { return t.users().link_subject(issuer, "sub", user, 5); });
  };
  ASSERT_TRUE(link("https://a.example", ada_));
  ASSERT_TRUE(link("https://a.example", ada_));
  ASSERT_TRUE(link("https://b.example", bob_));
  EXPECT_EQ(find("https://a.example", "sub")->id, ada_);
  EXPECT_EQ(find("https://b.example", "sub")->id, bob_);
  EXPECT_EQ(find("https://a.example", "other").error().code, ErrorCode::not_found);
  EXPECT_EQ(link("https://a.example", bob_).error().code, ErrorCode::conflict);
  EXPECT_EQ(link("https://c.example", "u_nobody").error().code, ErrorCode::not_found);
  ASSERT_TRUE(write([&](Transaction& t) { return t.users().remove(ada_); }));
  EXPECT_EQ(find("https://a.example", "sub").error().code, ErrorCode::not_found);
}

INSTANTIATE_TEST_SUITE_P(, ShareLinkConformance, testing::ValuesIn(engines()), engine_name);
INSTANTIATE_TEST_SUITE_P(, SubjectConformance, testing::ValuesIn(engines()), engine_name);

}  // namespace
}  // namespace souls::storage::test
