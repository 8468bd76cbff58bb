// Links that share a song: whoever has one hears it, and nobody else learns anything.

#include "base/ids.hpp"
#include "gateway/identity/identity_fixture.hpp"
#include "storage/event_table.hpp"
#include "storage/share_link_table.hpp"

namespace souls::gateway {
namespace {

using storage::Scope;
using storage::Scopes;
using storage::UserRole;
using test::Shows;

constexpr std::int64_t kDayMs = 24 * 3600 * 1000;

class Shares : public test::IdentityTest {
 protected:
  Shares() {
    ada_ = add_user("ada@example.org", UserRole::owner);
    bob_ = add_user("bob@example.org", UserRole::member);
    key_ = key_of(ada_, Scopes().add(Scope::songs_read).add(Scope::songs_write));
    song_ = made_song("River & <Sea>");
  }
  std::string made_song(const std::string& title) {
    const storage::Song song{.id = random_id("s_"), .title = title, .prompt = "a secret prompt", .created_ms = now_ms_};
    EXPECT_TRUE(store_->write([&](storage::Transaction& t) -> Status {
      if (auto added = t.songs().add(ada_, song, ""); !added) return added;
      return add_revision(t, song.id, storage::MakingState::made);
    }));
    return song.id;
  }
  Status add_revision(storage::Transaction& t, const std::string& song, storage::MakingState state) {
    storage::Revision revision;
    revision.who = ada_;
    revision.request_json = R"({"prompt":"a secret prompt"})";
    const auto number = t.songs().add_revision(ada_, song, revision);
    if (!number) return fail(number.error());
    revision.number = *number;
    revision.state = state;
    if (auto updated = t.songs().update_revision(ada_, song, revision); !updated) return updated;
    for (const char* path : {"mix.mp3", "cover.png", "lyrics.txt", "mix.wav", "score.mid", "song.json", "stems/Bass.flac"}) {
      const std::string text =
          path == std::string("lyrics.txt") ? "[Verse 1]\n<script>words</script>" : std::string("the ") + path;
      const auto digest = blobs_->put(text);
      const storage::Artifact file{path, *digest, text.size(), "audio/mpeg", storage::ArtifactKind::file};
      if (auto put = t.songs().put_artifact(ada_, song, *number, file); !put) return put;
    }
    return {};
  }
  Json share(const Json& body = Json::object()) {
    const Response made =
        ask(Method::post, "/v1/songs/" + song_ + "/shares", test::kRemote, {.key = key_}, body.dump());
    EXPECT_EQ(made.status, 201) << made.body;
    return Json::parse(made.body, nullptr, false);
  }
  Response open(const std::string& path) { return ask(Method::get, path, test::kRemote); }
  std::string token() { return share()["token"]; }
  /// The answer of an address that isn't there.
  std::string miss(const std::string& path) {
    const Response missed = open(path);
    EXPECT_EQ(missed.status, 404) << path;
    EXPECT_TRUE(missed.headers.empty()) << path;
    return missed.body;
  }

  std::string ada_, bob_, key_, song_;
};

std::string header_of(const Response& response, const std::string& wanted) {
  for (const auto& [name, value] : response.headers) {
    if (name == wanted) return value;
  }
  return {};
}

TEST_F(Shares, AreHeardByWhoeverHasTheLink) {
  const Json link = share();
  EXPECT_EQ(link["path"], "/s/" + link["token"].get<std::string>());
  EXPECT_EQ(link["expires_ms"], now_ms_ + limits::kShareDays * kDayMs);
  const std::string at = "/v1/shared/" + link["token"].get<std::string>();
  const Response told = open(at);
  ASSERT_EQ(told.status, 200) << told.body;
  const Json song = Json::parse(told.body);
  EXPECT_EQ(song["title"], "River & <Sea>");
  EXPECT_NE(song["digital_source_type"].get<std::string>().find("trainedAlgorithmicMedia"), std::string::npos);
  EXPECT_FALSE(song["rights"].get<std::string>().empty());
  EXPECT_EQ(told.body.find("secret prompt"), std::string::npos);
  EXPECT_EQ(told.body.find(ada_), std::string::npos);
  EXPECT_EQ(open(at + "/artifacts/mix.mp3").status, 200);
  EXPECT_EQ(open(at + "/artifacts/cover.png").status, 200);
}

TEST_F(Shares, AllowWhatTheySay) {
  const std::string heard = "/v1/shared/" + token() + "/artifacts/";
  const std::string whole = "/v1/shared/" + share({{"allows", "stems"}})["token"].get<std::string>() + "/artifacts/";
  for (const char* file : {"mix.wav", "score.mid", "stems/Bass.flac"}) {
    EXPECT_EQ(open(heard + file).status, 404) << file;
    EXPECT_EQ(open(whole + file).status, 200) << file;
  }
  for (const char* file : {"song.json", "nothing.mp3"}) EXPECT_NE(open(whole + file).status, 200);
}

TEST_F(Shares, EndForgedOrRevokedAreTheSameAsNothing) {
  const std::string good = token(), ended = share({{"expires_ms", now_ms_ + 1000}})["token"];
  const Json revoked = share();
  const std::string at = "/v1/songs/" + song_ + "/shares/" + revoked["id"].get<std::string>();
  EXPECT_EQ(open("/s/" + revoked["token"].get<std::string>()).status, 200);
  EXPECT_EQ(status(Method::remove, at, test::kRemote, {.key = key_of(bob_, Scopes().add(Scope::songs_write))}), 404);
  EXPECT_EQ(status(Method::remove, at, test::kRemote, {.key = key_}), 204);
  now_ms_ += 1000;
  std::string forged = good;
  forged.back() = forged.back() == '0' ? '1' : '0';
  for (const std::string& bad : {ended, revoked["token"].get<std::string>(), forged, std::string(48, 'a'),
                                 std::string("x"), good + "0", good.substr(0, 16), good.substr(0, 16) + std::string(32, '0')}) {
    for (const std::string& path : {"/s/" + bad, "/v1/shared/" + bad, "/v1/shared/" + bad + "/artifacts/mix.mp3"}) {
      EXPECT_EQ(Json::parse(miss(path))["detail"], "there is nothing at this address") << path;
    }
  }
  EXPECT_EQ(open("/s/" + good).status, 200);
}

TEST_F(Shares, EndWithTheirSongAndWhileItIsInTheTrash) {
  const std::string path = "/v1/shared/" + token();
  ASSERT_TRUE(library_->trash(ada_, song_));
  miss(path);
  ASSERT_TRUE(library_->restore(ada_, song_));
  EXPECT_EQ(open(path).status, 200);
  ASSERT_TRUE(library_->remove(ada_, song_));
  miss(path);
}

TEST_F(Shares, ShowTheNewestThatIsMade) {
  const std::string path = "/v1/shared/" + token();
  ASSERT_TRUE(store_->write(
      [&](storage::Transaction& t) { return add_revision(t, song_, storage::MakingState::making); }));
  EXPECT_EQ(open(path).status, 200);
  song_ = [&] {
    const storage::Song song{.id = random_id("s_"), .title = "x", .prompt = "p", .created_ms = 1};
    EXPECT_TRUE(store_->write([&](storage::Transaction& t) -> Status {
      if (auto added = t.songs().add(ada_, song, ""); !added) return added;
      return add_revision(t, song.id, storage::MakingState::making);
    }));
    return song.id;
  }();
  EXPECT_EQ(status(Method::post, "/v1/songs/" + song_ + "/shares", test::kRemote, {.key = key_}, "{}"), 409);
}

TEST_F(Shares, ThePageHasNoScriptsAndShowsTheMark) {
  const Response page = open("/s/" + token());
  EXPECT_EQ(page.content_type, "text/html; charset=utf-8");
  const std::string policy = header_of(page, "Content-Security-Policy");
  EXPECT_TRUE(policy.starts_with("default-src 'none'; style-src 'sha256-")) << policy;
  for (const char* never : {"unsafe", "script-src", "http", "*"}) EXPECT_EQ(policy.find(never), std::string::npos);
  EXPECT_NE(header_of(page, "X-Robots-Tag").find("noindex"), std::string::npos);
  EXPECT_EQ(page.body.find("<script"), std::string::npos);
  for (const char* shown : {"River &amp; &lt;Sea&gt;", "<b>Verse 1</b>", "&lt;script&gt;words", "<audio", "cover.png",
                            "made by an AI", "Shared to be listened to"}) {
    EXPECT_NE(page.body.find(shown), std::string::npos) << shown;
  }
  EXPECT_EQ(page.body.find("stems"), std::string::npos);
}

TEST_F(Shares, AreTheirMakersAlone) {
  const Shows bob{.key = key_of(bob_, Scopes().add(Scope::songs_write))};
  const std::string at = "/v1/songs/" + song_ + "/shares";
  share();
  EXPECT_EQ(status(Method::post, at, test::kRemote, bob, "{}"), 404);
  EXPECT_EQ(status(Method::get, at, test::kRemote, bob), 404);
  EXPECT_EQ(status(Method::get, at, test::kRemote, {.key = key_of(ada_, Scopes().add(Scope::songs_read))}), 403);
  EXPECT_EQ(Json::parse(ask(Method::get, at, test::kRemote, {.key = key_}).body)["shares"].size(), 1);
  for (const std::int64_t bad : {now_ms_, now_ms_ + (limits::kShareDaysMax + 1) * kDayMs}) {
    const std::string body = Json{{"expires_ms", bad}}.dump();
    EXPECT_EQ(status(Method::post, at, test::kRemote, {.key = key_}, body), 422);
  }
}

TEST_F(Shares, AreInTheAuditLogAndTheFeed) {
  const Json link = share();
  ask(Method::remove, "/v1/songs/" + song_ + "/shares/" + link["id"].get<std::string>(), test::kRemote, {.key = key_});
  const auto entries = audit();
  ASSERT_GE(entries.size(), 2);
  const auto& shared = entries[entries.size() - 2];
  EXPECT_EQ(shared.kind, "song_shared");
  EXPECT_EQ(shared.user, ada_);
  EXPECT_FALSE(shared.api_key.empty());
  EXPECT_NE(shared.text.find(song_), std::string::npos);
  EXPECT_EQ(shared.text.find(link["token"].get<std::string>()), std::string::npos);
  EXPECT_EQ(entries.back().kind, "share_revoked");
  const auto events = studio::in_read<std::vector<storage::EventRow>>(
      *store_, [&](storage::Transaction& t) { return t.events().after(ada_, 0, 10); });
  EXPECT_EQ(events->back().kind, "song.shared");
  EXPECT_EQ(all_bytes().find(link["token"].get<std::string>()), std::string::npos) << "it is signed, not kept";
}

}  // namespace
}  // namespace souls::gateway
