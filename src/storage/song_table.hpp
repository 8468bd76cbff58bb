#pragma once
// Songs of users, their revisions, their files, their tags; the trash; search.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.hpp"
#include "base/random.hpp"
#include "base/result.hpp"

namespace souls::storage {

/// waiting → making → made | failed | cancelled, and back to waiting when a making is asked for again.
enum class MakingState { waiting, making, made, failed, cancelled };

std::string_view to_string(MakingState state);
std::optional<MakingState> parse_making_state(std::string_view text);
inline bool is_final(MakingState state) { return state >= MakingState::made; }

/// A song as lists show it. Times are milliseconds since the epoch.
struct Song {
  std::string id;           ///< random_id("s_")
  std::int64_t number = 0;  ///< counts the user's songs; given by the table, newer ones have greater numbers
  std::string title;
  bool named = false;  ///< a hand gave the title: it doesn't follow that of the document
  std::string prompt;
  std::int64_t created_ms = 0;
  std::int64_t updated_ms = 0;
  int revision = 0;                              ///< the newest one's number
  MakingState state = MakingState::waiting;      ///< of the newest revision
  std::optional<std::int64_t> trashed_ms = {};   ///< since when it has been in the trash
  std::vector<std::string> tags = {};            ///< in order
  std::string until = {};  ///< where the newest revision's making stops, as its request says; empty: it is whole
  bool operator==(const Song&) const = default;
};

/// A package that was chosen for a revision.
struct ChosenPackage {
  std::string name;
  std::string version;
  Digest digest;
  bool operator==(const ChosenPackage&) const = default;
};

/// A song as it was asked for at one time: a request, and the edits of its ancestors and its own, in that order.
struct Revision {
  int number = 0;             ///< from 1; given by the table
  std::optional<int> parent;  ///< what it continues: the newest of its time, or an older one that was gone back to
  std::string who;            ///< a user's id
  std::string api_key = {};   ///< id of the key that he asked with
  std::string trace = {};     ///< the traceparent of what asked (W3C Trace Context)
  std::int64_t created_ms = 0;
  std::string request_json;       ///< an object; "until" in it is read here too
  std::string edits_json = "[]";  ///< its own, a list of typed operations
  Seed seed = 0;
  MakingState state = MakingState::waiting;
  std::string error;  ///< of failed ones, one sentence
  Digest document;    ///< of made ones
  std::vector<ChosenPackage> packages;
  std::int64_t steps_made = 0;
  std::int64_t steps_reused = 0;
  std::optional<std::int64_t> finished_ms;
  bool operator==(const Revision&) const = default;
};

enum class ArtifactKind {
  file,     ///< of the song folder
  preview,  ///< heard or seen while the rest is made
};

struct Artifact {
  std::string path;  ///< in the song folder: "stems/Bass.flac"
  Digest digest;
  std::uint64_t bytes = 0;
  std::string media_type;
  ArtifactKind kind = ArtifactKind::file;
  bool operator==(const Artifact&) const = default;
};

struct SongQuery {
  bool trash = false;                  ///< those in the trash, else those that aren't
  std::optional<std::string> tag = {};      ///< those that have it
  std::optional<std::int64_t> before = {};  ///< the number of the last song seen
  std::size_t count = 20;              ///< at most limits::kPageRowsMax
};

struct SongSearch {
  /// What a person types: words in any order, the last may be a beginning, "in quotes" for words that follow one
  /// another. Case and accents don't matter. At most limits::kSearchLettersMax and kSearchTermsMax.
  std::string text;
  std::size_t skip = 0;
  std::size_t count = 20;
};

struct TagCount {
  std::string tag;
  std::size_t songs = 0;
  bool operator==(const TagCount&) const = default;
};

/// What a user has. Bytes count once however many songs and revisions share them.
struct LibraryUsage {
  std::size_t songs = 0;       ///< with those in the trash
  std::size_t unfinished = 0;  ///< whose newest revision is waiting or being made
  std::uint64_t bytes = 0;
  std::int64_t day = 0;        ///< of UTC since the epoch, on which the last song was asked for
  std::size_t day_songs = 0;   ///< that were asked for on it
  bool operator==(const LibraryUsage&) const = default;
};

/// A revision by name.
struct RevisionName {
  std::string user;
  std::string song;
  int number = 0;
  bool operator==(const RevisionName&) const = default;
};

/// An order that may come twice, by the key that its sender gave it.
struct Submission {
  std::string key;
  Digest order;  ///< of what was asked for
  std::string song;
  int revision = 0;
  std::int64_t created_ms = 0;
};

/// Every function that takes a user answers not_found alike for what isn't there and for what is another's.
/// Values out of bounds are invalid_request. Nothing is checked that needs to know what a song is: that is for studio.
class SongTable {
 public:
  virtual ~SongTable() = default;

  // ---- songs
  /// A song without revisions; number, revision and state are the table's. `words` are only searched. conflict: the id
  /// is taken.
  virtual Status add(const std::string& user, const Song& song, std::string_view words) = 0;
  virtual Result<Song> find(const std::string& user, const std::string& song) = 0;
  /// Newest first.
  virtual Result<std::vector<Song>> list(const std::string& user, const SongQuery& query) = 0;
  /// Those outside of the trash: first those whose title has all that is searched for, then those that have it in title
  /// and prompt, then those that have it anywhere; newest first in each. At most limits::kSearchResultsMax in all.
  virtual Result<std::vector<Song>> search(const std::string& user, const SongSearch& search) = 0;
  virtual Status set_title(const std::string& user, const std::string& song, std::string_view title, bool named) = 0;
  virtual Status set_words(const std::string& user, const std::string& song, std::string_view words) = 0;
  virtual Status set_trashed(const std::string& user, const std::string& song, std::optional<std::int64_t> since_ms) = 0;
  /// With its revisions, artifacts, tags and all that search knows of it.
  virtual Status remove(const std::string& user, const std::string& song) = 0;
  virtual Result<LibraryUsage> usage(const std::string& user) = 0;

  // ---- tags
  /// Adding one that is there, or removing one that isn't, is no error.
  virtual Status add_tag(const std::string& user, const std::string& song, const std::string& tag) = 0;
  virtual Status remove_tag(const std::string& user, const std::string& song, const std::string& tag) = 0;
  /// All of the user's, in order, of songs outside of the trash.
  virtual Result<std::vector<TagCount>> tags(const std::string& user) = 0;

  // ---- revisions
  /// Gives it the next number, which it returns; the song takes its state.
  virtual Result<int> add_revision(const std::string& user, const std::string& song, const Revision& revision) = 0;
  virtual Result<Revision> find_revision(const std::string& user, const std::string& song, int number) = 0;
  /// Newest first; those before a number when it is given; at most `count`. Without their edits, which may be long.
  virtual Result<std::vector<Revision>> list_revisions(const std::string& user, const std::string& song,
                                                       std::optional<int> before, std::size_t count) = 0;
  /// The edits of the revision's ancestors and its own, oldest first, each a JSON list.
  virtual Result<std::vector<std::string>> edits_up_to(const std::string& user, const std::string& song,
                                                       int number) = 0;
  /// Its state, error, document, packages, steps and finished_ms; the song follows when it is the newest.
  virtual Status update_revision(const std::string& user, const std::string& song, const Revision& revision) = 0;

  // ---- artifacts
  /// Replaces the one of that path.
  virtual Status put_artifact(const std::string& user, const std::string& song, int revision,
                              const Artifact& artifact) = 0;
  virtual Result<Artifact> find_artifact(const std::string& user, const std::string& song, int revision,
                                         const std::string& path) = 0;
  /// By path.
  virtual Result<std::vector<Artifact>> artifacts(const std::string& user, const std::string& song, int revision) = 0;
  virtual Status remove_previews(const std::string& user, const std::string& song, int revision) = 0;

  // ---- orders that may come twice
  virtual Result<std::optional<Submission>> find_submission(const std::string& user, const std::string& key) = 0;
  virtual Status add_submission(const std::string& user, const Submission& submission) = 0;
  virtual Status forget_submissions(std::int64_t before_ms) = 0;

  // ---- of all users, for the system itself
  /// Revisions that are waiting or being made: of each user the oldest `per_user`; all users' first ones, oldest first,
  /// then their second ones, and so on; at most `count`.
  virtual Result<std::vector<RevisionName>> unfinished(std::size_t per_user, std::size_t count) = 0;
  /// Songs that have been in the trash longer than their users want (`number` is the newest revision's).
  virtual Result<std::vector<RevisionName>> expired(std::int64_t now_ms, std::size_t count) = 0;
  /// Digests of all artifacts after one (none for the first), each once, in order: what a collection keeps.
  virtual Result<std::vector<Digest>> referenced(const Digest& after, std::size_t count) = 0;
};

/// A path that stays inside of its folder: relative, no empty parts, no "." and "..".
bool is_artifact_path(std::string_view path);

}  // namespace souls::storage
