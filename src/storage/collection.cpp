#include "storage/collection.hpp"

#include <unordered_set>

#include "storage/blob_table.hpp"
#include "storage/task_table.hpp"

namespace souls::storage {
namespace {

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

Result<CollectionReport> Collector::collect(const Context& context) {
  // In this order: what is named after the mark, by who saw an older name or put the blob before, is named within the
  // grace time that begins after the listing.
  const Time began = options_.clock();
  const auto named = mark(store_, roots_);
  if (!named) return fail(named.error());
  CollectionReport report;
  std::map<Digest, Candidate> garbage;
  auto listed = blobs_.list([&](const StoredBlob& blob) -> Status {
    if (context.stopped()) return cancelled();
    ++report.blobs;
    if (named->contains(blob.digest)) return {};
    ++report.garbage;
    const auto known = candidates_.find(blob.digest);
    if (known != candidates_.end() && known->second.blob.version == blob.version) {
      garbage.insert(*known);
    } else if (garbage.size() < limits::kGarbageRememberedMax) {
      garbage[blob.digest] = {blob, Time::max()};
    }
    return {};
  });
  if (!listed) return fail(listed.error());
  const Time ended = options_.clock();
  for (auto& [digest, candidate] : garbage) candidate.since = std::min(candidate.since, ended);
  candidates_ = std::move(garbage);

  std::vector<Digest> removed_digests;
  const std::chrono::duration<double> grace(options_.grace_seconds);
  for (auto candidate = candidates_.begin(); candidate != candidates_.end();) {
    if (context.stopped()) return cancelled();
    if (began - candidate->second.since < grace) {
      ++candidate;
      continue;
    }
    const StoredBlob& blob = candidate->second.blob;
    const auto removed = blobs_.remove_unchanged(blob);
    if (!removed) return fail(removed.error());
    if (*removed) {
      ++report.removed;
      report.removed_bytes += blob.bytes;
      removed_digests.push_back(blob.digest);
    }
    candidate = candidates_.erase(candidate);
  }
  if (removed_digests.empty()) return report;
  // What is known of them goes too, unless they have come back meanwhile.
  auto forgotten = store_.write([&](Transaction& t) -> Status {
    for (const auto& digest : removed_digests) {
      if (blobs_.exists(digest)) continue;
      if (auto done = t.blobs().forget(digest); !done) return done;
    }
    return {};
  });
  if (!forgotten) return fail(forgotten.error());
  return report;
}

}  // namespace souls::storage
