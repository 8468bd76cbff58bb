#pragma once
// Songs in SQLite. Search is in song_search.cpp; revisions and their artifacts are in song_revisions.cpp.

#include "storage/song_table.hpp"
#include "storage/sqlite/statement.hpp"

namespace souls::storage::sqlite {

/// Lives as long as one transaction of its connection.
class SqliteSongTable final : public SongTable {
 public:
  explicit SqliteSongTable(Connection& connection) : connection_(connection) {}

  Status add(const std::string& user, const Song& song, std::string_view words) override;
  Result<Song> find(const std::string& user, const std::string& song) override;
  Result<std::vector<Song>> list(const std::string& user, const SongQuery& query) override;
  Result<std::vector<Song>> search(const std::string& user, const SongSearch& search) override;
  Status set_title(const std::string& user, const std::string& song, std::string_view title, bool named) override;
  Status set_words(const std::string& user, const std::string& song, std::string_view words) override;
  Status set_trashed(const std::string& user, const std::string& song, std::optional<std::int64_t> since_ms) override;
  Status remove(const std::string& user, const std::string& song) override;
  Result<LibraryUsage> usage(const std::string& user) override;

  Status add_tag(const std::string& user, const std::string& song, const std::string& tag) override;
  Status remove_tag(const std::string& user, const std::string& song, const std::string& tag) override;
  Result<std::vector<TagCount>> tags(const std::string& user) override;

  Result<int> add_revision(const std::string& user, const std::string& song, const Revision& revision) override;
  Result<Revision> find_revision(const std::string& user, const std::string& song, int number) override;
  Result<std::vector<Revision>> list_revisions(const std::string& user, const std::string& song,
                                               std::optional<int> before, std::size_t count) override;
  Result<std::vector<std::string>> edits_up_to(const std::string& user, const std::string& song, int number) override;
  Status update_revision(const std::string& user, const std::string& song, const Revision& revision) override;

  Status put_artifact(const std::string& user, const std::string& song, int revision,
                      const Artifact& artifact) override;
  Result<Artifact> find_artifact(const std::string& user, const std::string& song, int revision,
                                 const std::string& path) override;
  Result<std::vector<Artifact>> artifacts(const std::string& user, const std::string& song, int revision) override;
  Status remove_previews(const std::string& user, const std::string& song, int revision) override;

  Result<std::optional<Submission>> find_submission(const std::string& user, const std::string& key) override;
  Status add_submission(const std::string& user, const Submission& submission) override;
  Status forget_submissions(std::int64_t before_ms) override;

  Result<std::vector<RevisionName>> unfinished(std::size_t per_user, std::size_t count) override;
  Result<std::vector<RevisionName>> expired(std::int64_t now_ms, std::size_t count) override;
  Result<std::vector<Digest>> referenced(const Digest& after, std::size_t count) override;

 private:
  struct Place {
    std::int64_t row = 0;
    std::int64_t number = 0;
    int revision = 0;
  };
  /// Where the user's song lies; not_found for all else.
  Result<Place> place_of(const std::string& user, const std::string& song);
  /// not_found where the revision isn't there.
  Result<Place> place_of(const std::string& user, const std::string& song, int revision);

  Connection& connection_;
};

/// Columns of `songs` as song_of reads them, from the first on.
#define SOULS_SONG_COLUMNS                                                                                        \
  "songs.id, songs.number, songs.title, songs.named, songs.prompt, songs.created_ms, songs.updated_ms, "          \
  "songs.revision, songs.state, songs.trashed_ms, (SELECT group_concat(tag, char(31)) FROM (SELECT tag FROM tags " \
  "WHERE tags.song = songs.row ORDER BY tag)), "                                                                  \
  "(SELECT iif(instr(request, '\"until\"') AND json_valid(request), request ->> 'until', '') "                    \
  "FROM revisions WHERE revisions.song = songs.row AND revisions.number = songs.revision)"
Song song_of(const Statement& row);
Result<std::vector<Song>> all_songs(Statement row);

tl::unexpected<Error> no_song();

}  // namespace souls::storage::sqlite
