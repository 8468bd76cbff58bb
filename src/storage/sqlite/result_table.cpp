#include "storage/sqlite/result_table.hpp"

#include "base/limits.hpp"
#include "storage/sqlite/blob_table.hpp"

namespace souls::storage::sqlite {

Result<std::optional<ResultRow>> SqliteResultTable::find(const std::string& user, const Digest& key) {
  Statement row = connection_.query(
      "SELECT capability, package, version, parameters, asked_by, song, revision, step, seconds, made_ms, used_ms"
      " FROM results WHERE user = ? AND key = ?",
      user, key);
  const auto found = row.step();
  if (!found) return fail(found.error());
  if (!*found) return std::nullopt;
  ResultRow result;
  result.key = key;
  result.capability = row.text(0);
  result.package = row.text(1);
  result.version = row.text(2);
  result.parameters = row.digest(3);
  result.asked_by = row.text(4);
  result.song = row.text(5);
  result.revision = row.integer(6);
  result.step = row.text(7);
  result.seconds = row.real(8);
  result.made_ms = row.integer(9);
  result.used_ms = row.integer(10);
  Statement output = connection_.query(
      "SELECT name, digest, bytes FROM result_outputs WHERE user = ? AND key = ? ORDER BY place", user, key);
  while (true) {
    const auto next = output.step();
    if (!next) return fail(next.error());
    if (!*next) return result;
    result.outputs.push_back({output.text(0), output.digest(1), static_cast<std::uint64_t>(output.integer(2))});
  }
}

Status SqliteResultTable::put(const std::string& user, const ResultRow& result) {
  if (!is_digest(result.key.hex) || result.outputs.size() > limits::kStepOutputsMax) {
    return fail(ErrorCode::invalid_request, "a result has a key and at most " +
                                                std::to_string(limits::kStepOutputsMax) + " outputs");
  }
  {
    Statement known = connection_.query("SELECT 1 FROM users WHERE id = ?", user);
    const auto found = known.step();
    if (!found) return fail(found.error());
    if (!*found) return fail(ErrorCode::not_found, "there is no such user");
  }
  if (auto forgotten = forget(user, result.key); !forgotten) return forgotten;
  auto added = connection_.run(
      "INSERT INTO results (user, key, capability, package, version, parameters, asked_by, song, revision, step,"
      " seconds, made_ms, used_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      user, result.key, result.capability, result.package, result.version, result.parameters, result.asked_by,
      result.song, result.revision, result.step, result.seconds, result.made_ms, result.used_ms);
  if (!added) return added;
  SqliteBlobTable blobs(connection_);
  for (std::size_t place = 0; place < result.outputs.size(); ++place) {
    const auto& output = result.outputs[place];
    if (auto noted = blobs.note(output.digest, output.bytes, result.made_ms); !noted) return noted;
    added = connection_.run(
        "INSERT INTO result_outputs (user, key, place, name, digest, bytes) VALUES (?, ?, ?, ?, ?, ?)", user,
        result.key, place, output.name, output.digest, output.bytes);
    if (!added) return added;
  }
  return {};
}

Status SqliteResultTable::mark_used(const std::string& user, const Digest& key, std::int64_t used_ms) {
  return connection_.run("UPDATE results SET used_ms = ? WHERE user = ? AND key = ?", used_ms, user, key);
}

Status SqliteResultTable::forget(const std::string& user, const Digest& key) {
  return connection_.run("DELETE FROM results WHERE user = ? AND key = ?", user, key);
}

Status SqliteResultTable::forget_song(const std::string& user, const std::string& song) {
  return connection_.run("DELETE FROM results WHERE user = ? AND song = ?", user, song);
}

Result<std::size_t> SqliteResultTable::forget_unused(const std::string& user, std::int64_t before_ms,
                                                     std::size_t count) {
  auto removed = connection_.run(
      "DELETE FROM results WHERE user = ?1 AND key IN"
      " (SELECT key FROM results WHERE user = ?1 AND used_ms < ?2 ORDER BY used_ms, key LIMIT ?3)",
      user, before_ms, count);
  if (!removed) return fail(removed.error());
  return static_cast<std::size_t>(connection_.changes());
}

Result<std::size_t> SqliteResultTable::count(const std::string& user) {
  Statement row = connection_.query("SELECT count(*) FROM results WHERE user = ?", user);
  const auto found = row.step();
  if (!found) return fail(found.error());
  return static_cast<std::size_t>(row.integer(0));
}

}  // namespace souls::storage::sqlite
