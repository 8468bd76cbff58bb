#include "studio/conductor.hpp"

#include <malloc.h>

#include <algorithm>
#include <chrono>

#include "base/guarded.hpp"
#include "base/log.hpp"
#include "storage/result_table.hpp"
#include "storage/stored_result_memory.hpp"
#include "storage/task_table.hpp"
#include "studio/library.hpp"
#include "studio/lineage.hpp"
#include "studio/song_graph.hpp"

namespace souls::studio {
namespace {

using storage::RevisionName;

/// How long a dispatcher that heard nothing waits before it looks again all the same.
constexpr double kLookSeconds = 1;

}  // namespace

std::function<Status(storage::Transaction&, const storage::RunRow&, const tasks::Step&,
                     const std::vector<storage::NamedDigest>&, const tasks::Outcome&)>
remember_result(storage::BlobStore& blobs, storage::WallClock now) {
  return [&blobs, now = std::move(now)](storage::Transaction& t, const storage::RunRow& run, const tasks::Step& step,
                                        const std::vector<storage::NamedDigest>& inputs,
                                        const tasks::Outcome& outcome) -> Status {
    if (run.user.empty()) return {};
    const Digest key = tasks::step_key(step, inputs, tasks::compute_class());
    auto row = storage::row_of_result(
        blobs, key, {outcome.outputs, outcome.seconds, step.package, step.package_version}, now());
    if (!row) return fail(row.error());
    row->capability = step.capability;
    row->parameters = sha256(step.parameters);
    row->asked_by = run.api_key.empty() ? run.user : run.api_key;
    row->song = run.song;
    row->revision = run.revision;
    row->step = step.id;
    return t.results().put(run.user, *row);
  };
}

void give_memory_back() { ::malloc_trim(0); }

Conductor::Conductor(Orchestra orchestra, ConductorOptions options)
    : orchestra_(std::move(orchestra)),
      options_(std::move(options)),
      revisions_(orchestra_.store, orchestra_.blobs, orchestra_.now),
      dispatcher_([this] { dispatch(); }) {}

Conductor::~Conductor() {
  is_ending_ = true;
  dispatcher_.join();
  for (Making& making : makings_) making.thread.join();
}

void Conductor::dispatch() {
  std::uint64_t seen = 0;
  while (!is_ending_) {
    const std::uint64_t commits = orchestra_.store.commits();
    start_more();
    join_those_that_are_over();
    seen = std::max(seen, commits);
    // Many commits are a step's progress and no order: they are looked at together.
    seen = orchestra_.store.wait_for_commit(seen, kLookSeconds);
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}

void Conductor::start_more() {
  const auto waiting = in_read<std::vector<RevisionName>>(orchestra_.store, [&](storage::Transaction& t) {
    return t.songs().unfinished(options_.songs_at_once_per_user, options_.songs_at_once);
  });
  if (!waiting) return;  // the store says so to those who ask it for something; here it is asked again
  const std::lock_guard lock(mutex_);
  for (const RevisionName& name : *waiting) {
    if (!may_start(name)) continue;
    Making& making = makings_.emplace_back();
    making.name = name;
    making.thread = std::thread([this, &making] { make(making); });
  }
}

bool Conductor::may_start(const RevisionName& name) const {
  std::size_t of_user = 0;
  for (const Making& making : makings_) {
    if (making.name == name) return false;
    of_user += making.name.user == name.user;
  }
  return makings_.size() < options_.songs_at_once && of_user < options_.songs_at_once_per_user;
}

void Conductor::join_those_that_are_over() {
  const std::lock_guard lock(mutex_);
  for (auto making = makings_.begin(); making != makings_.end();) {
    if (!making->is_over) {
      ++making;
      continue;
    }
    making->thread.join();
    making = makings_.erase(making);
    if (makings_.empty()) options_.on_idle();
  }
}

void Conductor::make(Making& making) {
  const auto& [user, song, number] = making.name;
  const auto order = revisions_.order(user, song, number);
  // A revision that continues one which isn't made yet waits for its turn.
  if (order || order.error().code != ErrorCode::unavailable) {
    // An exception ends this song alone.
    const auto made = order.and_then([&](const Order& o) {
      return guarded("the making of this song", [&] { return make_song(making, o); });
    });
    // What the store refuses now is told again later, from the same results.
    if (made) {
      (void)revisions_.finish(user, song, number, *made);
    } else if (!is_ending_) {
      if (made.error().code == ErrorCode::internal) {
        const Error& fault = made.error();
        log(LogLevel::error, "a song failed",
            {{"song", song}, {"revision", number + 0LL}, {"error", fault.message}, {"detail", fault.detail}});
      }
      (void)revisions_.end(user, song, number, made.error());
    }
  }
  const std::lock_guard lock(mutex_);
  making.is_over = true;
}

Result<MadeSong> Conductor::make_song(Making& making, Order order) {
  const auto& [user, song, number] = making.name;
  order.previews = true;
  const auto revision = in_read<storage::Revision>(
      orchestra_.store, [&](storage::Transaction& t) { return t.songs().find_revision(user, song, number); });
  if (!revision) return fail(revision.error());
  if (auto begun = revisions_.begin(user, song, number, chosen_packages()); !begun) return fail(begun.error());

  storage::StoredResultMemory memory(orchestra_.store, orchestra_.blobs, user, orchestra_.now);
  tasks::Executor executor(orchestra_.queue, memory, orchestra_.blobs);
  Maker maker(executor, memory, orchestra_.blobs, orchestra_.packages);
  tasks::RunOptions run;
  run.info = {run_name(song, number), user, song, number, revision->api_key, revision->trace, options_.deadline_seconds};
  run.should_leave = [this] { return is_ending_.load(); };
  Context context;
  context.should_stop = [&making] { return making.is_cancelled.load(); };
  return maker.make(order, context, [&](const tasks::Event& event) { show_previews(making.name, event); }, run);
}

void Conductor::show_previews(const RevisionName& name, const tasks::Event& event) {
  if (event.kind != tasks::EventKind::finished || event.outputs == nullptr) return;
  for (const auto& output : *event.outputs) {
    const auto path = preview_path(*event.step, output.name);
    // A preview that can't be shown is no reason to make no song.
    if (path) (void)revisions_.show_preview(name.user, name.song, name.number, *path, output.digest);
  }
}

std::vector<storage::ChosenPackage> Conductor::chosen_packages() const {
  std::vector<storage::ChosenPackage> chosen;
  for (const models::Package& package : orchestra_.packages.packages()) {
    chosen.push_back({package.name, package.version, package.digest});
  }
  return chosen;
}

Status Conductor::cancel(const std::string& user, const std::string& song, int revision) {
  const auto found = in_read<storage::Revision>(
      orchestra_.store, [&](storage::Transaction& t) { return t.songs().find_revision(user, song, revision); });
  if (!found) return fail(found.error());
  if (storage::is_final(found->state)) {
    return fail(ErrorCode::conflict, "revision " + std::to_string(revision) + " is " +
                                         std::string(storage::to_string(found->state)) + " already");
  }
  if (auto ended = revisions_.end(user, song, revision, cancelled().value()); !ended) return ended;
  const std::lock_guard lock(mutex_);
  for (Making& making : makings_) {
    if (making.name == RevisionName{user, song, revision}) making.is_cancelled = true;
  }
  return {};
}

Result<std::vector<tasks::TaskId>> Conductor::given_up(const std::string& user, const std::string& song, int revision) {
  return in_read<std::vector<tasks::TaskId>>(
      orchestra_.store, [&](storage::Transaction& t) -> Result<std::vector<tasks::TaskId>> {
        if (const auto found = t.songs().find_revision(user, song, revision); !found) return fail(found.error());
        std::vector<tasks::TaskId> ids;
        for (const auto state : {storage::TaskState::failed, storage::TaskState::cancelled}) {
          storage::TaskFilter filter;
          filter.song = song;
          filter.state = state;
          filter.count_max = limits::kStepsPerSongMax;
          const auto steps = t.tasks().list(filter);
          if (!steps) return fail(steps.error());
          for (const storage::TaskRow& step : *steps) {
            const auto run = t.tasks().get_run(step.run);
            if (!run) return fail(run.error());
            if (*run && (*run)->revision == revision) ids.push_back(step.id);
          }
        }
        return ids;
      });
}

Status Conductor::retry(const std::string& user, const std::string& song, int revision) {
  // The steps first: a making that starts would find them as they stand.
  const auto steps = given_up(user, song, revision);
  if (!steps) return fail(steps.error());
  for (const tasks::TaskId step : *steps) {
    const auto taken = orchestra_.queue.retry(step);
    if (!taken && taken.error().code != ErrorCode::conflict) return taken;
  }
  return revisions_.retry(user, song, revision);
}

}  // namespace souls::studio
