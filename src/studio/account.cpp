#include "studio/account.hpp"

#include <unistd.h>

#include <map>
#include <nlohmann/json.hpp>

#include "base/files.hpp"
#include "base/limits.hpp"
#include "storage/audit_table.hpp"
#include "storage/blob_table.hpp"
#include "storage/key_table.hpp"
#include "storage/session_table.hpp"
#include "storage/share_link_table.hpp"
#include "storage/song_table.hpp"
#include "storage/user_table.hpp"
#include "storage/webhook_table.hpp"
#include "studio/library.hpp"

namespace souls::studio {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;
using storage::Transaction;

constexpr std::size_t kSongsAtOnce = 50;

/// Text of ours that was JSON when it was kept, as a value; as text should it not be any more.
Json parsed(const std::string& text) {
  Json value = Json::parse(text, nullptr, false);
  return value.is_discarded() ? Json(text) : value;
}

template <class T>
Json or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json();
}

Json json_of(const storage::User& user) {
  return {{"id", user.id},
          {"name", user.name},
          {"email", or_null(user.email)},
          {"role", storage::to_string(user.role)},
          {"created_ms", user.created_ms},
          {"trash_days", user.trash_days}};
}

Json json_of(const storage::ApiKey& key) {
  Json scopes = Json::array();
  for (const storage::Scope scope : storage::kScopes) {
    if (key.scopes.has(scope)) scopes.push_back(storage::to_string(scope));
  }
  return {{"id", key.id},
          {"name", key.name},
          {"scopes", scopes},
          {"created_ms", key.created_ms},
          {"expires_ms", or_null(key.expires_ms)},
          {"used_ms", or_null(key.used_ms)}};
}

Json json_of(const storage::Session& session) {
  return {{"id", session.id},
          {"agent", session.agent},
          {"address", session.address},
          {"created_ms", session.created_ms},
          {"used_ms", session.used_ms},
          {"expires_ms", session.expires_ms}};
}

Json json_of(const storage::Webhook& webhook) {
  return {{"id", webhook.id}, {"url", webhook.url}, {"events", webhook.kinds}, {"created_ms", webhook.created_ms}};
}

Json json_of(const storage::ShareLink& link) {
  return {{"id", link.id},
          {"allows", storage::to_string(link.allows)},
          {"created_ms", link.created_ms},
          {"expires_ms", link.expires_ms}};
}

Json json_of(const storage::Song& song) {
  return {{"id", song.id},
          {"title", song.title},
          {"prompt", song.prompt},
          {"tags", song.tags},
          {"created_ms", song.created_ms},
          {"updated_ms", song.updated_ms},
          {"trashed_ms", or_null(song.trashed_ms)},
          {"revisions", Json::array()}};
}

Json json_of(const storage::Revision& revision) {
  Json packages = Json::array();
  for (const storage::ChosenPackage& package : revision.packages) {
    packages.push_back({{"name", package.name}, {"version", package.version}, {"digest", package.digest.hex}});
  }
  return {{"number", revision.number},
          {"parent", or_null(revision.parent)},
          {"who", revision.who},
          {"created_ms", revision.created_ms},
          {"finished_ms", or_null(revision.finished_ms)},
          {"state", storage::to_string(revision.state)},
          {"error", revision.error},
          {"request", parsed(revision.request_json)},
          {"edits", parsed(revision.edits_json)},
          {"seed", std::to_string(revision.seed)},
          {"packages", packages},
          {"steps_made", revision.steps_made},
          {"steps_reused", revision.steps_reused},
          {"files", Json::array()}};
}

/// Writes one user's folder. Used once.
class Export {
 public:
  Export(storage::Store& store, storage::BlobStore& blobs, const std::string& user, fs::path folder)
      : store_(store), blobs_(blobs), user_(user), folder_(std::move(folder)) {}

  Status write(std::int64_t now_ms) {
    const auto person = in_read<storage::User>(store_, [&](Transaction& t) { return t.users().find(user_); });
    if (!person) return fail(person.error());
    account_ = {{"format", "synthetic-souls-account/1"}, {"exported_ms", now_ms}, {"user", json_of(*person)},
                {"songs", Json::array()}};
    const auto quota =
        in_read<std::optional<std::uint64_t>>(store_, [&](Transaction& t) { return t.blobs().quota(user_); });
    if (!quota) return fail(quota.error());
    account_["user"]["quota_bytes"] = or_null(*quota);
    if (auto written = write_credentials(); !written) return written;
    for (const bool trash : {false, true}) {
      if (auto written = write_songs(trash); !written) return written;
    }
    account_["lost"] = report.lost;
    return write_file_atomically(folder_ / "account.json", account_.dump(1) + "\n");
  }

  ExportReport report;

 private:
  Status write_credentials() {
    return store_.read([&](Transaction& t) -> Status {
      const auto keys = t.keys().list(user_, "", limits::kPageRowsMax);
      const auto sessions = t.sessions().list(user_);
      if (!keys) return fail(keys.error());
      if (!sessions) return fail(sessions.error());
      const auto webhooks = t.webhooks().list(user_);
      if (!webhooks) return fail(webhooks.error());
      account_["keys"] = account_["sessions"] = account_["webhooks"] = Json::array();
      for (const auto& webhook : *webhooks) account_["webhooks"].push_back(json_of(webhook));
      for (const auto& key : *keys) account_["keys"].push_back(json_of(key));
      for (const auto& session : *sessions) account_["sessions"].push_back(json_of(session));
      return {};
    });
  }

  Status write_songs(bool trash) {
    storage::SongQuery query;
    query.trash = trash;
    query.count = kSongsAtOnce;
    while (true) {
      const auto songs = in_read<std::vector<storage::Song>>(
          store_, [&](Transaction& t) { return t.songs().list(user_, query); });
      if (!songs) return fail(songs.error());
      if (songs->empty()) return {};
      for (const storage::Song& song : *songs) {
        if (auto written = write_song(song); !written) return written;
      }
      query.before = songs->back().number;
    }
  }

  Status write_song(const storage::Song& song) {
    Json json = json_of(song);
    const auto links = in_read<std::vector<storage::ShareLink>>(
        store_, [&](Transaction& t) { return t.share_links().list(user_, song.id); });
    if (!links) return fail(links.error());
    json["shares"] = Json::array();
    for (const auto& link : *links) json["shares"].push_back(json_of(link));
    for (int number = 1; number <= song.revision; ++number) {
      storage::Revision revision;
      std::vector<storage::Artifact> files;
      const Status read = store_.read([&](Transaction& t) -> Status {
        auto found = t.songs().find_revision(user_, song.id, number);
        if (!found) return fail(found.error());
        auto listed = t.songs().artifacts(user_, song.id, number);
        if (!listed) return fail(listed.error());
        revision = std::move(*found);
        files = std::move(*listed);
        std::erase_if(files, [](const auto& file) { return file.kind == storage::ArtifactKind::preview; });
        return {};
      });
      if (!read) return read;
      Json written = json_of(revision);
      const fs::path place = fs::path("songs") / song.id / ("revision-" + std::to_string(number));
      for (const storage::Artifact& file : files) {
        if (auto copied = copy(file, place / file.path); !copied) return copied;
        written["files"].push_back({{"path", (place / file.path).string()},
                                    {"digest", file.digest.hex},
                                    {"bytes", file.bytes},
                                    {"media_type", file.media_type}});
      }
      json["revisions"].push_back(std::move(written));
      ++report.revisions;
    }
    account_["songs"].push_back(std::move(json));
    ++report.songs;
    return {};
  }

  Status copy(const storage::Artifact& file, const fs::path& place) {
    std::error_code error;
    fs::create_directories((folder_ / place).parent_path(), error);
    if (error) return fail(ErrorCode::unavailable, "can't make a folder for the export: " + error.message());
    const auto same = copied_.find(file.digest);
    if (same != copied_.end()) {
      fs::create_hard_link(folder_ / same->second, folder_ / place, error);
    }
    if (same == copied_.end() || error) {
      const Status copied = storage::copy_blob_to(blobs_, file.digest, folder_ / place);
      const bool is_lost = !copied && (copied.error().code == ErrorCode::not_found ||
                                       copied.error().code == ErrorCode::corrupt);
      if (is_lost) {
        report.lost.push_back(place.string());
        return {};
      }
      if (!copied) return copied;
      copied_[file.digest] = place;
    }
    ++report.files;
    report.bytes += file.bytes;
    return {};
  }

  storage::Store& store_;
  storage::BlobStore& blobs_;
  const std::string user_;
  const fs::path folder_;
  Json account_;
  std::map<Digest, fs::path> copied_;  ///< where a digest's bytes lie already
};

}  // namespace

Result<ExportReport> export_user(storage::Store& store, storage::BlobStore& blobs, const std::string& user,
                                 const fs::path& folder, std::int64_t now_ms) {
  std::error_code error;
  fs::path target = fs::absolute(folder, error).lexically_normal();
  if (!target.has_filename()) target = target.parent_path();
  if (fs::exists(target, error) && !(fs::is_directory(target, error) && fs::is_empty(target, error))) {
    return fail(ErrorCode::invalid_request, "the folder " + target.string() + " is there already; name one that isn't");
  }
  const fs::path part =
      target.parent_path() / ("." + target.filename().string() + "." + std::to_string(::getpid()) + ".part");
  fs::create_directories(target.parent_path(), error);
  fs::remove_all(part, error);
  fs::create_directory(part, error);
  if (error) {
    return fail(ErrorCode::invalid_request,
                "nothing can be written to " + target.parent_path().string() + ": " + error.message());
  }
  fs::permissions(part, fs::perms::owner_all, error);  // it holds a person's account
  Export writing(store, blobs, user, part);
  Status written = writing.write(now_ms);
  if (written) {
    fs::rename(part, target, error);
    if (error) written = fail(ErrorCode::unavailable, "can't make the folder " + target.string() + ": " + error.message());
  }
  if (!written) {
    fs::remove_all(part, error);
    return fail(written.error());
  }
  return std::move(writing.report);
}

Status delete_user(storage::Store& store, const std::string& user, std::int64_t now_ms) {
  for (const bool trash : {false, true}) {
    while (true) {
      const auto count = in_write<std::size_t>(store, [&](Transaction& t) -> Result<std::size_t> {
        storage::SongQuery query;
        query.trash = trash;
        query.count = kSongsAtOnce;
        const auto songs = t.songs().list(user, query);
        if (!songs) return fail(songs.error());
        for (const storage::Song& song : *songs) {
          if (auto removed = remove_song(t, user, song.id, now_ms); !removed) return fail(removed.error());
        }
        return songs->size();
      });
      if (!count) return fail(count.error());
      if (*count == 0) break;
    }
  }
  const Status removed = store.write([&](Transaction& t) -> Status {
    if (auto gone = t.users().remove(user); !gone) return gone;
    storage::AuditEntry entry;
    entry.time_ms = now_ms;
    entry.kind = "user_deleted";
    entry.user = user;
    const auto told = t.audit().append(entry);
    return told ? Status{} : Status(fail(told.error()));
  });
  return removed ? store.erase_deleted() : removed;
}

}  // namespace souls::studio
