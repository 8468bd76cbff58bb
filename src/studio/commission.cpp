#include "studio/commission.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "band/plan/plan.hpp"
#include "base/guarded.hpp"
#include "base/ids.hpp"
#include "base/limits.hpp"
#include "base/log.hpp"
#include "storage/blob_table.hpp"
#include "storage/stored_result_memory.hpp"
#include "storage/task_table.hpp"
#include "studio/lineage.hpp"
#include "studio/making.hpp"
#include "studio/step_maker.hpp"

namespace souls::studio {
namespace {

constexpr std::string_view kPrefix = "p_";

/// The steps that lead from words to a file with a voice that says them.
Result<tasks::Graph> saying_graph(const PartOrder& order, const models::Registry& packages) {
  StepMaker maker(packages);
  maker.add("say", "say", {{"voice", order.request.voice.value()}, {"text", order.request.lyrics.value()}}, 0, {});
  maker.add("encode", "encode", {{"format", order.format}}, 0, {{"master", "say", "speech", {}}}, order.format);
  return maker.finish(maker.take());
}

/// The sung part of a song, in another format.
Result<tasks::Graph> encoding_graph(const Digest& stem, const std::string& format, const models::Registry& packages) {
  StepMaker maker(packages);
  maker.add("encode", "encode", {{"format", format}}, 0, {{"master", "", "", stem}}, format);
  return maker.finish(maker.take());
}

/// With title, artist and the mark that it is AI-made.
void add_tag(tasks::Graph& graph, const PartOrder& order, const models::Registry& packages) {
  StepMaker maker(packages);
  maker.add("tag", "tag",
            {{"format", order.format},
             {"title", order.kind == PartKind::saying ? "Words, said" : "Words, sung"},
             {"artist", "Synthetic Souls"},
             {"comment", "Made by the AI band Synthetic Souls"}},
            0, {{"encoded", "encode", "encoded", {}}}, order.format);
  std::ranges::move(maker.take().steps, std::back_inserter(graph.steps));
}

Until until_of(PartKind kind) {
  switch (kind) {
    case PartKind::words:
      return Until::lyrics;
    case PartKind::cover:
      return Until::cover;
    default:
      return Until::voice;
  }
}

Result<Digest> file_of(const MadeSong& made, PartKind kind) {
  const std::string_view wanted = kind == PartKind::words   ? "lyrics.txt"
                                  : kind == PartKind::cover ? "cover.png"
                                                            : "stems/";
  for (const auto& [path, digest] : made.files) {
    if (path.starts_with(wanted)) return digest;
  }
  return fail(ErrorCode::unprocessable, "nothing in this song is sung");
}

}  // namespace

Status check_part(const PartOrder& order) {
  if (order.kind == PartKind::saying) return {};
  if (const auto plan = band::plan::make_plan(order.request); !plan) return fail(plan.error());
  return {};
}

std::optional<Result<Digest>> Commission::outcome() const {
  const std::lock_guard lock(mutex_);
  return outcome_;
}

Commissions::Commissions(Orchestra orchestra, std::size_t bytes_max)
    : orchestra_(std::move(orchestra)), bytes_max_(bytes_max) {
  forget_those_of_before();
}

Commissions::~Commissions() {
  is_ending_ = true;
  for (Making& making : makings_) making.thread.join();
}

void Commissions::forget_those_of_before() {
  const Status forgotten = orchestra_.store.write([](storage::Transaction& t) -> Status {
    storage::TaskFilter open;
    open.only_open = true;
    open.count_max = limits::kPageRowsMax;
    for (;;) {
      const auto tasks = t.tasks().list(open);
      if (!tasks) return fail(tasks.error());
      for (const auto& task : *tasks) {
        const auto run = t.tasks().get_run(task.run);
        if (!run) return fail(run.error());
        if (!*run || !(*run)->song.starts_with(kPrefix)) continue;
        if (auto removed = t.tasks().remove_song((*run)->song); !removed) return removed;
      }
      if (tasks->size() < open.count_max) return {};
      open.before = tasks->back().id;
    }
  });
  if (!forgotten) log(LogLevel::warning, "parts of before aren't forgotten", {{"error", forgotten.error().message}});
}

Result<std::shared_ptr<Commission>> Commissions::begin(const std::string& user, const Asking& asking,
                                                       const PartOrder& order) {
  if (auto fine = check_part(order); !fine) return fail(fine.error());
  const Status has_room = orchestra_.store.read(
      [&](storage::Transaction& t) { return storage::check_quota(t.blobs(), user, 1, bytes_max_); });
  if (!has_room) return fail(has_room.error());
  const std::lock_guard lock(mutex_);
  join_those_that_are_over();
  const auto of_user = std::ranges::count(makings_, user, &Making::user);
  if (makings_.size() >= limits::kPartsAtOnceMax || of_user >= static_cast<long>(limits::kPartsAtOncePerUser)) {
    return fail(ErrorCode::rate_limited, "enough of these are being made at once; wait for one");
  }
  Making& making = makings_.emplace_back();
  making.user = user;
  making.commission = std::make_shared<Commission>(random_id(kPrefix));
  making.thread = std::thread([this, &making, asking, order] { make(making, asking, order); });
  return making.commission;
}

void Commissions::join_those_that_are_over() {
  std::erase_if(makings_, [](Making& making) {
    if (!making.is_over) return false;
    making.thread.join();
    return true;
  });
}

void Commissions::make(Making& making, const Asking& asking, const PartOrder& order) {
  auto made = guarded("the making of this part", [&] { return make_part(making, asking, order); });
  const std::string& id = making.commission->id();
  {
    const std::lock_guard lock(making.commission->mutex_);
    making.commission->outcome_ = std::move(made);
  }
  // What was made is given out and kept no longer: nobody could delete it, and it would count as the user's.
  const Status gone = orchestra_.store.write([&](storage::Transaction& t) -> Status {
    if (auto removed = t.tasks().remove_song(id); !removed) return removed;
    return t.results().forget_song(making.user, id);
  });
  if (!gone) log(LogLevel::warning, "a part isn't forgotten", {{"part", id}, {"error", gone.error().message}});
  making.is_over = true;
}

Result<Digest> Commissions::make_part(const Making& making, const Asking& asking, const PartOrder& order) {
  storage::StoredResultMemory memory(orchestra_.store, orchestra_.blobs, making.user, orchestra_.now);
  tasks::Executor executor(orchestra_.queue, memory, orchestra_.blobs);
  const std::string& id = making.commission->id();
  tasks::RunOptions run;
  run.info = {run_name(id, 1), making.user, id, 1, asking.api_key, asking.trace, limits::kPartSecondsMax};
  Context context;
  context.should_stop = [this, &making] { return is_ending_ || making.commission->is_cancelled_; };
  Result<tasks::Graph> graph = fail(ErrorCode::internal, "nothing is made");
  if (order.kind == PartKind::saying) {
    graph = saying_graph(order, orchestra_.packages);
  } else {
    Maker maker(executor, memory, orchestra_.blobs, orchestra_.packages);
    Order song;
    song.request = order.request;
    song.until = until_of(order.kind);
    const auto made = maker.make(song, context, {}, run);
    if (!made) return fail(made.error());
    const auto file = file_of(*made, order.kind);
    if (!file || order.kind != PartKind::singing) return file;
    graph = encoding_graph(*file, order.format, orchestra_.packages);
  }
  if (!graph) return fail(graph.error());
  add_tag(*graph, order, orchestra_.packages);
  run.info.name += "/voice";
  run.wanted = {"tag"};
  const auto outcome = executor.run(*graph, context, {}, run);
  if (!outcome) return fail(outcome.error());
  return outcome->output("tag", "file");
}

}  // namespace souls::studio
