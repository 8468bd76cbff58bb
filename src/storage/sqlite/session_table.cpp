#include "storage/sqlite/session_table.hpp"

#include "base/limits.hpp"
#include "base/text.hpp"

#define SOULS_SESSION_COLUMNS "id, user, digest, agent, address, created_ms, used_ms, expires_ms"

namespace souls::storage::sqlite {
namespace {

Session session_of(const Statement& row) {
  return {row.text(0), row.text(1),    row.digest(2),  row.text(3),
          row.text(4), row.integer(5), row.integer(6), row.integer(7)};
}

tl::unexpected<Error> no_session() { return fail(ErrorCode::not_found, "there is no such session"); }

}  // namespace

Status SqliteSessionTable::add(const Session& session) {
  if (session.id.empty() || session.digest.empty() || session.agent.size() > limits::kSessionAgentBytesMax ||
      !is_utf8(session.agent)) {
    return fail(ErrorCode::invalid_request, "a session needs an id, a digest, and the name of a browser of at most " +
                                                std::to_string(limits::kSessionAgentBytesMax) + " bytes");
  }
  {
    Statement known = connection_.query(
        "SELECT EXISTS (SELECT 1 FROM users WHERE id = ?),"
        " EXISTS (SELECT 1 FROM sessions WHERE id = ? OR digest = ?)",
        session.user, session.id, session.digest);
    if (const auto stepped = known.step(); !stepped) return fail(stepped.error());
    if (known.integer(0) == 0) return fail(ErrorCode::not_found, "there is no such user");
    if (known.integer(1) != 0) return fail(ErrorCode::conflict, "there is such a session already");
  }
  const Status made_room = connection_.run(
      "DELETE FROM sessions WHERE id IN (SELECT id FROM sessions WHERE user = ? ORDER BY used_ms DESC, id"
      " LIMIT -1 OFFSET ?)",
      session.user, static_cast<std::int64_t>(limits::kSessionsPerUserMax - 1));
  if (!made_room) return made_room;
  return connection_.run("INSERT INTO sessions (" SOULS_SESSION_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?)", session.id,
                         session.user, session.digest, session.agent, session.address, session.created_ms,
                         session.used_ms, session.expires_ms);
}

Result<Session> SqliteSessionTable::find_by_digest(const Digest& digest) {
  Statement row = connection_.query("SELECT " SOULS_SESSION_COLUMNS " FROM sessions WHERE digest = ?", digest);
  const auto found = row.step();
  if (!found) return fail(found.error());
  if (!*found) return no_session();
  return session_of(row);
}

Result<std::vector<Session>> SqliteSessionTable::list(const std::string& user) {
  Statement row = connection_.query(
      "SELECT " SOULS_SESSION_COLUMNS " FROM sessions WHERE user = ? ORDER BY created_ms DESC, id", user);
  std::vector<Session> sessions;
  while (true) {
    const auto found = row.step();
    if (!found) return fail(found.error());
    if (!*found) return sessions;
    sessions.push_back(session_of(row));
  }
}

Status SqliteSessionTable::note_use(const std::string& id, std::int64_t used_ms) {
  return connection_.run("UPDATE sessions SET used_ms = max(used_ms, ?2) WHERE id = ?1", id, used_ms);
}

Status SqliteSessionTable::remove(const std::string& user, const std::string& id) {
  if (auto removed = connection_.run("DELETE FROM sessions WHERE id = ? AND user = ?", id, user); !removed) {
    return removed;
  }
  return connection_.changes() == 1 ? Status{} : Status(no_session());
}

Status SqliteSessionTable::remove_others(const std::string& user, const std::string& kept) {
  return connection_.run("DELETE FROM sessions WHERE user = ? AND id <> ?", user, kept);
}

Status SqliteSessionTable::forget(std::int64_t expired_ms, std::int64_t unused_since_ms) {
  return connection_.run("DELETE FROM sessions WHERE expires_ms <= ? OR used_ms <= ?", expired_ms, unused_since_ms);
}

Status SqliteSessionTable::know_device(const std::string& user, const Digest& device, std::int64_t now_ms) {
  const Status known = connection_.run(
      "INSERT INTO devices (user, digest, used_ms) VALUES (?, ?, ?)"
      " ON CONFLICT (user, digest) DO UPDATE SET used_ms = max(used_ms, excluded.used_ms)",
      user, device, now_ms);
  if (!known) return known;
  return connection_.run(
      "DELETE FROM devices WHERE user = ?1 AND digest IN (SELECT digest FROM devices WHERE user = ?1"
      " ORDER BY used_ms DESC, digest LIMIT -1 OFFSET ?2)",
      user, static_cast<std::int64_t>(limits::kDevicesPerUserMax));
}

Result<bool> SqliteSessionTable::is_known_device(const std::string& user, const Digest& device) {
  Statement row = connection_.query("SELECT 1 FROM devices WHERE user = ? AND digest = ?", user, device);
  return row.step();
}

Status SqliteSessionTable::forget_devices(const std::string& user) {
  return connection_.run("DELETE FROM devices WHERE user = ?", user);
}

}  // namespace souls::storage::sqlite
