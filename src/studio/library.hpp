#pragma once
// What people do with their songs: ask for them, change them, go back, put them in order, throw them away.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.hpp"
#include "base/result.hpp"
#include "song/edits.hpp"
#include "song/request.hpp"
#include "storage/blob_store.hpp"
#include "storage/song_table.hpp"
#include "storage/store.hpp"
#include "storage/wall_clock.hpp"
#include "studio/comparison.hpp"
#include "studio/making.hpp"

namespace souls::studio {

/// What a user may have.
struct Quotas {
  std::size_t songs_max = limits::kSongsPerUserMax;
  std::size_t songs_at_once_max = limits::kSongsAtOnceMax;  ///< waiting or being made
  std::size_t songs_per_day_max = limits::kSongsPerDayMax;  ///< asked for, by the day of UTC; those thrown away count
  std::size_t bytes_max = limits::kUserBytesMax;            ///< where a user has no quota of his own
};

/// What an order came with, for the audit log and the logs of workers.
struct Asking {
  std::string api_key = {};
  std::string trace = {};
};

/// What was accepted is durable: it will be made, whatever happens to the process.
struct Accepted {
  std::string song;
  int revision = 0;
  bool is_repeated = false;  ///< the same order under the same key came before; nothing was added
};

/// What a hand changes of a song in the library; what is absent stays.
struct SongChange {
  std::optional<std::string> title;  ///< in the library; the song's own, on its cover, is changed by an edit
  std::optional<std::vector<std::string>> tags;  ///< all of them
  std::vector<std::string> add_tags = {}, remove_tags = {};  ///< these, then; whatever the others are
};

/// Whether a song is still as the caller has seen it; null: he doesn't care.
using Expected = std::function<bool(const storage::Song&)>;

/// A user's songs. Every function takes the user, and answers not_found alike for what isn't there and what is
/// another's. Safe to use from many threads; all references outlive it.
class Library {
 public:
  Library(storage::Store& store, storage::BlobStore& blobs, storage::WallClock now, Quotas quotas = {})
      : store_(store), blobs_(blobs), now_(std::move(now)), quotas_(quotas) {}

  // ---- orders. `key` makes an order that is sent twice count once, for limits::kIdempotencyHours: unprocessable when it
  // came with another order; empty for none. rate_limited where too many songs are asked for at present; forbidden where a
  // quota is used up; invalid_request where the order can't be.
  /// A song, and its first revision.
  Result<Accepted> submit(const std::string& user, const song::Request& request, const std::string& key = {},
                          const Asking& asking = {}, Until until = Until::all);
  /// A revision that continues `parent`, else the newest one, by edits; by none where that one was made in part only: the
  /// rest is made. conflict, with the number of the newest, when
  /// `parent` isn't it.
  Result<Accepted> edit(const std::string& user, const std::string& song, std::optional<int> parent,
                        const std::vector<song::Edit>& edits, const std::string& key = {},
                        const Asking& asking = {});
  /// A revision equal to an older one, `to`; `newest` as `parent` above. Made at once when the older one is; where files
  /// of it are lost it is made again, the newest one too.
  Result<Accepted> go_back(const std::string& user, const std::string& song, int newest, int to,
                           const Asking& asking = {});

  // ---- what there is
  /// lost_race: the song isn't as expected.
  Result<storage::Song> find(const std::string& user, const std::string& song, const Expected& is_expected = nullptr);
  Result<std::vector<storage::Song>> list(const std::string& user, const storage::SongQuery& query);
  Result<std::vector<storage::Song>> search(const std::string& user, const storage::SongSearch& search);
  /// What differs from one revision to another. unavailable or corrupt when a document is lost.
  Result<Comparison> compare(const std::string& user, const std::string& song, int before, int after);

  // ---- order
  /// All of the change, or nothing of it. lost_race: the song isn't as expected.
  Status change(const std::string& user, const std::string& song, const SongChange& change,
                const Expected& is_expected = nullptr);
  Status trash(const std::string& user, const std::string& song, const Expected& is_expected = nullptr);
  Status restore(const std::string& user, const std::string& song, const Expected& is_expected = nullptr);

  // ---- an end
  /// Removes what the database knows of the song, its tasks, events and remembered results included; the audit log keeps
  /// ids alone. Cancel what is being made of it first. The words are gone from the files when `sweep` has run; blobs go with the next
  /// collection.
  Status remove(const std::string& user, const std::string& song);
  /// Removes songs that have been in the trash longer than their owners want, forgets old idempotency keys and their
  /// answers, tidies the store, and erases what was deleted from its files. The number of songs removed.
  Result<std::size_t> sweep();

 private:
  /// Adds a revision when `newest` still is the newest, in one transaction with the key.
  Result<Accepted> add_revision(const std::string& user, const std::string& song, int newest,
                                const storage::Revision& revision, const std::string& key, const Digest& order);
  Status check_quotas(storage::Transaction& transaction, const std::string& user, bool is_new_song,
                      std::int64_t now_ms) const;

  storage::Store& store_;
  storage::BlobStore& blobs_;
  const storage::WallClock now_;
  const Quotas quotas_;
};

/// Removes a song's rows and those of its tasks, and tells the audit log. In a transaction of the caller's.
Status remove_song(storage::Transaction& transaction, const std::string& user, const std::string& song,
                   std::int64_t now_ms);

/// Runs `call` in a transaction and returns what it returns.
template <class T, class Call>
Result<T> in_write(storage::Store& store, Call call) {
  Result<T> result = fail(ErrorCode::internal, "the transaction didn't run");
  const Status done = store.write([&](storage::Transaction& t) -> Status {
    result = call(t);
    return result ? Status{} : Status(fail(result.error()));
  });
  if (!done) return fail(done.error());
  return result;
}

/// The same, on a snapshot.
template <class T, class Call>
Result<T> in_read(storage::Store& store, Call call) {
  Result<T> result = fail(ErrorCode::internal, "the transaction didn't run");
  const Status done = store.read([&](storage::Transaction& t) -> Status {
    result = call(t);
    return result ? Status{} : Status(fail(result.error()));
  });
  if (!done) return fail(done.error());
  return result;
}

}  // namespace souls::studio
