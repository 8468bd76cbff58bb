#include "storage/sqlite/secret_table.hpp"

#include "base/limits.hpp"
#include "base/text.hpp"

namespace souls::storage::sqlite {
namespace {

SealedSecret secret_of(const Statement& row) { return {row.text(0), row.text(1), row.text(2), row.integer(3)}; }

tl::unexpected<Error> no_secret() { return fail(ErrorCode::not_found, "there is no secret of this name"); }

}  // namespace

Status SqliteSecretTable::put(const SealedSecret& secret) {
  if (secret.name.empty() || secret.name.size() > limits::kSecretNameBytesMax || !is_utf8(secret.name)) {
    return fail(ErrorCode::invalid_request,
                "a secret's name must be 1 to " + std::to_string(limits::kSecretNameBytesMax) + " bytes long");
  }
  const auto known = find(secret.name);
  if (!known && known.error().code != ErrorCode::not_found) return fail(known.error());
  if (!known) {
    Statement count = connection_.query("SELECT count(*) FROM secrets");
    if (const auto stepped = count.step(); !stepped) return fail(stepped.error());
    if (count.integer(0) >= static_cast<std::int64_t>(limits::kSecretsMax)) {
      return fail(ErrorCode::invalid_request, "at most " + std::to_string(limits::kSecretsMax) + " secrets are kept");
    }
  }
  return connection_.run("INSERT OR REPLACE INTO secrets (name, key_id, sealed, updated_ms) VALUES (?, ?, ?, ?)",
                         secret.name, secret.key_id, secret.sealed, secret.updated_ms);
}

Result<SealedSecret> SqliteSecretTable::find(const std::string& name) {
  Statement row = connection_.query("SELECT name, key_id, sealed, updated_ms FROM secrets WHERE name = ?", name);
  const auto found = row.step();
  if (!found) return fail(found.error());
  if (!*found) return no_secret();
  return secret_of(row);
}

Result<std::vector<SealedSecret>> SqliteSecretTable::list() {
  Statement row = connection_.query("SELECT name, key_id, sealed, updated_ms FROM secrets ORDER BY name");
  std::vector<SealedSecret> secrets;
  while (true) {
    const auto found = row.step();
    if (!found) return fail(found.error());
    if (!*found) return secrets;
    secrets.push_back(secret_of(row));
  }
}

Status SqliteSecretTable::remove(const std::string& name) {
  if (auto removed = connection_.run("DELETE FROM secrets WHERE name = ?", name); !removed) return removed;
  return connection_.changes() == 1 ? Status{} : Status(no_secret());
}

}  // namespace souls::storage::sqlite
