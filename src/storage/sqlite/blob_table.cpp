#include "storage/sqlite/blob_table.hpp"

namespace souls::storage::sqlite {
namespace {

constexpr std::string_view kFindRow =
    "SELECT digest, bytes, stored_ms, verified_ms, lost_ms FROM blobs WHERE digest = ?";

BlobRow row_of(const Statement& row) {
  return {row.digest(0), static_cast<std::uint64_t>(row.integer(1)), row.integer(2), row.integer(3), row.integer(4)};
}

/// Calls `take` for each row.
template <class Take>
Status each(Statement row, Take take) {
  while (true) {
    const auto found = row.step();
    if (!found) return fail(found.error());
    if (!*found) return {};
    take(row);
  }
}

/// The number in the one row; 0 when there is none.
Result<std::optional<std::uint64_t>> number(Statement row) {
  const auto found = row.step();
  if (!found) return fail(found.error());
  if (!*found) return std::nullopt;
  return static_cast<std::uint64_t>(row.integer(0));
}

}  // namespace

Status SqliteBlobTable::note(const Digest& digest, std::uint64_t bytes, std::int64_t stored_ms) {
  return connection_.run(
      "INSERT INTO blobs VALUES (?, ?, ?, 0, 0)"
      " ON CONFLICT (digest) DO UPDATE SET bytes = excluded.bytes, stored_ms = excluded.stored_ms, lost_ms = 0",
      digest, bytes, stored_ms);
}

Result<std::optional<BlobRow>> SqliteBlobTable::find(const Digest& digest) {
  Statement row = connection_.query(kFindRow, digest);
  const auto found = row.step();
  if (!found) return fail(found.error());
  if (!*found) return std::nullopt;
  return row_of(row);
}

Status SqliteBlobTable::set_verified(const Digest& digest, std::uint64_t bytes, std::int64_t verified_ms) {
  return connection_.run(
      "INSERT INTO blobs VALUES (?1, ?2, ?3, ?3, 0)"
      " ON CONFLICT (digest) DO UPDATE SET bytes = excluded.bytes, verified_ms = excluded.verified_ms, lost_ms = 0",
      digest, bytes, verified_ms);
}

Status SqliteBlobTable::set_lost(const Digest& digest, std::int64_t lost_ms) {
  return connection_.run(
      "INSERT INTO blobs VALUES (?, 0, 0, 0, ?) ON CONFLICT (digest) DO UPDATE SET lost_ms = excluded.lost_ms", digest,
      lost_ms);
}

Status SqliteBlobTable::forget(const Digest& digest) {
  return connection_.run("DELETE FROM blobs WHERE digest = ?", digest);
}

Result<std::vector<BlobRow>> SqliteBlobTable::lost(std::size_t count) {
  std::vector<BlobRow> rows;
  auto read = each(connection_.query("SELECT digest, bytes, stored_ms, verified_ms, lost_ms FROM blobs"
                                     " WHERE lost_ms > 0 ORDER BY digest LIMIT ?",
                                     count),
                   [&](const Statement& row) { rows.push_back(row_of(row)); });
  if (!read) return fail(read.error());
  return rows;
}

Result<std::vector<GarbageRow>> SqliteBlobTable::garbage() {
  std::vector<GarbageRow> rows;
  auto read = each(connection_.query("SELECT digest, version, since_ms FROM garbage ORDER BY digest"),
                   [&](const Statement& row) { rows.push_back({row.digest(0), row.text(1), row.integer(2)}); });
  if (!read) return fail(read.error());
  return rows;
}

Status SqliteBlobTable::put_garbage(const GarbageRow& row) {
  return connection_.run("INSERT OR REPLACE INTO garbage VALUES (?, ?, ?)", row.digest, row.version, row.since_ms);
}

Status SqliteBlobTable::forget_garbage(const Digest& digest) {
  return connection_.run("DELETE FROM garbage WHERE digest = ?", digest);
}

Result<std::int64_t> SqliteBlobTable::collection_clock_ms() {
  const auto clock = number(connection_.query("SELECT clock_ms FROM collection_clock"));
  if (!clock) return fail(clock.error());
  return static_cast<std::int64_t>(clock->value_or(0));
}

Status SqliteBlobTable::set_collection_clock(std::int64_t clock_ms) {
  return connection_.run("UPDATE collection_clock SET clock_ms = ?", clock_ms);
}

Result<std::int64_t> SqliteBlobTable::latest_ms() {
  const auto latest = number(connection_.query(
      "SELECT max((SELECT ifnull(max(stored_ms), 0) FROM blobs), (SELECT ifnull(max(made_ms), 0) FROM results),"
      " (SELECT ifnull(max(updated_ms), 0) FROM songs), (SELECT ifnull(max(opened_ms), 0) FROM runs))"));
  if (!latest) return fail(latest.error());
  return static_cast<std::int64_t>(latest->value_or(0));
}

Status SqliteBlobTable::each_used(const std::function<void(const Digest&)>& visit) {
  for (const char* query :
       {"SELECT DISTINCT digest FROM user_blobs", "SELECT document FROM revisions WHERE document IS NOT NULL"}) {
    auto read = each(connection_.query(query), [&](const Statement& row) { visit(row.digest(0)); });
    if (!read) return read;
  }
  return {};
}

Result<std::vector<BlobUse>> SqliteBlobTable::uses(const Digest& digest, std::size_t count) {
  std::vector<BlobUse> uses;
  auto read = each(connection_.query("SELECT s.user, s.id, a.revision, a.path FROM artifacts a JOIN songs s"
                                     " ON s.row = a.song WHERE a.digest = ? ORDER BY s.row, a.revision, a.path LIMIT ?",
                                     digest, count),
                   [&](const Statement& row) {
                     uses.push_back({row.text(0), row.text(1), row.integer(2), row.text(3), {}, {}, {}, {}, {}});
                   });
  if (!read) return fail(read.error());
  read = each(connection_.query("SELECT r.user, r.song, r.revision, o.name, r.step, r.capability, r.package, r.version,"
                                " r.key FROM result_outputs o JOIN results r ON r.user = o.user AND r.key = o.key"
                                " WHERE o.digest = ? ORDER BY r.user, r.key, o.place LIMIT ?",
                                digest, count - uses.size()),
              [&](const Statement& row) {
                uses.push_back({row.text(0), row.text(1), row.integer(2), row.text(3), row.text(4), row.text(5),
                                row.text(6), row.text(7), row.digest(8)});
              });
  if (!read) return fail(read.error());
  return uses;
}

Result<std::uint64_t> SqliteBlobTable::bytes_of(const std::string& user) {
  const auto bytes = number(connection_.query("SELECT bytes FROM user_usage WHERE user = ?", user));
  if (!bytes) return fail(bytes.error());
  return bytes->value_or(0);
}

Result<std::optional<std::uint64_t>> SqliteBlobTable::quota(const std::string& user) {
  return number(connection_.query("SELECT bytes FROM quotas WHERE user = ?", user));
}

Status SqliteBlobTable::set_quota(const std::string& user, std::optional<std::uint64_t> bytes) {
  if (!bytes) return connection_.run("DELETE FROM quotas WHERE user = ?", user);
  const auto known = number(connection_.query("SELECT 1 FROM users WHERE id = ?", user));
  if (!known) return fail(known.error());
  if (!*known) return fail(ErrorCode::not_found, "there is no such user");
  return connection_.run("INSERT OR REPLACE INTO quotas VALUES (?, ?)", user, *bytes);
}

}  // namespace souls::storage::sqlite
