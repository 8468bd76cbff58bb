#include "storage/sqlite/user_table.hpp"

#include <algorithm>

#include "storage/sqlite/song_index.hpp"

#define SOULS_USER_COLUMNS "id, name, email, role, created_ms, trash_days"

namespace souls::storage::sqlite {
namespace {

User user_of(const Statement& row) {
  User user;
  user.id = row.text(0);
  user.name = row.text(1);
  if (!row.is_null(2)) user.email = row.text(2);
  user.role = parse_user_role(row.view(3)).value_or(UserRole::listener);
  user.created_ms = row.integer(4);
  user.trash_days = static_cast<int>(row.integer(5));
  return user;
}

tl::unexpected<Error> no_user() { return fail(ErrorCode::not_found, "there is no such user"); }

Result<User> one(Statement row) {
  const auto found = row.step();
  if (!found) return fail(found.error());
  if (!*found) return no_user();
  return user_of(row);
}

}  // namespace

Status SqliteUserTable::check_free(const User& user) {
  if (!user.email) return {};
  const auto other = find_by_email(*user.email);
  if (!other && other.error().code == ErrorCode::not_found) return {};
  if (!other) return fail(other.error());
  if (other->id == user.id) return {};
  return fail(ErrorCode::conflict, "another user has this e-mail address");
}

Status SqliteUserTable::add(const User& user) {
  if (auto checked = check_user(user); !checked) return checked;
  if (find(user.id)) return fail(ErrorCode::conflict, "there is a user of this id already");
  if (auto is_free = check_free(user); !is_free) return is_free;
  Statement count = connection_.query("SELECT count(*) FROM users");
  if (const auto stepped = count.step(); !stepped) return fail(stepped.error());
  if (count.integer(0) >= static_cast<std::int64_t>(limits::kUsersMax)) {
    return fail(ErrorCode::invalid_request,
                "there are " + std::to_string(limits::kUsersMax) + " users already, and no more are taken");
  }
  return connection_.run(
      "INSERT INTO users (id, name, email, role, created_ms, trash_days) VALUES (?, ?, ?, ?, ?, ?)", user.id, user.name,
      user.email, to_string(user.role), user.created_ms, user.trash_days);
}

Result<User> SqliteUserTable::find(const std::string& id) {
  return one(connection_.query("SELECT " SOULS_USER_COLUMNS " FROM users WHERE id = ?", id));
}

Result<User> SqliteUserTable::find_by_email(const std::string& email) {
  return one(connection_.query("SELECT " SOULS_USER_COLUMNS " FROM users WHERE email = ?", email));
}

Result<User> SqliteUserTable::first_owner() {
  return one(
      connection_.query("SELECT " SOULS_USER_COLUMNS " FROM users WHERE role = 'owner' ORDER BY number LIMIT 1"));
}

Result<std::vector<User>> SqliteUserTable::list(const std::string& after, std::size_t count) {
  Statement row = connection_.query("SELECT " SOULS_USER_COLUMNS " FROM users WHERE id > ? ORDER BY id LIMIT ?", after,
                                    std::min(count, limits::kPageRowsMax));
  std::vector<User> users;
  while (true) {
    const auto found = row.step();
    if (!found) return fail(found.error());
    if (!*found) return users;
    users.push_back(user_of(row));
  }
}

Status SqliteUserTable::update(const User& user) {
  if (auto checked = check_user(user); !checked) return checked;
  if (auto is_free = check_free(user); !is_free) return is_free;
  const auto changed =
      connection_.run("UPDATE users SET name = ?, email = ?, role = ?, trash_days = ? WHERE id = ?", user.name,
                      user.email, to_string(user.role), user.trash_days, user.id);
  if (!changed) return changed;
  return connection_.changes() == 1 ? Status{} : Status(no_user());
}

Status SqliteUserTable::remove(const std::string& id) {
  if (auto unindexed = unindex_user(connection_, id); !unindexed) return unindexed;
  if (auto removed = connection_.run("DELETE FROM users WHERE id = ?", id); !removed) return removed;
  return connection_.changes() == 1 ? Status{} : Status(no_user());
}

Result<std::string> SqliteUserTable::password(const std::string& id) {
  Statement row = connection_.query("SELECT hash FROM passwords WHERE user = ?", id);
  const auto found = row.step();
  if (!found) return fail(found.error());
  if (!*found) return fail(ErrorCode::not_found, "there is no such user, or he has no password");
  return row.text(0);
}

Status SqliteUserTable::set_password(const std::string& id, const std::string& hash, std::int64_t now_ms) {
  if (auto user = find(id); !user) return fail(user.error());
  return connection_.run("INSERT OR REPLACE INTO passwords (user, hash, changed_ms) VALUES (?, ?, ?)", id, hash,
                         now_ms);
}

Result<User> SqliteUserTable::find_by_subject(const std::string& issuer, const std::string& subject) {
  return one(connection_.query("SELECT " SOULS_USER_COLUMNS
                               " FROM users WHERE id = (SELECT user FROM oidc_subjects WHERE issuer = ? AND subject = ?)",
                               issuer, subject));
}

Status SqliteUserTable::link_subject(const std::string& issuer, const std::string& subject, const std::string& user,
                                     std::int64_t now_ms) {
  if (auto known = find(user); !known) return fail(known.error());
  const auto linked = find_by_subject(issuer, subject);
  if (linked && linked->id != user) return fail(ErrorCode::conflict, "this sign-in is another user's already");
  if (linked) return {};
  if (linked.error().code != ErrorCode::not_found) return fail(linked.error());
  return connection_.run("INSERT INTO oidc_subjects (issuer, subject, user, linked_ms) VALUES (?, ?, ?, ?)", issuer,
                         subject, user, now_ms);
}

Result<bool> SqliteUserTable::has_owner_with_password() {
  Statement row = connection_.query(
      "SELECT EXISTS (SELECT 1 FROM passwords JOIN users ON users.id = passwords.user WHERE users.role = 'owner')");
  if (const auto stepped = row.step(); !stepped) return fail(stepped.error());
  return row.integer(0) != 0;
}

}  // namespace souls::storage::sqlite
