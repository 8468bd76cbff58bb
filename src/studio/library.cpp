#include "studio/library.hpp"

#include <algorithm>
#include <iterator>

#include "band/plan/plan.hpp"
#include "base/ids.hpp"
#include "base/text.hpp"
#include "song/json.hpp"
#include "storage/answer_table.hpp"
#include "storage/audit_table.hpp"
#include "storage/blob_table.hpp"
#include "storage/result_table.hpp"
#include "storage/share_link_table.hpp"
#include "storage/task_table.hpp"
#include "storage/user_table.hpp"
#include "studio/edited_plan.hpp"
#include "studio/happenings.hpp"
#include "studio/revisions.hpp"

namespace souls::studio {
namespace {

using storage::Revision;
using storage::Transaction;

constexpr std::int64_t kKeyMs = std::int64_t{limits::kIdempotencyHours} * 3600 * 1000;
constexpr std::int64_t kDayMs = 24 * 3600 * 1000;
constexpr std::size_t kSweepSongs = 50;

tl::unexpected<Error> invalid(std::string message) { return fail(ErrorCode::invalid_request, std::move(message)); }

Status check_key(const std::string& key) {
  const auto is_plain = [](char c) { return c > ' ' && c < 0x7f; };
  if (key.size() <= limits::kIdempotencyKeyBytesMax && std::ranges::all_of(key, is_plain)) return {};
  return invalid("an idempotency key must be at most " + std::to_string(limits::kIdempotencyKeyBytesMax) +
                 " letters, digits and signs without spaces");
}

/// What the same order came to when it was sent before.
Result<std::optional<Accepted>> find_repeated(Transaction& t, const std::string& user, const std::string& key,
                                              const Digest& order, std::int64_t now_ms) {
  if (key.empty()) return std::nullopt;
  const auto known = t.songs().find_submission(user, key);
  if (!known) return fail(known.error());
  if (!*known || (*known)->created_ms < now_ms - kKeyMs) return std::nullopt;
  if ((*known)->order != order) {
    return fail(ErrorCode::unprocessable, "this idempotency key came with another order before; use a new one");
  }
  return Accepted{(*known)->song, (*known)->revision, true};
}

Status remember(Transaction& t, const std::string& user, const std::string& key, const Digest& order,
                const Accepted& accepted, std::int64_t now_ms) {
  if (key.empty()) return {};
  return t.songs().add_submission(user, {key, order, accepted.song, accepted.revision, now_ms});
}

/// What is known before edits become a revision.
struct Before {
  std::optional<Accepted> repeated;
  int parent = 0;
  StoredOrder continued;
};

Result<storage::Song> find_expected(Transaction& t, const std::string& user, const std::string& song,
                                    const Expected& is_expected) {
  auto found = t.songs().find(user, song);
  if (!found || !is_expected || is_expected(*found)) return found;
  return fail(ErrorCode::lost_race, "the song has changed since you read it; read it again");
}

std::string list_json(const std::vector<song::Edit>& edits) {
  std::string list = "[";
  for (const song::Edit& edit : edits) list += (list.size() > 1 ? "," : "") + song::to_json(edit);
  return list + "]";
}

Status check_newest(Transaction& t, const std::string& user, const std::string& song, int newest) {
  const auto found = t.songs().find(user, song);
  if (!found) return fail(found.error());
  if (found->trashed_ms) return fail(ErrorCode::conflict, "the song is in the trash; restore it first");
  if (found->revision == newest) return {};
  return fail(ErrorCode::conflict, "the song has changed since revision " + std::to_string(newest) +
                                       ": its newest revision is " + std::to_string(found->revision));
}

}  // namespace

Status Library::check_quotas(Transaction& t, const std::string& user, bool is_new_song, std::int64_t now_ms) const {
  const auto person = t.users().find(user);
  if (!person) return fail(person.error());
  if (person->role == storage::UserRole::listener) return fail(ErrorCode::forbidden, "listeners can't make songs; ask to become a member");
  const auto usage = t.songs().usage(user);
  if (!usage) return fail(usage.error());
  if (is_new_song && usage->songs >= quotas_.songs_max) {
    return fail(ErrorCode::forbidden, "you have " + std::to_string(usage->songs) + " songs and may have " +
                                          std::to_string(quotas_.songs_max) + "; delete some first");
  }
  if (usage->unfinished >= quotas_.songs_at_once_max) {
    return fail(ErrorCode::rate_limited, std::to_string(usage->unfinished) + " of your songs are being made and " +
                   std::to_string(quotas_.songs_at_once_max) + " may be at once; wait for one, or cancel one");
  }
  if (is_new_song && usage->day == now_ms / kDayMs && usage->day_songs >= quotas_.songs_per_day_max) {
    return fail(ErrorCode::rate_limited, "you have asked for " + std::to_string(usage->day_songs) +
                                             " songs today, which is all that you may; ask again tomorrow (UTC)");
  }
  return storage::check_quota(t.blobs(), user, 1, quotas_.bytes_max);
}

Result<Accepted> Library::submit(const std::string& user, const song::Request& request, const std::string& key,
                                 const Asking& asking, Until until) {
  if (auto checked = check_key(key); !checked) return fail(checked.error());
  const std::string json = request_json(request, until);
  if (const auto read = song::request_from_json(json); !read) return fail(read.error());
  // What can't be is said before anything is accepted; the plan that counts is made by a step.
  const auto plan = band::plan::make_plan(request);
  if (!plan) return fail(plan.error());
  const std::int64_t now_ms = now_();
  const Digest order = sha256("submit\n" + json);
  return in_write<Accepted>(store_, [&](Transaction& t) -> Result<Accepted> {
    const auto repeated = find_repeated(t, user, key, order, now_ms);
    if (!repeated) return fail(repeated.error());
    if (*repeated) return **repeated;
    if (auto checked = check_quotas(t, user, true, now_ms); !checked) return fail(checked.error());
    storage::Song song;
    song.id = random_id("s_");
    song.title = cut_letters(plan->title, limits::kTitleLettersMax);
    song.prompt = request.prompt;
    song.created_ms = song.updated_ms = now_ms;
    if (auto added = t.songs().add(user, song, request.lyrics.value_or("")); !added) return fail(added.error());
    Revision revision;
    revision.who = user;
    revision.created_ms = now_ms;
    revision.request_json = json;
    revision.seed = request.seed;
    revision.api_key = asking.api_key;
    revision.trace = asking.trace;
    const auto number = t.songs().add_revision(user, song.id, revision);
    if (!number) return fail(number.error());
    const Accepted accepted{song.id, *number};
    if (auto kept = remember(t, user, key, order, accepted, now_ms); !kept) return fail(kept.error());
    return accepted;
  });
}

Result<Accepted> Library::edit(const std::string& user, const std::string& song, std::optional<int> parent,
                               const std::vector<song::Edit>& edits, const std::string& key,
                               const Asking& asking) {
  if (auto checked = check_key(key); !checked) return fail(checked.error());
  const std::string edits_json = list_json(edits);
  const std::string continues = parent ? std::to_string(*parent) : "the newest";
  const Digest order = sha256("edit\n" + song + "\n" + continues + "\n" + edits_json);
  const auto before = in_read<Before>(store_, [&](Transaction& t) -> Result<Before> {
    auto repeated = find_repeated(t, user, key, order, now_());
    if (!repeated) return fail(repeated.error());
    if (*repeated) return Before{*repeated, {}, {}};
    const auto found = t.songs().find(user, song);
    if (!found) return fail(found.error());
    auto continued = stored_order(t, user, song, parent.value_or(found->revision));
    if (!continued) return fail(continued.error());
    return Before{{}, parent.value_or(found->revision), std::move(*continued)};
  });
  if (!before) return fail(before.error());
  if (before->repeated) return *before->repeated;
  const StoredOrder* continued = &before->continued;
  if (edits.empty() && continued->until == Until::all) return invalid("there are no edits, and the song is whole");
  const auto plan = band::plan::make_plan(continued->request);
  if (!plan) return fail(plan.error());
  std::vector<song::Edit> all = continued->edits;
  all.insert(all.end(), edits.begin(), edits.end());
  if (const auto applied = apply_edits(*plan, all); !applied) return fail(applied.error());
  Revision revision;
  revision.parent = before->parent;
  revision.who = user;
  revision.created_ms = now_();
  revision.request_json = request_json(continued->request, Until::all);
  revision.edits_json = edits_json;
  revision.seed = continued->request.seed;
  revision.api_key = asking.api_key;
  revision.trace = asking.trace;
  return add_revision(user, song, before->parent, revision, key, order);
}

Result<Accepted> Library::add_revision(const std::string& user, const std::string& song, int newest,
                                       const Revision& revision, const std::string& key, const Digest& order) {
  return in_write<Accepted>(store_, [&](Transaction& t) -> Result<Accepted> {
    const auto repeated = find_repeated(t, user, key, order, revision.created_ms);
    if (!repeated) return fail(repeated.error());
    if (*repeated) return **repeated;
    if (auto checked = check_newest(t, user, song, newest); !checked) return fail(checked.error());
    if (auto checked = check_quotas(t, user, false, revision.created_ms); !checked) return fail(checked.error());
    const auto number = t.songs().add_revision(user, song, revision);
    if (!number) return fail(number.error());
    const Accepted accepted{song, *number};
    if (auto kept = remember(t, user, key, order, accepted, revision.created_ms); !kept) return fail(kept.error());
    return accepted;
  });
}

Result<Accepted> Library::go_back(const std::string& user, const std::string& song, int newest, int to,
                                  const Asking& asking) {
  std::vector<storage::Artifact> files;
  const auto older = in_read<Revision>(store_, [&](Transaction& t) -> Result<Revision> {
    auto artifacts = t.songs().artifacts(user, song, to);
    if (!artifacts) return fail(artifacts.error());
    files = std::move(*artifacts);
    return t.songs().find_revision(user, song, to);
  });
  if (!older) return fail(older.error());
  const bool is_made = older->state == storage::MakingState::made;
  // Of what is lost, the song is made again: then also the newest one has something to go back to.
  const bool is_whole = is_made && std::ranges::all_of(files, [&](const storage::Artifact& file) { return blobs_.exists(file.digest); });
  const auto document = is_whole ? read_document(blobs_, older->document) : Result<song::Document>(fail(ErrorCode::not_found, ""));
  if (to == newest && (!is_made || document)) {
    return fail(ErrorCode::conflict, "revision " + std::to_string(to) + " is the newest one already");
  }
  Revision revision = *older;
  revision.parent = to;
  revision.who = user;
  revision.api_key = asking.api_key;
  revision.trace = asking.trace;
  revision.created_ms = now_();
  revision.edits_json = "[]";
  revision.error.clear();
  revision.steps_made = 0;
  if (!document) {
    revision.state = storage::MakingState::waiting;
    revision.document = {};
    revision.finished_ms = std::nullopt;
    revision.packages.clear();
    revision.steps_reused = 0;
    return add_revision(user, song, newest, revision, {}, {});
  }
  revision.finished_ms = revision.created_ms;
  return in_write<Accepted>(store_, [&](Transaction& t) -> Result<Accepted> {
    if (auto checked = check_newest(t, user, song, newest); !checked) return fail(checked.error());
    const auto number = t.songs().add_revision(user, song, revision);
    if (!number) return fail(number.error());
    for (const storage::Artifact& file : files) {
      if (auto put = t.songs().put_artifact(user, song, *number, file); !put) return fail(put.error());
    }
    if (auto told = tell_library(t, user, song, *document); !told) return fail(told.error());
    const Happening made{std::string(happening::kEditMade), user, song, *number};
    if (auto told = tell(t, made, *revision.finished_ms); !told) return fail(told.error());
    return Accepted{song, *number};
  });
}

Result<storage::Song> Library::find(const std::string& user, const std::string& song, const Expected& is_expected) {
  return in_read<storage::Song>(store_, [&](Transaction& t) { return find_expected(t, user, song, is_expected); });
}

Result<std::vector<storage::Song>> Library::list(const std::string& user, const storage::SongQuery& query) {
  return in_read<std::vector<storage::Song>>(store_, [&](Transaction& t) { return t.songs().list(user, query); });
}

Result<std::vector<storage::Song>> Library::search(const std::string& user, const storage::SongSearch& search) {
  return in_read<std::vector<storage::Song>>(store_, [&](Transaction& t) { return t.songs().search(user, search); });
}

Result<Comparison> Library::compare(const std::string& user, const std::string& song, int before, int after) {
  std::vector<ComparedRevision> sides;
  for (const int number : {before, after}) {
    auto side = compared_revision(store_, blobs_, user, song, number);
    if (!side) return fail(side.error());
    sides.push_back(std::move(*side));
  }
  return studio::compare(sides[0], sides[1]);
}

Status Library::change(const std::string& user, const std::string& song, const SongChange& change,
                       const Expected& is_expected) {
  // The operation on the song itself knows what a title is.
  if (change.title) {
    if (auto checked = song::check_edit(song::SetTitle{*change.title}, {}); !checked) return checked;
  }
  return store_.write([&](Transaction& t) -> Status {
    const auto found = find_expected(t, user, song, is_expected);
    if (!found) return fail(found.error());
    if (change.title) {
      if (auto named = t.songs().set_title(user, song, *change.title, true); !named) return named;
    }
    std::vector<std::string> added = change.add_tags, removed = change.remove_tags;
    if (change.tags) {
      std::ranges::copy_if(found->tags, std::back_inserter(removed), [&](const std::string& tag) {
        return std::ranges::find(*change.tags, tag) == change.tags->end();
      });
      added.insert(added.end(), change.tags->begin(), change.tags->end());
    }
    for (const auto& tag : removed) {
      if (auto gone = t.songs().remove_tag(user, song, tag); !gone) return gone;
    }
    for (const auto& tag : added) {
      if (auto kept = t.songs().add_tag(user, song, tag); !kept) return kept;
    }
    return {};
  });
}

Status Library::trash(const std::string& user, const std::string& song, const Expected& is_expected) {
  return store_.write([&](Transaction& t) -> Status {
    const auto found = find_expected(t, user, song, is_expected);
    if (!found) return fail(found.error());
    if (found->trashed_ms) return {};  // its time goes on
    return t.songs().set_trashed(user, song, now_());
  });
}

Status Library::restore(const std::string& user, const std::string& song, const Expected& is_expected) {
  return store_.write([&](Transaction& t) -> Status {
    const auto found = find_expected(t, user, song, is_expected);
    return found ? t.songs().set_trashed(user, song, std::nullopt) : Status(fail(found.error()));
  });
}

Status remove_song(Transaction& t, const std::string& user, const std::string& song, std::int64_t now_ms) {
  if (auto removed = t.songs().remove(user, song); !removed) return removed;
  if (auto removed = t.tasks().remove_song(song); !removed) return removed;
  if (auto forgotten = t.results().forget_song(user, song); !forgotten) return forgotten;
  storage::AuditEntry entry;
  entry.time_ms = now_ms;
  entry.kind = "song_deleted";
  entry.user = user;
  entry.run = song;
  const auto told = t.audit().append(entry);
  return told ? Status{} : Status(fail(told.error()));
}

Status Library::remove(const std::string& user, const std::string& song) {
  return store_.write([&](Transaction& t) { return remove_song(t, user, song, now_()); });
}

Result<std::size_t> Library::sweep() {
  std::size_t removed = 0;
  while (true) {
    const auto count = in_write<std::size_t>(store_, [&](Transaction& t) -> Result<std::size_t> {
      const auto expired = t.songs().expired(now_(), kSweepSongs);
      if (!expired) return fail(expired.error());
      for (const storage::RevisionName& name : *expired) {
        if (auto gone = remove_song(t, name.user, name.song, now_()); !gone) return fail(gone.error());
      }
      if (auto forgot = t.songs().forget_submissions(now_() - kKeyMs); !forgot) return fail(forgot.error());
      if (auto forgot = t.answers().forget_before(now_() - kKeyMs); !forgot) return fail(forgot.error());
      if (auto forgot = t.share_links().forget(now_()); !forgot) return fail(forgot.error());
      return expired->size();
    });
    if (!count) return fail(count.error());
    removed += *count;
    if (*count < kSweepSongs) break;
  }
  if (auto tidied = store_.tidy(); !tidied) return fail(tidied.error());
  if (auto erased = store_.erase_deleted(); !erased) return fail(erased.error());
  return removed;
}

}  // namespace souls::studio
