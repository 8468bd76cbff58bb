#include "studio/revisions.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "song/json.hpp"
#include "storage/audit_table.hpp"
#include "studio/happenings.hpp"
#include "studio/lineage.hpp"

namespace souls::studio {
namespace {

using storage::MakingState;
using storage::Revision;
using storage::Transaction;

constexpr std::size_t kErrorBytesMax = 1000;
constexpr const char* kDocument = "song.json";

tl::unexpected<Error> not_now(const Revision& revision, std::string_view what) {
  return fail(ErrorCode::conflict, "revision " + std::to_string(revision.number) + " is " +
                                       std::string(storage::to_string(revision.state)) + " and can't be " +
                                       std::string(what));
}

/// The documents of those that are made, of a revision's ancestors, the nearest first.
Result<std::vector<Digest>> made_ancestors(Transaction& t, const std::string& user, const std::string& song, int number) {
  std::vector<Digest> documents;
  auto revision = t.songs().find_revision(user, song, number);
  while (revision && revision->parent) {
    revision = t.songs().find_revision(user, song, *revision->parent);
    if (!revision) break;
    if (revision->state == MakingState::made) documents.push_back(revision->document);
    if (documents.empty() && !storage::is_final(revision->state)) {
      return fail(ErrorCode::unavailable,
                  "revision " + std::to_string(revision->number) + ", which this one continues, isn't made yet");
    }
  }
  if (!revision) return fail(revision.error());
  return documents;
}

bool is_lost(const Error& error) { return error.code == ErrorCode::not_found || error.code == ErrorCode::corrupt; }

std::string words_of(const song::Document& document) {
  std::string words;
  for (const song::Line& line : document.lyrics.lines) words += line.text + "\n";
  return words;
}

std::string ended_kind(int revision, bool is_cancelled) {
  if (is_cancelled) return std::string(revision == 1 ? happening::kSongCancelled : happening::kEditCancelled);
  return std::string(revision == 1 ? happening::kSongFailed : happening::kEditFailed);
}

Status keep_files(Transaction& t, const std::string& user, const std::string& song, int number,
                  const std::vector<storage::Artifact>& files) {
  const auto shown = t.songs().artifacts(user, song, number);
  if (!shown) return fail(shown.error());
  if (auto removed = t.songs().remove_previews(user, song, number); !removed) return removed;
  for (const storage::Artifact& file : files) {
    if (auto put = t.songs().put_artifact(user, song, number, file); !put) return put;
  }
  const auto cover = std::ranges::find(*shown, kSmallCover, &storage::Artifact::path);
  return cover == shown->end() ? Status{} : t.songs().put_artifact(user, song, number, *cover);
}

using Files = std::map<std::string, Digest>;

Files other_files(const std::vector<storage::Artifact>& artifacts) {
  Files files;
  for (const storage::Artifact& artifact : artifacts) {
    if (artifact.kind == storage::ArtifactKind::file && artifact.path != kDocument) files[artifact.path] = artifact.digest;
  }
  return files;
}

/// A lost document of the revision that this one repeats is replaced by its own, where all else came out the same: they
/// differ in no more than the seconds that steps took.
Status mend_repeated(Transaction& t, storage::BlobStore& blobs, const std::string& user, const std::string& song,
                     const Revision& revision, const std::vector<storage::Artifact>& files) {
  if (!revision.parent || revision.edits_json != "[]") return {};
  auto repeated = t.songs().find_revision(user, song, *revision.parent);
  if (!repeated) return fail(repeated.error());
  if (repeated->state != MakingState::made || blobs.exists(repeated->document)) return {};
  const auto kept = t.songs().artifacts(user, song, repeated->number);
  if (!kept) return fail(kept.error());
  if (other_files(*kept) != other_files(files)) return {};
  repeated->document = revision.document;
  if (auto updated = t.songs().update_revision(user, song, *repeated); !updated) return updated;
  const auto document = std::ranges::find(files, kDocument, &storage::Artifact::path);
  return t.songs().put_artifact(user, song, repeated->number, *document);
}

/// The document is put together from what the steps made; no step makes it.
Status account_for_document(Transaction& t, const std::string& user, const std::string& song, const Revision& revision,
                            const MadeSong& made, const Digest& document) {
  storage::AuditEntry entry{.time_ms = *revision.finished_ms,
                            .kind = "succeeded",
                            .user = user,
                            .api_key = revision.api_key,
                            .run = run_name(song, revision.number),
                            .step = "document",
                            .capability = "document",
                            .package = "souls",
                            .version = SOULS_VERSION,
                            .outputs = {{kDocument, document}}};
  for (const auto& [path, digest] : made.files) entry.inputs.push_back({path, digest});
  const auto added = t.audit().append(std::move(entry));
  return added ? Status{} : fail(added.error());
}

}  // namespace

std::string request_json(const song::Request& request, Until until) {
  auto json = nlohmann::json::parse(song::to_json(request));
  if (until != Until::all) json["until"] = to_string(until);
  return json.dump();
}

Until until_of(const Revision& revision) {
  const auto json = nlohmann::json::parse(revision.request_json, nullptr, false);
  if (!json.is_object() || !json.contains("until") || !json["until"].is_string()) return Until::all;
  return parse_until(json["until"]).value_or(Until::all);
}

Result<StoredOrder> stored_order(Transaction& t, const std::string& user, const std::string& song, int number) {
  const auto revision = t.songs().find_revision(user, song, number);
  if (!revision) return fail(revision.error());
  auto request = song::request_from_json(revision->request_json);
  if (!request) return fail(ErrorCode::corrupt, "the request of the song can't be read any more", request.error().message);
  StoredOrder order{std::move(*request), {}, until_of(*revision)};
  const auto lists = t.songs().edits_up_to(user, song, number);
  if (!lists) return fail(lists.error());
  for (const std::string& list : *lists) {
    if (list == "[]") continue;
    const auto edits = song::edits_from_json(list);
    if (!edits) return fail(ErrorCode::corrupt, "the edits of the song can't be read any more", edits.error().message);
    order.edits.insert(order.edits.end(), edits->begin(), edits->end());
  }
  return order;
}

Result<song::Document> read_document(storage::BlobStore& blobs, const Digest& digest) {
  return blobs.read(digest, limits::kSongJsonBytesMax).and_then([](const std::string& text) {
    return song::document_from_json(text);
  });
}

Result<ComparedRevision> compared_revision(storage::Store& store, storage::BlobStore& blobs, const std::string& user,
                                           const std::string& song, int number) {
  ComparedRevision side;
  Digest document;
  const Status read = store.read([&](Transaction& t) -> Status {
    side = {};
    const auto revision = t.songs().find_revision(user, song, number);
    if (!revision) return fail(revision.error());
    const auto order = stored_order(t, user, song, number);
    if (!order) return fail(order.error());
    const auto files = t.songs().artifacts(user, song, number);
    if (!files) return fail(files.error());
    document = revision->document;
    side.request = order->request;
    for (const song::Edit& edit : order->edits) side.edits.push_back(song::to_json(edit));
    for (const storage::Artifact& file : *files) {
      if (file.kind == storage::ArtifactKind::file) side.files[file.path] = file.digest;
    }
    return {};
  });
  if (!read) return fail(read.error());
  if (document.empty()) return side;
  auto value = read_document(blobs, document);
  if (!value) {
    return fail(value.error().code == ErrorCode::not_found ? ErrorCode::corrupt : value.error().code,
                "the document of revision " + std::to_string(number) + " can't be read any more; make it again",
                value.error().message);
  }
  side.document = std::move(*value);
  return side;
}

Status tell_library(Transaction& t, const std::string& user, const std::string& song, const song::Document& document) {
  const auto found = t.songs().find(user, song);
  if (!found) return fail(found.error());
  if (!found->named) {
    const auto title = cut_letters(document.title, limits::kTitleLettersMax);
    if (auto set = t.songs().set_title(user, song, title, false); !set) return set;
  }
  return t.songs().set_words(user, song, cut_utf8(words_of(document), limits::kSongWordsBytesMax));
}

Result<Order> Revisions::order(const std::string& user, const std::string& song, int number) {
  StoredOrder stored;
  std::vector<Digest> ancestors;
  const Status read = store_.read([&](Transaction& t) -> Status {
    auto order = stored_order(t, user, song, number);
    if (!order) return fail(order.error());
    stored = std::move(*order);
    auto made = made_ancestors(t, user, song, number);
    if (!made) return fail(made.error());
    ancestors = std::move(*made);
    return {};
  });
  if (!read) return fail(read.error());
  Order order;
  order.request = std::move(stored.request);
  order.edits = std::move(stored.edits);
  order.until = stored.until;
  for (const Digest& ancestor : ancestors) {
    const auto document = read_document(blobs_, ancestor);
    if (!document && is_lost(document.error())) continue;  // then as that one was made: after those before it
    if (!document) return fail(document.error());
    for (const song::TrackMix& mix : document->mix.tracks) order.gains_db[mix.track] = mix.gain_db;
    return order;
  }
  return order;
}

Status Revisions::begin(const std::string& user, const std::string& song, int number,
                        const std::vector<storage::ChosenPackage>& packages) {
  return store_.write([&](Transaction& t) -> Status {
    auto revision = t.songs().find_revision(user, song, number);
    if (!revision) return fail(revision.error());
    if (revision->state == MakingState::making) return {};
    if (revision->state != MakingState::waiting) return not_now(*revision, "made now");
    revision->state = MakingState::making;
    revision->packages = packages;
    return t.songs().update_revision(user, song, *revision);
  });
}

Result<storage::Artifact> Revisions::artifact_of(const std::string& path, const Digest& digest,
                                                 storage::ArtifactKind kind) {
  const auto file = blobs_.open(digest);
  if (!file) return fail(file.error());
  struct stat state {};
  if (::fstat(file->number(), &state) != 0) return fail(ErrorCode::unavailable, "a file of the song can't be read");
  return storage::Artifact{path, digest, static_cast<std::uint64_t>(state.st_size), media_type_of(path), kind};
}

Status Revisions::show_preview(const std::string& user, const std::string& song, int number, const std::string& path,
                               const Digest& digest) {
  const auto artifact = artifact_of(path, digest, storage::ArtifactKind::preview);
  if (!artifact) return fail(artifact.error());
  return store_.write([&](Transaction& t) -> Status {
    const auto revision = t.songs().find_revision(user, song, number);
    if (!revision) return fail(revision.error());
    if (storage::is_final(revision->state)) return not_now(*revision, "previewed");
    return t.songs().put_artifact(user, song, number, *artifact);
  });
}

Status Revisions::finish(const std::string& user, const std::string& song, int number, const MadeSong& made) {
  const auto document = blobs_.put(song::to_json(made.document));
  if (!document) return fail(document.error());
  std::vector<storage::Artifact> files;
  auto named = made.files;
  named[kDocument] = *document;
  for (const auto& [path, digest] : named) {
    auto file = artifact_of(path, digest, storage::ArtifactKind::file);
    if (!file) return fail(file.error());
    files.push_back(std::move(*file));
  }
  return store_.write([&](Transaction& t) -> Status {
    auto revision = t.songs().find_revision(user, song, number);
    if (!revision) return fail(revision.error());
    if (revision->state == MakingState::made) return {};
    if (revision->state != MakingState::making) return not_now(*revision, "finished");
    revision->state = MakingState::made;
    revision->document = *document;
    revision->steps_made = static_cast<std::int64_t>(made.steps_made);
    revision->steps_reused = static_cast<std::int64_t>(made.steps_reused);
    revision->finished_ms = now_();
    if (auto updated = t.songs().update_revision(user, song, *revision); !updated) return updated;
    if (auto kept = keep_files(t, user, song, number, files); !kept) return kept;
    if (auto mended = mend_repeated(t, blobs_, user, song, *revision, files); !mended) return mended;
    if (auto told = account_for_document(t, user, song, *revision, made, *document); !told) return told;
    const Happening done{std::string(number == 1 ? happening::kSongMade : happening::kEditMade), user, song, number};
    if (auto told = tell(t, done, *revision->finished_ms); !told) return told;
    const auto newest = t.songs().find(user, song);
    if (!newest) return fail(newest.error());
    return newest->revision == number ? tell_library(t, user, song, made.document) : Status{};
  });
}

Status Revisions::end(const std::string& user, const std::string& song, int number, const Error& error) {
  return store_.write([&](Transaction& t) -> Status {
    auto revision = t.songs().find_revision(user, song, number);
    if (!revision) return fail(revision.error());
    if (storage::is_final(revision->state)) return {};
    const bool is_cancelled = error.code == ErrorCode::cancelled;
    revision->state = is_cancelled ? MakingState::cancelled : MakingState::failed;
    revision->error = is_cancelled ? "" : cut_utf8(error.message, kErrorBytesMax);
    revision->finished_ms = now_();
    if (auto removed = t.songs().remove_previews(user, song, number); !removed) return removed;
    if (auto updated = t.songs().update_revision(user, song, *revision); !updated) return updated;
    return tell(t, {ended_kind(number, is_cancelled), user, song, number, revision->error}, *revision->finished_ms);
  });
}

Status Revisions::retry(const std::string& user, const std::string& song, int number) {
  return store_.write([&](Transaction& t) -> Status {
    auto revision = t.songs().find_revision(user, song, number);
    if (!revision) return fail(revision.error());
    if (revision->state != MakingState::failed && revision->state != MakingState::cancelled) {
      return not_now(*revision, "tried again");
    }
    revision->state = MakingState::waiting;
    revision->error.clear();
    revision->packages.clear();
    revision->finished_ms = std::nullopt;
    return t.songs().update_revision(user, song, *revision);
  });
}

std::string media_type_of(const std::string& path) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 10> kTypes = {
      {{".json", "application/json"},
       {".txt", "text/plain; charset=utf-8"},
       {".lrc", "text/plain; charset=utf-8"},
       {".mid", "audio/midi"},
       {".musicxml", "application/vnd.recordare.musicxml+xml"},
       {".wav", "audio/wav"},
       {".flac", "audio/flac"},
       {".mp3", "audio/mpeg"},
       {".png", "image/png"},
       {".mp4", "video/mp4"}}};
  const std::string ending = std::filesystem::path(path).extension().string();
  const auto type = std::ranges::find(kTypes, ending, &std::pair<std::string_view, std::string_view>::first);
  return std::string(type == kTypes.end() ? "application/octet-stream" : type->second);
}

}  // namespace souls::studio
