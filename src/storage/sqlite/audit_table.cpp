#include "storage/sqlite/audit_table.hpp"

#include <algorithm>

#include "storage/packing.hpp"

namespace souls::storage::sqlite {
namespace {

/// What was made lately is put among the rest whenever so many entries have come.
constexpr std::uint64_t kEntriesAtOnce = 4096;

std::int64_t start_of(const Digest& digest) {
  const std::string bytes = raw_bytes(digest);
  std::uint64_t start = 0;
  for (std::size_t i = 0; i < 8 && i < bytes.size(); ++i) start = start << 8 | static_cast<unsigned char>(bytes[i]);
  return static_cast<std::int64_t>(start);
}

AuditRow row_of(const Statement& row) {
  return {static_cast<std::uint64_t>(row.integer(0)), row.text(1), row.digest(2)};
}

Result<std::vector<AuditRow>> all(Statement rows) {
  std::vector<AuditRow> found;
  while (true) {
    const auto row = rows.step();
    if (!row) return fail(row.error());
    if (!*row) return found;
    found.push_back(row_of(rows));
  }
}

bool made(const AuditRow& row, const Digest& artifact) {
  const auto entry = unpack_entry(row.bytes);
  return entry && std::any_of(entry->outputs.begin(), entry->outputs.end(),
                              [&](const NamedDigest& output) { return output.digest == artifact; });
}

}  // namespace

Result<AuditRow> SqliteAuditTable::append(AuditEntry entry) {
  if (!head_) {
    auto before = last();
    if (!before) return fail(before.error());
    head_ = std::move(*before);
  }
  entry.number = head_->number + 1;
  AuditRow row{entry.number, pack_entry(entry), {}};
  row.hash = chain_hash(head_->hash, row.bytes);
  const Status added = connection_.run("INSERT INTO audit (number, entry, hash) VALUES (?, ?, ?)", row.number,
                                       Bytes{row.bytes}, row.hash);
  if (!added) return fail(added.error());
  head_ = AuditRow{row.number, {}, row.hash};
  if (row.number % kEntriesAtOnce == 0) {
    if (auto sorted = sort_recent(); !sorted) return fail(sorted.error());
  }
  if (entry.kind != "succeeded" && entry.kind != "remembered") return row;
  for (const NamedDigest& output : entry.outputs) {
    const Status noted = connection_.run("INSERT INTO audit_outputs_recent (digest_start, number) VALUES (?, ?)",
                                         start_of(output.digest), row.number);
    if (!noted) return fail(noted.error());
  }
  return row;
}

Status SqliteAuditTable::sort_recent() {
  const Status sorted = connection_.run(
      "INSERT OR IGNORE INTO audit_outputs (digest_start, number)"
      " SELECT digest_start, number FROM audit_outputs_recent ORDER BY digest_start, number");
  return sorted ? connection_.run("DELETE FROM audit_outputs_recent") : sorted;
}

Result<AuditRow> SqliteAuditTable::last() {
  Statement rows = connection_.query("SELECT number, '', hash FROM audit ORDER BY number DESC LIMIT 1");
  const auto row = rows.step();
  if (!row) return fail(row.error());
  return *row ? row_of(rows) : AuditRow{};
}

Result<std::vector<AuditRow>> SqliteAuditTable::after(std::uint64_t after, std::size_t count_max) {
  return all(connection_.query("SELECT number, entry, hash FROM audit WHERE number > ? ORDER BY number LIMIT ?", after,
                               count_max));
}

Result<std::vector<AuditRow>> SqliteAuditTable::that_made(const Digest& artifact) {
  auto found = all(connection_.query(
      "SELECT number, entry, hash FROM audit WHERE number IN (SELECT number FROM audit_outputs WHERE digest_start = ?1"
      " UNION ALL SELECT number FROM audit_outputs_recent WHERE digest_start = ?1) ORDER BY number",
      start_of(artifact)));
  // Others may begin alike.
  if (found) std::erase_if(*found, [&](const AuditRow& row) { return !made(row, artifact); });
  return found;
}

}  // namespace souls::storage::sqlite
