#include "storage/sqlite/answer_table.hpp"

#include "base/limits.hpp"

namespace souls::storage::sqlite {

Result<std::optional<KeptAnswer>> SqliteAnswerTable::find(const std::string& user, const std::string& key) {
  Statement row =
      connection_.query("SELECT asked, created_ms, sealed, key_id FROM answers WHERE user = ? AND key = ?", user, key);
  const auto found = row.step();
  if (!found) return fail(found.error());
  if (!*found) return std::nullopt;
  KeptAnswer answer{row.digest(0), row.integer(1)};
  if (!row.is_null(2)) answer.sealed = row.text(2);
  answer.key_id = row.text(3);
  return answer;
}

Status SqliteAnswerTable::begin(const std::string& user, const std::string& key, const Digest& order,
                                std::int64_t created_ms) {
  Statement kept = connection_.query("SELECT count(*) FROM answers WHERE user = ?", user);
  if (const auto counted = kept.step(); !counted) return fail(counted.error());
  if (kept.integer(0) >= static_cast<std::int64_t>(limits::kAnswersPerUserMax)) {
    return fail(ErrorCode::rate_limited, "too many orders with an idempotency key came today; send some without");
  }
  return connection_.run(
      "INSERT OR REPLACE INTO answers (user, key, asked, created_ms, sealed, key_id) VALUES (?, ?, ?, ?, NULL, '')",
      user, key, order, created_ms);
}

Status SqliteAnswerTable::finish(const std::string& user, const std::string& key, const std::string& sealed,
                                 const std::string& key_id) {
  return connection_.run("UPDATE answers SET sealed = ?, key_id = ? WHERE user = ? AND key = ? AND sealed IS NULL",
                         sealed, key_id, user, key);
}

Status SqliteAnswerTable::forget(const std::string& user, const std::string& key) {
  return connection_.run("DELETE FROM answers WHERE user = ? AND key = ?", user, key);
}

Status SqliteAnswerTable::forget_before(std::int64_t created_ms) {
  return connection_.run("DELETE FROM answers WHERE created_ms < ?", created_ms);
}

}  // namespace souls::storage::sqlite
