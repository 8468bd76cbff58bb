#include "storage/stored_result_memory.hpp"

namespace souls::storage {
namespace {

/// How exactly it is known when a result was last used: a hit within it costs no write.
constexpr std::int64_t kUsedMilliseconds = 3'600'000;

}  // namespace

Result<std::optional<StepResult>> StoredResultMemory::find(const Digest& key) {
  if (!is_digest(key.hex)) return std::nullopt;
  std::optional<ResultRow> row;
  const auto read = store_.read([&](Transaction& t) -> Status {
    auto found = t.results().find(user_, key);
    if (!found) return fail(found.error());
    row = std::move(*found);
    return {};
  });
  if (!read) return fail(read.error());
  if (!row) return std::nullopt;
  StepResult result{{}, row->seconds, row->package, row->version};
  for (const auto& output : row->outputs) {
    if (!blobs_.exists(output.digest)) return std::nullopt;
    result.outputs.push_back({output.name, output.digest});
  }
  const std::int64_t now_ms = clock_();
  if (now_ms - row->used_ms >= kUsedMilliseconds) {
    // A store that can't be written still serves; it just doesn't learn what was used.
    (void)store_.write([&](Transaction& t) { return t.results().mark_used(user_, key, now_ms); });
  }
  return result;
}

Status StoredResultMemory::remember(const Digest& key, const StepResult& result) {
  auto row = row_of_result(blobs_, key, result, clock_());
  if (!row) return fail(row.error());
  row->asked_by = user_;
  // Who wrote it in the transaction of the step told more of it.
  bool is_known = false;
  const auto look = [&](Transaction& t) -> Status {
    const auto known = t.results().find(user_, key);
    if (!known) return fail(known.error());
    is_known = *known && (*known)->outputs == row->outputs;
    return {};
  };
  if (auto looked = store_.read(look); !looked || is_known) return looked;
  return store_.write([&](Transaction& t) -> Status {
    if (auto looked = look(t); !looked || is_known) return looked;
    return t.results().put(user_, *row);
  });
}

Status StoredResultMemory::forget(const Digest& key) {
  return store_.write([&](Transaction& t) { return t.results().forget(user_, key); });
}

Result<ResultRow> row_of_result(BlobStore& blobs, const Digest& key, const StepResult& result, std::int64_t now_ms) {
  ResultRow row;
  row.key = key;
  row.seconds = result.seconds;
  row.package = result.package;
  row.version = result.version;
  row.made_ms = row.used_ms = now_ms;
  for (const auto& output : result.outputs) {
    const auto blob = blobs.look(output.digest);
    if (!blob) return fail(blob.error());
    row.outputs.push_back({output.name, output.digest, blob->bytes});
  }
  return row;
}

}  // namespace souls::storage
