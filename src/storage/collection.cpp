#include "storage/collection.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_set>

#include "storage/blob_table.hpp"
#include "storage/task_table.hpp"

namespace souls::storage {
namespace {

constexpr std::size_t kRowsPerWrite = 1000;

Result<std::unordered_set<Digest>> mark(Store& store, const std::vector<RootSource>& roots) {
  std::unordered_set<Digest> named;
  const auto read = store.read([&](Transaction& t) -> Status {
    named.clear();
    for (const auto& source : roots) {
      if (auto visited = source(t, [&](const Digest& digest) { named.insert(digest); }); !visited) return visited;
    }
    return {};
  });
  if (!read) return fail(read.error());
  return named;
}

}  // namespace

RootSource roots_of_songs_and_results() {
  return [](Transaction& t, const std::function<void(const Digest&)>& visit) { return t.blobs().each_used(visit); };
}

RootSource roots_of_open_runs() {
  return [](Transaction& t, const std::function<void(const Digest&)>& visit) -> Status {
    const auto runs = t.tasks().open_runs();
    if (!runs) return fail(runs.error());
    for (const auto& run : *runs) {
      const auto tasks = t.tasks().of_run(run.number);
      if (!tasks) return fail(tasks.error());
      for (const auto& task : *tasks) {
        for (const auto& input : task.inputs) visit(input.digest);
        for (const auto& output : task.outputs) visit(output.digest);
      }
    }
    return {};
  };
}

std::vector<RootSource> all_roots() { return {roots_of_songs_and_results(), roots_of_open_runs()}; }

Status Collector::load() {
  if (is_loaded_) return {};
  auto read = store_.read([&](Transaction& t) -> Status {
    candidates_.clear();
    auto rows = t.blobs().garbage();
    if (!rows) return fail(rows.error());
    for (GarbageRow& row : *rows) candidates_[row.digest] = {{row.digest, 0, std::move(row.version)}, row.since_ms};
    const auto clock_ms = t.blobs().collection_clock_ms();
    if (!clock_ms) return fail(clock_ms.error());
    base_ms_ = *clock_ms;
    return {};
  });
  if (!read) return read;
  loaded_ = options_.clock();
  is_loaded_ = true;
  if (options_.is_at_rest && !was_at_rest_) base_ms_ += static_cast<std::int64_t>(std::ceil(options_.grace_seconds * 1000));
  was_at_rest_ = true;
  return {};
}

std::int64_t Collector::now_ms() const {
  return base_ms_ + std::chrono::floor<std::chrono::milliseconds>(options_.clock() - loaded_).count();
}

Result<CollectionReport> Collector::collect(const Context& context) {
  if (auto loaded = load(); !loaded) return fail(loaded.error());
  // In this order: what is named after the mark, by who saw an older name or put the blob before, is named within the
  // grace time that begins after the listing.
  const std::int64_t began_ms = now_ms();
  const auto named = mark(store_, roots_);
  if (!named) return fail(named.error());
  CollectionReport report;
  std::map<Digest, Candidate> garbage;
  std::vector<Digest> found;
  auto listed = blobs_.list([&](const StoredBlob& blob) -> Status {
    if (context.stopped()) return cancelled();
    ++report.blobs;
    if (named->contains(blob.digest)) return {};
    ++report.garbage;
    const auto known = candidates_.find(blob.digest);
    if (known != candidates_.end() && known->second.blob.version == blob.version) {
      garbage[blob.digest] = {blob, known->second.since_ms};
    } else if (garbage.size() < limits::kGarbageRememberedMax) {
      garbage[blob.digest] = {blob, 0};
      found.push_back(blob.digest);
    }
    return {};
  });
  if (!listed) return fail(listed.error());
  const std::int64_t ended_ms =
      base_ms_ + std::chrono::ceil<std::chrono::milliseconds>(options_.clock() - loaded_).count();
  for (const Digest& digest : found) garbage[digest].since_ms = ended_ms;
  std::swap(candidates_, garbage);
  const auto removed = sweep(began_ms, context, report);
  const Status kept = keep(garbage);
  if (!kept) is_loaded_ = false;
  if (!removed) return fail(removed.error());
  if (!kept) return fail(kept.error());
  if (auto forgotten = forget(*removed); !forgotten) return fail(forgotten.error());
  return report;
}

Result<std::vector<Digest>> Collector::sweep(std::int64_t began_ms, const Context& context, CollectionReport& report) {
  std::vector<Digest> digests;
  for (auto candidate = candidates_.begin(); candidate != candidates_.end();) {
    if (context.stopped()) return cancelled();
    if (static_cast<double>(began_ms - candidate->second.since_ms) < options_.grace_seconds * 1000) {
      ++candidate;
      continue;
    }
    const StoredBlob& blob = candidate->second.blob;
    const auto removed = blobs_.remove_unchanged(blob);
    if (!removed) return fail(removed.error());
    if (*removed) {
      ++report.removed;
      report.removed_bytes += blob.bytes;
      digests.push_back(blob.digest);
    }
    candidate = candidates_.erase(candidate);
  }
  return digests;
}

/// Writes what differs from `before`, which the store has, a part at a time, so that others can write between.
Status Collector::keep(const std::map<Digest, Candidate>& before) {
  std::vector<GarbageRow> added;
  std::vector<Digest> gone;
  for (const auto& [digest, candidate] : candidates_) {
    const auto known = before.find(digest);
    const bool is_known = known != before.end() && known->second.since_ms == candidate.since_ms &&
                          known->second.blob.version == candidate.blob.version;
    if (!is_known) added.push_back({digest, candidate.blob.version, candidate.since_ms});
  }
  for (const auto& [digest, candidate] : before) {
    if (!candidates_.contains(digest)) gone.push_back(digest);
  }
  const std::size_t count = added.size() + gone.size();
  for (std::size_t from = 0; from == 0 || from < count; from += kRowsPerWrite) {
    auto written = store_.write([&](Transaction& t) -> Status {
      for (std::size_t i = from; i < std::min(count, from + kRowsPerWrite); ++i) {
        auto done = i < added.size() ? t.blobs().put_garbage(added[i]) : t.blobs().forget_garbage(gone[i - added.size()]);
        if (!done) return done;
      }
      return t.blobs().set_collection_clock(now_ms());
    });
    if (!written) return written;
  }
  return {};
}

/// What is known of them goes too, unless they have come back meanwhile.
Status Collector::forget(const std::vector<Digest>& removed) {
  if (removed.empty()) return {};
  return store_.write([&](Transaction& t) -> Status {
    for (const auto& digest : removed) {
      if (blobs_.exists(digest)) continue;
      if (auto done = t.blobs().forget(digest); !done) return done;
    }
    return {};
  });
}

}  // namespace souls::storage
