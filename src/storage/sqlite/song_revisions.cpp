// Revisions of songs, their artifacts, and orders that may come twice.

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/limits.hpp"
#include "storage/sqlite/song_table.hpp"

namespace souls::storage::sqlite {
namespace {

#define SOULS_REVISION_COLUMNS                                                                                \
  "number, parent, who, created_ms, request, seed, state, error, document, packages, steps_made, steps_reused, " \
  "finished_ms, api_key, trace"

std::string json_of(const std::vector<ChosenPackage>& packages) {
  nlohmann::json list = nlohmann::json::array();
  for (const ChosenPackage& package : packages) list.push_back({package.name, package.version, package.digest.hex});
  return list.dump();
}

Result<std::vector<ChosenPackage>> packages_of(std::string_view text) {
  const auto list = nlohmann::json::parse(text, nullptr, false);
  if (!list.is_array()) return fail(ErrorCode::corrupt, "the packages of a revision can't be read any more");
  std::vector<ChosenPackage> packages;
  for (const auto& one : list) {
    if (!one.is_array() || one.size() != 3 || !std::ranges::all_of(one, [](const auto& e) { return e.is_string(); })) {
      return fail(ErrorCode::corrupt, "the packages of a revision can't be read any more");
    }
    packages.push_back({one[0], one[1], Digest{one[2].get<std::string>()}});
  }
  return packages;
}

Result<Revision> revision_of(const Statement& row) {
  Revision revision;
  revision.number = static_cast<int>(row.integer(0));
  if (!row.is_null(1)) revision.parent = static_cast<int>(row.integer(1));
  revision.who = row.text(2);
  revision.created_ms = row.integer(3);
  revision.request_json = row.text(4);
  revision.seed = static_cast<Seed>(row.integer(5));
  revision.state = parse_making_state(row.view(6)).value_or(MakingState::failed);
  revision.error = row.text(7);
  revision.document = row.digest(8);
  auto packages = packages_of(row.view(9));
  if (!packages) return fail(packages.error());
  revision.packages = std::move(*packages);
  revision.steps_made = row.integer(10);
  revision.steps_reused = row.integer(11);
  if (!row.is_null(12)) revision.finished_ms = row.integer(12);
  revision.api_key = row.text(13);
  revision.trace = row.text(14);
  return revision;
}

Artifact artifact_of(const Statement& row) {
  return {row.text(0), row.digest(1), static_cast<std::uint64_t>(row.integer(2)), row.text(3),
          row.view(4) == "preview" ? ArtifactKind::preview : ArtifactKind::file};
}

/// Reads all rows with `read`, which returns a value or a Result of one.
template <class T, class Read>
Result<std::vector<T>> all(Statement row, Read read) {
  std::vector<T> values;
  while (true) {
    const auto found = row.step();
    if (!found) return fail(found.error());
    if (!*found) return values;
    Result<T> value = read(row);
    if (!value) return fail(value.error());
    values.push_back(std::move(*value));
  }
}

tl::unexpected<Error> at_most(const char* before, std::size_t max, const char* after) {
  return fail(ErrorCode::invalid_request, before + std::to_string(max) + after);
}

}  // namespace

Result<SqliteSongTable::Place> SqliteSongTable::place_of(const std::string& user, const std::string& song,
                                                         int revision) {
  auto place = place_of(user, song);
  if (place && (revision < 1 || revision > place->revision)) {
    return fail(ErrorCode::not_found, "the song has no revision " + std::to_string(revision));
  }
  return place;
}

Result<int> SqliteSongTable::add_revision(const std::string& user, const std::string& song, const Revision& revision) {
  const auto place = place_of(user, song);
  if (!place) return fail(place.error());
  if (place->revision >= static_cast<int>(limits::kRevisionsPerSongMax)) {
    return at_most("a song has at most ", limits::kRevisionsPerSongMax, " revisions");
  }
  if (revision.request_json.size() > limits::kRevisionJsonBytesMax ||
      revision.edits_json.size() > limits::kRevisionJsonBytesMax) {
    return at_most("a request, or the edits of one revision, may be at most ", limits::kRevisionJsonBytesMax,
                   " bytes long");
  }
  const int number = place->revision + 1;
  if (revision.parent && (*revision.parent < 1 || *revision.parent >= number)) {
    return fail(ErrorCode::not_found, "the song has no revision " + std::to_string(*revision.parent));
  }
  if (auto added = connection_.run(
          "INSERT INTO revisions (song, " SOULS_REVISION_COLUMNS
          ", edits) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
          place->row, number, revision.parent, revision.who, revision.created_ms, revision.request_json, revision.seed,
          to_string(revision.state), revision.error, revision.document, json_of(revision.packages),
          revision.steps_made, revision.steps_reused, revision.finished_ms, revision.api_key, revision.trace,
          revision.edits_json);
      !added) {
    return fail(added.error());
  }
  if (auto followed = connection_.run("UPDATE songs SET revision = ?, state = ?, updated_ms = ? WHERE row = ?", number,
                                      to_string(revision.state), revision.created_ms, place->row);
      !followed) {
    return fail(followed.error());
  }
  return number;
}

Result<Revision> SqliteSongTable::find_revision(const std::string& user, const std::string& song, int number) {
  const auto place = place_of(user, song, number);
  if (!place) return fail(place.error());
  Statement row = connection_.query(
      "SELECT " SOULS_REVISION_COLUMNS ", edits FROM revisions WHERE song = ? AND number = ?", place->row, number);
  const auto found = row.step();
  if (!found) return fail(found.error());
  if (!*found) return fail(ErrorCode::corrupt, "a revision of the song is lost", song + " " + std::to_string(number));
  auto revision = revision_of(row);
  if (revision) revision->edits_json = row.text(15);
  return revision;
}

Result<std::vector<Revision>> SqliteSongTable::list_revisions(const std::string& user, const std::string& song,
                                                              std::optional<int> before, std::size_t count) {
  const auto place = place_of(user, song);
  if (!place) return fail(place.error());
  return all<Revision>(
      connection_.query("SELECT " SOULS_REVISION_COLUMNS
                        " FROM revisions WHERE song = ? AND number < ? ORDER BY number DESC LIMIT ?",
                        place->row, before.value_or(INT32_MAX), std::min(count, limits::kPageRowsMax)),
      [](const Statement& row) {
        auto revision = revision_of(row);
        if (revision) revision->edits_json.clear();
        return revision;
      });
}

Result<std::vector<std::string>> SqliteSongTable::edits_up_to(const std::string& user, const std::string& song,
                                                              int number) {
  const auto place = place_of(user, song, number);
  if (!place) return fail(place.error());
  // A parent's number is smaller than its child's, so the walk ends.
  return all<std::string>(
      connection_.query("WITH RECURSIVE line (number, parent, edits) AS ("
                        "SELECT number, parent, edits FROM revisions WHERE song = ?1 AND number = ?2 UNION ALL "
                        "SELECT r.number, r.parent, r.edits FROM line JOIN revisions AS r ON r.song = ?1 AND r.number "
                        "= line.parent) SELECT edits FROM line ORDER BY number",
                        place->row, number),
      [](const Statement& row) { return row.text(0); });
}

Status SqliteSongTable::update_revision(const std::string& user, const std::string& song, const Revision& revision) {
  const auto place = place_of(user, song, revision.number);
  if (!place) return fail(place.error());
  if (auto updated = connection_.run(
          "UPDATE revisions SET state = ?, error = ?, document = ?, packages = ?, steps_made = ?, steps_reused = ?, "
          "finished_ms = ? WHERE song = ? AND number = ?",
          to_string(revision.state), revision.error, revision.document, json_of(revision.packages),
          revision.steps_made, revision.steps_reused, revision.finished_ms, place->row, revision.number);
      !updated) {
    return updated;
  }
  if (revision.number != place->revision) return {};
  return connection_.run("UPDATE songs SET state = ?, updated_ms = max(updated_ms, ifnull(?, 0)) WHERE row = ?",
                         to_string(revision.state), revision.finished_ms, place->row);
}

Status SqliteSongTable::put_artifact(const std::string& user, const std::string& song, int revision,
                                     const Artifact& artifact) {
  if (!is_artifact_path(artifact.path) || !is_digest(artifact.digest.hex)) {
    return fail(ErrorCode::invalid_request, "an artifact needs a path inside of its song, and a digest");
  }
  const auto place = place_of(user, song, revision);
  if (!place) return fail(place.error());
  // Removed first: a replaced row would not run the trigger that counts it out.
  if (auto removed = connection_.run("DELETE FROM artifacts WHERE song = ? AND revision = ? AND path = ?", place->row,
                                     revision, artifact.path);
      !removed) {
    return removed;
  }
  Statement count =
      connection_.query("SELECT count(*) FROM artifacts WHERE song = ? AND revision = ?", place->row, revision);
  if (const auto stepped = count.step(); !stepped) return fail(stepped.error());
  if (count.integer(0) >= static_cast<std::int64_t>(limits::kArtifactsPerRevisionMax)) {
    return at_most("a revision has at most ", limits::kArtifactsPerRevisionMax, " files");
  }
  return connection_.run(
      "INSERT INTO artifacts (song, revision, path, user, digest, bytes, media_type, kind) VALUES (?, ?, ?, ?, ?, ?, "
      "?, ?)",
      place->row, revision, artifact.path, user, artifact.digest, artifact.bytes, artifact.media_type,
      artifact.kind == ArtifactKind::preview ? "preview" : "file");
}

Result<Artifact> SqliteSongTable::find_artifact(const std::string& user, const std::string& song, int revision,
                                                const std::string& path) {
  const auto place = place_of(user, song, revision);
  if (!place) return fail(place.error());
  Statement row = connection_.query(
      "SELECT path, digest, bytes, media_type, kind FROM artifacts WHERE song = ? AND revision = ? AND path = ?",
      place->row, revision, path);
  const auto found = row.step();
  if (!found) return fail(found.error());
  if (!*found) return fail(ErrorCode::not_found, "the song has no such file");
  return artifact_of(row);
}

Result<std::vector<Artifact>> SqliteSongTable::artifacts(const std::string& user, const std::string& song,
                                                         int revision) {
  const auto place = place_of(user, song, revision);
  if (!place) return fail(place.error());
  return all<Artifact>(
      connection_.query("SELECT path, digest, bytes, media_type, kind FROM artifacts WHERE song = ? AND revision = ? "
                        "ORDER BY path",
                        place->row, revision),
      artifact_of);
}

Status SqliteSongTable::remove_previews(const std::string& user, const std::string& song, int revision) {
  const auto place = place_of(user, song, revision);
  if (!place) return fail(place.error());
  return connection_.run("DELETE FROM artifacts WHERE song = ? AND revision = ? AND kind = 'preview'", place->row,
                         revision);
}

Result<std::optional<Submission>> SqliteSongTable::find_submission(const std::string& user, const std::string& key) {
  Statement row = connection_.query(
      "SELECT s.asked, songs.id, s.revision, s.created_ms FROM submissions AS s JOIN songs ON songs.row = s.song WHERE "
      "s.user = ? AND s.key = ?",
      user, key);
  const auto found = row.step();
  if (!found) return fail(found.error());
  if (!*found) return std::nullopt;
  return Submission{key, row.digest(0), row.text(1), static_cast<int>(row.integer(2)), row.integer(3)};
}

Status SqliteSongTable::add_submission(const std::string& user, const Submission& submission) {
  const auto place = place_of(user, submission.song, submission.revision);
  if (!place) return fail(place.error());
  return connection_.run(
      "INSERT OR REPLACE INTO submissions (user, key, asked, song, revision, created_ms) VALUES (?, ?, ?, ?, ?, ?)",
      user, submission.key, submission.order, place->row, submission.revision, submission.created_ms);
}

Status SqliteSongTable::forget_submissions(std::int64_t before_ms) {
  return connection_.run("DELETE FROM submissions WHERE created_ms < ?", before_ms);
}

Result<std::vector<RevisionName>> SqliteSongTable::unfinished(std::size_t per_user, std::size_t count) {
  return all<RevisionName>(
      connection_.query("WITH open AS (SELECT songs.user AS user, songs.id AS song, revisions.number AS number, "
                        "row_number() OVER (PARTITION BY songs.user ORDER BY revisions.created_ms, revisions.row) AS "
                        "place, revisions.created_ms AS created_ms, revisions.row AS row FROM revisions CROSS JOIN "
                        "songs ON songs.row = revisions.song WHERE revisions.state IN ('waiting', 'making')) SELECT "
                        "user, song, number FROM open WHERE place <= ? ORDER BY place, created_ms, row LIMIT ?",
                        per_user, count),
      [](const Statement& row) { return RevisionName{row.text(0), row.text(1), static_cast<int>(row.integer(2))}; });
}

Result<std::vector<RevisionName>> SqliteSongTable::expired(std::int64_t now_ms, std::size_t count) {
  constexpr std::int64_t kDayMs = 24 * 3600 * 1000;
  return all<RevisionName>(
      connection_.query("SELECT songs.user, songs.id, songs.revision FROM users CROSS JOIN songs ON songs.user = "
                        "users.id WHERE songs.trashed_ms IS NOT NULL AND songs.trashed_ms <= ? - users.trash_days * ? "
                        "LIMIT ?",
                        now_ms, kDayMs, count),
      [](const Statement& row) { return RevisionName{row.text(0), row.text(1), static_cast<int>(row.integer(2))}; });
}

Result<std::vector<Digest>> SqliteSongTable::referenced(const Digest& after, std::size_t count) {
  // Null, which is no digest's equal, would compare with none.
  const auto digest = [](const Statement& row) { return row.digest(0); };
  if (after.empty()) {
    return all<Digest>(connection_.query("SELECT DISTINCT digest FROM user_blobs ORDER BY digest LIMIT ?", count),
                       digest);
  }
  return all<Digest>(
      connection_.query("SELECT DISTINCT digest FROM user_blobs WHERE digest > ? ORDER BY digest LIMIT ?", after,
                        count),
      digest);
}

}  // namespace souls::storage::sqlite
