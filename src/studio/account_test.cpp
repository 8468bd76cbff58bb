#include "studio/account.hpp"

#include <nlohmann/json.hpp>

#include "base/files.hpp"
#include "song/json.hpp"
#include "storage/audit_table.hpp"
#include "storage/blob_table.hpp"
#include "storage/key_table.hpp"
#include "storage/session_table.hpp"
#include "storage/share_link_table.hpp"
#include "storage/webhook_table.hpp"
#include "studio/stored_songs_test.hpp"

namespace souls::studio {
namespace {

namespace fs = std::filesystem;
using storage::Transaction;

using AccountTest = test::StoredSongsTest;

std::string content(const fs::path& path) { return read_file(path, 10'000'000).value_or("(none)"); }

TEST_F(AccountTest, ExportsAllThatIsTheUsers) {
  const auto song = submit(ada_, "a song about Ada's lighthouse");
  make(ada_, song, 1, 1);
  ASSERT_TRUE(library().edit(ada_, song, 1, {song::SetTempo{90}}));
  make(ada_, song, 2, 2);
  const auto trashed = submit(ada_, "thrown away");
  ASSERT_TRUE(library().change(ada_, song, {{}, {{"sea"}}}));
  ASSERT_TRUE(library().trash(ada_, trashed));
  submit(bob_, "of bob");
  ASSERT_TRUE(store_->write([&](Transaction& t) -> Status {
    storage::ApiKey key{.id = "k_1", .user = ada_, .name = "build", .hint = "abcd", .digest = sha256("key"),
                        .scopes = storage::Scopes().add(storage::Scope::songs_read)};
    if (auto added = t.keys().add(key); !added) return added;
    if (auto set = t.blobs().set_quota(ada_, 5'000'000'000); !set) return set;
    storage::Webhook hook;
    hook.id = "wh_1";
    hook.user = ada_;
    hook.url = "https://example.org/hook";
    hook.secret.sealed = "the sealed one";
    if (auto added = t.webhooks().add(hook); !added) return added;
    if (auto added = t.share_links().add({"sh_1", ada_, song, storage::ShareAllows::listen, 1, 99}); !added) return added;
    return t.sessions().add({"ses_1", ada_, sha256("cookie"), "Firefox", "192.0.2.7", 1, 2, 3});
  }));

  const auto report = export_user(*store_, *blobs_, ada_, root_ / "out" / "ada", 77);
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->songs, 2u);
  EXPECT_EQ(report->revisions, 3u);
  EXPECT_EQ(report->files, 6u);
  EXPECT_TRUE(report->lost.empty());

  const std::string text = content(root_ / "out" / "ada" / "account.json");
  EXPECT_EQ(text.find("of bob"), std::string::npos);
  EXPECT_EQ(text.find(bob_), std::string::npos);
  const auto json = nlohmann::json::parse(text);
  EXPECT_EQ(json["user"]["id"], ada_);
  EXPECT_EQ(json["user"]["quota_bytes"], 5'000'000'000);
  EXPECT_EQ(json["keys"][0]["scopes"], nlohmann::json({"songs:read"}));
  EXPECT_EQ(json["sessions"][0]["address"], "192.0.2.7");
  for (const char* secret : {"key", "cookie"}) EXPECT_EQ(text.find(sha256(secret).hex), std::string::npos);
  EXPECT_EQ(json["webhooks"][0]["url"], "https://example.org/hook");
  EXPECT_EQ(text.find("the sealed one"), std::string::npos);
  EXPECT_EQ(json["songs"][0]["shares"][0]["expires_ms"], 99);
  EXPECT_EQ(json["exported_ms"], 77);
  ASSERT_EQ(json["songs"].size(), 2u);
  EXPECT_EQ(json["songs"][0]["tags"], nlohmann::json({"sea"}));
  EXPECT_EQ(json["songs"][0]["revisions"][1]["edits"], nlohmann::json::parse("[" + song::to_json(song::Edit(song::SetTempo{90})) + "]"));
  EXPECT_EQ(json["songs"][0]["revisions"][0]["request"]["prompt"], "a song about Ada's lighthouse");
  EXPECT_FALSE(json["songs"][1]["trashed_ms"].is_null());

  const fs::path folder = root_ / "out" / "ada" / "songs" / song;
  EXPECT_EQ(content(folder / "revision-1" / "mix.wav"), "mix 1");
  EXPECT_EQ(content(folder / "revision-2" / "mix.wav"), "mix 2");
  EXPECT_EQ(content(folder / "revision-2" / "stems" / "Bass.flac"), "the same bass");
  EXPECT_TRUE(fs::equivalent(folder / "revision-1" / "stems" / "Bass.flac", folder / "revision-2" / "stems" / "Bass.flac"));
  EXPECT_EQ(song::document_from_json(content(folder / "revision-1" / "song.json")).value(), made_song(1).document);
  for (const auto& file : json["songs"][0]["revisions"][0]["files"]) {
    EXPECT_EQ(sha256(content(root_ / "out" / "ada" / file["path"].get<std::string>())).hex, file["digest"]);
  }
}

TEST_F(AccountTest, SaysWhatIsLostAndExportsTheRest) {
  const auto song = submit(ada_);
  make(ada_, song, 1, 1);
  const auto mix = *blobs_->put("mix 1");
  ASSERT_TRUE(blobs_->remove(mix));
  const auto report = export_user(*store_, *blobs_, ada_, root_ / "out", 1).value();
  EXPECT_EQ(report.lost, std::vector<std::string>{"songs/" + song + "/revision-1/mix.wav"});
  EXPECT_EQ(report.files, 2u);
  EXPECT_EQ(nlohmann::json::parse(content(root_ / "out" / "account.json"))["lost"].size(), 1u);
}

TEST_F(AccountTest, ExportsAllOrNothing) {
  submit(ada_);
  fs::create_directories(root_ / "full");
  ASSERT_TRUE(write_file_atomically(root_ / "full" / "mine", "x"));
  EXPECT_EQ(export_user(*store_, *blobs_, ada_, root_ / "full", 1).error().code, ErrorCode::invalid_request);
  EXPECT_EQ(export_user(*store_, *blobs_, random_id("u_"), root_ / "none", 1).error().code, ErrorCode::not_found);
  EXPECT_FALSE(fs::exists(root_ / "none"));
  EXPECT_EQ(export_user(*store_, *blobs_, ada_, root_ / "full" / "mine" / "in", 1).error().code,
            ErrorCode::invalid_request);
  for (const auto& entry : fs::directory_iterator(root_)) {
    EXPECT_EQ(entry.path().filename().string().find(".part"), std::string::npos);
  }
}

TEST_F(AccountTest, DeletesAUserToTheLastWord) {
  ASSERT_TRUE(store_->write([&](Transaction& t) {
    return t.users().update({.id = ada_, .name = "Adalgisa Quux", .email = "adalgisa@example.org"});
  }));
  for (int i = 0; i < 60; ++i) submit(ada_, "a song about wonderful Aurelianopolis");
  const auto trashed = submit(ada_, "thrown Zoroastria");
  ASSERT_TRUE(library().trash(ada_, trashed));
  const auto kept = submit(bob_, "of Bobington");
  ASSERT_TRUE(delete_user(*store_, ada_, 5));
  const std::string bytes = database_bytes();
  for (const char* word : {"Adalgisa", "adalgisa", "urelianopolis", "oroastria"}) {
    EXPECT_EQ(bytes.find(word), std::string::npos) << word;
  }
  EXPECT_NE(bytes.find("Bobington"), std::string::npos);
  EXPECT_TRUE(library().find(bob_, kept));
  // The audit log names the user by the pseudonymous id alone, and is whole.
  const auto rows = in_read<std::vector<storage::AuditRow>>(*store_, [](Transaction& t) { return t.audit().after(0, 1000); }).value();
  ASSERT_EQ(rows.size(), 62u);
  EXPECT_EQ(storage::unpack_entry(rows.back().bytes)->kind, "user_deleted");
  EXPECT_EQ(storage::unpack_entry(rows.back().bytes)->user, ada_);
  Digest before;
  for (const auto& row : rows) {
    EXPECT_EQ(storage::chain_hash(before, row.bytes), row.hash);
    before = row.hash;
  }
  EXPECT_EQ(delete_user(*store_, ada_, 6).error().code, ErrorCode::not_found);
}

}  // namespace
}  // namespace souls::studio
